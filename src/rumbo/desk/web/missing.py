"""What nobody is accountable for: projects, strategies or actions, each with a form that gives it an organization."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.errors import Refused
from rumbo.core.tables import Column, Table, export_response
from rumbo.desk.kinds import ANSWERS_SECTION, KINDS, Kind
from rumbo.desk.services.responsibilities import Change, Taken, set_roles, take_back
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.answers import address, answers_tabs, axis_tabs, kind_tabs, wanted
from rumbo.desk.web.page import answers_crumbs
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.queries import matrix as queries
from rumbo.portfolio.queries.responsibilities import axis_of

#: Elements on a page: each has the list of all organizations.
ROWS = 20
TABLE = Table(
    "missing",
    gettext_lazy("Nobody accountable"),
    (
        Column("axis", gettext_lazy("Axis"), lambda row: axis_of(row).title, 28),
        Column("number", gettext_lazy("Number"), lambda row: getattr(row, "number", ""), 9),
        Column("title", gettext_lazy("Title"), lambda row: row.title, 60),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def missing(request: HttpRequest, plan: Any) -> HttpResponse:
    """List what nobody is accountable for, of the kind and axis that the address names, and give it somebody."""
    kind, axis, axes = wanted(request, plan)
    if request.method == "POST":
        return _give(request, plan, kind, axis)
    return _list(request, plan, kind, axis, axes)


def _list(request: HttpRequest, plan: Any, kind: Kind, axis: Any, axes: list[Any]) -> HttpResponse:
    rows = queries.unaccountable(queries.matrix_elements(kind.code, plan, axis))
    if export := export_response(request, TABLE, rows, f"{plan.key}-sin-responsable"):
        return cast("HttpResponse", export)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    chosen = request.GET.get("row", "")
    return page(
        request,
        "desk/missing.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=[*answers_crumbs(plan), (_("Nobody accountable"), "")],
        answers=answers_tabs(plan, "desk:missing"),
        kind=kind,
        kinds=kind_tabs(kind, axis),
        tabs=axis_tabs(kind, axis, axes),
        page_obj=shown,
        rows=_rows(request, list(shown.object_list)),
        refused=int(chosen) if chosen.isdecimal() and len(chosen) < 12 else 0,
        organizations=list(all_organizations()),
        here_url=request.get_full_path(),
    )


def _rows(request: HttpRequest, listed: list[Any]) -> list[tuple[Any, Any, bool, Any]]:
    """Return each element with its axis, whether the person may edit it, and the element after it."""
    return [
        (row, axis_of(row), may_edit(request, row), following)
        for row, following in zip(listed, [*listed[1:], None], strict=False)
    ]


def _give(request: HttpRequest, plan: Any, kind: Kind, axis: Any) -> HttpResponse:
    """Make the chosen organization accountable for the element of a row, or undo that; then go on with the next."""
    element = cast("Any", get_record(plan, kind, _number(request, "element")))
    if not may_edit(request, element):
        raise PermissionDenied
    back = f"{reverse('desk:missing', args=[plan.key])}{_place(request, kind, axis)}"
    number = _number(request, "organization")
    if not number:
        messages.error(request, _("Choose the organization that is accountable for “%(name)s”.") % {"name": element})
        return redirect(f"{back}row={element.pk}#m-{element.pk}")
    one = get_record(plan, KINDS["organization"], number)
    try:
        if "undo" in request.POST:
            before, after = (queries.roles_of(_letters(request, name)) for name in ("before", "after"))
            take_back(request.user, element, one, before, after)
            messages.success(request, _("Undone: nobody is accountable for “%(name)s”.") % {"name": element})
        else:
            held = queries.roles_of(queries.letters_in(element).get(one.pk, ""))
            change = set_roles(request.user, element, one, {*held, Responsible.ACCOUNTABLE})
            messages.success(request, _said(request, element, one, change))
    except Taken:
        said = _("In the meantime somebody became accountable for “%(name)s”: nothing was changed.")
        messages.info(request, said % {"name": element})
    except Refused as refusal:
        messages.error(request, refusal.message)
    following = _number(request, "next")
    return redirect(f"{back}#m-{following}" if following else f"{back}#list")


def _said(request: HttpRequest, element: Any, one: Any, change: Change) -> str:
    """Return the sentence with a button that undoes it."""
    return format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="undo" value="1"><input type="hidden" name="element" value="{}">'
        '<input type="hidden" name="organization" value="{}"><input type="hidden" name="before" value="{}">'
        '<input type="hidden" name="after" value="{}"><button class="as-link">{}</button></form>',
        _("“%(organization)s” is accountable for “%(name)s”.") % {"organization": one.name, "name": element},
        request.get_full_path(),
        get_token(request),
        element.pk,
        one.pk,
        queries.letters_of(change.before),
        queries.letters_of(change.after),
        _("Undo"),
    )


def _place(request: HttpRequest, kind: Kind, axis: Any) -> str:
    """Return the rest of the address of the list as it is shown, to which more can be added."""
    named = address(kind.code, axis)
    number = request.GET.get("page", "")
    page_of = f"page={number}&" if number.isdecimal() and len(number) < 6 else ""
    return f"{named}{'&' if len(named) > 1 else ''}{page_of}"


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 12 else 0


def _letters(request: HttpRequest, name: str) -> str:
    return "".join(letter for letter in queries.LETTERS if letter in request.POST.get(name, ""))
