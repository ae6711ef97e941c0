"""Tags and filters that pages of several contexts use."""

from __future__ import annotations

from django import template

from rumbo.core import links
from rumbo.core.models import Record

register = template.Library()


@register.simple_tag
def public_url(record: Record, plan_key: str = "") -> str:
    """Give the public address of a record: ``{% public_url project plan.key %}``."""
    return links.public_url(record, plan_key)


@register.filter
def anchor(record: Record) -> str:
    """Give the anchor of a record on a page."""
    return links.anchor(record)
