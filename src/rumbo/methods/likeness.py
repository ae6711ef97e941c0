"""Which of many short Spanish texts say nearly the same: near-duplicates for a person to merge.

A text is taken to its words: accents and case folded, common words and words of mere lack ("falta", "no hay",
"deficiente") left out, the rest brought to their stem. Two texts are as alike as

- their stems, sorted and joined, are equal letter by letter (so that a typing error costs little; where one has a
  single word only from 90 on, since short words are alike by chance), or
- nine tenths of how far the words of one are all in the other, where the shorter one has at least three and the
  longer one at most four times as many;

the larger of both counts, from 0 to 100. `docs/methods.md` says how the thresholds were chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import snowballstemmer
from rapidfuzz import fuzz, process

#: From this likeness on a pair is proposed.
THRESHOLD = 80.0
#: What being contained counts, against being equal.
CONTAINED = 0.9
#: Words that the shorter text needs to count as contained: fewer are in too many others.
CONTAINED_WORDS = 3
#: From this likeness of letters on, texts of one word count.
SINGLE = 90.0
#: How many times as many words the longer text may have: a long one touches on much.
LONGER = 4

_WORD = re.compile(r"[^\W_]+")
_COMMON_WORDS = (
    "a al ante asi aun bajo como con contra cual cuando de del desde donde e el ella ellas ellos en entre es esa ese "
    "eso esta estan este esto estos fue ha han hasta la las le les lo los mas me mi muy ni nos nuestra nuestro o os "
    "otra otro para pero por porque que quien se sea ser si sin sobre son su sus tambien te tiene tienen todo todos "
    "tu u un una unas uno unos y ya the of and to in for with is are be"
)
#: They say that something lacks, which people put in many ways; a text of nothing else keeps them.
_LACK_WORDS = (
    "falta faltan faltante ausencia inexistencia inexistente carencia carece hay no nula nulo poca poco pocas pocos "
    "escasa escaso deficiente deficientes insuficiente insuficientes existe existen cuenta debe deben hace lack"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_LACK = frozenset(_LACK_WORDS.split())
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]
_STEMMER = snowballstemmer.stemmer("spanish")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two texts, by their places in the sequence, and how alike they are, from 0 to 100."""

    first: int
    second: int
    score: float


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words, sorted, each once; common words are left out where others remain."""
    words = _WORD.findall(_fold(text))
    telling = [word for word in words if word not in _COMMON]
    strong = [word for word in telling if word not in _LACK] or telling or words
    return tuple(sorted({_stem(word) for word in strong}))


def proposals(texts: Sequence[str], threshold: float = THRESHOLD) -> list[Proposal]:
    """Return the pairs of texts that are alike, the most alike first; equal ones in the order of the texts."""
    scores = _scores(texts)
    pairs = np.argwhere(np.triu(scores >= threshold, k=1))
    found = [Proposal(int(a), int(b), round(float(scores[a, b]), 1)) for a, b in pairs]
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def sets(texts: Sequence[str], threshold: float = THRESHOLD) -> list[tuple[int, ...]]:
    """Return sets of texts of which each is alike to every other, by their places; no text is in two of them.

    Sets grow from the most alike pair on, so that two texts that share nothing are never joined by a third one
    between them. The set that was found first comes first.
    """
    pairs = proposals(texts, threshold)
    alike = {(pair.first, pair.second) for pair in pairs}
    home: dict[int, list[int]] = {}
    found: list[list[int]] = []
    for pair in pairs:
        one, other = home.get(pair.first), home.get(pair.second)
        if one is None and other is None:
            found.append([pair.first, pair.second])
            home[pair.first] = home[pair.second] = found[-1]
        elif one is None or other is None:
            members, new = (other, pair.first) if one is None else (one, pair.second)
            if members is not None and all((min(new, m), max(new, m)) in alike for m in members):
                members.append(new)
                home[new] = members
    return [tuple(sorted(members)) for members in found]


def _scores(texts: Sequence[str]) -> Matrix:
    taken = [stems(text) for text in texts]
    joined = [" ".join(words) for words in taken]
    sizes = np.array([len(words) for words in taken], dtype=np.float32)
    shorter: Matrix = np.minimum.outer(sizes, sizes)
    longer: Matrix = np.maximum.outer(sizes, sizes)
    letters = process.cdist(joined, joined, scorer=fuzz.ratio, dtype=np.float32)
    letters[(shorter <= 1) & (letters < SINGLE)] = 0
    contained = np.where(
        (shorter >= CONTAINED_WORDS) & (longer <= LONGER * shorter), _shared(taken) / np.maximum(shorter, 1), 0
    )
    scores: Matrix = np.maximum(letters, CONTAINED * 100 * contained)
    return scores


def _shared(taken: Sequence[tuple[str, ...]]) -> Matrix:
    """Return how many words each two texts have in common."""
    places = {word: place for place, word in enumerate(sorted({word for words in taken for word in words}))}
    held = np.zeros((len(taken), max(len(places), 1)), dtype=np.float32)
    for row, words in enumerate(taken):
        held[row, [places[word] for word in words]] = 1
    shared: Matrix = held @ held.T
    return shared


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
