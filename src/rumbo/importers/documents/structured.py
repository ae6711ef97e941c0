"""Portfolios and visions: trees of headings and lists whose levels have roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.draft import Row, Source

from .build import Builder
from .entries import Entry
from .markup import clean_markdown
from .outline import Block
from .sheet import Sheet
from .text import has_html
from .words import level_name, missing_parent, place, role_name

PARENTS: dict[str, tuple[str, ...]] = {
    "axis": (),
    "theme": ("axis",),
    "problem": ("axis",),
    "objective": ("theme",),
    "goal": ("objective",),
    "strategy": ("objective",),
    "program": ("theme",),
    "project": ("program",),
    "component": ("project",),
    "action": ("project", "strategy"),
}
#: A level that a plan does without takes the name of the one above it.
_NAMED_AS_PARENT = ("theme", "program")
_STATEMENTS = ("problem", "objective", "goal")


@dataclass(slots=True)
class _Open:
    """An element whose children may follow; without a row it was refused, and so are they."""

    rank: int
    role: str
    row: Row | None


@dataclass(slots=True)
class StructuredReader:
    """Reads one file into the builder."""

    sheet: Sheet
    builder: Builder
    _open: list[_Open] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _under_way: list[tuple[Row, bool]] = field(default_factory=list)

    def read(self) -> None:
        """Add the rows of the file, in its order."""
        for block in self.sheet.entries.notes:
            self.builder.note(_("A note in italics was left out."), self.sheet.name, block.line)
        for entry in self.sheet.entries.all:
            while self._open and self._open[-1].rank >= entry.rank:
                self._open.pop()
            role = self.sheet.role(entry)
            if role in PARENTS:
                self._open.append(_Open(entry.rank, role, self._row(entry, role)))
        if any(starred for _row, starred in self._under_way):
            for row, starred in self._under_way:
                row.fields["under_way"] = starred

    def _row(self, entry: Entry, role: str) -> Row | None:
        title, number, starred = self.sheet.title(entry)
        if role in _STATEMENTS:
            title = self.sheet.statement(entry)
        if not title:
            self.builder.note(_("A line without text was left out."), self.sheet.name, entry.line)
            return None
        if has_html(title):
            self.builder.note(_("HTML was kept as plain text."), self.sheet.name, entry.line)
        source = Source(self.sheet.name, entry.line)
        if role == "axis":
            row = self.builder.axis(title, source)
        else:
            parent = self._parent(entry, role, title)
            if parent is None:
                return None
            row = self._child(role, parent, title, number, source)
        if role == "project":
            self._under_way.append((row, starred))
        self._text(row, role, entry)
        return row

    def _child(self, role: str, parent: Row, title: str, number: str, source: Source) -> Row:
        """Return the row under its parent; an element that is named again is the same one."""
        vision = role == "theme" and self.sheet.mapping.kind == "vision"
        scope = f"{parent.key}{' vision' if vision else ''}{f' {number}' if role == 'project' else ''}"
        known = self.builder.find(role, scope, title)
        if known is not None and not (role == "project" and number):
            message = _('%(role)s "%(title)s" is named again: taken as one with that of %(place)s.')
            shown = {"role": role_name(role), "title": title, "place": place(known.source)}
            self.builder.note(message % shown, self.sheet.name, source.line)
            return known
        fields: dict[str, Any] = {parent.kind: parent.key, "title": title}
        if number and role == "project":
            fields["number"] = number
        if vision:
            fields["_vision"] = True
        row = self.builder.add(role, fields, source)
        self.builder.remember(row, scope, title)
        return row

    def _parent(self, entry: Entry, role: str, title: str) -> Row | None:
        wanted = PARENTS[role]
        above = next((one for one in reversed(self._open) if one.role in wanted), None)
        if above is not None:
            return above.row
        if any(one.row is None for one in self._open):
            return None
        return self._made_parent(entry, wanted[0], role, title)

    def _made_parent(self, entry: Entry, wanted: str, role: str, title: str) -> Row | None:
        """Return the parent that the plan does without, named as the one above it; else report what is missing."""
        if wanted == "axis" and self.sheet.mapping.axis:
            return self.builder.axis(self.sheet.mapping.axis, Source(self.sheet.name, entry.line))
        has_level = wanted in self.sheet.mapping.levels.values()
        if has_level or wanted not in _NAMED_AS_PARENT:
            message = missing_parent(role, title, wanted, level_name(self.sheet.mapping.level_of(wanted)))
            self.builder.problem(message, self.sheet.name, entry.line)
            return None
        above = self._parent(entry, wanted, title)
        if above is None:
            return None
        scope = f"{above.key}{' vision' if wanted == 'theme' and self.sheet.mapping.kind == 'vision' else ''}"
        found = self.builder.find(wanted, scope, above.fields["title"])
        if found is None:
            self._say_made(wanted, above)
            found = self._child(wanted, above, above.fields["title"], "", above.source)
        return found

    def _say_made(self, wanted: str, above: Row) -> None:
        if wanted in self._said:
            return
        self._said.add(wanted)
        message = _("The document has no level for this: %(role)s. Each takes the name of what stands above it.")
        self.builder.note(message % {"role": role_name(wanted)}, self.sheet.name, above.source.line)

    def _text(self, row: Row, role: str, entry: Entry) -> None:
        """Keep the paragraphs under an element as its text."""
        text = "\n\n".join(found for block in entry.texts if (found := self._paragraph(block)))
        if not text:
            return
        if role == "axis":
            if not self.builder.axis_text(row, text, 2 if self.sheet.mapping.kind == "vision" else 1):
                message = _("This text of the axis was left out: the axis has another, from its vision.")
                self.builder.note(message, self.sheet.name, entry.texts[0].line)
        elif "text" in row.fields:
            row.fields["text"] += f"\n\n{text}"
        else:
            row.fields["text"] = text

    def _paragraph(self, block: Block) -> str:
        cleaned = clean_markdown(block.text.split("\n"), self.sheet.name, block.line, headings=False)
        self.builder.draft.notes.extend(cleaned.notes)
        return cleaned.text
