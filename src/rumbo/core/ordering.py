"""Orders that people expect."""

from __future__ import annotations

import re

from rumbo.core.search.words import fold

_DIGITS = re.compile(r"\d+")


def natural_key(number: str) -> str:
    """Return a form of a number or code that sorts as people count.

    Runs of digits are padded, so that "9" comes before "10" and "1.2" before "1.10"; what has no number
    comes last.
    """
    if not number:
        return "~"
    return _DIGITS.sub(lambda match: match.group().zfill(8), number.casefold())[:80]


def text_key(text: str) -> str:
    """Return a form of a title that sorts the same on every database: "Árbol" beside "arbol", signs left out."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))[:120]
