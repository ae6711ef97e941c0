"""The rows of schedules as HTML: the bars of a Gantt chart, and the same as a table.

They are written here and not by templates: a plan has hundreds of rows, and a template costs many times what joined
texts cost. Every text is escaped.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rumbo.core.web.addresses import addresses
from rumbo.portfolio.enums import StepState

if TYPE_CHECKING:
    from rumbo.portfolio.gantt import Bar, Chart, Drawn
    from rumbo.portfolio.queries.schedules import Row, Schedule, Span


def gantt_rows(chart: Chart) -> SafeString:
    """Return the rows of a chart; a row with rows of its own folds."""
    pieces = []
    for drawn in chart.rows:
        if drawn.rows:
            inner = "".join(f'<div class="gantt-row inner">{_row(one)}</div>' for one in drawn.rows)
            pieces.append(f'<details><summary class="gantt-row">{_row(drawn)}</summary>{inner}</details>\n')
        else:
            pieces.append(f'<div class="gantt-row">{_row(drawn)}</div>\n')
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


def schedule_rows(schedules: Iterable[Schedule], plan: Any, *, named: bool = False, desk: bool = False) -> SafeString:
    """Return the rows of the table: ``named`` says the project of each, ``desk`` links each to its page there."""
    table = _Table(plan, named=named, desk=desk)
    pieces = []
    for schedule in schedules:
        project = table.project(schedule)
        pieces += [table.row(project, row) for row in schedule.rows]
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


def _row(drawn: Drawn) -> str:
    lang = f' lang="{escape(drawn.line.lang)}"' if drawn.line.lang else ""
    bars = f"{_agreed(drawn.agreed) if drawn.agreed else ''}{_bar(drawn, drawn.bar) if drawn.bar else ''}"
    return f'<span class="gantt-name"{lang}>{escape(drawn.line.name)}</span><svg aria-hidden="true">{bars}</svg>'


def _agreed(bar: Bar) -> str:
    if bar.is_day:
        return f'<svg x="{bar.middle}%" y="24"><path class="agreed" d="M0-4 4 0 0 4-4 0z"/></svg>'
    return f'<rect class="agreed" x="{bar.x}%" y="22" width="{bar.width}%" height="5" rx="2"/>'


def _bar(drawn: Drawn, bar: Bar) -> str:
    line = drawn.line
    tones = " critical" * line.critical + " overdue" * line.overdue
    if bar.is_day:
        tones += " reached" * (line.progress == 100)
        return f'<svg x="{bar.middle}%" y="12"><path class="bar{tones}" d="M0-8 8 0 0 8-8 0z"/></svg>'
    reached = f'<rect class="reached" x="{bar.x}%" y="6" width="{bar.done}%" height="12" rx="2"/>'
    tones += " whole" * bool(drawn.rows) + " begun" * bool(line.progress)
    whole = f'<rect class="bar{tones}" x="{bar.x}%" y="6" width="{bar.width}%" height="12" rx="2"/>'
    return f"{reached if line.progress else ''}{whole}"


class _Table:
    """Writes rows of the table of schedules; what many rows say alike is said once."""

    def __init__(self, plan: Any, *, named: bool, desk: bool) -> None:
        self.key, self.named, self.desk = plan.key, named, desk
        self.milestone_page = addresses("desk:element", plan.key, "milestone")
        self.statuses: Callable[[str], str] = cache(lambda status: escape(StepState(status).label))
        language = get_language() or ""
        self.day: Callable[[datetime.date], str] = cache(lambda day: _day(day, language))
        self.late: Callable[[int], str] = cache(lambda days: escape(days_late(days)))
        self.slack: Callable[[int], str] = cache(_slack)
        nothing, clash = _("Nothing agreed"), _("Begins before what it waits for ends")
        self.nothing = f'<span class="soft">{escape(nothing)}</span>'
        self.critical = f"<strong>{escape(_('Critical'))}</strong>"
        self.clash = f'<br><span class="status small risk">{escape(clash)}</span>'
        self.labels = {
            name: escape(label)
            for name, label in (
                ("project", _("Project")),
                ("milestone", _("Milestone")),
                ("begins", _("Begins")),
                ("ends", _("Ends")),
                ("first", _("First agreed")),
                ("last", _("Last agreed")),
                ("late", _("Against the last agreed")),
                ("progress", _("Progress")),
                ("slack", _("Slack")),
                ("state", _("State")),
            )
        }

    def project(self, schedule: Schedule) -> str:
        """Return the cell of the project that stands before each of its rows; nothing where projects have no name."""
        if not self.named:
            return ""
        url = reverse("portal:project_schedule", args=[self.key, schedule.key])
        lang = f' lang="{escape(schedule.lang)}"' if schedule.lang else ""
        return self._cell("project", f'<a href="{url}"{lang}>{escape(schedule.label)}</a>')

    def row(self, project: str, row: Row) -> str:
        late = '<span class="soft">—</span>' if row.late is None else self.late(row.late)
        status = f'<span class="status small {row.tone}">{self.statuses(row.status)}</span>'
        cells = (
            self._cell("begins", self.day(row.span.begin), ' class="nowrap"'),
            self._cell("ends", self.day(row.span.end), ' class="nowrap"'),
            self._cell("first", self._span(row.first)),
            self._cell("last", self._span(row.last)),
            self._cell("late", late),
            self._cell("progress", f"{row.progress} %", ' class="n"'),
            self._cell("slack", self.critical if row.critical else self.slack(row.slack), ' class="n"'),
            self._cell("state", status),
        )
        return f"<tr>{project}{self._milestone(row)}{''.join(cells)}</tr>\n"

    def _cell(self, name: str, html: str, attributes: str = "") -> str:
        return f'<td{attributes} data-label="{self.labels[name]}">{html}</td>'

    def _milestone(self, row: Row) -> str:
        name: str = escape(row.name)
        if self.desk:
            name = f'<a href="{self.milestone_page(row.pk)}">{name}</a>'
        for one in row.awaited:
            said = escape(_("After: %(name)s") % {"name": one.name})
            other = f" ({escape(one.project)})" if one.project else ""
            name += f'<br><small class="soft">{said}{other}</small>'
        lang = f' lang="{escape(row.lang)}"' if row.lang else ""
        label = self.labels["milestone"]
        return f'<th scope="row" data-label="{label}"{lang}>{name}{self.clash if row.clash else ""}</th>'

    def _span(self, span: Span | None) -> str:
        return f"{self.day(span.begin)} – {self.day(span.end)}" if span is not None else self.nothing


def days_late(days: int) -> str:
    """Say how many days later, or earlier where negative, something is than agreed."""
    if days > 0:
        return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}
    if days < 0:
        return ngettext("%(n)s day earlier", "%(n)s days earlier", -days) % {"n": -days}
    return _("As agreed")


@lru_cache(maxsize=20_000)
def _day(day: datetime.date, _language: str) -> str:
    """Write a day as the reader's language does: the same days stand on many pages."""
    return escape(date_format(day, "SHORT_DATE_FORMAT"))


def _slack(days: int) -> str:
    return escape(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
