"""Saying something at a table, and saying that it is yours too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.exercises import kind_of
from rumbo.participation.models import Authorship, Contribution, Exercise, Participant
from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.queries.items import problems

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def say(
    participant: Participant, exercise: Exercise, text: str, *, nonce: UUID, parent: Contribution | None = None
) -> Contribution:
    """Store what a participant says in an exercise and return it; the same nonce again is the same contribution.

    Raises:
        Refused: they are not of this table, the exercise is closed or takes no texts, the text is empty or too
            long, the problem of a cause is missing, or they said as much as the exercise allows.
    """
    known = Contribution.objects.filter(exercise=exercise, nonce=nonce).first()
    if known is not None:
        return known
    check_member(participant, exercise)
    check_open(exercise)
    if exercise.type == ExerciseType.OPINION and not exercise.settings["people_add"]:
        raise Refused(_("Only whoever leads the table adds statements to this exercise."))
    Participant.objects.select_for_update().get(pk=participant.pk)  # one after the other, or more than the limit pass
    said = Authorship.objects.filter(participant=participant, first=True, contribution__exercise=exercise).count()
    limit = exercise.settings.get("limit", 50)
    if said >= limit:
        raise Refused(
            _("You said %(limit)d things already, which is all that this exercise takes.") % {"limit": limit}
        )
    made = _store(exercise, text, nonce, parent)
    Authorship.objects.get_or_create(contribution=made, participant=participant, defaults={"first": True})
    return made


@transaction.atomic
def enter(
    actor: Actor,
    exercise: Exercise,
    text: str,
    *,
    parent: Contribution | None = None,
    participant: Participant | None = None,
    nonce: UUID | None = None,
) -> Contribution:
    """Store what was said on paper or aloud, by whoever leads the table, also when the exercise is closed.

    ``participant`` is who said it, where that is known.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: as in `say`, except that no limit counts.
    """
    authorize(actor, "participation.facilitate", exercise)
    nonce = nonce or uuid4()
    known = Contribution.objects.filter(exercise=exercise, nonce=nonce).first()
    if known is not None:
        return known
    made = _store(exercise, text, nonce, parent)
    if participant is not None:
        check_member(participant, exercise)
        Authorship.objects.get_or_create(contribution=made, participant=participant, defaults={"first": True})
    return made


@transaction.atomic
def same_as_mine(participant: Participant, contribution: Contribution, *, mine: bool = True) -> Contribution:
    """Make a participant an author of what another one said, or take that back; whoever wrote it stays.

    Raises:
        Refused: they are not of this table, or the exercise is closed.
    """
    exercise = contribution.exercise
    check_member(participant, exercise)
    check_open(exercise)
    if mine:
        if contribution.hidden:
            raise Refused(_("This contribution is not shown any more."))
        Authorship.objects.get_or_create(contribution=contribution, participant=participant)
    else:
        Authorship.objects.filter(contribution=contribution, participant=participant, first=False).delete()
    return contribution


def check_member(participant: Participant, exercise: Exercise) -> None:
    """Raise ``Refused`` unless the participant sits at the table of the exercise."""
    check_seat(None if participant.left else participant.table_id, exercise)


def check_seat(table_id: int | None, exercise: Exercise) -> None:
    """Raise ``Refused`` unless the exercise is of this table; None is somebody who sits at none."""
    if table_id != exercise.table_id:
        raise Refused(_("This exercise is of another table. Join with the code that its projector shows."))


def check_open(exercise: Exercise) -> None:
    """Raise ``Refused`` unless the exercise takes answers."""
    if exercise.is_open:
        return
    if exercise.phase == Phase.DRAFT:
        raise Refused(_("This exercise is not open yet. Wait until whoever leads the table opens it."))
    raise Refused(_("This exercise is closed: it takes no more answers."))


def clean_text(text: str) -> str:
    """Return a text with its spaces tidied.

    Raises:
        Refused: it is empty, or longer than 600 characters.
    """
    tidy = " ".join(text.split())
    if not tidy:
        raise Refused(_("Write something first."))
    if len(tidy) > TEXT_LIMIT:
        message = _("That is %(length)d characters; %(limit)d fit. Say it shorter, or as two contributions.")
        raise Refused(message % {"length": len(tidy), "limit": TEXT_LIMIT})
    return tidy


def _store(exercise: Exercise, text: str, nonce: UUID, parent: Contribution | None) -> Contribution:
    if not kind_of(exercise).says:
        raise Refused(_("This exercise takes no texts."))
    _check_parent(exercise, parent)
    values = {"plan_id": exercise.plan_id, "kind": _kind_said(exercise), "text": clean_text(text), "parent": parent}
    # A phone that sends twice at once meets the constraint in one of the two.
    made, _new = Contribution.objects.get_or_create(exercise=exercise, nonce=nonce, defaults=values)
    return made


def _kind_said(exercise: Exercise) -> str:
    if exercise.type == ExerciseType.CAUSES:
        return ContributionKind.CAUSE
    if exercise.type == ExerciseType.OPINION:
        return ContributionKind.STATEMENT
    return str(exercise.settings["kind"])


def _check_parent(exercise: Exercise, parent: Contribution | None) -> None:
    wanted = exercise.type == ExerciseType.CAUSES
    if not wanted and parent is None:
        return
    if not wanted or parent is None or not problems(exercise).filter(pk=parent.pk).exists():
        raise Refused(_("Choose the problem that it causes."))
