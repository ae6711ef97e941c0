"""Tags and filters that write the many rows of schedules and the many cells of budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.core.templatetags.rumbo import millions
from rumbo.portfolio.web import drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.portfolio.gantt import Chart
    from rumbo.portfolio.queries.budget import Cell
    from rumbo.portfolio.queries.schedules import Schedule

register = template.Library()


@register.simple_tag
def gantt_rows(chart: Chart) -> SafeString:
    """Draw the rows of a Gantt chart: ``{% gantt_rows chart %}``."""
    return drawing.gantt_rows(chart)


@register.simple_tag
def schedule_rows(schedules: Iterable[Schedule], plan: Any, named: Any = False, desk: Any = False) -> SafeString:
    """Write the rows of the table of schedules: ``{% schedule_rows schedules plan named=True %}``."""
    return drawing.schedule_rows(schedules, plan, named=bool(named), desk=bool(desk))


@register.filter
def money_cell(cell: Cell) -> SafeString:
    """Write a cell of the budget: what is needed, and below it what is authorised; a dash where there is nothing."""
    if cell.is_empty:
        return SafeString('<span class="soft">–</span>')
    needed, sure = (f'<span class="sr">{escape(word)} </span>' for word in (_("needed"), _("authorised")))
    amounts = escape(millions(cell.needed)), escape(millions(cell.sure))
    html = f'{needed}{amounts[0]}<br><small class="soft">{sure}{amounts[1]}</small>'
    return mark_safe(html)  # noqa: S308 (every piece is escaped)


@register.filter
def money_line(cell: Cell) -> str:
    """Say what is needed and what of it is authorised, in a line."""
    said = _("Needed %(needed)s · authorised %(sure)s")
    return said % {"needed": millions(cell.needed), "sure": millions(cell.sure)}
