"""The words of a plan, kept in the process until they change, and what a typed word may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rumbo.core.models import SHARED, SearchScope, SearchWord
from rumbo.core.search.words import fold, parts, sound, stem

#: At most so many words begin with what was typed.
PREFIXES = 60
#: At most so many words are tried for one that is not known.
CORRECTIONS = 3
#: A known number of so many digits is no beginning of another: "204" does not look for 2040.
WHOLE_NUMBER = 3
#: How much a hit counts by the way it was found, in hundredths.
EXACT, PREFIX, CORRECTED = 100, 60, 50


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed word stands for: the stems to look for with their factor; ``shown`` where it was corrected."""

    typed: str
    stems: dict[str, int]
    shown: str = ""


@dataclass(slots=True)
class Vocabulary:
    """The words of a scope, sorted, and the ways to find one."""

    version: tuple[int, ...]
    words: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    sounds: list[tuple[str, str]] = field(default_factory=list)

    def meaning(self, typed: str, *, last: bool) -> Meaning:
        """Return what a folded word means; the last of a query may be the beginning of a word."""
        root = stem(typed)
        is_number = not typed.isalpha()
        if root in self.known and (not last or (is_number and len(typed) >= WHOLE_NUMBER)):
            return Meaning(typed, {root: EXACT})
        found = {root: EXACT} if root in self.known else {}
        if (len(typed) >= 2 or is_number) and (last or not found):
            for word in self._beginning(typed):
                found.setdefault(self.stems[word], PREFIX)
        if found or is_number:
            return Meaning(typed, found)
        corrected = self._corrections(typed) or (self._corrected_beginnings(typed) if last else [])
        shown = self.shown[corrected[0]] if corrected else ""
        return Meaning(typed, {self.stems[word]: CORRECTED for word in corrected}, shown)

    def _beginning(self, typed: str) -> list[str]:
        start = bisect_left(self.words, typed)
        end = bisect_left(self.words, f"{typed}\uffff", start)
        return self.words[start : min(end, start + PREFIXES)]

    def _corrections(self, typed: str) -> list[str]:
        """Return the words that sound like it, or else those that are few typing errors away."""
        same = [word for heard, word in self._sounding(typed) if heard == sound(typed)]
        return same or self._close(typed, self.words)

    def _sounding(self, typed: str) -> list[tuple[str, str]]:
        """Return the first words whose sound begins as that of a word which loses little of itself in it."""
        heard = sound(typed)
        if len(heard) < max(2, len(typed) - 3):
            return []
        start = bisect_left(self.sounds, (heard, ""))
        return [entry for entry in self.sounds[start : start + CORRECTIONS] if entry[0].startswith(heard)]

    def _close(self, typed: str, candidates: list[str]) -> list[str]:
        allowed = _errors_allowed(len(typed))
        if not allowed:
            return []
        near = process.extract(typed, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        if not near:
            return []
        least = min(distance for _word, distance, _place in near)
        best = [place for _word, distance, place in near if distance == least]
        best.sort(key=lambda place: (candidates[place][:1] != typed[:1], abs(len(candidates[place]) - len(typed))))
        return [self.words[place] for place in best[:CORRECTIONS]]

    def _corrected_beginnings(self, typed: str) -> list[str]:
        """Return words whose beginning sounds like it or is few typing errors away: it is being typed."""
        if len(typed) < 4:
            return []
        same = [word for _heard, word in self._sounding(typed)]
        return same or self._close(typed, [word[: len(typed)] for word in self.words])


def _errors_allowed(length: int) -> int:
    if length < 4:
        return 0
    return 1 if length < 7 else 2 if length < 11 else 3


def typed_words(folded: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return the words to look for: a compound such as "2015-2040" stays one only where it is known as one."""
    found: list[str] = []
    for word in folded:
        pieces = parts(word)
        found += [word] if not pieces or word in vocabulary.stems else pieces
    return found


_cache: OrderedDict[int, Vocabulary] = OrderedDict()
_lock = Lock()
#: Vocabularies of so many plans stay in a process.
KEPT = 24


def vocabulary(scope: int) -> Vocabulary:
    """Return the vocabulary of a plan and of what plans share, read again when it changed (one query if not)."""
    scopes = (SHARED, scope)
    versions = dict(SearchScope.objects.filter(scope__in=scopes).values_list("scope", "version"))
    version = tuple(versions.get(one, 0) for one in scopes)
    with _lock:
        kept = _cache.get(scope)
        if kept is not None and kept.version == version:
            _cache.move_to_end(scope)
            return kept
    fresh = _read(scope, version)
    with _lock:
        _cache[scope] = fresh
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return fresh


def forget() -> None:
    """Empty the process's cache."""
    with _lock:
        _cache.clear()


def _read(scope: int, version: tuple[int, ...]) -> Vocabulary:
    rows = SearchWord.objects.filter(scope__in=(SHARED, scope)).values_list("word", "shown", "stem")
    stems: dict[str, str] = {}
    shown: dict[str, str] = {}
    for word, form, root in rows:
        stems[word] = root
        if word not in shown or fold(shown[word]) == shown[word]:
            shown[word] = form
    return Vocabulary(
        version=version,
        words=sorted(stems),
        shown=shown,
        stems=stems,
        known=frozenset(stems.values()),
        sounds=sorted((sound(word), word) for word in stems),
    )
