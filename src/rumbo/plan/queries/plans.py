"""Finding plans, and which of them a person sees."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from rumbo.plan.models import Plan
from rumbo.plan.queries.roles import roles_of


def find_plan(key: str) -> Plan | None:
    """Return the plan with this key with its territory, or None."""
    return Plan.objects.select_related("territory").filter(key=key).first()


def sees(user: Any, plan: Plan) -> bool:
    """Whether the user sees the plan's public pages: everybody a public plan's, its members any."""
    return plan.is_public or bool(user.has_perm("plan.read", plan))


def visible_plans(user: Any) -> QuerySet[Plan]:
    """Return the plans whose pages the user sees, by title."""
    plans = Plan.objects.select_related("territory")
    if getattr(user, "is_superuser", False):
        return plans
    member = {held.plan_id for held in roles_of(user)}
    return plans.filter(Q(is_public=True) | Q(pk__in=member))


def desk_plans(user: Any) -> QuerySet[Plan]:
    """Return the plans that the user works on, by title: those with a role, all for a superuser."""
    plans = Plan.objects.select_related("territory")
    if getattr(user, "is_superuser", False):
        return plans
    return plans.filter(pk__in={held.plan_id for held in roles_of(user)})
