"""Taking into the plan what people said, and taking that back; each act is on record and can be undone.

Who may: whoever may edit the plan where the element stands, and whoever leads the table, within the table's axis.
See ``docs/decisions/adoption.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import Allowed, person_of
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.enums import Act
from rumbo.participation.models import Adoption, Authorship, Contribution, ContributionChange
from rumbo.participation.targets import TARGETS, Target, target_of
from rumbo.plan.queries.axes import axes_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.core.models import Element, Record
    from rumbo.plan.models import Axis, Objective, Theme

NOTE_LIMIT = 500
REASON_LIMIT = 300
#: Acts of this module; `rumbo.participation.services.grouping.undo` hands them to `undo`.
ACTS = frozenset({Act.ADOPTED, Act.RELEASED})

Adopted = tuple[Adoption, ContributionChange]


def may_adopt(actor: Actor, contribution: Contribution, element: Record) -> bool:
    """Whether the actor may say that a contribution became this element, stored or about to be."""
    if actor.has_perm("plan.edit", element):
        return True
    here = element.axis_pk is not None and element.axis_pk == contribution.exercise.table.axis_id
    return here and actor.has_perm("participation.facilitate", contribution)


def axes_to_adopt(actor: Actor, plan: Any, contributions: Sequence[Contribution]) -> list[Axis]:
    """Return the axes in force into whose elements the actor may adopt all these contributions."""
    tables = {one.exercise.table_id: one for one in contributions}.values()
    led = {one.exercise.table.axis_id for one in tables if actor.has_perm("participation.facilitate", one)}
    leads_all = all(actor.has_perm("participation.facilitate", one) for one in tables) and len(led) == 1
    return [axis for axis in axes_of(plan) if actor.has_perm("plan.edit", axis) or (leads_all and axis.pk in led)]


@transaction.atomic
def adopt(
    actor: Actor, contribution: Contribution, element: Record, note: str = "", *, created: bool = False
) -> Adopted:
    """Say that a contribution, or a group with all its members, became or entered an element of the plan.

    ``created`` says that the element was made of it in the same act, so that undoing the act withdraws it.

    Raises:
        PermissionDenied: the actor may neither edit the element nor lead the table within its axis.
        Refused: the element is not in force, of another plan or of a kind that nothing becomes; the contribution is
            hidden, merged, an empty group, or was adopted by this element already; the note is too long.
    """
    current = _locked(contribution)
    target = _checked_target(current, element)
    if not may_adopt(actor, current, element):
        raise PermissionDenied
    _check_adoptable(current)
    note = _fitting(note, NOTE_LIMIT)
    reference = target.reference(element)
    _check_new(current, element, reference)
    made = Adoption.objects.create(contribution=current, note=note, actor=person_of(actor), **reference)
    marks: dict[str, Any] = {"created": True} if created else {}
    return made, _record(actor, Act.ADOPTED, made, note[:REASON_LIMIT], **marks)


@transaction.atomic
def adopt_many(actor: Actor, contributions: Iterable[Contribution], element: Record, note: str = "") -> list[Adopted]:
    """Adopt several contributions by one element; those that it adopted already are left as they are.

    Raises:
        PermissionDenied: for one of them the actor may not.
        Refused: one of them cannot be adopted, or all were already.
    """
    chosen = list(contributions)
    target = target_of(element)
    known = set()
    if target is not None:
        in_force = Adoption.objects.filter(released_at=None, **target.reference(element))
        known = set(in_force.filter(contribution__in=chosen).values_list("contribution_id", flat=True))
    made = [adopt(actor, one, element, note) for one in chosen if one.pk not in known]
    if not made:
        raise Refused(_("“%(name)s” adopted that already.") % {"name": element.name})
    return made


@transaction.atomic
def adopt_as_new(
    actor: Actor, contributions: Sequence[Contribution], element: Element, note: str = ""
) -> list[Adopted]:
    """Make an element of what people said and adopt it; all or nothing. The element is not stored yet.

    Raises:
        PermissionDenied, Refused: as `adopt`; also where one of them is in an element of the same kind and title
            already, so that a form that is sent twice makes one.
        ValidationError: a field of the element is wrong.
    """
    if not contributions:
        raise Refused(_("Choose at least one contribution."))
    for one in contributions:
        current = _locked(one)
        _checked_target(current, element)
        if not may_adopt(actor, current, element):
            raise PermissionDenied
        _check_adoptable(current)
        _check_not_made(current, element)
    reason = _("Made of what people said at a workshop")
    stored = records.create(cast("Actor", Allowed(actor)), element, reason=reason)
    return [adopt(Allowed(actor), one, stored, note, created=True) for one in contributions]


def adopt_as_problem(actor: Actor, contribution: Contribution, title: str, axis: Axis, note: str = "") -> Adopted:
    """Make a problem of an axis of what somebody said. Same errors as `adopt_as_new`."""
    return _adopt_new(actor, contribution, "problem", title, note, axis=axis)


def adopt_as_objective(actor: Actor, contribution: Contribution, title: str, theme: Theme, note: str = "") -> Adopted:
    """Make an objective of a theme of what somebody said. Same errors as `adopt_as_new`."""
    return _adopt_new(actor, contribution, "objective", title, note, theme=theme)


def adopt_as_goal(
    actor: Actor, contribution: Contribution, title: str, objective: Objective, note: str = ""
) -> Adopted:
    """Make a goal of an objective of what somebody said. Same errors as `adopt_as_new`."""
    return _adopt_new(actor, contribution, "goal", title, note, objective=objective)


def adopt_as_strategy(
    actor: Actor, contribution: Contribution, title: str, objective: Objective, note: str = ""
) -> Adopted:
    """Make a strategy of an objective of what somebody said. Same errors as `adopt_as_new`."""
    return _adopt_new(actor, contribution, "strategy", title, note, objective=objective)


@transaction.atomic
def release(actor: Actor, adoption: Adoption, reason: str) -> ContributionChange:
    """Take an adoption back; it stays on record with the reason, and the element stays as it is.

    Raises:
        PermissionDenied: as for `adopt`.
        Refused: no reason is given, or it was taken back already.
    """
    current = _locked_adoption(actor, adoption)
    if not reason.strip():
        raise Refused(_("Say why you take it back; the reason stays on record."))
    return _release(actor, current, _fitting(reason, REASON_LIMIT))


@transaction.atomic
def reinstate(actor: Actor, adoption: Adoption) -> ContributionChange:
    """Put in force again an adoption that was taken back.

    Raises:
        PermissionDenied, Refused: as for `adopt`.
    """
    return _reinstate(actor, _locked_adoption(actor, adoption))


@transaction.atomic
def undo(actor: Actor, change: ContributionChange) -> ContributionChange:
    """Undo an adoption, or the taking back of one. An element made of it that nobody touched since is withdrawn.

    Raises:
        PermissionDenied: as for `adopt`.
        Refused: it was undone or changed already.
    """
    change = ContributionChange.objects.select_for_update().get(pk=change.pk)
    if hasattr(change, "undone_by"):
        raise Refused(_("That was undone already."))
    marks: dict[str, Any] = next(iter(change.after.values()))
    adoption = _locked_adoption(actor, Adoption(pk=marks["adoption"]))
    element = adoption.element
    allowed = cast("Actor", Allowed(actor))
    if change.act == Act.RELEASED:
        if marks.get("withdrew") and not element.is_current:
            records.reinstate(allowed, element, reason=_("Adopted again"))
        return _reinstate(actor, Adoption.objects.get(pk=adoption.pk), undoes=change)
    others = Adoption.objects.filter(released_at=None, **_reference_of(adoption)).exclude(pk=adoption.pk)
    withdraws = bool(marks.get("created")) and element.version == 1 and element.is_current and not others.exists()
    undone = _release(
        actor, adoption, _("Adoption undone"), undoes=change, **({"withdrew": True} if withdraws else {})
    )
    if withdraws:
        records.withdraw(allowed, element, reason=_("Made by mistake of a contribution"))
    return undone


@transaction.atomic
def undo_many(actor: Actor, changes: Iterable[ContributionChange]) -> list[ContributionChange]:
    """Undo the acts that one press of a button made; all or none. Same errors as `undo`."""
    return [undo(actor, change) for change in changes]


def _adopt_new(actor: Actor, contribution: Contribution, kind: str, title: str, note: str, **parent: Any) -> Adopted:
    element = TARGETS[kind].new(contribution.plan, title, **parent)
    return adopt_as_new(actor, [contribution], element, note)[0]


def _release(
    actor: Actor, adoption: Adoption, reason: str, *, undoes: ContributionChange | None = None, **marks: Any
) -> ContributionChange:
    if adoption.released_at is not None:
        raise Refused(_("That adoption was taken back already."))
    adoption.released_at, adoption.released_by = timezone.now(), person_of(actor)
    adoption.release_reason = reason
    adoption.save(update_fields=["released_at", "released_by", "release_reason"])
    return _record(actor, Act.RELEASED, adoption, reason, undoes=undoes, **marks)


def _reinstate(actor: Actor, adoption: Adoption, *, undoes: ContributionChange | None = None) -> ContributionChange:
    if adoption.released_at is None:
        raise Refused(_("That adoption is in force already."))
    element = adoption.element
    _checked_target(adoption.contribution, element)
    _check_adoptable(adoption.contribution)
    _check_new(adoption.contribution, element, _reference_of(adoption))
    adoption.released_at, adoption.released_by, adoption.release_reason = None, None, ""
    adoption.save(update_fields=["released_at", "released_by", "release_reason"])
    return _record(actor, Act.ADOPTED, adoption, "", undoes=undoes)


def _record(
    actor: Actor, act: Act, adoption: Adoption, reason: str, *, undoes: ContributionChange | None = None, **marks: Any
) -> ContributionChange:
    return ContributionChange.objects.create(
        table_id=adoption.contribution.exercise.table_id,
        act=act,
        actor=person_of(actor),
        reason=reason,
        after={str(adoption.contribution_id): {"adoption": adoption.pk, **marks}},
        undoes=undoes,
    )


def _locked(contribution: Contribution) -> Contribution:
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("exercise__table", "merged_into")
    return rows.get(pk=contribution.pk)


def _locked_adoption(actor: Actor, adoption: Adoption) -> Adoption:
    """Return an adoption as it is now, locked; raise ``PermissionDenied`` where the actor may not touch it."""
    current = Adoption.objects.select_for_update().get(pk=adoption.pk)
    current.contribution = _locked(Contribution(pk=current.contribution_id))
    if not may_adopt(actor, current.contribution, current.element):
        raise PermissionDenied
    return current


def _reference_of(adoption: Adoption) -> dict[str, int]:
    names = ("problem_id", "objective_id", "goal_id", "measure_id")
    return {name: getattr(adoption, name) for name in names if getattr(adoption, name) is not None}


def _checked_target(contribution: Contribution, element: Record) -> Target:
    target = target_of(element)
    if target is None:
        raise Refused(_("Contributions become problems, objectives, goals, strategies, projects or actions."))
    if getattr(element, "plan_id", None) != contribution.plan_id:
        raise Refused(_("“%(name)s” is of another plan.") % {"name": element.name})
    if not element.is_current:
        raise Refused(_("“%(name)s” is not in force any more: choose one that is.") % {"name": element.name})
    return target


def _check_adoptable(contribution: Contribution) -> None:
    if contribution.hidden:
        raise Refused(_("“%(text)s” is hidden: show it again first.") % {"text": contribution.text})
    group = contribution.merged_into
    if group is not None:
        raise Refused(
            _("It was merged: adopt its group, “%(text)s”, and all its authors follow.") % {"text": group.text}
        )
    if contribution.is_group and not _has_anything(contribution):
        raise Refused(_("“%(text)s” has nothing in it any more.") % {"text": contribution.text})


def _has_anything(group: Contribution) -> bool:
    members: bool = group.members.filter(hidden=False).exists()
    return members or Authorship.objects.filter(contribution=group).exists()


def _check_new(contribution: Contribution, element: Record, reference: dict[str, int]) -> None:
    if Adoption.objects.filter(contribution=contribution, released_at=None, **reference).exists():
        raise Refused(_("“%(name)s” adopted that already.") % {"name": element.name})


def _check_not_made(contribution: Contribution, element: Element) -> None:
    for adoption in Adoption.objects.filter(contribution=contribution, released_at=None):
        known = adoption.element
        if known.is_current and (known.KIND, known.title) == (element.KIND, element.title):
            raise Refused(_("“%(name)s” adopted that already.") % {"name": known.name})


def _fitting(text: str, limit: int) -> str:
    tidy = " ".join(text.split())
    if len(tidy) > limit:
        message = _("That is %(length)d characters; %(limit)d fit. Say it shorter.")
        raise Refused(message % {"length": len(tidy), "limit": limit})
    return tidy
