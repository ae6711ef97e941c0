"""The table of the portfolio: chosen columns, sorted, page by page, with the money of the whole filter below.

The rows are written here and not by a template: fifty rows of a dozen cells cost a template many times what they cost
as joined texts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.core.tables import export_response
from rumbo.core.templatetags.rumbo import millions
from rumbo.core.web.choices import Option, chosen_in, options
from rumbo.portfolio.queries.portfolio_table import COLUMNS, MONEY, exported, exported_rows, money_of, table_rows
from rumbo.portfolio.queries.projects import ORDERS
from rumbo.portfolio.queries.tables import PROJECTS, project_table_rows

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.portfolio.queries.portfolio_table import Totals
    from rumbo.portfolio.queries.projects import ProjectRow
    from rumbo.portfolio.web.filters import Filters

#: Projects on a page.
PER_PAGE = 50
#: Where a project's page is.
Address = Callable[["ProjectRow"], str]
#: Columns of figures, which stand to the right.
_FIGURES = MONEY | {"progress"}
_DASHES = (
    '<span class="stage"><svg class="dashes" viewBox="0 0 60 6" aria-hidden="true" focusable="false">'
    '<path class="to-come" d="M0 3h60"/><path d="M0 3h{}"/></svg><span>{}</span></span>{}'
)


class Heading(NamedTuple):
    """The heading of a column: the address that sorts by it, empty where it cannot be, and the present direction."""

    name: str
    label: str
    url: str
    direction: str
    figure: bool


def table_file(request: HttpRequest, filters: Filters, name: str) -> HttpResponseBase | None:
    """Return the file that ``format`` asks for: the chosen columns, or all of a project without a choice."""
    if "format" not in request.GET:
        return None
    listed = filters.ordered()
    if "columnas" not in request.GET:
        return export_response(request, PROJECTS, project_table_rows(listed), name)
    return export_response(request, exported(filters.columns), exported_rows(listed, filters.columns), name)


def table_context(
    request: HttpRequest, filters: Filters, address: Address, *, marked: bool = False
) -> dict[str, Any]:
    """Return what ``portfolio/_table.html`` shows; ``marked``: each row has a box to mark it."""
    listed = filters.ordered()
    page = filters.page("table", listed, PER_PAGE, request.GET.get("page"))
    part = listed[max(0, page.start_index() - 1) : page.end_index()]
    where = f"{filters.order} {filters.columns} {page.number}"
    rows = filters.kept(f"rows {where}", lambda: table_rows(part, filters.columns))
    columns = _shown(filters, rows)
    headings = _headings(filters, columns)
    has_money = bool(MONEY.intersection(columns)) and bool(rows)
    return {
        "page_obj": page,
        "total": page.paginator.count,
        "rows": rows,
        "columns": columns,
        "headings": headings,
        "orders": chosen_in(filters.memory.get("orders", _orders), filters.order),
        "body": filters.kept(
            f"body {where} {address(rows[0])} {marked}", lambda: _body(rows, headings, address, marked=marked)
        )
        if rows
        else "",
        "foot": _foot(_money(filters), headings, page.paginator.count, marked=marked) if has_money else "",
        "has_money": has_money,
        "choices": _choices(columns),
        "chosen": ".".join(columns),
        "carried": [(name, value) for name, value in filters.values.items() if name != "columnas"],
        "usual_columns": filters.changed(columnas=""),
        "file_query": filters.changed(columnas=".".join(columns)),
        "full_query": filters.changed(columnas=""),
        "marked": marked,
    }


def _money(filters: Filters) -> Totals:
    return filters.kept("money", lambda: money_of(filters.projects()))


def pushed(filters: Filters, page: Any) -> str:
    """Return the address of a page of the table as htmx shows it in the browser."""
    return filters.changed(page=str(page.number) if page.number > 1 else "").removesuffix("?")


def label(code: str) -> str:
    """Return the heading of a column on a page, which shows money in millions."""
    if code == "cost":
        return _("Cost, millions")
    if code == "authorised":
        return _("Authorised, millions")
    return str(COLUMNS[code].label)


def _shown(filters: Filters, rows: Sequence[ProjectRow]) -> list[str]:
    """Return the columns to show: the chosen ones, or of the usual ones those that have something to show."""
    if "columnas" in filters.values:
        return list(filters.columns)
    empty = {
        "stage": not any(row.begun or row.suspended for row in rows),
        "accountable": not any(row.accountable for row in rows),
        "cost": not any(row.facts.cost for row in rows),
        "funded": not any(row.facts.cost for row in rows),
    }
    return [code for code in filters.columns if not empty.get(code)]


def _choices(columns: Sequence[str]) -> SafeString:
    """Return all columns as boxes to mark, the shown ones marked."""
    boxes = []
    for code in COLUMNS:
        checked = " checked" if code in columns else ""
        box = f'<input type="checkbox" name="columnas" value="{code}"{checked}>'
        boxes.append(f"<label>{box}{escape(label(code))}</label>")
    return mark_safe("".join(boxes))  # noqa: S308 (every piece is escaped)


def _headings(filters: Filters, columns: Sequence[str]) -> list[Heading]:
    headings = []
    for code in columns:
        url, direction = "", ""
        if code in ORDERS:
            ascending, descending = filters.order == code, filters.order == f"-{code}"
            turned = f"-{code}" if ascending else "" if code == "number" else code
            direction = "ascending" if ascending else "descending" if descending else ""
            url = filters.changed(sort=turned)
        headings.append(Heading(code, label(code), url, direction, code in _FIGURES))
    return headings


def _orders() -> SafeString:
    """Return the orders as options of a list, for pages too narrow for headings; none is chosen."""
    backwards = _("%(order)s, backwards")
    choices = []
    for code in ORDERS:
        name = _("Number") if code == "number" else label(code)
        choices += [Option(code, name), Option(f"-{code}", backwards % {"order": name})]
    return options(choices, "")


def _body(rows: Sequence[ProjectRow], headings: Sequence[Heading], address: Address, *, marked: bool) -> SafeString:
    """Return the rows as HTML; every text in it is escaped."""
    cells = _Cells(address)
    writers = [(getattr(cells, one.name, None), _opening(one), COLUMNS[one.name].read) for one in headings]
    pieces = []
    for row in rows:
        pieces.append("<tr>")
        if marked:
            pieces.append(_mark(row))
        for write, opening, read in writers:
            pieces.append(f"{opening}{write(row) if write else escape(read(row))}</td>")
        pieces.append("</tr>\n")
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


def _opening(heading: Heading) -> str:
    if heading.name == "number":
        return '<td class="num">'
    if heading.name == "title":
        return "<td>"
    figure = ' class="n"' if heading.figure else ""
    return f'<td{figure} data-label="{escape(heading.label)}">'


def _mark(row: ProjectRow) -> str:
    name = escape(_("Mark %(name)s") % {"name": f"{row.number} {row.name}".strip()})
    box = f'<input type="checkbox" name="project" value="{row.pk}" form="bulk" aria-label="{name}">'
    return f'<td class="mark">{box}</td>'


class _Cells:
    """Writes the cells that are more than a text, each by a method of its column's name."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.day = cache(_day)
        self.yes = escape(_("Yes"))
        self.flags = {"under_way": ("go", escape(_("Under way"))), "priority": ("ok", escape(_("Priority")))}
        self.set_aside = f' <span class="status small off">{escape(_("Suspended"))}</span>'

    def title(self, row: ProjectRow) -> str:
        flags = "" if row.is_current else f'<span class="status small gone">{escape(row.state_label)}</span>'
        for name, (tone, word) in self.flags.items():
            if getattr(row, name):
                flags += f'<span class="status small {tone}">{word}</span>'
        lang = ' lang="es"' if row.lang else ""
        link = f'<a href="{escape(self.address(row))}"{lang}>{escape(row.name)}</a>'
        return f'{link}<div class="row small">{flags}</div>' if flags else link

    def stage(self, row: ProjectRow) -> str:
        return _DASHES.format(row.stage.length, escape(row.stage.label), self.set_aside if row.suspended else "")

    def axis(self, row: ProjectRow) -> str:
        return _place(row.axis)

    def theme(self, row: ProjectRow) -> str:
        return _place(row.theme)

    def program(self, row: ProjectRow) -> str:
        return _place(row.program)

    def suspended(self, row: ProjectRow) -> str:
        return self.yes if row.suspended else ""

    def priority(self, row: ProjectRow) -> str:
        return self.yes if row.priority else ""

    def under_way(self, row: ProjectRow) -> str:
        return self.yes if row.under_way else ""

    def territories(self, row: ProjectRow) -> str:
        return escape(", ".join(row.facts.territories))

    def tags(self, row: ProjectRow) -> str:
        return escape(row.tags.replace("; ", ", "))

    def cost(self, row: ProjectRow) -> str:
        return "" if row.facts.cost is None else escape(millions(row.facts.cost))

    def authorised(self, row: ProjectRow) -> str:
        return "" if row.facts.sure is None else escape(millions(row.facts.sure))

    def funded(self, row: ProjectRow) -> str:
        return "" if row.facts.funded is None else f"{row.facts.funded} %"

    def progress(self, row: ProjectRow) -> str:
        return "" if row.facts.progress is None else f"{row.facts.progress} %"

    def begins(self, row: ProjectRow) -> str:
        return self.day(row.facts.begins)

    def ends(self, row: ProjectRow) -> str:
        return self.day(row.facts.ends)

    def updated(self, row: ProjectRow) -> str:
        return self.day(localdate(row.updated))


def _place(place: Any) -> str:
    return f'<span lang="{place.lang}">{escape(place.name)}</span>' if place.lang else escape(place.name)


def _day(day: datetime.date | None) -> str:
    return "" if day is None else f'<span class="nowrap">{escape(date_format(day, "SHORT_DATE_FORMAT"))}</span>'


def _foot(totals: Totals, headings: Sequence[Heading], count: int, *, marked: bool) -> SafeString:
    """Return the row of sums: the money of all projects that the filters keep, not only of those on the page."""
    first = next(place for place, one in enumerate(headings) if one.name in MONEY)
    said = {
        "cost": millions(totals.cost),
        "authorised": millions(totals.sure),
        "funded": "" if totals.funded is None else f"{totals.funded} %",
    }
    head = format_html(
        '<th scope="row" colspan="{}">{}</th>',
        max(1, first + marked),
        _("Total of %(count)s projects") % {"count": f"{count:,}"} if count != 1 else _("Total of one project"),
    )
    cells = [
        format_html('<td class="n" data-label="{}">{}</td>', one.label, said[one.name])
        if one.name in said
        else SafeString("<td></td>")
        for one in headings[max(1, first + marked) - marked :]
    ]
    return mark_safe(head + "".join(cells))  # noqa: S308 (every piece is escaped)
