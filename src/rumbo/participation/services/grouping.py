"""Merging, splitting, naming and hiding contributions; each act is on record and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import Act, ContributionKind, ExerciseType
from rumbo.participation.models import Adoption, Contribution, ContributionChange, Exercise
from rumbo.participation.services import adoption
from rumbo.participation.services.contributions import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rumbo.core.actors import Actor

#: Fields that an act may change and that `undo` gives back.
FIELDS = ("text", "kind", "is_group", "merged_into_id", "hidden", "hidden_reason", "details")
Values = dict[str, dict[str, Any]]


@transaction.atomic
def merge(
    actor: Actor, exercise: Exercise, contributions: Sequence[Contribution], name: str = ""
) -> tuple[Contribution, ContributionChange]:
    """Put contributions together and return their group, with the act.

    They join the first group among them, or the one that the plan adopted; where there is none, a group is made in
    the grouping exercise, called ``name`` or as the first of them. Members of the other groups come along. Every
    author stays.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: fewer than two were chosen, one is of another exercise, hidden, or was voted on, or the plan adopted
            two groups among them.
    """
    authorize(actor, "participation.facilitate", exercise)
    if exercise.type != ExerciseType.GROUPING:
        raise Refused(_("Put an exercise of type “grouping” on the agenda to merge contributions."))
    chosen = _lock(contributions)
    _check_mergeable(exercise, chosen)
    groups = _adopted_first([one for one in chosen if one.is_group])
    _check_not_adopted(groups[1:])
    members = [one for one in chosen if not one.is_group]
    members += Contribution.objects.select_for_update().filter(merged_into__in=groups[1:]).order_by("pk")
    emptied = [one for one in groups[1:] if one.authorships.exists()]
    text = clean_text(name) if name.strip() else ""
    group = groups[0] if groups else _new_group(exercise, text or chosen[0].text)
    touched = [*members, *emptied, group]
    before = snapshot(touched)
    for member in (*members, *emptied):
        member.merged_into, member.is_group = group, False
    if text:
        group.text = text
    return group, record(actor, exercise, Act.MERGED, touched, before)


@transaction.atomic
def split(actor: Actor, contribution: Contribution) -> ContributionChange:
    """Take a contribution out of its group, with its authors.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: it is in no group, or the group was voted on or adopted.
    """
    authorize(actor, "participation.facilitate", contribution)
    (current,) = _lock([contribution])
    group = current.merged_into
    if group is None:
        raise Refused(_("It is in no group."))
    _check_not_voted([group])
    _check_not_adopted([group])
    before = snapshot([current])
    current.merged_into = None
    return record(actor, group.exercise, Act.SPLIT, [current], before)


@transaction.atomic
def rename(actor: Actor, contribution: Contribution, text: str, *, kind: str = "") -> ContributionChange:
    """Correct a contribution, or name a group; what it said before stays on record.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: the text is empty or too long, the kind is none, or it was voted on.
    """
    authorize(actor, "participation.facilitate", contribution)
    if kind and kind not in ContributionKind.values:
        raise Refused(_("Choose one of the list."))
    (current,) = _lock([contribution])
    _check_not_voted([current])
    before = snapshot([current])
    current.text = clean_text(text)
    current.kind = kind or current.kind
    act = Act.NAMED if current.is_group else Act.EDITED
    return record(actor, current.exercise, act, [current], before)


@transaction.atomic
def hide(actor: Actor, contribution: Contribution, *, reason: str) -> ContributionChange:
    """Show an abusive contribution to nobody but those who lead the table; who did it and why stays on record.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: no reason is given.
    """
    if not reason.strip():
        raise Refused(_("Say why you hide it; the reason stays on record."))
    return _set_hidden(actor, contribution, Act.HIDDEN, reason.strip())


@transaction.atomic
def show_again(actor: Actor, contribution: Contribution) -> ContributionChange:
    """Show a hidden contribution again. Same errors as `hide`."""
    return _set_hidden(actor, contribution, Act.SHOWN, "")


@transaction.atomic
def undo(actor: Actor, change: ContributionChange) -> ContributionChange:
    """Give the contributions of an act what they were before it, as an act of its own that can be undone too.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: it was undone already, or one of them was changed, voted on or adopted since.
    """
    if change.act in adoption.ACTS:
        return adoption.undo(actor, change)
    authorize(actor, "participation.facilitate", change)
    change = ContributionChange.objects.select_for_update().get(pk=change.pk)
    if hasattr(change, "undone_by"):
        raise Refused(_("That was undone already."))
    found = _lock(Contribution.objects.filter(pk__in=[int(pk) for pk in change.before]))
    now = snapshot(found)
    if now != change.after:
        raise Refused(_("Somebody changed one of them again since. Undo that first."))
    for one in found:
        if change.before[str(one.pk)]["text"] != one.text:
            _check_not_voted([one])
        for name, value in change.before[str(one.pk)].items():
            setattr(one, name, value)
    _check_groups_stay(now, change.before)
    undone = record(actor, None, Act.UNDONE, found, now, table_id=change.table_id, undoes=change)
    _check_depth(found)
    return undone


def snapshot(contributions: Iterable[Contribution]) -> Values:
    """Return what acts may change of contributions, by number."""
    return {str(one.pk): {name: getattr(one, name) for name in FIELDS} for one in contributions}


def record(
    actor: Actor,
    exercise: Exercise | None,
    act: Act,
    contributions: Sequence[Contribution],
    before: Values,
    **fields: Any,
) -> ContributionChange:
    """Save contributions and put the act on record; whoever calls has checked the permission."""
    for one in contributions:
        one.save(update_fields=[name.removesuffix("_id") for name in FIELDS])
    if exercise is not None:
        fields["table_id"] = exercise.table_id
    return ContributionChange.objects.create(
        act=act, actor=person_of(actor), before=before, after=snapshot(contributions), **fields
    )


def _set_hidden(actor: Actor, contribution: Contribution, act: Act, reason: str) -> ContributionChange:
    authorize(actor, "participation.facilitate", contribution)
    (current,) = _lock([contribution])
    before = snapshot([current])
    current.hidden, current.hidden_reason = act == Act.HIDDEN, reason
    return record(actor, current.exercise, act, [current], before, reason=reason)


def _lock(contributions: Iterable[Contribution]) -> list[Contribution]:
    """Return the contributions as they are now, in the order given, locked; relations loaded."""
    order = [one.pk for one in contributions]
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("exercise__table").in_bulk(order)
    return [rows[pk] for pk in dict.fromkeys(order)]


def _check_mergeable(exercise: Exercise, chosen: Sequence[Contribution]) -> None:
    if len(chosen) < 2:
        raise Refused(_("Choose at least two to merge."))
    for one in chosen:
        if one.exercise_id not in (exercise.pk, exercise.source_id):
            raise Refused(_("“%(text)s” was said in another exercise.") % {"text": one.text})
        if one.hidden:
            raise Refused(_("“%(text)s” is hidden: show it again first.") % {"text": one.text})
        if one.merged_into_id is not None:
            raise Refused(_("“%(text)s” is in a group already: choose the group.") % {"text": one.text})
    _check_not_voted(chosen)


def _check_not_voted(contributions: Iterable[Contribution]) -> None:
    voted = Contribution.objects.filter(pk__in=[one.pk for one in contributions], ballots__isnull=False).first()
    if voted is not None:
        message = _("People voted on “%(text)s” as it is, so it stays as it is.")
        raise Refused(message % {"text": voted.text})


def _check_groups_stay(now: Values, then: Values) -> None:
    """A group that people voted on, or that the plan adopted, keeps the members it had."""
    moved = {pk for pk in now if now[pk]["merged_into_id"] != then[pk]["merged_into_id"]}
    groups = {values[pk]["merged_into_id"] for values in (now, then) for pk in moved} - {None}
    _check_not_voted(Contribution.objects.filter(pk__in=groups))
    _check_not_adopted(Contribution.objects.filter(pk__in=groups))


def _adopted_first(groups: list[Contribution]) -> list[Contribution]:
    adopted = set(
        Adoption.objects.filter(contribution__in=groups, released_at=None).values_list("contribution", flat=True)
    )
    return sorted(groups, key=lambda group: group.pk not in adopted)


def _check_not_adopted(groups: Iterable[Contribution]) -> None:
    """A group that the plan adopted keeps its members, so that all of them follow what became of it."""
    adopted = Adoption.objects.filter(contribution__in=list(groups), released_at=None).select_related("contribution")
    if (found := adopted.first()) is not None:
        message = _("The plan adopted “%(text)s” as it is. Take the adoption back first.")
        raise Refused(message % {"text": found.contribution.text})


def _check_depth(contributions: Sequence[Contribution]) -> None:
    """Raise ``Refused``, which takes the transaction back, where one of them is now in what is no group."""
    concerned = Q(pk__in=[one.pk for one in contributions]) | Q(merged_into__in=contributions)
    if Contribution.objects.filter(concerned, merged_into__is_group=False).exists():
        raise Refused(_("Its group was merged with another since. Undo that first."))


def _new_group(exercise: Exercise, text: str) -> Contribution:
    return Contribution.objects.create(
        plan_id=exercise.plan_id, exercise=exercise, kind=exercise.settings["kind"], text=text, is_group=True
    )
