"""Reading who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from rumbo.plan.enums import Role
from rumbo.plan.models import Membership, Plan


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds in a plan; the axis for an editor."""

    plan_id: int
    role: str
    axis_id: int | None


def roles_of(user: Any) -> tuple[Held, ...]:
    """Return the roles of a user, read once per user object (that is, once a request)."""
    if not getattr(user, "is_authenticated", False) or not getattr(user, "is_active", False):
        return ()
    held: tuple[Held, ...] | None = getattr(user, "_rumbo_roles", None)
    if held is None:
        rows = Membership.objects.filter(user=user).values_list("plan_id", "role", "axis_id")
        held = tuple(Held(*row) for row in rows)
        user._rumbo_roles = held
    return held


def holds(user: Any, plan_id: int | None, *roles: Role) -> bool:
    """Whether the user holds one of the roles in the plan, or in any plan where ``plan_id`` is None."""
    return any(held.role in roles and plan_id in (None, held.plan_id) for held in roles_of(user))


def edits_axis(user: Any, plan_id: int | None, axis_id: int | None) -> bool:
    """Whether the user is an editor of this very axis."""
    return axis_id is not None and any(
        held.role == Role.EDITOR and held.plan_id == plan_id and held.axis_id == axis_id for held in roles_of(user)
    )


def edited_axes(user: Any, plan_id: int) -> frozenset[int]:
    """Return the axes of a plan that the user is an editor of."""
    held = (one for one in roles_of(user) if one.role == Role.EDITOR and one.plan_id == plan_id)
    return frozenset(one.axis_id for one in held if one.axis_id is not None)


def members(plan: Plan) -> QuerySet[Membership]:
    """Return the roles of a plan with person and axis, person by person."""
    rows = Membership.objects.filter(plan=plan).select_related("user", "axis")
    return rows.order_by("user__name", "user__email", "pk")


def member_ids(plan: Plan) -> QuerySet[Any, Any]:
    """Return the numbers of the people with a role in a plan, for the condition of another query."""
    return Membership.objects.filter(plan=plan).values("user")


def role_changes(plan: Plan, limit: int = 50) -> list[Any]:
    """Return the latest entries of the history of a plan's roles, newest first."""
    rows = Membership.history.filter(plan=plan).select_related("history_user", "user", "axis")
    return list(rows.order_by("-history_date", "-history_id")[:limit])


def administrators() -> QuerySet[Membership]:
    """Return who administers which plan, in the plans' order."""
    active = Q(role=Role.ADMINISTRATOR, user__is_active=True)
    return Membership.objects.filter(active).select_related("user", "plan").order_by("plan__title", "user__name")
