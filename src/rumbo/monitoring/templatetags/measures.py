"""Tags for values and statuses of indicators."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.timezone import localdate

from rumbo.methods.status import Status, Verdict
from rumbo.monitoring.figures import figure, plain
from rumbo.monitoring.status_words import SENTENCES, WORDS, Told, flags_of, tell

register = template.Library()


@register.simple_tag
def told(record: Any, indicator: Any) -> Told | None:
    """Put a stored status of a series into words: ``{% told status indicator as said %}``."""
    if record is None or record.rule not in SENTENCES:
        return None
    flags = flags_of(record.flags)
    verdict = Verdict(Status(record.status), record.rule, record.params, record.datum_on, flags=flags)
    return tell(verdict, localdate(), lambda value: measured(indicator, value))


@register.simple_tag
def measured(indicator: Any, number: float | Decimal | None) -> str:
    """Write a value of an indicator with its unit: ``{% measured indicator value %}``."""
    text = figure(number, indicator.format)
    unit = indicator.unit.strip()
    return f"{text} {unit}" if text and unit and unit not in text else text


@register.simple_tag
def figure_of(indicator: Any, number: float | Decimal | None) -> str:
    """Write a value of an indicator without its unit, for tables that name it once."""
    return figure(number, indicator.format)


@register.filter
def number(value: float | Decimal | None) -> str:
    """Write a number grouped, without zeros at its end."""
    return "" if value is None else plain(float(value))


@register.filter
def status_name(code: str) -> Any:
    """Say what a status is called."""
    return WORDS[Status(code)][0]


@register.filter
def status_tone(code: str) -> str:
    """Give the tone of a status."""
    return WORDS[Status(code)][1]
