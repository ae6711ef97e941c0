"""The outline of a document: its headings, list items, paragraphs and the rest, each with its line.

Lists are read line by line, because those of real plans are not the lists of the Markdown standard: numbers that
go on under the next bullet, tabs and spaces mixed, items of several levels at one indentation, wrapped lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from .indents import Depths, Indents
from .markers import Marker, read_marker

BlockType = Literal["heading", "item", "paragraph", "quote", "other"]

#: The level of a paragraph that is all bold and stands for a heading.
BOLD_LEVEL = 7
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$|^(#{2,6})(?=[^\s#])(.*?)#*[ \t]*$")
_RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{2,})\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FENCE = re.compile(r"^\s*(```+|~~~+)")
_HTML = re.compile(r"^\s*<(?:!--|/?[a-zA-Z][\w-]*[\s/>])")
_BOLD = re.compile(r"^(\*\*|__)(?=\S)((?:(?!\1).)+)\1[:.]?$")
_FRONT = re.compile(r"^[A-Za-z_][\w-]*\s*:(?:\s|$)|^\s+|^\s*-\s|^\s*$|^#")
_ITALIC = re.compile(r"^(?:_[^_].*[^_]_|\*[^*\s].*[^*]\*)[.]?$", re.DOTALL)


@dataclass(slots=True)
class Block:
    """One piece of a document.

    ``line`` and ``end`` are its first and last line, counted from 1; ``level`` is that of a heading (1 to 6, 7 for
    bold lines) or the depth of an item (from 1); ``number`` is the number that an item's marker gives.
    """

    type: BlockType
    text: str
    line: int
    end: int
    level: int = 0
    indent: int = 0
    number: str = ""

    @property
    def italic(self) -> bool:
        """Say whether the whole paragraph is in italics: a note to the reader."""
        return self.type == "paragraph" and bool(_ITALIC.match(self.text))


@dataclass(slots=True)
class Outline:
    """One file: its name, its lines as they are, its blocks in order, and the title of its front matter."""

    name: str
    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    title: str = ""

    def items(self) -> list[Block]:
        """Return the list items."""
        return [block for block in self.blocks if block.type == "item"]

    def headings(self) -> list[Block]:
        """Return the headings, bold lines left out."""
        return [block for block in self.blocks if block.type == "heading" and block.level < BOLD_LEVEL]


def read_outline(name: str, text: str) -> Outline:
    """Read a text whose lines end in ``\\n``. Never raises."""
    outline = Outline(name, text.split("\n"))
    _Reader(outline).read()
    return outline


class _Reader:
    """Reads the lines one after the other; ``open`` is the block that a plain line would continue."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.lines = [line.replace("\u00a0", " ").expandtabs(4) for line in outline.lines]
        self.depths = Depths(Indents.of(self.lines))
        self.open: Block | None = None
        self.parts: list[str] = []
        self.at = 0

    def read(self) -> None:
        self.at = self._front_matter()
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
            self.at += 1
        self._open(None)

    def _open(self, block: Block | None) -> None:
        """Give the open block the lines that were found for it, and open another."""
        if self.open and len(self.parts) > 1:
            self.open.text = ("\n" if self.open.type == "quote" else " ").join(self.parts)
        self.open = block
        self.parts = [block.text] if block else []

    def _add(self, block: Block) -> Block:
        self.outline.blocks.append(block)
        self._open(block if block.type in ("item", "paragraph", "quote") else None)
        return block

    def _front_matter(self) -> int:
        """Return the first line after the front matter, and keep its title."""
        if self.lines[0].rstrip() != "---":
            return 0
        for at, line in enumerate(self.lines[1:60], start=1):
            if line.rstrip() in ("---", "..."):
                for entry in self.lines[1:at]:
                    if entry.casefold().startswith(("title:", "título:", "titulo:")):
                        self.outline.title = entry.split(":", 1)[1].strip(" \"'")
                return at + 1
            if not _FRONT.match(line):
                break
        return 0

    def _line(self, line: str) -> None:
        if not line.strip():
            if not (self.open and self.open.type == "quote" and self._quote_goes_on()):
                self._open(None)
        elif self._heading(line) or self._fenced(line) or self._quote(line) or self._table(line):
            return
        elif _RULE.match(line):
            self._open(None)
        elif not self._item(line) and not self._html(line):
            self._plain(line)

    def _quote_goes_on(self) -> bool:
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return following.lstrip().startswith(">")

    def _heading(self, line: str) -> bool:
        number = self.at + 1
        under = self.open if self.open and self.open.type == "paragraph" and self.open.line == self.at else None
        setext = _SETEXT.match(line) if under else None
        if under and setext:
            self._open(None)
            under.type, under.level, under.end = "heading", 1 if setext.group(1)[0] == "=" else 2, number
            self.depths.reset()
            return True
        match = _HEADING.match(line)
        if not match:
            return False
        marks, text = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
        if text.strip("# "):
            self._add(Block("heading", text.strip(), number, number, len(marks)))
            self.depths.reset()
        self._open(None)
        return True

    def _fenced(self, line: str) -> bool:
        match = _FENCE.match(line)
        if not match:
            return False
        start, mark = self.at, match.group(1)[:3]
        end = next((i for i in range(start + 1, len(self.lines)) if self.lines[i].strip().startswith(mark)), None)
        self.at = end if end is not None else len(self.lines) - 1
        self._add(Block("other", "\n".join(self.outline.lines[start : self.at + 1]), start + 1, self.at + 1))
        return True

    def _quote(self, line: str) -> bool:
        if not line.lstrip().startswith(">"):
            return False
        text = re.sub(r"^\s*>[ ]?", "", self.outline.lines[self.at].lstrip()).rstrip()
        if self.open and self.open.type == "quote":
            self.parts.append(text)
            self.open.end = self.at + 1
        else:
            self._add(Block("quote", text, self.at + 1, self.at + 1))
        return True

    def _table(self, line: str) -> bool:
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        if "|" not in line or "|" not in following or not _TABLE_RULE.match(following):
            return False
        self._rest_of_block()
        return True

    def _rest_of_block(self) -> None:
        start = self.at
        while self.at + 1 < len(self.lines) and self.lines[self.at + 1].strip():
            self.at += 1
        self._add(Block("other", "\n".join(self.outline.lines[start : self.at + 1]), start + 1, self.at + 1))

    def _html(self, line: str) -> bool:
        if self.open or not _HTML.match(line):
            return False
        self._rest_of_block()
        return True

    def _item(self, line: str) -> bool:
        marker = read_marker(line)
        if not marker or (self.open and not self._may_interrupt(marker)):
            return False
        after_text = bool(self.outline.blocks) and self.outline.blocks[-1].type != "item"
        depth = self.depths.next(marker, after_text)
        number = self.at + 1
        self._add(Block("item", marker.text, number, number, depth, marker.indent, marker.number))
        return True

    def _may_interrupt(self, marker: Marker) -> bool:
        """Say whether an item may follow directly on the open block, or is a line that wrapped at a number."""
        if self.open is None or self.open.type != "paragraph":
            return True
        last = self.parts[-1]
        short = (len(self.parts) <= 2 and len(" ".join(self.parts).split()) <= 12) or last.endswith(":")
        return short or not marker.number or marker.number == "1"

    def _plain(self, line: str) -> None:
        number, text = self.at + 1, self.outline.lines[self.at].strip()
        if self.open and self.open.type in ("item", "paragraph"):
            self.parts.append(text)
            self.open.end = number
            return
        indent = len(line) - len(line.lstrip())
        bold = _BOLD.match(text) if indent == 0 else None
        following = self.lines[self.at + 1].strip() if self.at + 1 < len(self.lines) else ""
        alone = not following or read_marker(self.lines[self.at + 1]) is not None
        if bold and alone and len(text.split()) <= 25:
            self._add(Block("heading", bold.group(2).strip(), number, number, BOLD_LEVEL))
            self.depths.reset()
            return
        self._add(Block("paragraph", text, number, number, indent=indent))
