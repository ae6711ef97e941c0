"""What the views of all pages do the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.links import public_url
from rumbo.core.queries.changes import left_force_at, public_versions
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.statuses import standing_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.core.models import Record
    from rumbo.plan.models import Axis, Plan

T = TypeVar("T")


def found(thing: T | None) -> T:
    """Return what a query found.

    Raises:
        Http404: it found nothing.
    """
    if thing is None:
        raise Http404(_("The plan has nothing at this address."))
    return thing


def trail(plan: Plan, *above: Record, here: str, sections: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    """Return the breadcrumbs: the plan, its sections, the elements above, and the page itself."""
    links = [(record.name, public_url(record, plan.key)) for record in above]
    return [(plan.name, public_url(plan)), *sections, *links, (here, "")]


def section_trail(plan: Plan, label: str, name: str) -> tuple[str, str]:
    """Return the breadcrumb of a section of the plan, by its words and the name of its address."""
    return label, reverse(name, args=[plan.key])


def element_page(
    request: HttpRequest,
    plan: Plan,
    record: Record,
    above: tuple[Record, ...],
    *,
    here: str = "",
    sections: tuple[tuple[str, str], ...] = (),
    **context: Any,
) -> HttpResponse:
    """Render the page of a record, ``portal/<kind>.html``, with what all such pages show.

    ``above`` are the elements over it in the breadcrumbs, ``sections`` pages of the plan over those. All such pages
    show its state, how it stands, its history without names, and the staff's links where the user may edit it.
    """
    judged = record.KIND in StatusKind.values
    shared = {
        "plan": plan,
        "record": record,
        record.KIND: record,
        "crumbs": trail(plan, *above, here=here or record.name, sections=sections),
        "left_at": left_force_at(record),
        "standing": standing_of(plan, record.KIND, record.pk, timezone.localdate()) if judged else None,
        "versions": public_versions(record),
        "can_edit": request.user.is_authenticated and request.user.has_perm("plan.edit", record),
    }
    return render(request, f"portal/{record.KIND}.html", shared | context)


def list_page(
    request: HttpRequest,
    template: str,
    plan: Plan,
    *,
    here: str,
    above: tuple[tuple[str, str], ...] = (),
    **context: Any,
) -> HttpResponse:
    """Render a page of the whole plan, with breadcrumbs."""
    crumbs = trail(plan, here=here, sections=above)
    return render(request, f"portal/{template}.html", {"plan": plan, "crumbs": crumbs} | context)


def chosen_axis(request: HttpRequest, axes: list[Axis]) -> Axis | None:
    """Return the axis that ``?axis=`` names, or the first; None in a plan without axes.

    Raises:
        Http404: the plan has no such axis.
    """
    key = request.GET.get("axis")
    if not key:
        return axes[0] if axes else None
    return found(next((axis for axis in axes if axis.key == key), None))


def axis_tabs(axes: list[Axis], chosen: Axis | None) -> list[tuple[str, str, bool, None]]:
    """Return a tab for each axis, for ``components/tabs.html``."""
    return [(axis.name, f"?axis={axis.key}", axis == chosen, None) for axis in axes]
