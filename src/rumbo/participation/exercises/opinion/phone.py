"""What the phone shows of opinion: the statements that wait for an answer, and those that have one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from rumbo.participation.exercises.opinion import AGREE, DISAGREE, PASS
from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.queries.items import items
from rumbo.participation.queries.mine import answered_times, answers

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant

#: The three answers, as the buttons name them, with the tone of each.
CHOICES = ((AGREE, _("Agree"), "ok"), (PASS, _("Pass"), "mute"), (DISAGREE, _("Disagree"), "off"))


def context(exercise: Exercise, participant: Participant) -> dict[str, Any]:
    """Return ``waiting`` statements, less-seen ones first, and ``answered`` ones with what was answered.

    Among those seen as often the order is each participant's own, and the same each time.
    """
    given, seen = answers(exercise, participant), answered_times(exercise)
    rows = list(items(exercise))

    def place(pk: int) -> tuple[int, bytes]:
        return seen.get(pk, 0), sha256(f"{participant.pk}:{pk}".encode()).digest()

    waiting = sorted((one for one in rows if one.pk not in given), key=lambda one: place(one.pk))
    answered = [(one, given[one.pk]) for one in rows if one.pk in given]
    return {
        "waiting": waiting,
        "answered": answered,
        "total": len(rows),
        "choices": CHOICES,
        "people_add": exercise.settings["people_add"],
        "statement_label": _("Your statement"),
        "text_limit": TEXT_LIMIT,
    }
