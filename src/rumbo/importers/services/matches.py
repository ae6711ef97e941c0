"""Deciding counterparts of a plan that were found by likeness: confirmed, rejected or chosen anew.

Each decision is an edit like any other: it is in the history of what it changed, and can be undone there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.importers.records import model_of
from rumbo.plan.enums import Standing

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan, Theme
    from rumbo.portfolio.models import PriorityEntry, Program, Project

_IN_FORCE = (Standing.EXACT, Standing.TO_CONFIRM, Standing.CONFIRMED)


@transaction.atomic
def confirm_match(actor: Actor, record: Theme | PriorityEntry) -> Any:
    """Say that the counterpart of a theme or of a priority entry is right, and return the record.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there is nothing to confirm.
    """
    current = _current(actor, record)
    if current.standing != Standing.TO_CONFIRM:
        raise Refused(_("“%(name)s” has no counterpart to confirm.") % {"name": current.name})
    return records.update(actor, current, {"standing": Standing.CONFIRMED}, reason=_("Counterpart confirmed"))


@transaction.atomic
def confirm_all(actor: Actor, plan: Plan) -> int:
    """Confirm all counterparts of a plan that are to confirm, and return how many. Same errors as `confirm_match`."""
    authorize(actor, "plan.manage", plan)
    count = 0
    for kind in ("theme", "priority_entry"):
        for record in model_of(kind).objects.current().filter(plan=plan, standing=Standing.TO_CONFIRM):
            confirm_match(actor, record)
            count += 1
    return count


@transaction.atomic
def reject_match(actor: Actor, record: Theme | PriorityEntry) -> Any:
    """Say that the counterpart is wrong, and return the record without it.

    A theme is split: one of the vision's name takes its objectives. A priority entry names nothing any more.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it has no counterpart.
    """
    current = _current(actor, record)
    reason = _("Counterpart rejected")
    if current.standing not in _IN_FORCE:
        raise Refused(_("“%(name)s” has no counterpart to reject.") % {"name": current.name})
    nothing = {"standing": Standing.REJECTED, "score": None}
    if current.KIND == "priority_entry":
        return records.update(actor, current, {**nothing, "project": None, "program": None}, reason=reason)
    if not current.other_name:
        raise Refused(
            _("“%(name)s” has the same name in the vision: there is nothing to split.") % {"name": current.name}
        )
    own = type(current)(plan=current.plan, axis=current.axis, title=current.other_name, standing=Standing.NONE)
    _move_objectives(actor, current, records.create(actor, own, reason=reason), reason)
    return records.update(actor, current, {**nothing, "other_name": ""}, reason=reason)


@transaction.atomic
def choose_counterpart(actor: Actor, record: Theme | PriorityEntry, target: Theme | Project | Program) -> Any:
    """Give a theme of the vision or a priority entry another counterpart, of the same axis, and return the record.

    What the vision says of a theme (its name there and its objectives) goes to the target. A theme that was made for
    the vision alone is superseded by it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the target is of another axis, of the wrong kind, or has a counterpart already.
    """
    current = _current(actor, record)
    target = type(target).objects.get(pk=target.pk)
    if target.plan_id != current.plan_id or target.axis_pk != current.axis_pk or not target.is_current:
        raise Refused(_("Choose one of the same axis: counterparts are never of two axes."))
    reason = _("Counterpart chosen")
    if current.KIND == "priority_entry":
        if target.KIND not in ("project", "program"):
            raise Refused(_("An entry of the priority portfolio names a project or a program."))
        link: dict[str, Any] = {"project": None, "program": None, target.KIND: target}
        link |= {"standing": Standing.CONFIRMED, "score": None}
        return records.update(actor, current, link, reason=reason)
    if target.KIND != "theme" or target.pk == current.pk:
        raise Refused(_("Choose another theme."))
    return _join_themes(actor, current, target, reason)


def _join_themes(actor: Actor, current: Any, target: Any, reason: str) -> Any:
    if target.standing in _IN_FORCE:
        raise Refused(_("“%(name)s” has a counterpart already. Reject that one first.") % {"name": target.name})
    name = current.other_name
    if not name and model_of("program").objects.current().filter(theme=current).exists():
        message = _("“%(name)s” is of the portfolio and has no name in the vision to give away.")
        raise Refused(message % {"name": current.name})
    _move_objectives(actor, current, target, reason)
    marks = {"other_name": name or current.title, "standing": Standing.CONFIRMED, "score": None}
    records.update(actor, target, marks, reason=reason)
    if not name:
        return records.supersede(actor, current, by=target, reason=reason)
    nothing = {"other_name": "", "standing": Standing.REJECTED, "score": None}
    return records.update(actor, current, nothing, reason=reason)


def _move_objectives(actor: Actor, theme: Any, to: Any, reason: str) -> None:
    for objective in model_of("objective").objects.filter(theme=theme).select_related("theme"):
        records.update(actor, objective, {"theme": to}, reason=reason)


def _current(actor: Actor, record: Any) -> Any:
    """Return the record as it is now, locked, if the actor manages its plan."""
    authorize(actor, "plan.manage", record.plan)
    current = type(record).objects.select_for_update().get(pk=record.pk)
    if not current.is_current:
        raise Refused(_("It is not in force any more."))
    return current
