"""All that was said at the workshops of a plan, for its staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.participation.enums import ContributionKind
from rumbo.participation.models import Workshop
from rumbo.participation.queries.contributions import ADOPTED_CHOICES, Filters, list_rows, staff_list
from rumbo.participation.said_tables import STAFF_CONTRIBUTIONS
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Iterable

PER_PAGE = 50
#: A select of the filters: (name, label, first choice, [(value, label, chosen)]).
Select = tuple[str, str, str, list[tuple[str, str, bool]]]


@require_safe
@plan_page()
def contributions(request: HttpRequest, plan: Any) -> HttpResponse:
    """List what was said, to adopt it; also as a file."""
    filters = read_filters(request)
    found = staff_list(request.user, plan, filters)
    if request.GET.get("format"):
        response = export_response(request, STAFF_CONTRIBUTIONS, list_rows(found), f"{plan.key}-contributions")
        if response is not None:
            return cast("HttpResponse", response)
    shown = selects(plan, filters)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "participation/contributions.html",
        plan,
        here="participation:home",
        crumbs=[(_("Participation"), reverse("participation:home", args=[plan.key])), (_("Contributions"), "")],
        rows=list_rows(page_obj.object_list),
        page_obj=page_obj,
        filters=filters,
        selects=shown,
        chips=chips(request, filters, shown),
    )


def read_filters(request: HttpRequest) -> Filters:
    """Return the filters of an address; what makes no sense narrows nothing."""
    given = request.GET
    return Filters(
        workshop=_number(given.get("workshop", "")),
        axis=_number(given.get("axis", "")),
        kind=given["kind"] if given.get("kind") in ContributionKind.values else "",
        adopted=given["adopted"] if given.get("adopted") in ADOPTED_CHOICES else "",
        text=" ".join(given.get("q", "").split())[:200],
    )


def selects(plan: Any, filters: Filters) -> list[Select]:
    """Return the selects of the filters; two queries."""
    return [
        _select("workshop", _("Workshop"), _("All workshops"), _workshops(plan), filters.workshop),
        _select("axis", _("Axis"), _("All axes"), [(axis.pk, axis.name) for axis in axes_of(plan)], filters.axis),
        _select("kind", _("Kind"), _("All kinds"), ContributionKind.choices, filters.kind),
        _select("adopted", _("What became of the contribution"), _("All"), _adopted_choices(), filters.adopted),
    ]


def chips(request: HttpRequest, filters: Filters, shown: list[Select]) -> list[tuple[str, str]]:
    """Return the active filters: what each says, and the address without it."""
    found = []
    for name, _label, _first, choices in shown:
        label = next((label for _value, label, chosen in choices if chosen), "")
        if label:
            found.append((label, _without(request, name)))
    if filters.text:
        found.append((_("“%(words)s”") % {"words": filters.text}, _without(request, "q")))
    return found


def _select(name: str, label: str, first: str, choices: Iterable[tuple[Any, Any]], chosen: Any) -> Select:
    listed = [(str(value), str(words), value == chosen and bool(chosen)) for value, words in choices]
    return (name, label, first, listed)


def _workshops(plan: Any) -> list[tuple[int, str]]:
    rows = Workshop.objects.filter(plan=plan).order_by("date", "position", "pk")
    return [(row.pk, row.name) for row in rows]


def _adopted_choices() -> list[tuple[str, str]]:
    return [("yes", _("Taken up by the plan")), ("no", _("Not taken up yet"))]


def _without(request: HttpRequest, name: str) -> str:
    left = request.GET.copy()
    left.pop(name, None)
    left.pop("page", None)
    return f"?{left.urlencode()}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None
