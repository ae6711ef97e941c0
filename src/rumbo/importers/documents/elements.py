"""Comments and embedded content in Markdown: cut out in one pass, however broken they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable

_OPENING = re.compile(r"<(iframe|video|audio|object|embed|script|style|svg|canvas|form)\b[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</(iframe|video|audio|object|embed|script|style|svg|canvas|form)\s*>", re.IGNORECASE)


def without_comments(text: str) -> str:
    """Return the text without HTML comments; as many lines come back. One that is never closed stays."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start] + "\n" * text.count("\n", start, end))
        at = end + 3
    return "".join(kept) + text[at:]


def without_embeds(text: str, tell: Callable[[re.Match[str]], None]) -> str:
    """Return the text without frames, scripts, videos and such; as many lines come back.

    An element goes with what it holds, where it is closed before the next of its kind opens; else its tag alone
    goes. ``tell`` is called with the match of each opening tag, before it goes.
    """
    openings = list(_OPENING.finditer(text))
    starts: dict[str, list[int]] = defaultdict(list)
    for match in openings:
        starts[match[1].lower()].append(match.start())
    closings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _CLOSING.finditer(text):
        closings[match[1].lower()].append(match.span())
    kept: list[str] = []
    at = 0
    for match in openings:
        if match.start() < at:
            continue
        tell(match)
        end = _end(match, starts[match[1].lower()], closings[match[1].lower()])
        kept.append(text[at : match.start()] + "\n" * text.count("\n", match.start(), end))
        at = end
    return "".join(kept) + text[at:]


def _end(opening: re.Match[str], starts: list[int], closings: list[tuple[int, int]]) -> int:
    """Return where the element of an opening tag ends."""
    after = bisect_left(closings, (opening.end(), 0))
    if after == len(closings):
        return opening.end()
    following = bisect_left(starts, opening.end())
    if following < len(starts) and starts[following] < closings[after][0]:
        return opening.end()
    return closings[after][1]
