"""Who answers for what: projects, strategies or actions against the organizations, a letter in each cell."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.errors import Refused
from rumbo.core.tables import export_response
from rumbo.desk.kinds import ANSWERS_SECTION, KINDS, MEASURED, Kind, kind_of
from rumbo.desk.services.responsibilities import Change, Taken, set_roles, take_back
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.answers import address, answers_tabs, axis_tabs, kind_tabs, wanted
from rumbo.desk.web.matrix_body import body
from rumbo.desk.web.page import way_to
from rumbo.desk.web.portfolio import lacking, view_context
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.queries import matrix as queries
from rumbo.portfolio.queries.saved_views import NAMES
from rumbo.portfolio.web.filters import Filters, read_filters

#: Projects, and organizations, on a page.
ROWS, COLUMNS = 50, 12
#: What the address says of the part of the matrix that is shown.
_PLACE = ("kind", *NAMES, "page", "columns")


@require_safe
@plan_page()
def matrix(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the matrix of the projects that the filters keep, page by page; on ``format`` as a file.

    With ``?kind=`` it is of strategies or actions, of the plan or of the axis that ``?axis=`` names.
    """
    filters = _filters(request, plan)
    if filters is not None:
        kind, elements = KINDS["project"], queries.with_axes(filters.projects())
        axis = next((one for one in axes_of(plan) if one.pk == filters.wanted.axis), None)
        frame = view_context(request, plan, "matrix", filters)
    else:
        kind, axis, axes = wanted(request, plan)
        elements = queries.matrix_elements(kind.code, plan, axis)
        frame = {"tabs": axis_tabs(kind, axis, axes)}
    added = [int(one) for one in request.GET.getlist("organization") if one.isdecimal() and len(one) < 12]
    organizations = _organizations(filters, elements, added[:COLUMNS])
    table = queries.matrix_table(organizations, kind.code)
    if export := export_response(request, table, queries.table_rows(elements), f"{plan.key}-responsables"):
        return cast("HttpResponse", export)
    shown = _shown(filters, elements, request.GET.get("page"))
    columns = Paginator(organizations, COLUMNS).get_page(request.GET.get("columns"))
    heads = list(columns.object_list)
    rows = queries.matrix_rows(shown.object_list)
    return page(
        request,
        "desk/matrix.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=[(_("Who answers for what"), "")],
        answers=answers_tabs(plan, "desk:matrix"),
        kind=kind,
        axis=axis,
        kinds=kind_tabs(kind, axis),
        heads=heads,
        rows=rows,
        body=body(
            rows,
            heads,
            plan,
            kind,
            editable={row.element.pk for row in rows if may_edit(request, row.element)},
            place=_place(request.GET),
        ),
        page_obj=shown,
        columns=columns,
        others=[one for one in all_organizations() if one not in organizations],
        added=added,
        roles=[(letter, Responsible(role).label) for letter, role in queries.LETTERS.items()],
        place_of_kind=address(kind.code, axis),
        nobody=_count_of_nobody(filters, elements),
        **frame,
    )


def _filters(request: HttpRequest, plan: Any) -> Filters | None:
    """Return the filters of the portfolio where the matrix is of projects; numbers of organizations are columns."""
    if request.GET.get("kind", "") not in ("", "project"):
        return None
    data = request.GET.copy()
    data.setlist("organization", [key for key in data.getlist("organization") if not key.isdecimal()])
    return read_filters(data, plan, [lacking()])


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def cell(request: HttpRequest, plan: Any, pk: int, organization: int, kind: Kind = KINDS["project"]) -> HttpResponse:
    """Show one cell as a form, and set its letters; for the script (``Accept: application/json``) as data."""
    if kind.code not in MEASURED:
        raise Http404(_("Organizations answer for projects, strategies and actions alone."))
    element = get_record(plan, kind, pk)
    one = get_record(plan, KINDS["organization"], organization)
    if not may_edit(request, element):
        raise PermissionDenied
    if request.method != "POST":
        return _cell_page(request, plan, element, one)
    try:
        change = _set(request, plan, element, one)
    except Refused as refusal:
        return _refused(request, plan, element, one, refusal)
    if _wants_data(request):
        return JsonResponse(_data(element, one, change))
    messages.success(request, _said_with_undo(request, one, change))
    return redirect(_back(request, plan, element, one))


def _back(request: HttpRequest, plan: Any, element: Any, one: Any) -> str:
    return f"{reverse('desk:matrix', args=[plan.key])}?{_place(request.GET)}#c-{element.pk}-{one.pk}"


def _organizations(filters: Filters | None, elements: Any, added: list[int]) -> list[Any]:
    if filters is None or added:
        return queries.matrix_organizations(elements, added)
    return filters.kept("organizations", lambda: queries.matrix_organizations(elements))


def _shown(filters: Filters | None, elements: Any, number: str | None) -> Page[Any]:
    if filters is None:
        return Paginator(elements, ROWS).get_page(number)
    return filters.page("table", elements, ROWS, number)


def _count_of_nobody(filters: Filters | None, elements: Any) -> int:
    """Return for how many of the elements nobody is accountable."""
    nobody = queries.unaccountable(elements.order_by())
    return nobody.count() if filters is None else filters.kept("nobody", nobody.count)


def _set(request: HttpRequest, plan: Any, element: Any, one: Any) -> Change:
    """Do what the form says: set the letters, or take the last change back."""
    roles = _roles("".join(request.POST.getlist("roles")))
    seen = request.POST.get("expect")
    expect = None if seen is None else _roles(seen)
    if "undo" not in request.POST:
        return set_roles(request.user, element, one, roles, expect=expect, replace=bool(request.POST.get("replace")))
    given = request.POST.get("restore", "")
    replaced = get_record(plan, KINDS["organization"], int(given)) if given.isdecimal() and len(given) < 12 else None
    return take_back(request.user, element, one, roles, expect or (), replaced)


def _roles(letters: str) -> frozenset[str]:
    try:
        return queries.roles_of(letters.upper())
    except KeyError:
        message = _("“%(text)s” is no role: the letters are R, A, C and I.")
        raise Refused(message % {"text": letters[:20]}) from None


def _refused(request: HttpRequest, plan: Any, element: Any, one: Any, refusal: Refused) -> HttpResponse:
    taken = isinstance(refusal, Taken)
    if _wants_data(request):
        cells = {one.pk: queries.letters_in(element).get(one.pk, "")}
        return JsonResponse({"refused": refusal.message, "ask": taken, "cells": cells}, status=409)
    return _cell_page(request, plan, element, one, refused=refusal.message, typed=request.POST.getlist("roles"))


def _cell_page(
    request: HttpRequest, plan: Any, element: Any, one: Any, *, refused: str = "", typed: list[str] | None = None
) -> HttpResponse:
    row = queries.matrix_rows([element])[0]
    letters = row.letters
    own = letters.get(one.pk, "")
    place = _place(request.GET)
    chosen = own if typed is None else "".join(typed)
    return page(
        request,
        "desk/matrix_cell.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=way_to(plan, element, _("Who answers")),
        element=element,
        kind=kind_of(element),
        shares=row.shares.get(one.pk, []),
        organization=one,
        letters=own,
        roles=[
            (letter, Responsible(role).label, letter in chosen.upper()) for letter, role in queries.LETTERS.items()
        ],
        taken=any("A" in held for number, held in letters.items() if number != one.pk),
        refused=refused,
        place=place,
        back=_back(request, plan, element, one),
    )


def _data(element: Any, one: Any, change: Change) -> dict[str, Any]:
    """Return what the script shows: the cells that changed, the sentence, and how to take it back."""
    letters = queries.letters_in(element)
    changed = {one.pk} | ({change.replaced.pk} if change.replaced else set())
    return {
        "cells": {number: letters.get(number, "") for number in changed},
        "accountable": any("A" in held for held in letters.values()),
        "said": _said(one, change),
        "undo": _undo(change),
    }


def _undo(change: Change) -> dict[str, str]:
    return {
        "undo": "1",
        "roles": queries.letters_of(change.before),
        "expect": queries.letters_of(change.after),
        "restore": str(change.replaced.pk) if change.replaced else "",
    }


def _said(one: Any, change: Change) -> str:
    letters = queries.letters_of(change.after)
    if not letters:
        return _("“%(name)s” has no role in it now.") % {"name": one.name}
    said = _("“%(name)s”: %(letters)s.") % {"name": one.name, "letters": letters}
    if change.replaced:
        replaced = _("It takes the place of “%(old)s”.") % {"old": change.replaced.name}
        return f"{said} {replaced}"
    return said


def _said_with_undo(request: HttpRequest, one: Any, change: Change) -> str:
    fields = {"csrfmiddlewaretoken": get_token(request), **_undo(change)}
    return format_html(
        '{} <form method="post" action="{}">{}<button class="as-link">{}</button></form>',
        _said(one, change),
        request.get_full_path(),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items()),
        _("Undo"),
    )


def _place(query: QueryDict) -> str:
    """Return the part of the address that says which part of the matrix is shown."""
    kept = QueryDict(mutable=True)
    for name in _PLACE:
        kept.setlist(name, [value for value in query.getlist(name) if value])
    return kept.urlencode()


def _wants_data(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
