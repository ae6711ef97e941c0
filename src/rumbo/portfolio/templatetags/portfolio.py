"""Tags that write the many rows of schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import SafeString

from rumbo.portfolio.web import drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.portfolio.gantt import Chart
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
