"""Finding the counterpart of a title among others: pure functions on strings, no models.

Titles that differ only in case, accents, spaces and punctuation are the same. All else is a likeness, from 0 to 1,
and is at best "to confirm". See ``docs/decisions/matching.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

import snowballstemmer
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from rumbo.importers.documents.text import fold, shortens

#: A likeness from which a counterpart is accepted "to confirm". Titles with the same words of content in another
#: order or with other articles reach 0.9; one word of content more or less in a title of five brings it below 0.9,
#: and such a word is a difference of substance whatever the score.
ACCEPT = 0.85
#: How far ahead of the second best a likeness must be, seen from both sides. Two titles that a person would
#: hesitate between are within 0.1 of each other.
LEAD = 0.1
#: For themes, which have one counterpart at most within their axis: once the exact ones are taken, few remain, so
#: that a lower likeness is enough, provided that nothing else comes near it.
THEME_ACCEPT = 0.65
THEME_LEAD = 0.2
#: Words of content that two themes must share: with one, "Salud pública" would be "Seguridad pública".
THEME_SHARED = 2
#: A likeness from which a title is worth showing to a person as a candidate.
CANDIDATE = 0.5
#: How many candidates are shown.
CANDIDATES = 4
#: A likeness from which two organizations that share three words of content may be one: these are only proposed to a
#: person, so that it may be lower.
DUPLICATE = 0.8
_DUPLICATE_SHARED = 3
#: Words of at least this length may differ by one letter: a typing error.
_TYPO_LENGTH = 6
#: "no" and "sin" are not here: they turn a title into its opposite.
_SMALL_WORDS = (
    "a al ante bajo con contra cada como de del desde donde e el en entre hacia hasta la las lo los mas mediante o "
    "para por que se segun ser sobre su sus tras traves u un una unas uno unos y "
    "an and are as at be by for from in into is it its of on or over per that the their this to under with"
)
_STOP_WORDS = frozenset(_SMALL_WORDS.split())
_LEGAL_FORM = re.compile(
    r"[,.]?\s+(?:A\. ?C|S\. ?C|I\. ?A\. ?P|A\. ?B\. ?P|S\. ?A\. ?(?:P\. ?I\. ?)?de C\. ?V|S\. de R\. ?L\. de C\. ?V|"
    r"AC|SC|IAP|ABP|SA de CV|S de RL de CV)\.?$",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_STEMMER = snowballstemmer.stemmer("spanish")

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound=Hashable)


@lru_cache(maxsize=50_000)
def exact(title: str) -> str:
    """Return what titles have in common that differ in case, accents, spaces and punctuation alone."""
    return fold(title).replace(" ", "")


def content(title: str) -> tuple[str, ...]:
    """Return the words of content of a title: folded, without stop words, lightly stemmed, each once, sorted."""
    return tuple(_words(title))


def paired(first: str, second: str) -> int:
    """Return how many words of content two titles share; words that a typing error separates are shared too."""
    one, other = _words(first), _words(second)
    common = one.keys() & other.keys()
    rest = [word for stem, word in other.items() if stem not in common]
    count = len(common)
    for stem, word in one.items():
        twin = next((near for near in rest if stem not in common and _typo(word, near)), None)
        if twin is not None:
            rest.remove(twin)
            count += 1
    return count


@lru_cache(maxsize=50_000)
def _words(title: str) -> dict[str, str]:
    """Return the words of content by their stems, in the order of the stems; not to be changed."""
    words = {str(_STEMMER.stemWord(word)): word for word in fold(title).split() if word not in _STOP_WORDS}
    return dict(sorted(words.items()))


def same_substance(first: str, second: str) -> bool:
    """Say whether two titles have the same words of content: none is missing or other on either side."""
    return 0 < len(content(first)) == len(content(second)) == paired(first, second)


def likeness(first: str, second: str) -> float:
    """Return how alike two titles are, from 0 to 1 with three digits; 1 only where they are exactly the same.

    It is the mean of two: the share of words of content in common (F1), and the likeness letter by letter of all
    words in alphabetical order.
    """
    if exact(first) == exact(second):
        return 1.0
    words = len(content(first)) + len(content(second))
    if not words:
        return 0.0
    share = 2 * paired(first, second) / words
    letters = fuzz.token_sort_ratio(fold(first), fold(second)) / 100
    return min(round((share + letters) / 2, 3), 0.999)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A possible counterpart and its likeness."""

    target: T
    score: float


@dataclass(slots=True)
class Match(Generic[T]):
    """What was found for an entry: its counterpart (exact where ``score`` is 1), or none and the candidates."""

    target: T | None = None
    score: float = 0.0
    candidates: list[Candidate[T]] = field(default_factory=list)

    @property
    def is_exact(self) -> bool:
        """Whether the titles are the same."""
        return self.target is not None and self.score == 1.0


def match_themes(wanted: Mapping[K, str], targets: Mapping[T, str]) -> dict[K, Match[T]]:
    """Match themes of the vision (key to title) with those of the portfolio in the same axis, one to one."""
    found, entries, left = _exact_first(wanted, [targets])
    scores = _scores(entries, left)
    for key in entries:
        found[key] = _accepted(key, scores, entries, left, THEME_ACCEPT, THEME_LEAD, _alike_themes)
    return found


def match_priorities(
    wanted: Mapping[K, str], projects: Mapping[T, str], programs: Mapping[T, str]
) -> dict[K, Match[T]]:
    """Match entries of a priority list (key to title) with the projects and programmes of the same axis.

    Where a project and a programme have the title, the project is meant: the list is one of projects. A title that
    two projects have is accepted for neither.
    """
    found, entries, left = _exact_first(wanted, [projects, programs])
    scores = _scores(entries, left)
    for key in entries:
        found[key] = _accepted(key, scores, entries, left, ACCEPT, LEAD, same_substance)
    return found


def candidates(title: str, targets: Mapping[T, str]) -> list[Candidate[T]]:
    """Return the targets that are like a title, best first."""
    scored = [Candidate(target, likeness(title, other)) for target, other in targets.items()]
    return sorted((one for one in scored if one.score >= CANDIDATE), key=lambda one: -one.score)[:CANDIDATES]


def find_axis(title: str, axes: Mapping[T, str]) -> T | None:
    """Return the axis that a heading names: in full or shortened, where only one axis can be meant."""
    same = [key for key, other in axes.items() if exact(other) == exact(title)]
    if not same:
        same = [key for key, other in axes.items() if shortens(title, other)]
    if not same:
        same = [key for key, other in axes.items() if len(content(other)) > 1 and shortens(other, title)]
    return same[0] if len(same) == 1 else None


def likely_duplicates(titles: Sequence[tuple[K, str]], *, strict: bool = False) -> list[tuple[K, K, float]]:
    """Return the pairs of organizations that may be one, with their likeness, best first.

    Their names are the same but for legal forms ("A.C.") and what is in parentheses, or (unless ``strict``: where
    each was given a key of its own) they are much alike and share three words of content.
    """
    bare = {key: _LEGAL_FORM.sub(" ", _PARENTHESES.sub(" ", title)) for key, title in titles}
    sharing: dict[str, list[K]] = {}
    for key, title in bare.items():
        for word in content(title):
            sharing.setdefault(word, []).append(key)
    compared: set[tuple[K, K]] = set()
    found: list[tuple[K, K, float]] = []
    for members in sharing.values():
        for at, key in enumerate(members):
            for other in members[at + 1 :]:
                if (key, other) not in compared:
                    compared.add((key, other))
                    score = _duplicate(bare[key], bare[other], strict)
                    found.extend([(key, other, score)] if score else [])
    return sorted(found, key=lambda pair: -pair[2])


def _duplicate(first: str, second: str, strict: bool) -> float:
    """Return the likeness of two names that may be of one organization; 0 where they are not."""
    if same_substance(first, second):
        return max(likeness(first, second), DUPLICATE)
    if strict or paired(first, second) < _DUPLICATE_SHARED:
        return 0.0
    score = likeness(first, second)
    return score if score >= DUPLICATE else 0.0


def _typo(one: str, other: str) -> bool:
    """Say whether two words are one with a typing error: long, same first letter, one letter apart."""
    if min(len(one), len(other)) < _TYPO_LENGTH or one[0] != other[0] or any(c.isdigit() for c in one + other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _exact_first(
    entries: Mapping[K, str], levels: Sequence[Mapping[T, str]]
) -> tuple[dict[K, Match[T]], dict[K, str], dict[T, str]]:
    """Take the exact counterparts, level after level; return them, the entries left and the targets left."""
    left = {key: title for level in levels for key, title in level.items()}
    found: dict[K, Match[T]] = {}
    taken: set[T] = set()
    for level in levels:
        by_title: dict[str, list[T]] = {}
        for target, title in level.items():
            by_title.setdefault(exact(title), []).append(target)
        for key, title in entries.items():
            same = by_title.get(exact(title), [])
            if key not in found and len(same) == 1:
                found[key] = Match(same[0], 1.0)
                taken.add(same[0])
    rest = {key: title for key, title in entries.items() if key not in found}
    return found, rest, {key: title for key, title in left.items() if key not in taken}


def _scores(entries: Mapping[K, str], targets: Mapping[T, str]) -> dict[tuple[K, T], float]:
    return {
        (key, target): likeness(title, other) for key, title in entries.items() for target, other in targets.items()
    }


def _alike_themes(first: str, second: str) -> bool:
    return same_substance(first, second) or paired(first, second) >= THEME_SHARED


def _accepted(
    key: K,
    scores: Mapping[tuple[K, T], float],
    entries: Mapping[K, str],
    targets: Mapping[T, str],
    accept: float,
    lead: float,
    alike: Callable[[str, str], bool],
) -> Match[T]:
    """Return the counterpart of an entry where it is high and clearly ahead from both sides; else the candidates."""
    ranked = sorted((Candidate(target, scores[(key, target)]) for target in targets), key=lambda one: -one.score)
    match: Match[T] = Match(candidates=[one for one in ranked if one.score >= CANDIDATE][:CANDIDATES])
    if not ranked or ranked[0].score < accept:
        return match
    best = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    rival = max((scores[(other, best.target)] for other in entries if other != key), default=0.0)
    clear = best.score - max(second, rival) >= lead
    if best.score < 1 and clear and alike(entries[key], targets[best.target]):
        match.target, match.score = best.target, best.score
    return match
