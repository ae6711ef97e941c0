"""Tags of the public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rumbo.plan.enums import Term

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

register = template.Library()


@register.simple_tag
def term(plan: Plan, value: str) -> str:
    """Say a term with its years in this plan: ``{% term plan goal.term %}`` gives "Short term, 2024–2030"."""
    if not value:
        return ""
    first, last = plan.term_years(value)
    return _("%(term)s, %(first)d–%(last)d") % {"term": Term(value).label, "first": first, "last": last}


@register.simple_tag
def projects_url(plan: Plan, **filters: Any) -> str:
    """Give the address of the list of projects with filters: ``{% projects_url plan theme=theme.key %}``."""
    try:
        address = reverse("portal:projects", args=[plan.key])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(filters)}" if filters else address


@register.filter
def percent(share: float | None) -> str:
    """Say a share between 0 and 1 as a percentage: "86 %" in Spanish, "86%" in English."""
    return "" if share is None else pgettext("a share", "%(number)d%%") % {"number": round(share * 100)}
