"""Differences between two texts, word by word, as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Segment = tuple[str, str]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
#: Of a long unchanged stretch this many characters are shown on either side of a change.
CONTEXT = 160


def segments(before: str, after: str, *, context: int = CONTEXT) -> list[Segment]:
    """Return (operation, text) pairs, operation being equal, insert or delete.

    Paragraphs are compared first and words within those that changed, so that long chapters stay quick. Long
    unchanged stretches are shortened to their ends.
    """
    return _shortened(_joined(_compare(before, after)), context)


def _compare(before: str, after: str) -> Iterator[Segment]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if operation == "equal":
            yield "equal", gone
        elif operation == "replace":
            yield from _words(gone, come)
        else:
            yield operation, gone or come


def _words(before: str, after: str) -> Iterator[Segment]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > 2000)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            yield "equal", "".join(old[i1:i2])
            continue
        if i1 != i2:
            yield "delete", "".join(old[i1:i2])
        if j1 != j2:
            yield "insert", "".join(new[j1:j2])


def _joined(pieces: Iterator[Segment]) -> list[Segment]:
    """Join neighbours, and changed words that only a space separates, so that a rewritten phrase reads as one."""
    result: list[Segment] = []
    gone, come = "", ""
    for operation, text in pieces:
        if operation == "delete":
            gone += text
        elif operation == "insert":
            come += text
        elif text == " " and gone and come:
            gone, come = gone + text, come + text
        else:
            _append(result, _change(gone, come), ("equal", text))
            gone, come = "", ""
    _append(result, _change(gone, come))
    return result


def _change(gone: str, come: str) -> Iterator[Segment]:
    """Yield a change; a space that both sides end with is no part of it."""
    shared = " " if gone.endswith(" ") and come.endswith(" ") else ""
    yield "delete", gone[: len(gone) - len(shared)]
    yield "insert", come[: len(come) - len(shared)]
    yield "equal", shared


def _append(result: list[Segment], change: Iterator[Segment], *more: Segment) -> None:
    for operation, text in (*change, *more):
        if operation == "equal" and result and result[-1][0] == "equal":
            result[-1] = ("equal", result[-1][1] + text)
        elif text:
            result.append((operation, text))


def _shortened(pieces: list[Segment], context: int) -> list[Segment]:
    result = []
    for index, (operation, text) in enumerate(pieces):
        if operation == "equal" and len(text) > 2 * context + 40:
            head = "" if index == 0 else text[:context]
            tail = "" if index == len(pieces) - 1 else text[-context:]
            result.append((operation, f"{head} … {tail}".strip(" ") if head and tail else f"{head} …{tail}"))
        else:
            result.append((operation, text))
    return result
