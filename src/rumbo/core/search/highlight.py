"""Showing why something was found: its words marked, and the piece of text around them. All output is escaped."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from rumbo.core.search.words import stem, words

#: How many characters of a text are shown around a word.
BEFORE, AFTER = 70, 170
#: What stands between two texts of a record in its running text.
BETWEEN = " ¶ "


Marker = Callable[[str], SafeString]


def marker(stems: frozenset[str], typed: frozenset[str]) -> Marker:
    """Return a function that escapes a text and puts ``<mark>`` around the words looked for."""

    def mark(text: str) -> SafeString:
        pieces: list[str] = []
        done = 0
        for word in words(text):
            if stem(word.folded) not in stems and word.folded not in typed:
                continue
            pieces.append(f"{escape(text[done : word.start])}<mark>{escape(word.written)}</mark>")
            done = word.start + len(word.written)
        pieces.append(escape(text[done:]))
        return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)

    return mark


def excerpt(piece: str, place: int, *, before: bool, length: int) -> str:
    """Return a piece of a text cut at spaces, with dots where more text is.

    ``place`` is where the word stands in the piece, ``before`` whether text goes before the piece, ``length`` that
    of the whole text. Only the text in which the word stands is shown, not its neighbours in the other language.
    """
    start, end = 0, len(piece)
    after = length > len(piece) and len(piece) == BEFORE + AFTER
    if (left := piece.rfind(BETWEEN, 0, place)) >= 0:
        start, before = left + len(BETWEEN), False
    elif before:
        start = piece.find(" ", 0, place) + 1
    if (right := piece.find(BETWEEN, place)) >= 0:
        end, after = right, False
    elif after:
        end = max(piece.rfind(" ", place, end), start) or end
    return f"{'… ' if before else ''}{piece[start:end].strip()}{' …' if after else ''}"
