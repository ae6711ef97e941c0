"""The elements that an outline may hold: its headings and items, each with the name of its level and its texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .outline import BOLD_LEVEL, Block, Outline
from .text import fold, plain, words
from .vocabulary import is_caption, is_section_label, roles_in

LABEL_LEVEL_SHARE = 0.8


@dataclass(slots=True)
class Entry:
    """A heading or item. ``rank`` orders levels from the top; ``texts`` are the paragraphs and quotes under it."""

    level: str
    rank: int
    text: str
    line: int
    number: str = ""
    listed: bool = False
    section: str = ""
    texts: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Entries:
    """All entries of a file, what stands before the first, the notes in italics and the labels that were passed."""

    name: str
    all: list[Entry] = field(default_factory=list)
    intro: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    label_lines: list[Block] = field(default_factory=list)
    #: For each section label ("" for none) the roles that it names, in order.
    hints: dict[str, list[str]] = field(default_factory=dict)

    def levels(self) -> dict[str, list[Entry]]:
        """Return the entries by level, levels from the top."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(self.all, key=lambda one: one.rank):
            found[entry.level].append(entry)
        return dict(found)


def read_entries(outline: Outline) -> Entries:
    """Turn the blocks of a file into entries."""
    entries = Entries(outline.name)
    labels = _label_headings(outline)
    sections = {fold(plain(block.text)) for block in labels.values()}
    qualified = len(sections) > 1
    section = ""
    label_rank = 99
    last: Entry | None = None
    heading: Entry | None = None
    for at, block in enumerate(outline.blocks):
        if id(block) in labels:
            section, label_rank = fold(plain(block.text)), block.level
            entries.label_lines.append(block)
            _hint(entries, section if qualified else "", block)
        elif block.type in ("heading", "item"):
            if block.type == "heading" and block.level <= label_rank:
                section, label_rank = "", 99
            last = _entry(block, section if qualified else "")
            if last is not None:
                heading = last if block.type == "heading" else heading
                entries.all.append(last)
        else:
            owner = last if last is not None and block.indent >= 2 else heading
            _text(entries, owner, outline, at)
    return entries


def _entry(block: Block, section: str) -> Entry | None:
    text = plain(block.text)
    if block.type == "heading":
        if is_caption(text):
            return None
        level = "bold" if block.level == BOLD_LEVEL else f"h{block.level}"
        return Entry(level, block.level, text, block.line)
    level = f"list{block.level}"
    level = f"{section.replace(' ', '-')}/{level}" if section else level
    return Entry(level, BOLD_LEVEL + block.level, text, block.line, block.number, listed=True, section=section)


def _text(entries: Entries, owner: Entry | None, outline: Outline, at: int) -> None:
    """Give a paragraph, quote or table to the entry it stands under, or keep it as a note or label."""
    block = outline.blocks[at]
    if block.italic:
        entries.notes.append(block)
    elif is_label_line(outline, at):
        entries.label_lines.append(block)
        _hint(entries, "", block)
    elif owner is None:
        entries.intro.append(block)
    else:
        owner.texts.append(block)


def _hint(entries: Entries, section: str, block: Block) -> None:
    roles = roles_in(plain(block.text))
    if roles:
        entries.hints.setdefault(section, roles)


def is_label_line(outline: Outline, at: int) -> bool:
    """Say whether a paragraph only announces the list that follows it: short and without a final point."""
    block = outline.blocks[at]
    if block.type != "paragraph" or at + 1 >= len(outline.blocks) or outline.blocks[at + 1].type != "item":
        return False
    return block.text.endswith(":") or (words(block.text) <= 8 and not block.text.endswith("."))


def _label_headings(outline: Outline) -> dict[int, Block]:
    """Return the headings that label lists: the same ones again under other headings, or words such as "Metas".

    They are the deepest headings, and all but a few of their level are of this kind.
    """
    blocks = outline.blocks
    found: dict[int, Block] = {}
    levels = sorted({block.level for block in blocks if block.type == "heading"})
    for level in levels[1:]:
        parents: dict[str, set[int]] = defaultdict(set)
        at_level = [block for block in blocks if block.type == "heading" and block.level == level]
        parent = 0
        for block in blocks:
            if block.type == "heading" and block.level < level:
                parent = block.line
            elif block.type == "heading" and block.level == level:
                parents[fold(block.text)].add(parent)
        labels = [
            block
            for block in at_level
            if is_section_label(plain(block.text)) or len(parents[fold(block.text)]) > max(1, len(at_level) // 6)
        ]
        if len(labels) >= LABEL_LEVEL_SHARE * len(at_level):
            found.update({id(block): block for block in labels})
    return found
