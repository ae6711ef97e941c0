"""Elements of the plan that say much the same as what people said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from rumbo.core.search.words import COMMON, fold, stem, words
from rumbo.participation.targets import TARGETS

if TYPE_CHECKING:
    from rumbo.core.models import Element
    from rumbo.participation.targets import Target

#: How many are shown, and how many where somebody searches.
SHOWN, SEARCHED = 6, 20
#: The least likeness, from 0 to 100, at which an element is offered unasked.
ALIKE = 35.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element with how much its title is like what was said, from 0 to 100."""

    target: Target
    element: Element
    score: float

    @property
    def code(self) -> str:
        """What a form says for it, such as ``project-12``."""
        return f"{self.target.kind}-{self.element.pk}"

    @property
    def above(self) -> str:
        """The name of what it stands under."""
        parent = self.element.parent()
        return parent.name if parent is not None else ""


def candidates(plan: Any, axes: Iterable[int], texts: Iterable[str], searched: str = "") -> list[Candidate]:
    """Return the elements in force of these axes most like the texts; six queries.

    With ``searched`` words, those whose number or title has all of them, whatever their likeness.
    """
    wanted = [_stems(text) for text in texts]
    asked = fold(searched).split()[:8]
    found = []
    for target in TARGETS.values():
        for element in target.rows(plan, axes):
            if asked and not all(word in fold(str(element)) for word in asked):
                continue
            own = _stems(element.title)
            score = max((_likeness(own, stems) for stems in wanted), default=0.0)
            if asked or score >= ALIKE:
                found.append(Candidate(target, element, score))
    found.sort(key=lambda candidate: -candidate.score)
    return found[: SEARCHED if asked else SHOWN]


def chosen(plan: Any, axes: Iterable[int], code: str) -> Element | None:
    """Return the element that a form names, such as ``project-12``, where it is in force in these axes; or None."""
    kind, _dash, pk = code.partition("-")
    target = TARGETS.get(kind)
    if target is None or not pk.isdecimal() or len(pk) > 18:
        return None
    element: Element | None = target.rows(plan, axes).filter(pk=int(pk)).first()
    return element


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.folded) for word in words(text) if word.folded not in COMMON)


def _likeness(own: frozenset[str], other: frozenset[str]) -> float:
    """Return how many stems two texts share, or how near they are letter by letter, whichever says more."""
    if not own or not other:
        return 0.0
    shared = 100 * len(own & other) / sqrt(len(own) * len(other))
    return max(shared, 0.8 * fuzz.ratio(" ".join(sorted(own)), " ".join(sorted(other))) if shared else 0.0)
