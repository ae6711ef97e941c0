"""Acts of a phone that are no votes: saying something, marking it as one's own, writing a part of a profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.participation import limits
from rumbo.participation.models import Contribution, Exercise, Participant
from rumbo.participation.services.contributions import same_as_mine, say
from rumbo.participation.services.profiles import save_part

#: The largest number of a row.
_LAST_ROW = 2**63 - 1
Data = Mapping[str, Any]


def do(participant: Participant | None, kind: str, exercise_id: int, data: Data) -> None:
    """Do what an act asks for; doing it again changes nothing.

    Raises:
        Refused: the act is unknown or incomplete, or the service will not do it.
    """
    act = _ACTS.get(kind)
    if act is None:
        raise Refused(_("This page is of another version of the site. Load it again."))
    exercise = Exercise.objects.select_related("table").filter(pk=exercise_id).first()
    if participant is None or exercise is None:
        raise Refused(_("This exercise is not there any more."))
    act(participant, exercise, data)


def _say(participant: Participant, exercise: Exercise, data: Data) -> None:
    try:
        nonce = UUID(_text(data, "nonce"))
    except ValueError:
        raise _incomplete() from None
    parent = _contribution(data, "parent") if data.get("parent") is not None else None
    say(participant, exercise, _text(data, "text"), nonce=nonce, parent=parent)


def _same(participant: Participant, exercise: Exercise, data: Data) -> None:
    contribution = _contribution(data, "contribution")
    if contribution.exercise_id != exercise.pk or not isinstance(data.get("mine"), bool):
        raise _incomplete()
    same_as_mine(participant, contribution, mine=data["mine"])


def _part(participant: Participant, exercise: Exercise, data: Data) -> None:
    contribution = _contribution(data, "contribution") if data.get("contribution") else None
    part, text, seen = (_text(data, name) for name in ("part", "text", "seen"))
    limits.count_parts(participant.pk)
    save_part(participant, exercise, contribution, part, text, seen=seen)


_ACTS: Mapping[str, Callable[[Participant, Exercise, Data], None]] = {"say": _say, "same": _same, "part": _part}


def _text(data: Data, name: str) -> str:
    """Return a text that every database holds: no NUL, no half of a pair of surrogates."""
    value = data.get(name)
    if not isinstance(value, str):
        raise _incomplete()
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _contribution(data: Data, name: str) -> Contribution:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LAST_ROW:
        raise _incomplete()
    found = Contribution.objects.select_related("exercise__table").filter(pk=value).first()
    if found is None:
        raise Refused(_("This contribution is not shown any more."))
    return found


def _incomplete() -> Refused:
    return Refused(_("This answer is incomplete. Load the page again."))
