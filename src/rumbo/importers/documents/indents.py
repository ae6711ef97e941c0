"""How deep a list item is, from its indentation and the items before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .markers import Marker, read_marker


@dataclass(frozen=True, slots=True)
class Indents:
    """The habits of a file: the smallest indentation of its items, and the usual step to the next level."""

    base: int = 0
    step: int = 4

    @classmethod
    def of(cls, lines: Iterable[str]) -> Indents:
        """Read the habits off the lines."""
        steps: Counter[int] = Counter()
        smallest: int | None = None
        previous = -1
        for line in lines:
            marker = read_marker(line)
            if marker:
                smallest = marker.indent if smallest is None else min(smallest, marker.indent)
                if 0 <= previous < marker.indent - 1:
                    steps[marker.indent - previous] += 1
                previous = marker.indent
            elif line.startswith("#"):
                previous = -1
        return cls(smallest or 0, steps.most_common(1)[0][0] if steps else 4)


@dataclass(frozen=True, slots=True)
class _Open:
    indent: int
    kind: str
    depth: int


class Depths:
    """Gives each item its depth; a heading begins anew."""

    def __init__(self, indents: Indents) -> None:
        self._indents = indents
        self._open: list[_Open] = []

    def reset(self) -> None:
        """Begin anew: the next item stands under no other."""
        self._open = []

    def next(self, marker: Marker, after_text: bool) -> int:
        """Return the depth of the next item, from 1. ``after_text`` says that a paragraph stands before it.

        The first item after a heading is as deep as its indentation says: where the file indents its second
        level by four, an item that begins at four has lost the one above it, and stays of the second level.
        """
        while self._open and marker.indent < self._open[-1].indent - 1:
            self._open.pop()
        depth = self._depth(marker, after_text)
        self._open.append(_Open(marker.indent, marker.kind, depth))
        return depth

    def _depth(self, marker: Marker, after_text: bool) -> int:
        if not self._open:
            beyond = marker.indent - self._indents.base
            return 1 + (round(beyond / self._indents.step) if beyond >= min(2, self._indents.step) else 0)
        last = self._open[-1]
        if marker.indent > last.indent + 1:
            return last.depth + 1
        same = [one for one in self._open if abs(one.indent - marker.indent) <= 1]
        twin = next((one for one in reversed(same) if one.kind == marker.kind), None)
        if twin:
            while self._open[-1] is not twin:
                self._open.pop()
            self._open.pop()
            return twin.depth
        if after_text or not _nests(last.kind, marker.kind):
            self._open = [one for one in self._open if one not in same]
            return same[0].depth
        return last.depth + 1


def _nests(above: str, below: str) -> bool:
    """Say whether an item of one kind may stand under one of another at the same indentation."""
    if above.startswith("number") and below.startswith("number"):
        return below > above
    return True
