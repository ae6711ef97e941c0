"""What the logic of a logframe lacks.

After the guide of CONEVAL and SHCP for the *matriz de indicadores para resultados* (2010, 2013): one fin, one
propósito, components that deliver it, activities under each; read upward with the assumptions (vertical logic), and
across by indicators and means of verification (horizontal logic).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rumbo.monitoring.enums import Frequency, Purpose

#: How the guide has a fin begin.
CONTRIBUTES = ("contribuir", "contribute", "to contribute")
#: The most indicators of a row before it is doubted: what matters is lost among them.
INDICATORS_LIMIT = 3
#: The longest that an indicator of each level should wait for its next value, in days.
_SLOWEST = {Purpose.COMPONENT: Frequency.HALF_YEARLY.days, Purpose.ACTIVITY: Frequency.QUARTERLY.days}

Rows = Sequence[tuple[Any, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that the logic lacks: the id of its ``row`` (None: the whole), a ``rule``, and how to mend it."""

    row: int | None
    rule: str
    text: str


def doubts_of(rows: Rows) -> list[Doubt]:
    """Return what a logframe lacks, from its rows with the indicators of each: the whole first, then row by row."""
    return [*_vertical(rows), *_repeated(rows), *(doubt for row, own in rows for doubt in _of_row(row, own))]


def _vertical(rows: Rows) -> Iterator[Doubt]:
    counts = Counter(row.level for row, _own in rows)
    if not counts[Purpose.GOAL]:
        yield Doubt(None, "no_fin", _("It has no fin: say to what higher objective it contributes."))
    elif counts[Purpose.GOAL] > 1:
        text = _("It has more than one fin: keep one, and make another logframe for what serves another.")
        yield Doubt(None, "many_fin", text)
    if not counts[Purpose.PURPOSE]:
        yield Doubt(None, "no_proposito", _("It has no propósito: say what changes for whom."))
    elif counts[Purpose.PURPOSE] > 1:
        text = _("It has more than one propósito: keep one. Two changes need two programmes.")
        yield Doubt(None, "many_proposito", text)
    if not counts[Purpose.COMPONENT]:
        yield Doubt(
            None, "no_component", _("It has no components: name what is delivered so that the propósito comes about.")
        )
    under = {row.under_id for row, _own in rows if row.level == Purpose.ACTIVITY}
    for row, _own in rows:
        if row.level == Purpose.COMPONENT and row.pk not in under:
            yield Doubt(row.pk, "no_activity", _("It has no activities: say how it is made."))
    here = {row.pk for row, _own in rows}
    for row, _own in rows:
        if row.level == Purpose.ACTIVITY and row.under_id not in here:
            yield Doubt(
                row.pk, "lost_activity", _("Its component is gone: choose another, or withdraw the activity.")
            )


def _repeated(rows: Rows) -> Iterator[Doubt]:
    said: dict[str, list[Any]] = defaultdict(list)
    levels: dict[int, set[str]] = defaultdict(set)
    names: dict[int, Any] = {}
    for row, own in rows:
        said[" ".join(row.title.casefold().split())].append(row)
        for indicator in own:
            levels[indicator.pk].add(row.level)
            names[indicator.pk] = indicator
    for same in said.values():
        for row in same[1:]:
            yield Doubt(
                row.pk,
                "said_twice",
                _("Another row says the same: each level is the cause of the one above it, not its repetition."),
            )
    for pk, of in levels.items():
        if len(of) > 1:
            text = _(
                "“%(indicator)s” measures several levels: a result and what leads to it need indicators of their own."
            )
            yield Doubt(None, "one_for_levels", text % {"indicator": names[pk].name})


def _of_row(row: Any, own: Sequence[Any]) -> Iterator[Doubt]:
    if row.level == Purpose.GOAL and not row.title.casefold().startswith(CONTRIBUTES):
        yield Doubt(
            row.pk,
            "fin_contributes",
            _("The guide has a fin begin with “Contribuir a…”: a programme does not reach it alone."),
        )
    if not own:
        yield Doubt(row.pk, "no_indicator", _("It has no indicator: nobody could say whether it came about."))
    elif len(own) > INDICATORS_LIMIT:
        yield Doubt(
            row.pk, "many_indicators", _("It has %(n)d indicators: keep the few that tell most.") % {"n": len(own)}
        )
    if own and not row.verification.strip() and not all(one.verification.strip() for one in own):
        yield Doubt(
            row.pk,
            "no_verification",
            _("It has no means of verification: say where anybody can check its indicators."),
        )
    if row.level != Purpose.GOAL and not row.assumptions.strip():
        yield Doubt(
            row.pk,
            "no_assumption",
            _("It has no assumption: say what others must do, or must not happen, for it to lead further."),
        )
    yield from _of_indicators(row, own)


def _of_indicators(row: Any, own: Iterable[Any]) -> Iterator[Doubt]:
    slowest = _SLOWEST.get(Purpose(row.level))
    for one in own:
        if one.purpose and one.purpose != row.level:
            text = _("“%(indicator)s” says of itself that it is of another level: %(level)s.")
            yield Doubt(row.pk, "other_level", text % {"indicator": one.name, "level": one.get_purpose_display()})
        if slowest is not None and Frequency(one.frequency).days > slowest:
            text = _("“%(indicator)s” has a value too seldom to lead by at this level: %(frequency)s.")
            often = one.get_frequency_display().lower()
            yield Doubt(row.pk, "too_seldom", text % {"indicator": one.name, "frequency": often})
