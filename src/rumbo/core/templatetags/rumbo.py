"""Tags and filters that pages of several contexts use."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from rumbo.core import links
from rumbo.core.markdown import render
from rumbo.core.models import Record

register = template.Library()

_SPANISH = mark_safe(' lang="es"')


@register.simple_tag
def public_url(record: Record, plan_key: str = "") -> str:
    """Give the public address of a record: ``{% public_url project plan.key %}``."""
    return links.public_url(record, plan_key)


@register.filter
def anchor(record: Record) -> str:
    """Give the anchor of a record on a page."""
    return links.anchor(record)


@register.filter
def markdown(text: str, top: int = 2) -> SafeString:
    """Show Markdown as safe HTML; its highest heading has level ``top``."""
    return render(text, top).html if text else SafeString()


@register.filter
def title_lang(record: Record) -> str:
    """Say that a title is in Spanish where the page is in another language: ``<h1{{ axis|title_lang }}>``."""
    return _lang(record.title_en)


@register.filter
def body_lang(record: Record) -> str:
    """Say that a text is in Spanish where the page is in another language: ``<div{{ axis|body_lang }}>``."""
    return _lang(record.text_en)


@register.filter
def thousands(number: int) -> str:
    """Group the digits of a number as people of both languages here write it: 20,000."""
    return f"{number:,}"


@register.filter
def pesos(amount: Decimal) -> str:
    """Show an amount to the cent: $1,234.50."""
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


@register.filter
def millions(amount: Decimal) -> str:
    """Show an amount in millions to the second decimal: 1,234.50; nothing as a dash, less than that as such."""
    if not amount:
        return "–"
    if abs(amount) < 10_000:
        return "< 0.01" if amount > 0 else "> -0.01"
    return f"{amount / 1_000_000:,.2f}"


def _lang(translation: str) -> str:
    return "" if translation or not (get_language() or "").startswith("en") else _SPANISH
