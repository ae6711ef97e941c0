"""Labels and numbers that stand before the titles of one level: "Tema: ", "Pilar 2.", "1.2.3", "P-07"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .text import fold
from .vocabulary import is_label_word, role_of_word

_NUMBER = r"(?:\d{1,5}(?:[.\-]\d{1,4})*(?:[a-z](?![^\W\d]))?|[IVXLC]{1,7}(?!\w)|[A-Z](?![\w.]))"
_SEPARATOR = r"(?:\.-|[:.)°º]+|[.:]?\s*[-–—])"
_AFTER_LABEL = re.compile(
    rf"^\s*(?:(?:n[úu]m\.?|no\.)\s*)?(?P<number>{_NUMBER})?\s*(?P<mark>{_SEPARATOR})?\s+(?P<rest>\S.*)$"
)
_ALONE = re.compile(rf"^(?P<number>{_NUMBER})\s*(?P<mark>{_SEPARATOR})?\s+(?P<rest>\S.*)$")
_CODE = re.compile(
    r"^(?P<open>[\[(])?(?P<number>[A-ZÁÉÍÓÚÑ]{1,6}[-. ]?\d{1,4}(?:[.\-]\d{1,4})*|\d{1,4}(?:[.\-]\d{1,4})+)[\])]?"
    rf"\s*(?P<mark>{_SEPARATOR})?\s+(?P<rest>[^\W\d_].*|[\"“«¿¡(].*)$"
)
#: "Eje Agua": only words that hardly begin a title of their own.
_BARE = re.compile(
    r"^(eje|pilar|pillar|axis)\s+(?P<rest>(?-i:(?![IVXLC]+\b|[A-Z]\b)[A-ZÁÉÍÓÚÑ])[^\W\d_]+\b(?!\s*\d).*)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a title: the label folded ("" for a number alone), the number, and the title itself."""

    label: str
    number: str
    rest: str
    marked: bool


@dataclass(frozen=True, slots=True)
class LabelRule:
    """The label that the titles of one level share; ``general`` when it is a word of planning (or a number)."""

    label: str
    general: bool
    role: str = ""

    def strip(self, text: str) -> tuple[str, str]:
        """Return the title without the label, and the number of the label ("" where it has none)."""
        for found in labels(text):
            if found.label == self.label:
                return found.rest, found.number
        return text, ""


def labels(text: str) -> Iterator[Label]:
    """Yield the ways in which a title may begin with a label: none for most titles."""
    if match := _CODE.match(text):
        yield Label("", match["number"], match["rest"], True)
    elif match := _ALONE.match(text):
        yield Label("", match["number"], match["rest"], bool(match["mark"]))
    if match := _BARE.match(text):
        yield Label(fold(match[1]), "", match["rest"], False)
    end = 0
    for _count in range(_LONGEST):
        word = _WORD.match(text, end)
        if not word:
            return
        end = word.end()
        match = _AFTER_LABEL.match(text[end:])
        if match and (match["number"] or match["mark"]):
            yield Label(fold(text[:end]), match["number"] or "", match["rest"], bool(match["mark"]))
        while end < len(text) and text[end] == " ":
            end += 1


def find_rule(titles: Sequence[str], listed: bool) -> LabelRule | None:
    """Return the label that the titles of a level share, or ``None``.

    A label must cover six of ten titles, and at least two; a lone title only loses a general word of planning
    that has a number or a colon ("Pilar 1. Agua"), or a number with its point. A number without a point ("1 Agua")
    is one where all headings of the level have it. Items of lists (``listed``) keep
    a label that is no word of planning unless nearly all have it, because "Fase 1", "Fase 2" are their names.
    """
    best: LabelRule | None = None
    most = 0
    if not listed and len(titles) > 1 and all(any(not one.label for one in labels(title)) for title in titles):
        return LabelRule("", True)
    for label, count in _counts(titles).most_common():
        general = is_label_word(label) if label else True
        share = count / max(len(titles), 1)
        if count <= most or share < (0.8 if listed and not (label and general) else 0.6):
            continue
        if count < (3 if listed and not general else 1 if general and not listed else 2):
            continue
        best, most = LabelRule(label, general, role_of_word(label) if label else ""), count
    return best


def _counts(titles: Iterable[str]) -> Counter[str]:
    """Count the labels; one without a point or colon counts only where it is a word of planning."""
    counts: Counter[str] = Counter()
    for title in titles:
        counts.update({one.label for one in labels(title) if one.marked or is_label_word(one.label)})
    return counts
