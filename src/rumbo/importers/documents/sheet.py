"""One file on its way: its outline, its entries, its mapping and the labels of its levels."""

from __future__ import annotations

from dataclasses import dataclass, field

from .entries import Entries, Entry
from .labels import LabelRule
from .mapping import FileMapping
from .outline import Outline
from .text import clean_title

#: Of these, "Fase 1" or "Etapa 2" is the name: only a general word of planning is a label.
_NAMED_BY_LABEL = ("component", "action", "goal")


@dataclass(slots=True)
class Sheet:
    """A file that is read."""

    name: str
    outline: Outline
    entries: Entries
    mapping: FileMapping = field(default_factory=lambda: FileMapping("ignore"))
    rules: dict[str, LabelRule] = field(default_factory=dict)
    #: Levels whose numbers tell entries apart.
    numbered: frozenset[str] = frozenset()
    #: Programmes stand after bullets and projects after numbers: a number tells a project wherever it stands.
    numbers_tell_projects: bool = False

    def role(self, entry: Entry) -> str:
        """Return the role of an entry by its level."""
        role = self.mapping.levels.get(entry.level, "ignore")
        return "project" if role == "program" and self.numbers_tell_projects and entry.number else role

    def title(self, entry: Entry) -> tuple[str, str, bool]:
        """Return the title of an entry without label and final mark, its number, and whether it was starred."""
        rule = self.rules.get(entry.level)
        text, number = entry.text, ""
        if rule and (rule.general or self.role(entry) not in _NAMED_BY_LABEL):
            text, number = rule.strip(entry.text)
        title, starred = clean_title(text)
        number = number or entry.number
        return title, number if entry.level in self.numbered else "", starred

    def statement(self, entry: Entry) -> str:
        """Return the sentence of an objective, goal or problem: only its label is taken off."""
        rule = self.rules.get(entry.level)
        return rule.strip(entry.text)[0] if rule and rule.general else entry.text
