"""What the address of a page of participation names, or 404."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.participation.models import Table, Workshop


def get_workshop(plan: Any, pk: int) -> Workshop:
    """Return a workshop of the plan with its stage and process.

    Raises:
        Http404: the plan has no such workshop.
    """
    found: Workshop | None = Workshop.objects.select_related("stage__process").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such workshop in this plan."))
    return found


def get_table(request: HttpRequest, plan: Any, pk: int) -> Table:
    """Return a table of the plan that the person leads.

    Raises:
        Http404: the plan has no such table.
        PermissionDenied: somebody else leads it.
    """
    found: Table | None = (
        Table.objects.select_related("axis", "workshop__stage__process").filter(plan=plan, pk=pk).first()
    )
    if found is None:
        raise Http404(_("There is no such table in this plan."))
    if not request.user.has_perm("participation.facilitate", found):
        raise PermissionDenied
    return found


def way_to_workshop(plan: Any, workshop: Workshop, *last: str) -> list[tuple[str, str]]:
    """Return the crumbs of a page of a workshop: the processes, the workshop, and the page about it."""
    crumbs = [
        (_("Participation"), reverse("participation:home", args=[plan.key])),
        (workshop.name, reverse("participation:workshop", args=[plan.key, workshop.pk])),
        *((name, "") for name in last),
    ]
    return [*crumbs[:-1], (crumbs[-1][0], "")]
