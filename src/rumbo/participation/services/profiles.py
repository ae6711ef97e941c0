"""The profile of a project that a table writes together: part by part, so that nobody writes over anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import Act, ContributionKind, ExerciseType
from rumbo.participation.exercises.profile import PART_LIMIT, PARTS
from rumbo.participation.models import Authorship, Contribution, Exercise, Participant
from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.queries.profiles import profiles
from rumbo.participation.services.contributions import check_member, check_open
from rumbo.participation.services.grouping import record, snapshot

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


class PartConflict(Refused):
    """Somebody else wrote the part in the meantime: ``current`` is what it says, ``submitted`` what was not saved."""

    def __init__(self, message: str, current: str, submitted: str) -> None:
        super().__init__(message)
        self.current = current
        self.submitted = submitted


@transaction.atomic
def save_part(
    who: Participant | Actor,
    exercise: Exercise,
    contribution: Contribution | None,
    part: str,
    text: str,
    *,
    seen: str,
) -> Contribution:
    """Write a part of a profile and return the profile; what it said before stays on record.

    ``contribution`` is the project idea whose profile it is; None for the one profile of an exercise that works on no
    ideas, which is made when its first part is written. ``seen`` is the text that the writer saw. A participant
    becomes an author of the profile; whoever leads the table may write also when the exercise is closed.

    Raises:
        PermissionDenied: an actor does not lead the table.
        PartConflict: the part says something else than what the writer saw.
        Refused: it is no exercise of this type, not open, of another table; there is no such part or idea; the text
            is too long.
    """
    _check_who(who, exercise)
    tidy, before = tidy_part(text), tidy_part(seen)
    if exercise.type != ExerciseType.PROFILE or part not in PARTS:
        raise Refused(_("A profile has no such part. Load the page again."))
    if len(tidy) > PART_LIMIT:
        message = _("That is %(length)d characters; %(limit)d fit. Say it shorter.")
        raise Refused(message % {"length": len(tidy), "limit": PART_LIMIT})
    profile = _profile(exercise, contribution)
    current = profile.details.get(part, "")
    if current == tidy:
        return profile
    if current != before:
        message = _("Somebody wrote this part in the meantime. Put both texts together and save again.")
        raise PartConflict(message, current, tidy)
    old = snapshot([profile])
    profile.details = {**profile.details, part: tidy}
    record(SYSTEM if isinstance(who, Participant) else who, exercise, Act.EDITED, [profile], old)
    if isinstance(who, Participant):
        Authorship.objects.get_or_create(contribution=profile, participant=who)
    return profile


def tidy_part(text: str) -> str:
    """Return the text of a part as it is stored: lines end alike, nothing empty around it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def _check_who(who: Participant | Actor, exercise: Exercise) -> None:
    if isinstance(who, Participant):
        check_member(who, exercise)
        check_open(exercise)
    else:
        authorize(who, "participation.facilitate", exercise)


def _profile(exercise: Exercise, contribution: Contribution | None) -> Contribution:
    """Return the profile, locked, as it is now; the first one of an exercise is made here, once."""
    locked = Exercise.objects.select_for_update(of=("self",)).select_related("source", "table").get(pk=exercise.pk)
    known = {one.pk: one for one in profiles(locked)}
    if contribution is None and locked.source_id is None:
        return next(iter(known.values()), None) or _make(locked)
    if contribution is None or contribution.pk not in known:
        raise Refused(_("Choose the project idea whose profile you write."))
    return Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)


def _make(exercise: Exercise) -> Contribution:
    return Contribution.objects.create(
        plan_id=exercise.plan_id,
        exercise=exercise,
        kind=ContributionKind.PROJECT,
        text=exercise.title[:TEXT_LIMIT],
    )
