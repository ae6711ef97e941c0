"""Who may do what: all rules, in this one module. Services check them with ``actor.has_perm(name, object)``.

========================  ==========================================================================
``plan.read``             see staff pages of a plan: drafts, history, imports. Any role of the plan.
``plan.edit``             change an element: editors of its axis, managers, administrators.
``plan.manage``           change the plan itself, import, publish: managers and administrators.
``plan.administer``       give and take roles: administrators of the plan.
``site.administer``       see and mend what belongs to no plan: superusers alone.
========================  ==========================================================================

Superusers of the installation may do everything. Objects may be a plan, an element of one, or a record shared by
plans (territory, organization), which managers of any plan may edit.
"""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import is_superuser, predicate

from rumbo.core.models import Element, Record
from rumbo.plan.enums import Role
from rumbo.plan.models import Plan
from rumbo.plan.queries.roles import edits_axis, holds


def plan_of(target: Any) -> int | None:
    """Return the plan that an object belongs to; None for records shared by all plans and for no object."""
    if isinstance(target, Plan):
        return target.pk
    return getattr(target, "plan_id", None)


@predicate  # type: ignore[untyped-decorator]
def is_member(user: Any, target: Any) -> bool:
    """Holds any role in the plan."""
    return holds(user, plan_of(target), *Role)


@predicate  # type: ignore[untyped-decorator]
def is_manager(user: Any, target: Any) -> bool:
    """Manages the plan, or any plan for a shared record."""
    if isinstance(target, Element | Plan) and plan_of(target) is None:
        return False
    return holds(user, plan_of(target), Role.MANAGER, Role.ADMINISTRATOR)


@predicate  # type: ignore[untyped-decorator]
def is_editor(user: Any, target: Any) -> bool:
    """Edits the axis of the element; the axis itself is the manager's to create."""
    if not isinstance(target, Record) or (target.KIND == "axis" and target.pk is None):
        return False
    return edits_axis(user, plan_of(target), target.axis_pk)


@predicate  # type: ignore[untyped-decorator]
def is_administrator(user: Any, target: Any) -> bool:
    """Administers the plan."""
    return holds(user, plan_of(target), Role.ADMINISTRATOR)


add_perm("plan.read", is_member)
add_perm("plan.edit", is_editor | is_manager)
add_perm("plan.manage", is_manager)
add_perm("plan.administer", is_administrator)
add_perm("site.administer", is_superuser)
