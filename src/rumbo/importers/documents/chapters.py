"""Prose: chapters to be read, and the diagnoses of axes, whose main problems come first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.draft import Row, Source

from .build import Builder
from .entries import Entry
from .markup import clean_markdown
from .outline import Block, Outline
from .sheet import Sheet
from .text import clean_title, collapse, fold, has_html, plain, stem_words
from .vocabulary import chapter_kind

_INDEXED = re.compile(r"\[([^\[\]]+)\]\(\s*<?([^()\s>]+)>?[^()]*\)")
_KNOWN = "diagnóstico índice introducción jurídico jurídica metodología metodológico presentación síntesis visión"
_PARTS = re.compile(r"[^\W\d_]+")


def read_index(outlines: Iterable[Outline]) -> dict[str, str]:
    """Return the titles that indexes give to files, by the folded name of the file without its ending."""
    titles: dict[str, str] = {}
    for outline in outlines:
        for line in outline.lines:
            for label, target in _INDEXED.findall(line):
                titles.setdefault(fold(stem_words(target.split("#")[0])), clean_title(plain(label))[0])
    return titles


class Spelling:
    """The accents of words, as the documents write them: for titles that only a file name gives."""

    def __init__(self, outlines: Iterable[Outline]) -> None:
        self._words = {fold(word): word for word in _KNOWN.split()}
        for outline in outlines:
            for word in _PARTS.findall("\n".join(outline.lines)):
                lower = word.lower()
                if not lower.isascii():
                    self._words.setdefault(fold(lower), lower)

    def mend(self, text: str) -> str:
        """Return a text with the accents that its words have in the documents."""
        mended = " ".join(self._words.get(fold(word), word.lower()) for word in text.split())
        return mended[:1].upper() + mended[1:]


class ChapterReader:
    """Reads prose files into the builder."""

    def __init__(self, builder: Builder, index: Mapping[str, str], spelling: Spelling) -> None:
        self.builder = builder
        self.index = index
        self.spelling = spelling

    def chapter(self, sheet: Sheet) -> None:
        """Add a file as one chapter."""
        first = next((block for block in sheet.outline.blocks), None)
        heading = (
            first if first is not None and first.type == "heading" and self._stands_alone(sheet, first) else None
        )
        if heading is not None and self._index_says_otherwise(sheet, heading):
            heading = None  # it heads the first section, not the chapter
        title = self._title(sheet, heading)
        kind = sheet.mapping.chapter or self._kind(sheet, title)
        start = heading.end if heading else self._first_line(sheet) - 1
        self._add(sheet, title, kind, (start, len(sheet.outline.lines)), heading.line if heading else 1)

    def _first_line(self, sheet: Sheet) -> int:
        """Return the line of the first block: front matter is no prose."""
        return sheet.outline.blocks[0].line if sheet.outline.blocks else 1

    def _stands_alone(self, sheet: Sheet, heading: Block) -> bool:
        """Say whether the first heading is the title: of the first level, or above all others."""
        others = [block.level for block in sheet.outline.headings() if block is not heading]
        return heading.level == 1 or heading.level < min(others, default=9)

    def _index_says_otherwise(self, sheet: Sheet, heading: Block) -> bool:
        indexed = self.index.get(fold(stem_words(sheet.name)), "")
        return bool(indexed) and fold(indexed) != fold(clean_title(plain(heading.text))[0])

    def _title(self, sheet: Sheet, heading: Block | None) -> str:
        if heading is not None:
            return clean_title(plain(heading.text))[0]
        stem = stem_words(sheet.name)
        return collapse(sheet.outline.title) or self.index.get(fold(stem)) or self.spelling.mend(stem)

    def _kind(self, sheet: Sheet, title: str) -> str:
        headings = [plain(block.text) for block in sheet.outline.headings()]
        return chapter_kind(title, stem_words(sheet.name), " ".join(headings))

    def _add(
        self, sheet: Sheet, title: str, kind: str, span: tuple[int, int], line: int, axis: Row | None = None
    ) -> None:
        start, end = span
        body = clean_markdown(sheet.outline.lines[start:end], sheet.name, start + 1)
        self.builder.draft.notes.extend(body.notes)
        if not title or not body.text:
            self.builder.note(_("A chapter without text was left out."), sheet.name, line)
            return
        fields: dict[str, Any] = {"kind": kind, "title": title, "text": body.text}
        if axis is not None:
            fields["axis"] = axis.key
        self.builder.add("chapter", fields, Source(sheet.name, line))

    def diagnosis(self, sheet: Sheet) -> None:
        """Add the axes that a diagnosis is about, their problems, and a chapter for each."""
        heads = [entry for entry in sheet.entries.all if sheet.role(entry) == "axis"]
        if not heads:
            self._unheaded(sheet)
            return
        self._lead(sheet, heads[0].line)
        end = len(sheet.outline.lines)
        for at, head in enumerate(heads):
            below = heads[at + 1].line - 1 if at + 1 < len(heads) else end
            axis = self.builder.axis(sheet.title(head)[0], Source(sheet.name, head.line))
            self._section(sheet, axis, (head.line, below))

    def _lead(self, sheet: Sheet, end: int) -> None:
        """Add what stands before the first axis as a chapter of its own."""
        before = [block for block in sheet.outline.blocks if block.line < end]
        text = [block for block in before if block.type != "heading"]
        if text:
            heading = next((block for block in before if block.type == "heading"), None)
            title = self._title(sheet, heading)
            self._add(sheet, title, "diagnosis", (text[0].line - 1, end - 1), before[0].line)

    def _unheaded(self, sheet: Sheet) -> None:
        if not sheet.mapping.axis:
            message = _(
                "The diagnosis names no axis. Begin it with the axis as a heading, or name it in the mapping."
            )
            self.builder.problem(message, sheet.name, self._first_line(sheet))
            return
        axis = self.builder.axis(sheet.mapping.axis, Source(sheet.name, self._first_line(sheet)))
        self._section(sheet, axis, (self._first_line(sheet) - 1, len(sheet.outline.lines)))

    def _section(self, sheet: Sheet, axis: Row, span: tuple[int, int]) -> None:
        start, end = span
        for entry in self._problems(sheet, start, end):
            self._problem(sheet, axis, entry)
        kind = sheet.mapping.chapter or "diagnosis"
        self._add(sheet, axis.fields["title"], kind, span, max(start, 1), axis)

    def _problems(self, sheet: Sheet, start: int, end: int) -> list[Entry]:
        """Return the problems: headings of that role, and the list above the first heading inside the section."""
        inside = [entry for entry in sheet.entries.all if start < entry.line <= end]
        problems = [entry for entry in inside if sheet.role(entry) == "problem"]
        first = next((entry.line for entry in inside if not entry.listed), end + 1)
        return [entry for entry in problems if not entry.listed or entry.line < first]

    def _problem(self, sheet: Sheet, axis: Row, entry: Entry) -> None:
        title = sheet.statement(entry)
        if self.builder.find("problem", axis.key, title):
            return
        if has_html(title):
            self.builder.note(_("HTML was kept as plain text."), sheet.name, entry.line)
        row = self.builder.add("problem", {"axis": axis.key, "title": title}, Source(sheet.name, entry.line))
        self.builder.remember(row, axis.key, title)
