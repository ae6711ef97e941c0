"""Weights in words: what each criterion counts, and where comparisons in pairs contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rumbo.methods.weights import CONSISTENT, Pairwise
from rumbo.priority.enums import WeightMethod
from rumbo.priority.models import Criterion
from rumbo.priority.services.weightings import STRONGEST, pairs_of

#: Judgements whose change is proposed, at most.
PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two criteria to compare: ``choices`` are (value, words, chosen); ``advice`` says where it breaks the others."""

    name: str
    one: Criterion
    other: Criterion
    choices: tuple[tuple[str, str, bool], ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Share:
    """What a criterion counts, in parts of a hundred; ``width`` is that of its bar beside the longest one."""

    name: str
    percent: str
    width: float


def shares(criteria: Sequence[Criterion], found: Mapping[str, float]) -> list[Share]:
    """Return what each criterion counts, the most first."""
    known = [(one.name, found.get(str(one.pk), 0.0)) for one in criteria]
    longest = max((share for _name, share in known), default=0) or 1
    ordered = sorted(known, key=lambda one: -one[1])
    return [Share(name, f"{100 * share:.0f}", round(100 * share / longest, 1)) for name, share in ordered]


def words(criteria: Sequence[Criterion], found: Mapping[str, float]) -> str:
    """Return in a sentence what counts most, and against what."""
    known = sorted(((found.get(str(one.pk), 0.0), one.name) for one in criteria), key=lambda one: -one[0])
    if len(known) < 2:
        return ""
    (most, first), (second, next_one), (least, last) = known[0], known[1], known[-1]
    if most - least < 0.005:
        return _("All criteria count alike for you.")
    if least <= 0:
        return _("For you “%(first)s” counts most, and “%(last)s” does not count.") % {"first": first, "last": last}
    if most - second < 0.005:
        return _("For you “%(first)s” and “%(second)s” count most.") % {"first": first, "second": next_one}
    text = _("For you “%(first)s” counts most: %(times)s times as much as “%(last)s”, which counts least.")
    return text % {"first": first, "times": f"{most / least:.1f}", "last": last}


def saaty(ratio: float) -> str:
    """Return the name of the nearest step from 9 (the first counts nine times as much) to -9 (the second does)."""
    step = round(ratio) if ratio >= 1 else -round(1 / ratio)
    return str(1 if step == -1 else max(-STRONGEST, min(STRONGEST, step)))


def pairs(criteria: Sequence[Criterion], texts: Mapping[str, str], pairwise: Pairwise | None) -> list[Pair]:
    """Return the pairs to compare, with what was chosen and where a choice breaks the others."""
    advice = {name: text for name, text, _words in breaking(criteria, pairwise)}
    return [
        Pair(name, one, other, _choices(one, other, texts.get(name, "")), advice.get(name, ""))
        for name, one, other in pairs_of(criteria)
    ]


def _choices(one: Criterion, other: Criterion, chosen: str) -> tuple[tuple[str, str, bool], ...]:
    steps = range(2, STRONGEST + 1)
    found = [("", _("Choose"))]
    found += [(str(step), f"{one.name}: {_strength(step)}") for step in reversed(steps)]
    found += [("1", _("Both count alike"))]
    found += [(f"-{step}", f"{other.name}: {_strength(step)}") for step in steps]
    return tuple((value, text, value == chosen) for value, text in found)


def _strength(step: int) -> str:
    strengths = {
        2: _("a touch more (2)"),
        3: _("somewhat more (3)"),
        4: _("more (4)"),
        5: _("clearly more (5)"),
        6: _("a good deal more (6)"),
        7: _("much more (7)"),
        8: _("very much more (8)"),
        9: _("beyond comparison (9)"),
    }
    return strengths[step]


def breaking(criteria: Sequence[Criterion], pairwise: Pairwise | None) -> list[tuple[str, str, str]]:
    """Return the judgements that break the others: the name of the pair, what would fit, the pair in words."""
    if pairwise is None or pairwise.ratio <= CONSISTENT:
        return []
    found = []
    for judgement in pairwise.breaking[:PROPOSED]:
        one, other = criteria[judgement.row], criteria[judgement.column]
        text = _("You said: %(given)s. The rest of your answers say: %(fitting)s.")
        said = {"given": _in_words(one, other, judgement.given), "fitting": _in_words(one, other, judgement.fitting)}
        pair = _("“%(one)s” and “%(other)s”") % {"one": one.name, "other": other.name}
        found.append((f"{one.pk}-{other.pk}", text % said, pair))
    return found


def _in_words(one: Criterion, other: Criterion, ratio: float) -> str:
    step = int(saaty(ratio))
    if step == 1:
        return _("both count alike")
    return f"{one.name if step > 0 else other.name}: {_strength(abs(step))}"


def short(method: str) -> str:
    """Return the name of a way on its tab."""
    names = {
        WeightMethod.POINTS: _("100 points"),
        WeightMethod.DIRECT: _("From 0 to 100"),
        WeightMethod.SWING: _("By improvement"),
        WeightMethod.PAIRWISE: _("In pairs"),
    }
    return names[WeightMethod(method)]


def about(method: str) -> str:
    """Return what a way asks for."""
    texts = {
        WeightMethod.POINTS: _("You have 100 points. Give more to what should count more; spread all of them."),
        WeightMethod.DIRECT: _("Give each criterion a number from 0, does not count, to 100, counts most."),
        WeightMethod.SWING: _(
            "Imagine a project that is at its worst in everything, and you may lift one criterion to its best. The "
            "one that you would lift first gets 100; say for each other one how much its lift is worth beside that."
        ),
        WeightMethod.PAIRWISE: _(
            "Compare the criteria two by two. Rumbo tells you where your answers contradict each other."
        ),
    }
    return texts[WeightMethod(method)]
