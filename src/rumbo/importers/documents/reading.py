"""What reading plan documents gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from rumbo.importers.draft import Draft, Source

from .mapping import Mapping


@dataclass(frozen=True, slots=True)
class VisionTheme:
    """A theme as the vision chapter names it: the key of its row, its axis, and its objectives in order."""

    key: str
    axis: str
    axis_title: str
    title: str
    objectives: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class PriorityItem:
    """An entry of the priority list: the key of its row, the axis as the list names it, and its title."""

    key: str
    axis_title: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class AxisMention:
    """An axis that a file names: ``key`` is its row in the draft, empty where only the priority list names it."""

    title: str
    kind: str
    source: Source
    key: str = ""


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """A level of a file for the person who checks the mapping: its role, how many it has, and the first titles."""

    level: str
    role: str
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class DocumentsReading:
    """The mapping that was used, the draft, and the parts that are matched later."""

    mapping: Mapping = field(default_factory=Mapping)
    draft: Draft = field(default_factory=Draft)
    vision_themes: list[VisionTheme] = field(default_factory=list)
    priority_items: list[PriorityItem] = field(default_factory=list)
    axis_mentions: list[AxisMention] = field(default_factory=list)
    levels: dict[str, list[LevelSummary]] = field(default_factory=dict)
