"""Typesetting: data into PDF by a typst template, without the network and without the machine's fonts.

The fonts are those that typst brings, and the site's own as plain and bold (cut from the web font; see ``fonts``).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"
#: A longer run without a space may be broken anywhere, so that it leaves no column.
LONGEST_WORD = 28
_RUN = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
#: Code points that no font draws or that turn the order of a line around.
_NO_TEXT = {"Cc", "Cs", "Cn"}
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_BREAK = "\u200b"


def typeset(template: Path, words: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a PDF made by a template from what it shows.

    The template reads ``words`` as JSON from its input ``data``, so that no text of theirs is ever taken for markup;
    what is no text is left out of them (see `printable`). It may import the templates beside it, and show ``files``,
    pictures by the names that the words say.
    """
    data = json.dumps(printable(words), ensure_ascii=False)
    if not files:
        return _compile(_sources(template), data)
    with TemporaryDirectory(prefix="rumbo-pdf-") as folder:  # in memory typst takes texts alone
        for name, content in {**_sources(template), **files}.items():
            (Path(folder) / name).write_bytes(content)
        return _compile(Path(folder) / "main.typ", data)


def page_count(made: bytes) -> int:
    """Return how many pages a PDF has that `typeset` made."""
    return max((int(count) for count in _COUNT.findall(made)), default=0)


def printable(value: Any) -> Any:
    """Return data with texts that can be set: without control characters, and long words with places to break.

    A drawing (``<svg``) stays as it is.
    """
    if isinstance(value, str):
        return value if value.startswith("<svg") else _text(value)
    if isinstance(value, Mapping):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def _text(text: str) -> str:
    if not text.isprintable():
        text = "".join(_kept(letter) for letter in text.replace("\r\n", "\n"))
    return _RUN.sub(_breakable, text)


def _kept(letter: str) -> str:
    if letter in "\t\r\v\f\x85\u2028\u2029":
        return " " if letter == "\t" else "\n"
    if letter == "\n":
        return letter
    return "" if letter in _TURNS or unicodedata.category(letter) in _NO_TEXT else letter


def _breakable(match: re.Match[str]) -> str:
    word, step = match[0], LONGEST_WORD // 2
    return _BREAK.join(word[place : place + step] for place in range(0, len(word), step))


def _compile(source: Any, data: str) -> bytes:
    made: bytes = typst.compile(
        source, format="pdf", sys_inputs={"data": data}, ignore_system_fonts=True, font_paths=_fonts()
    )
    return made


@cache
def _sources(template: Path) -> dict[str, bytes]:
    beside = {path.name: path.read_bytes() for path in template.parent.glob("*.typ") if path != template}
    return {"main.typ": template.read_bytes(), **beside}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
