"""Who cannot be written to: to telephone, with letters to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rumbo.communication.asking_words import when
from rumbo.communication.queries.reminding import NO_EMAIL, NO_LIAISON, NOT_DELIVERED, REPORT, Item, Unreached, asking
from rumbo.communication.services.notes import may_note
from rumbo.communication.web.home import SECTION
from rumbo.communication.web.reminders import tabs, way
from rumbo.monitoring.models import ReportLink
from rumbo.monitoring.web.links import address_of
from rumbo.participation.qr import Code, code_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Letters on a page to print.
AT_ONCE = 40
#: Why somebody cannot be written to, in words, with its tone.
WHY = {
    NO_LIAISON: (gettext_lazy("No liaison"), "risk"),
    NO_EMAIL: (gettext_lazy("No e-mail"), "mute"),
    NOT_DELIVERED: (gettext_lazy("The last mail did not arrive"), "off"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An organization to telephone: why, as word and tone, and what it owes, each with by when."""

    unreached: Unreached
    word: str
    tone: str
    items: list[tuple[Item, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """Something owed in a letter: by when, and the code and address of the personal link, where there is one."""

    item: Item
    when: str
    address: str = ""
    code: Code | None = None


@require_safe
@plan_page()
def telephone(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the organizations that owe something and cannot be written to, the latest first."""
    today = localdate()
    found = asking(plan, today)
    return page(
        request,
        "communication/telephone.html",
        plan,
        here=SECTION,
        crumbs=way(plan, _("To telephone")),
        tabs=tabs(plan, "communication:telephone", len(found.unreached)),
        rows=[_row(one, today) for one in found.unreached],
        owed=bool(found.people or found.unreached),
        may_note=may_note(request.user, plan),
    )


@never_cache
@require_safe
@plan_page("plan.manage")
def letters(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show letters to print to all organizations that cannot be written to."""
    return _letters(request, plan, _by_organization(asking(plan, localdate()).unreached))


@never_cache
@require_safe
@plan_page("plan.manage")
def letter(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the letter to one organization that owes something and cannot be written to."""
    found = [one for one in asking(plan, localdate()).unreached if one.organization.pk == pk]
    if not found:
        raise Http404(_("This organization owes nothing, or is written to by mail."))
    return _letters(request, plan, _by_organization(found))


def _letters(request: HttpRequest, plan: Any, rows: list[Unreached]) -> HttpResponse:
    today = localdate()
    shown = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    links = _links(plan, list(shown), request.build_absolute_uri("/"))
    found = [{"row": one, "lines": [_line(item, today, one, links) for item in one.items]} for one in shown]
    return page(
        request,
        "communication/letters.html",
        plan,
        here=SECTION,
        crumbs=way(plan, _("Letters")),
        letters=found,
        page_obj=shown,
        today=today,
        sender=request.user,
    )


def _by_organization(rows: list[Unreached]) -> list[Unreached]:
    """Return one row for each organization, with all that it owes, each thing once."""
    found: dict[int, Unreached] = {}
    for row in rows:
        one = found.setdefault(row.organization.pk, Unreached(row.organization, row.why, people=row.people))
        one.items += [item for item in row.items if item not in one.items]
    return list(found.values())


def _links(plan: Any, rows: list[Unreached], site: str) -> dict[tuple[int, int], str]:
    """Return the addresses of the links that work today, by person and report. One query."""
    assignments = [item.thing.pk for row in rows for item in row.items if item.kind == REPORT]
    found = ReportLink.objects.filter(
        liaison__plan=plan, assignment__in=assignments, revoked_at=None, expires_on__gte=localdate()
    )
    return {(one.liaison_id, one.assignment_id or 0): address_of(one, site) for one in found}


def _line(item: Item, today: Any, row: Unreached, links: dict[tuple[int, int], str]) -> Line:
    if item.kind == REPORT and row.why == NO_EMAIL:
        for person in row.people:
            if address := links.get((person.pk, item.thing.pk)):
                return Line(item, when(item, today), address, code_of(address))
    return Line(item, when(item, today))


def _row(unreached: Unreached, today: Any) -> Row:
    word, tone = WHY[unreached.why]
    return Row(unreached, str(word), tone, [(item, when(item, today)) for item in unreached.items])
