"""Giving and taking roles in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.plan.enums import Role
from rumbo.plan.models import Membership

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Axis, Plan


@transaction.atomic
def give_role(
    actor: Actor, plan: Plan, user: Any, role: str, axis: Axis | None = None, *, reason: str = ""
) -> Membership:
    """Give a person a role in a plan and return it; whoever has it already keeps it.

    An editor's role is for one axis; a person may edit several.

    Raises:
        PermissionDenied: the actor does not administer the plan.
        ValidationError: the role is unknown, or an editor's axis is missing or of another plan.
    """
    authorize(actor, "plan.administer", plan)
    if role not in Role.values:
        raise ValidationError({"role": _("Choose a role.")})
    if role == Role.EDITOR and axis is None:
        raise ValidationError({"axis": _("Choose the axis that the person edits.")})
    if role != Role.EDITOR:
        axis = None
    if axis is not None and axis.plan_id != plan.pk:
        raise ValidationError({"axis": _("Choose one of the same plan.")})
    held = Membership.objects.filter(plan=plan, user=user, role=role, axis=axis).first()
    if held is not None:
        return held
    made = Membership(plan=plan, user=user, role=role, axis=axis)
    _sign(actor, made, reason)
    made.save()
    return made


@transaction.atomic
def take_role(actor: Actor, membership: Membership, *, reason: str = "") -> None:
    """Take a role away from a person; the history keeps it.

    Raises:
        PermissionDenied: the actor does not administer the plan.
        Refused: nobody would be left to administer the plan.
    """
    authorize(actor, "plan.administer", membership.plan)
    if membership.role == Role.ADMINISTRATOR:
        administrators = Membership.objects.select_for_update().filter(
            plan=membership.plan, role=Role.ADMINISTRATOR, user__is_active=True
        )
        if not [held for held in administrators if held.pk != membership.pk]:
            raise Refused(
                _("This is the plan's last administrator. Give that role to somebody else first, then take it away.")
            )
    _sign(actor, membership, reason)
    membership.delete()


def _sign(actor: Actor, membership: Membership, reason: str) -> None:
    """Say in the history who did it and why."""
    membership._history_user = person_of(actor)  # type: ignore[attr-defined]
    membership._change_reason = reason  # type: ignore[attr-defined]
