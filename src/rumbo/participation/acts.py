"""What phones send: a list of acts in JSON, and what became of each of them.

A body is ``{"acts": [{"id": "..", "type": "vote", "exercise": 1, "values": {"12": 1}, "revision": 3}, ...]}``. The
``id`` is made by the phone and comes back in the answer, so that it knows what it need not send again. Acts may come
twice and late: what was done already is accepted and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.participation import saying
from rumbo.participation.ballot_box import BOX
from rumbo.participation.models import Participant
from rumbo.participation.services.ballots import Sheet
from rumbo.participation.services.profiles import PartConflict

VOTE = "vote"
#: The most acts that one body holds, and the longest id.
ACTS_LIMIT = 200
ID_LIMIT = 64
#: The largest number of a row.
_LAST_ROW = 2**63 - 1
#: What an answer may be: the most and least that the database holds.
_VALUES = range(-(2**15), 2**15)

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did on a phone; ``data`` is what they sent, not yet judged except for these three."""

    id: str
    type: str
    exercise: int
    data: Mapping[str, Any]


def read(body: bytes) -> list[Act]:
    """Return the acts that a body holds.

    Raises:
        Refused: it is no such list, or a longer one than is taken at once.
    """
    try:
        sent = json.loads(body)["acts"]
        acts = [_act(one) for one in sent] if isinstance(sent, list) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        acts = None
    if acts is None:
        raise Refused(_("This is not what the page of a table sends. Load the page again."))
    if len(acts) > ACTS_LIMIT:
        raise Refused(_("That is too much at once: %(limit)d answers fit.") % {"limit": ACTS_LIMIT})
    return acts


def one_act(data: Mapping[str, Any]) -> Act:
    """Return the act that a form means. Raises ``Refused`` where it means none."""
    try:
        return _act(data)
    except (ValueError, TypeError, KeyError):
        raise Refused(_("This is not what the page of a table sends. Load the page again.")) from None


def perform(participant_id: int, table_id: int, acts: Sequence[Act]) -> list[Answer]:
    """Do what a participant of a table sent, and return an answer for each act, in the same order.

    An answer with ``ok`` means that it is stored, for good; one without has in ``say`` the sentence that says why.
    """
    answers: dict[int, Answer] = {}
    sheets: dict[int, Sheet] = {}
    for place, act in enumerate(acts):
        if act.type != VOTE:
            continue
        try:
            sheets[place] = sheet(participant_id, act)
        except Refused as refused:
            answers[place] = _answer(act, refused.message)
    if sheets:
        for place, refusal in zip(sheets, BOX.put(list(sheets.values())), strict=True):
            answers[place] = _answer(acts[place], refusal)
    answers |= _others(participant_id, table_id, {n: act for n, act in enumerate(acts) if act.type != VOTE})
    return [answers[place] for place in range(len(acts))]


def sheet(participant_id: int, act: Act) -> Sheet:
    """Return the sheet that an act of voting means.

    Raises:
        Refused: its values or its revision are none.
    """
    values, revision = act.data.get("values"), act.data.get("revision", 1)
    if not isinstance(values, dict) or not _is_whole(revision):
        raise Refused(_("This answer is incomplete. Load the page again."))
    try:
        numbered = {int(item): value for item, value in values.items()}
    except ValueError:
        numbered = {}
    if not all(_is_whole(value) and value in _VALUES for value in numbered.values()) or len(numbered) != len(values):
        raise Refused(_("This answer is incomplete. Load the page again."))
    return Sheet(participant_id, act.exercise, numbered, revision, get_language() or "")


def _act(sent: Any) -> Act:
    """Return an act; raise ``ValueError`` or ``TypeError`` where it is none."""
    name, kind, exercise = sent["id"], sent["type"], sent["exercise"]
    if not (isinstance(name, str) and name.isascii() and 0 < len(name) <= ID_LIMIT and isinstance(kind, str)):
        raise ValueError(name)
    if not (_is_whole(exercise) and 0 < exercise <= _LAST_ROW):
        raise ValueError(exercise)
    return Act(name, kind, exercise, sent)


def _others(participant_id: int, table_id: int, acts: Mapping[int, Act]) -> dict[int, Answer]:
    """Do what is no vote, one after the other."""
    if not acts:
        return {}
    participant = Participant.objects.filter(pk=participant_id, table=table_id).first()
    answers: dict[int, Answer] = {}
    for place, act in acts.items():
        try:
            saying.do(participant, act.type, act.exercise, act.data)
            answers[place] = _answer(act, "")
        except PartConflict as conflict:
            answers[place] = _answer(act, conflict.message) | {"current": conflict.current}
        except Refused as refused:
            answers[place] = _answer(act, refused.message)
    return answers


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _answer(act: Act, refusal: str) -> Answer:
    return {"id": act.id, "ok": False, "say": refusal, "retry": False} if refusal else {"id": act.id, "ok": True}
