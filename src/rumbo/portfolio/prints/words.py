"""Texts and figures as the templates take them: lists and strings that become JSON, nothing that is markup.

A *block* is what the templates know to set: ``{"k": "p", "runs": [[text, style], …]}``, ``{"k": "h", "text"}``,
``{"k": "list", "items": [runs, …], "ordered"}``, ``{"k": "facts", "rows": [[label, value], …]}``, ``{"k": "table",
"head", "align", "rows", "foot", "widths"}``, ``{"k": "gantt", …}`` and ``{"k": "photos", …}``. A *status* is
``{"tone", "word"}`` (see docs/look.md).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rumbo.participation.qr import code_of

Words = dict[str, Any]
Block = dict[str, Any]
Run = list[str]
Status = dict[str, str]
#: Styles of a run.
PLAIN, BOLD, ITALIC = "", "b", "i"
_PARSER = MarkdownIt("commonmark", {"html": False})
_STYLES = {"strong_open": BOLD, "em_open": ITALIC}
_LINES = re.compile(r"\n\s*\n")


def language() -> str:
    """Return the language of the words, as typst names it."""
    return (get_language() or "es")[:2]


def cut(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` characters, ended between words where it was longer."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return f"{text[: limit - 1].rsplit(' ', 1)[0].rstrip(',;:. ')}…"


def day(date: datetime.date | None, form: str = "DATE_FORMAT") -> str:
    """Return a day as people here write it, empty without one."""
    return date_format(date, form) if date else ""


def qr(address: str) -> str:
    """Return the code that leads to an address, as SVG."""
    code = code_of(address)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path d="{code.path}" shape-rendering="crispEdges"/></svg>'
    )


def status(tone: str, word: str) -> Status:
    """Return a status: a shape, a colour and a word."""
    return {"tone": tone, "word": word}


def heading(text: str) -> Block:
    """Return a heading within a section."""
    return {"k": "h", "text": text}


def paragraph(text: str, style: str = PLAIN) -> Block:
    """Return a paragraph in one style."""
    return {"k": "p", "runs": [[text, style]]}


def paragraphs(text: str) -> list[Block]:
    """Return plain text as paragraphs; line breaks stay."""
    return [paragraph(part.strip("\n")) for part in _LINES.split(text) if part.strip()]


def listed(items: Sequence[Sequence[Run]], *, ordered: bool = False) -> Block:
    """Return a list, whose items are runs."""
    return {"k": "list", "items": [list(item) for item in items], "ordered": ordered}


def facts(rows: Sequence[tuple[str, Any]]) -> Block:
    """Return pairs of a label and a value, without the empty ones."""
    return {"k": "facts", "rows": [[label, value] for label, value in rows if value]}


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], *, align: str, widths: Sequence[str], foot: Sequence[Any] = ()
) -> Block:
    """Return a table; ``align`` has ``l``, ``c`` or ``r`` for each column, ``widths`` ``auto`` or like ``2fr``."""
    return {
        "k": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "foot": list(foot),
        "align": list(align),
        "widths": list(widths),
    }


def markdown(text: str) -> list[Block]:
    """Return Markdown as paragraphs, headings and lists, with bold and italic words; the rest as its words."""
    return list(_Reader(_PARSER.parse(text)).blocks())


class _Reader:
    """Goes through the tokens of a Markdown text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks; items of one list in a row stay together, those of inner lists stand after their own."""
        items: list[list[Run]] = []
        depth, ordered, is_heading = 0, False, False
        for token in self.tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                ordered = token.type == "ordered_list_open" if not depth else ordered
                depth += 1
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                depth -= 1
                if not depth and items:
                    yield listed(items, ordered=ordered)
                    items = []
            elif token.type in {"heading_open", "heading_close"}:
                is_heading = token.type == "heading_open"
            elif runs := _runs_of(token):
                if depth:
                    items.append(runs)
                elif is_heading:
                    yield heading("".join(text for text, _style in runs))
                else:
                    yield {"k": "p", "runs": runs}


def _runs_of(token: Token) -> list[Run]:
    """Return the words of a token with their styles."""
    if token.type != "inline":
        return [[token.content.strip("\n"), PLAIN]] if token.type in {"code_block", "fence", "html_block"} else []
    runs: list[Run] = []
    styles: list[str] = []
    for child in token.children or ():
        if child.type in _STYLES:
            styles.append(_STYLES[child.type])
        elif child.type in {"strong_close", "em_close"}:
            styles.pop()
        elif text := _said(child):
            runs.append([text, styles[-1] if styles else PLAIN])
    return runs


def _said(child: Token) -> str:
    if child.type == "softbreak":
        return " "
    if child.type == "hardbreak":
        return "\n"
    if child.type == "image":
        return _("Picture: %(alt)s") % {"alt": child.content}
    return child.content
