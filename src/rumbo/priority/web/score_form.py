"""The form on which an evaluator scores one project: what it shows for each criterion, and what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.errors import Refused
from rumbo.priority.enums import ScaleKind
from rumbo.priority.models import Criterion
from rumbo.priority.queries.own import OwnRow, Sitting
from rumbo.priority.scales import Score, shown, typed

if TYPE_CHECKING:
    from django.http import QueryDict

#: What is sent for "cannot say", and the part that no answer has.
CANNOT = "none"
#: The longest number that is read.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Level:
    """A level in words: its number, whether the group's middle half holds it, and whether it was one's own."""

    number: int
    word: str
    in_spread: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A criterion on the form. ``text`` is the score as typed, ``cannot`` that they cannot say.

    ``group`` says in a sentence what the group gave in the last Delphi round, ``own`` what they gave themselves.
    """

    criterion: Criterion
    text: str
    cannot: bool
    error: str
    levels: tuple[Level, ...]
    group: str
    own: str
    is_outside: bool

    @property
    def name(self) -> str:
        """The name of its control."""
        return f"c-{self.criterion.pk}"

    @property
    def ends(self) -> tuple[str, str]:
        """The least and the highest score as people write them."""
        low, high = self.criterion.bounds
        return shown(low), shown(high)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form: the scores that fit, the texts as typed, and what is wrong by criterion."""

    values: dict[str, Score]
    texts: dict[int, str]
    errors: dict[int, str]


def read(criteria: Iterable[Criterion], data: QueryDict) -> Sent:
    """Return what was sent; a criterion without any mark has no answer."""
    sent = Sent({}, {}, {})
    for one in criteria:
        text = CANNOT if data.get(f"n-{one.pk}") else data.get(f"c-{one.pk}", "").strip()[:_LONGEST]
        sent.texts[one.pk] = text
        if not text:
            continue
        try:
            sent.values[str(one.pk)] = None if text == CANNOT else typed(one, text)
        except Refused as refused:
            sent.errors[one.pk] = refused.message
    return sent


def fields(sitting: Sitting, own: OwnRow, sent: Sent | None = None) -> list[Field]:
    """Return the criteria with what was sent, else with what is saved, else with one's last scores."""
    return [_field(sitting, own, one, sent) for one in sitting.criteria]


def _field(sitting: Sitting, own: OwnRow, criterion: Criterion, sent: Sent | None) -> Field:
    key = str(criterion.pk)
    text = _text(own.values, key) if sent is None else sent.texts.get(criterion.pk, "")
    group = sitting.group_of(own.row.pk, criterion.pk)
    last = own.before.get(key)
    levels = tuple(
        Level(
            number, word, group is not None and group[0] <= number <= group[2], key in own.before and last == number
        )
        for number, word in enumerate(criterion.level_names, start=1)
        if criterion.scale == ScaleKind.VERBAL
    )
    value = own.values.get(key)
    return Field(
        criterion=criterion,
        text="" if text == CANNOT else text,
        cannot=text == CANNOT,
        error="" if sent is None else sent.errors.get(criterion.pk, ""),
        levels=levels,
        group=_group(criterion, group),
        own=_own(criterion, last) if key in own.before else "",
        is_outside=value is not None and group is not None and not group[0] <= value <= group[2],
    )


def _text(values: Mapping[str, Score], key: str) -> str:
    if key not in values:
        return ""
    return CANNOT if values[key] is None else shown(values[key])


def _group(criterion: Criterion, group: tuple[float, float, float, int] | None) -> str:
    if group is None:
        return ""
    low, middle, high, people = group
    by = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    words = {"low": said(criterion, low), "middle": said(criterion, middle), "high": said(criterion, high), "by": by}
    if low == high:
        return _("The group (%(by)s): at least half said %(middle)s.") % words
    return _("The group (%(by)s): half are between %(low)s and %(high)s; in the middle, %(middle)s.") % words


def _own(criterion: Criterion, value: Score) -> str:
    if value is None:
        return _("Last time you could not say.")
    return _("Last time you said %(score)s.") % {"score": said(criterion, value)}


def said(criterion: Criterion, value: float) -> str:
    """Return a score in words where its scale has some: 4 (Much); between two levels, the number to two digits."""
    names = criterion.level_names
    if criterion.scale != ScaleKind.VERBAL or value != int(value) or not 1 <= value <= len(names):
        return shown(round(value, 2))
    return f"{shown(value)} ({names[int(value) - 1]})"
