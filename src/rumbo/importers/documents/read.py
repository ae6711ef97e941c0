"""Reading plan documents: from files to a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from rumbo.importers.draft import Problem, Source
from rumbo.importers.files import InputFile

from .build import Builder
from .chapters import ChapterReader, Spelling, read_index
from .checks import check
from .decode import decode, is_document_name
from .entries import read_entries
from .infer import infer_mapping
from .mapping import Mapping
from .outline import read_outline
from .priority import read_priority
from .reading import AxisMention, DocumentsReading, LevelSummary, PriorityItem, VisionTheme
from .sheet import Sheet
from .structured import StructuredReader

_EXAMPLES = 3
#: The portfolio before the vision: its titles are the ones that a plan keeps.
_ORDER = ("portfolio", "vision", "diagnosis", "chapter", "priority")


def read_documents(
    files: Sequence[InputFile], mapping: Mapping | None = None, known_axes: Sequence[str] = ()
) -> DocumentsReading:
    """Read the documents of a plan: portfolios, visions, priority lists, diagnoses and other chapters.

    ``mapping`` says, for the files it names, what they are and what their levels mean; the others are told by
    structure. ``known_axes`` are the titles of the axes that the plan already has. Never raises: what cannot be
    read is among the problems of the draft, with its place and how to mend it; nothing is written anywhere.
    """
    builder = Builder()
    reading = DocumentsReading(draft=builder.draft)
    if mapping is not None:
        builder.draft.problems.extend(mapping.problems())
    sheets = list(_sheets(files, builder))
    infer_mapping(sheets, known_axes, mapping)
    reading.mapping = Mapping({sheet.name: sheet.mapping for sheet in sheets})
    reading.levels = {sheet.name: list(_summaries(sheet)) for sheet in sheets}
    chapters = ChapterReader(
        builder,
        read_index(sheet.outline for sheet in sheets if sheet.mapping.kind == "index"),
        Spelling(sheet.outline for sheet in sheets),
    )
    for sheet in sorted(sheets, key=lambda one: _rank(one.mapping.kind)):
        _read(sheet, builder, chapters, reading)
    check(builder.draft)
    _say_if_nothing(builder)
    _collect(reading, sheets)
    return reading


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _sheets(files: Sequence[InputFile], builder: Builder) -> Iterator[Sheet]:
    for file in files:
        if not is_document_name(file.name):
            builder.note(_("The file was left out: it is no text document."), file.name)
            continue
        decoded = decode(file)
        if decoded.problem:
            builder.draft.problems.append(decoded.problem)
        if decoded.note:
            builder.draft.notes.append(decoded.note)
        if decoded.text is not None:
            outline = read_outline(file.name, decoded.text)
            yield Sheet(file.name, outline, read_entries(outline))


def _read(sheet: Sheet, builder: Builder, chapters: ChapterReader, reading: DocumentsReading) -> None:
    kind = sheet.mapping.kind
    if kind in ("portfolio", "vision"):
        StructuredReader(sheet, builder).read()
    elif kind == "diagnosis":
        chapters.diagnosis(sheet)
    elif kind == "chapter":
        chapters.chapter(sheet)
    elif kind == "priority":
        for found in read_priority(sheet, builder):
            if isinstance(found, PriorityItem):
                reading.priority_items.append(found)
            else:
                reading.axis_mentions.append(found)
    elif kind == "index":
        builder.note(_("The file is an index: it gives titles to chapters and nothing else."), sheet.name)


def _summaries(sheet: Sheet) -> Iterator[LevelSummary]:
    for level, found in sheet.entries.levels().items():
        titles = tuple(sheet.title(entry)[0] for entry in found[:_EXAMPLES])
        yield LevelSummary(level, sheet.mapping.levels.get(level, "ignore"), len(found), titles)


def _say_if_nothing(builder: Builder) -> None:
    if builder.draft.rows or builder.draft.problems:
        return
    message = _(
        "Nothing of a plan was found. Give Markdown documents: a portfolio, a vision, a priority list or chapters "
        "in prose."
    )
    builder.draft.problems.append(Problem(message, Source()))


def _collect(reading: DocumentsReading, sheets: Sequence[Sheet]) -> None:
    """Gather what is to be matched: vision themes with their objectives, and where each axis is named."""
    draft = reading.draft
    axes = {row.key: row for row in draft.of("axis")}
    kinds = {sheet.name: sheet.mapping.kind for sheet in sheets}
    objectives: dict[str, list[str]] = {}
    for row in draft.of("objective"):
        objectives.setdefault(row.fields["theme"], []).append(row.fields["title"])
    for row in draft.of("theme"):
        if row.fields.get("_vision"):
            axis = axes[row.fields["axis"]]
            found = tuple(objectives.get(row.key, ()))
            reading.vision_themes.append(
                VisionTheme(row.key, axis.key, axis.fields["title"], row.fields["title"], found, row.source)
            )
    mentions = [
        AxisMention(row.fields["title"], kinds.get(row.source.file, ""), row.source, row.key) for row in axes.values()
    ]
    reading.axis_mentions = mentions + reading.axis_mentions
