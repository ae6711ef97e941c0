"""Tags of the public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rumbo.plan.enums import Term
from rumbo.portal.terms import years
from rumbo.priority.decision_file import answer_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.priority.models import Objection

register = template.Library()


@register.simple_tag
def term(plan: Plan, value: str) -> str:
    """Say a term with its years, where the plan gives them: "Short term, 2024–2030". ``{% term plan goal.term %}``"""
    if not value:
        return ""
    label, known = Term(value).label, years(plan, value)
    if known is None:
        return str(label)
    return _("%(term)s, %(first)d–%(last)d") % {"term": label, "first": known[0], "last": known[1]}


@register.simple_tag
def projects_url(plan: Plan, **filters: Any) -> str:
    """Give the address of the list of projects with filters: ``{% projects_url plan theme=theme.key %}``."""
    address = reverse("portal:projects", args=[plan.key])
    return f"{address}?{urlencode(filters)}" if filters else address


@register.filter
def percent(share: float | None) -> str:
    """Say a share between 0 and 1 as a percentage: "86 %" in Spanish, "86%" in English."""
    return "" if share is None else pgettext("a share", "%(number)d%%") % {"number": round(share * 100)}


@register.filter
def answer(objection: Objection) -> str:
    """Give the answer to an objection in the reader's language; Spanish where there is no English."""
    return answer_of(objection)
