"""What the console's pages share: finding a table or an exercise, doing what was asked, saying what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.participation.models import Contribution, ContributionChange, Exercise, Table
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rumbo.plan.web.page import Crumb

PERMISSION = "participation.facilitate"


def find_table(plan: Any, pk: int) -> Table:
    """Return a table of the plan with what its pages show of it, or answer 404."""
    rows = Table.objects.filter(plan=plan).select_related(
        "axis", "workshop__stage__process", "facilitator", "secretary"
    )
    found: Table | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such table in this plan."))
    return found


def find_exercise(plan: Any, pk: int) -> Exercise:
    """Return an exercise of the plan with its table and source, or answer 404."""
    rows = Exercise.objects.filter(plan=plan).select_related(
        "table__axis", "table__workshop__stage__process", "source__source", "source__table"
    )
    found: Exercise | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such exercise in this plan."))
    return found


def find_contribution(plan: Any, pk: int) -> Contribution:
    """Return a contribution to an exercise of the plan, or answer 404."""
    rows = Contribution.objects.filter(plan=plan).select_related("exercise__table__workshop", "exercise__table__axis")
    found: Contribution | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such contribution in this plan."))
    return found


def find_change(plan: Any, pk: int) -> ContributionChange:
    """Return an act on record of a table of the plan, or answer 404."""
    found = ContributionChange.objects.filter(table__plan=plan, pk=pk).select_related("table").first()
    if found is None:
        raise Http404(_("There is no such change in this plan."))
    return found


def table_page(
    request: HttpRequest, plan: Any, table: Table, template: str, title: str, **context: Any
) -> HttpResponse:
    """Render a page that stands under a table's console, with the way back to it."""
    return page(
        request,
        template,
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, table, (title, "")),
        title=title,
        table=table,
        back=reverse("participation:table", args=[plan.key, table.pk]),
        **context,
    )


def leads(request: HttpRequest, target: Any) -> bool:
    """Whether the person leads the table."""
    return request.user.has_perm(PERMISSION, target)


def need_lead(request: HttpRequest, target: Any) -> None:
    """Answer 403 unless the person leads the table."""
    if not leads(request, target):
        raise PermissionDenied


def crumbs_of(plan: Any, table: Table, *more: Crumb) -> list[Crumb]:
    """Return the way to a page of a table."""
    here = reverse("participation:table", args=[plan.key, table.pk]) if more else ""
    return [
        (_("Participation"), reverse("participation:home", args=[plan.key])),
        (table.workshop.name, reverse("participation:workshop", args=[plan.key, table.workshop_id])),
        (table.name, here),
        *more,
    ]


def attempt(request: HttpRequest, act: Callable[[], Any], done: str = "") -> Any:
    """Do what was asked and say that it was done; where it is refused say why, and return None."""
    try:
        made = act()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    if done:
        messages.success(request, done)
    return made


def say_changed(request: HttpRequest, plan: Any, change: ContributionChange, sentence: str, back: int) -> None:
    """Say what was done with contributions, with a button that undoes it and comes back to an exercise."""
    undo = format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="back" value="{}"><button class="as-link">{}</button></form>',
        sentence,
        reverse("participation:undo", args=[plan.key, change.pk]),
        get_token(request),
        back,
        _("Undo"),
    )
    messages.success(request, undo)


def back_to(plan: Any, name: str, pk: int, anchor: str = "") -> HttpResponse:
    """Go to a page of the console."""
    return redirect(reverse(f"participation:{name}", args=[plan.key, pk]) + (f"#{anchor}" if anchor else ""))
