"""What of a record is found: its words, with how much each weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rumbo.core.search.highlight import BETWEEN
from rumbo.core.search.words import COMMON, fold, parts, plain, stem, words

if TYPE_CHECKING:
    from rumbo.core.models import Record

NAMES = ("title", "title_en")
OTHER_NAMES = ("other_name", "other_names")
TEXTS = ("text", "text_en", "author", "why_stopped", "why_stopped_en")

NUMBER_WEIGHT = 200
TITLE_WEIGHT = 20
#: Shared among the words of a title: in a short one each tells more.
TITLE_SHARE = 30
OTHER_NAME_WEIGHT = 16
TEXT_WEIGHT = 4
#: Nothing of a word's place in the text: it stands in a title.
NOWHERE = -1


class Posting(NamedTuple):
    """A stem of a record: its weight and the place in the running text of its first word."""

    stem: str
    weight: int
    place: int


class Document(NamedTuple):
    """The postings of a record and its words: folded -> as shown."""

    postings: list[Posting]
    words: dict[str, str]


def running_text(record: Record) -> str:
    """Return the texts of a record, in both languages, as one plain text."""
    return BETWEEN.join(filter(None, (plain(str(getattr(record, name, "") or "")) for name in TEXTS)))


class _Reader:
    """Collects the words of one record."""

    def __init__(self) -> None:
        self.weights: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.words: dict[str, str] = {}

    def note(self, folded: str, written: str, weight: int, place: int = NOWHERE) -> None:
        """Note one word."""
        root = stem(folded)
        self.words.setdefault(folded, written.lower()[:40])
        self.weights[root] = max(weight, self.weights.get(root, 0))
        if place != NOWHERE:
            self.places.setdefault(root, place)

    def take(self, source: str, weight: int, *, placed: bool = False) -> None:
        """Note the words of a text."""
        for word in words(source):
            if word.folded in COMMON:
                continue
            place = word.start if placed else NOWHERE
            self.note(word.folded, word.written, weight, place)
            for part in parts(word.folded):
                self.note(part, part, weight, place)


def read(record: Record, text: str) -> Document:
    """Return the document of a record whose running text is ``text``."""
    reader = _Reader()
    number = str(getattr(record, "number", "")).strip()
    if number:
        reader.note(fold(number)[:40], number, NUMBER_WEIGHT)
        reader.take(number, NUMBER_WEIGHT // 2)
    for name in NAMES:
        title = getattr(record, name)
        reader.take(title, TITLE_WEIGHT + TITLE_SHARE // _length(title))
    for name in OTHER_NAMES:
        reader.take(getattr(record, name, ""), OTHER_NAME_WEIGHT)
    reader.take(text, TEXT_WEIGHT, placed=True)
    postings = [Posting(root, weight, reader.places.get(root, NOWHERE)) for root, weight in reader.weights.items()]
    return Document(postings, reader.words)


def _length(title: str) -> int:
    return max(1, sum(1 for word in words(title) if word.folded not in COMMON))
