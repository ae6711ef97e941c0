"""The public matrix: the projects that the filters keep against the organizations, a letter for each role."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.core.tables import export_response
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.queries import matrix as queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.portfolio.web.filters import Filters

#: Projects, and organizations, on a page.
ROWS, COLUMNS = 50, 12


def matrix_file(request: HttpRequest, filters: Filters, name: str) -> HttpResponseBase | None:
    """Return the file that ``format`` asks for, with all organizations."""
    if "format" not in request.GET:
        return None
    projects = queries.with_axes(filters.projects())
    table = queries.matrix_table(queries.matrix_organizations(projects))
    return export_response(request, table, queries.table_rows(projects), name)


def matrix_context(request: HttpRequest, filters: Filters, address: Callable[[Any], str]) -> dict[str, Any]:
    """Return what ``portfolio/matrix.html`` shows: a page of the projects, and of the organizations."""
    projects = queries.with_axes(filters.projects())
    shown = filters.page("table", projects, ROWS, request.GET.get("page"))
    organizations = filters.kept("organizations", lambda: queries.matrix_organizations(projects))
    columns = Paginator(organizations, COLUMNS).get_page(request.GET.get("columns"))
    heads = list(columns.object_list)
    rows = filters.kept(f"letters {shown.number}", lambda: queries.matrix_rows(shown.object_list))
    return {
        "page_obj": shown,
        "columns": columns,
        "heads": heads,
        "rows": rows,
        "body": _body(rows, heads, address),
        "roles": [(letter, Responsible(role).label) for letter, role in queries.LETTERS.items()],
    }


def shares_of(marks: Sequence[tuple[str, str]]) -> str:
    """Return the letters for single shares of a project as HTML, the names of whose they are escaped."""
    if not marks:
        return ""
    spans = "".join(f"<span>{escape(place)}: <b>{held}</b></span>" for place, held in marks)
    return f'<small class="of-shares">{spans}</small>'


def _body(rows: Sequence[queries.MatrixRow], heads: Sequence[Any], address: Callable[[Any], str]) -> SafeString:
    """Return the rows as HTML; every text in it is escaped."""
    nobody = f' <span class="status small risk">{escape(_("Nobody is accountable"))}</span>'
    pieces = []
    for row in rows:
        project = row.element
        link = f'<a href="{escape(address(project))}">{escape(project)}</a>'
        pieces.append(f'<tr><th scope="row">{link}{"" if row.accountable else nobody}</th>')
        pieces += [f"<td>{row.letters.get(one.pk, '')}{shares_of(row.shares.get(one.pk, ()))}</td>" for one in heads]
        pieces.append("</tr>\n")
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)
