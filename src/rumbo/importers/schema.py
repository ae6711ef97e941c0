"""The tables a plan is made of: one per kind of row, with the columns that a workbook shows and accepts.

This is the single description of what a draft row may hold. The workbook writes and reads it, the
demonstration plan is written in it, and the reference page of the documentation is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

ColumnType = Literal["text", "long", "integer", "boolean", "choice", "reference", "references"]

#: No title is longer: what is longer belongs in the text.
TITLE_LIMIT = 250
#: Statements (problems, objectives, goals) are sentences and may be longer.
STATEMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code (the CSV header), its label and help for people, its type and limits.

    ``kinds`` names the kinds of row that a reference may point to; ``choices`` the allowed codes.
    """

    code: str
    label: StrPromise
    help: StrPromise
    type: ColumnType = "text"
    required: bool = False
    limit: int | None = None
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: the kind of its rows, its name for people, and its columns in order."""

    kind: str
    label: StrPromise
    columns: tuple[Column, ...]

    def column(self, code: str) -> Column:
        """Return the column with this code; raise ``KeyError`` where there is none."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


TERMS = ("short", "medium", "long")
SECTORS = ("public", "private", "social", "academic", "media", "other")
TERRITORY_KINDS = ("municipality", "metropolitan", "state", "country")
CHAPTER_KINDS = (
    "introduction",
    "methodology",
    "legal",
    "diagnosis",
    "synthesis",
    "scenarios",
    "vision",
    "model",
    "other",
)
RACI = ("accountable", "responsible", "consulted", "informed")
RELATIONS = ("taken", "adapted", "dropped")
OUTCOMES = ("completed", "in_part", "abandoned", "replaced", "never_started", "unknown")


def _key(required: bool = True) -> Column:
    return Column(
        "key",
        _("Key"),
        _("Identifies the row. Do not change it once the plan is published."),
        required=required,
        limit=80,
    )


def _title(limit: int = TITLE_LIMIT) -> tuple[Column, Column]:
    return (
        Column("title", _("Title"), _("As people will read it."), required=True, limit=limit),
        Column("title_en", _("Title in English"), _("Optional translation."), limit=limit),
    )


def _text() -> tuple[Column, Column]:
    return (
        Column("text", _("Text"), _("Description, in one or more paragraphs."), "long"),
        Column("text_en", _("Text in English"), _("Optional translation."), "long"),
    )


def _ref(code: str, label: StrPromise, *kinds: str, required: bool = True) -> Column:
    return Column(code, label, _("Key of a row of the other sheet."), "reference", required=required, kinds=kinds)


def _refs(code: str, label: StrPromise, *kinds: str) -> Column:
    return Column(code, label, _("Keys, separated by semicolons."), "references", kinds=kinds)


def _term() -> Column:
    return Column("term", _("Term"), _("Short, medium or long."), "choice", choices=TERMS)


TABLES: tuple[Table, ...] = (
    Table(
        "plan",
        _("Plan"),
        (
            _key(),
            *_title(),
            *_text(),
            Column("start_year", _("First year"), _("Year the horizon begins."), "integer", required=True),
            Column("end_year", _("Last year"), _("Year the horizon ends."), "integer", required=True),
            Column("short_until", _("Short term until"), _("Last year of the short term."), "integer"),
            Column("medium_until", _("Medium term until"), _("Last year of the medium term."), "integer"),
            _ref("territory", _("Territory"), "territory", required=False),
        ),
    ),
    Table(
        "territory",
        _("Territories"),
        (
            _key(),
            Column(
                "title",
                _("Name"),
                _("Name of the municipality, state, metropolitan area or country."),
                required=True,
                limit=120,
            ),
            Column(
                "kind",
                _("Kind"),
                _("Municipality, state, metropolitan area or country."),
                "choice",
                required=True,
                choices=TERRITORY_KINDS,
            ),
            Column(
                "code",
                _("INEGI code"),
                _("Two digits for a state, five for a municipality; empty where there is none."),
                limit=10,
            ),
            _ref("parent", _("Belongs to"), "territory", required=False),
            _refs("members", _("Members"), "territory"),
        ),
    ),
    Table(
        "organization",
        _("Organizations"),
        (
            _key(),
            Column("title", _("Name"), _("Full name of the organization."), required=True, limit=200),
            Column("sector", _("Sector"), _("Sector it belongs to."), "choice", choices=SECTORS),
            Column("group", _("Group"), _("Finer group inside the sector, as the institute names it."), limit=120),
            _ref("territory", _("Territory"), "territory", required=False),
            Column("other_names", _("Other names"), _("Separated by semicolons."), limit=500),
        ),
    ),
    Table("axis", _("Axes"), (_key(), *_title(), *_text())),
    Table(
        "theme",
        _("Themes"),
        (
            _key(),
            _ref("axis", _("Axis"), "axis"),
            *_title(),
            Column(
                "other_name",
                _("Other name"),
                _("Name the vision chapter gives it, where different."),
                limit=TITLE_LIMIT,
            ),
            *_text(),
        ),
    ),
    Table("problem", _("Problems"), (_key(), _ref("axis", _("Axis"), "axis"), *_title(STATEMENT_LIMIT), *_text())),
    Table(
        "objective",
        _("Objectives"),
        (
            _key(),
            _ref("theme", _("Theme"), "theme"),
            *_title(STATEMENT_LIMIT),
            *_text(),
            _refs("problems", _("Problems it answers"), "problem"),
        ),
    ),
    Table(
        "goal",
        _("Goals"),
        (_key(), _ref("objective", _("Objective"), "objective"), *_title(STATEMENT_LIMIT), *_text(), _term()),
    ),
    Table(
        "strategy",
        _("Strategies"),
        (_key(), _ref("objective", _("Objective"), "objective"), *_title(), *_text(), _term()),
    ),
    Table(
        "program",
        _("Programs"),
        (
            _key(),
            _ref("theme", _("Theme"), "theme"),
            *_title(),
            *_text(),
            _refs("strategies", _("Strategies it serves"), "strategy"),
        ),
    ),
    Table(
        "project",
        _("Projects"),
        (
            _key(),
            _ref("program", _("Program"), "program"),
            Column("number", _("Number"), _("The plan's own number, where it has one."), limit=20),
            *_title(),
            *_text(),
            _term(),
            Column("under_way", _("Under way"), _("Yes when the work had begun as the plan was written."), "boolean"),
            _refs("territories", _("Territories"), "territory"),
        ),
    ),
    Table("component", _("Components"), (_key(), _ref("project", _("Project"), "project"), *_title(), *_text())),
    Table(
        "action",
        _("Actions"),
        (
            _key(),
            _ref("strategy", _("Strategy"), "strategy", required=False),
            _ref("project", _("Project"), "project", required=False),
            *_title(),
            *_text(),
            _term(),
        ),
    ),
    Table(
        "responsibility",
        _("Responsibilities"),
        (
            _key(),
            _ref("strategy", _("Strategy"), "strategy", required=False),
            _ref("project", _("Project"), "project", required=False),
            _ref("action", _("Action"), "action", required=False),
            _ref("organization", _("Organization"), "organization"),
            Column(
                "role",
                _("Role"),
                _("Accountable, responsible, consulted or informed."),
                "choice",
                required=True,
                choices=RACI,
            ),
        ),
    ),
    Table(
        "chapter",
        _("Chapters"),
        (
            _key(),
            Column(
                "kind", _("Kind"), _("What the chapter is about."), "choice", required=True, choices=CHAPTER_KINDS
            ),
            _ref("axis", _("Axis"), "axis", required=False),
            *_title(),
            *_text(),
        ),
    ),
    Table(
        "antecedent",
        _("Antecedents"),
        (
            _key(),
            *_title(),
            *_text(),
            Column("year", _("Year"), _("Year it was published."), "integer", required=True),
            Column("author", _("Author"), _("Institution that made it."), limit=200),
            Column("outcome", _("What became of it"), _("How it ended."), "choice", choices=OUTCOMES),
            Column("why_stopped", _("Why it stopped"), _("In a sentence or two."), "long"),
            Column("why_stopped_en", _("Why it stopped, in English"), _("Optional translation."), "long"),
        ),
    ),
    Table(
        "antecedent_link",
        _("Links to antecedents"),
        (
            _key(),
            _ref("antecedent", _("Antecedent"), "antecedent"),
            _ref("axis", _("Axis"), "axis", required=False),
            _ref("theme", _("Theme"), "theme", required=False),
            _ref("objective", _("Objective"), "objective", required=False),
            _ref("goal", _("Goal"), "goal", required=False),
            _ref("strategy", _("Strategy"), "strategy", required=False),
            _ref("project", _("Project"), "project", required=False),
            _ref("action", _("Action"), "action", required=False),
            Column(
                "relation", _("Relation"), _("Taken, adapted or dropped."), "choice", required=True, choices=RELATIONS
            ),
            Column("note", _("Note"), _("What was taken, how it was adapted, or why it was dropped."), "long"),
            Column("note_en", _("Note in English"), _("Optional translation."), "long"),
        ),
    ),
    Table(
        "priority_entry",
        _("Priority portfolio"),
        (
            _key(),
            _ref("axis", _("Axis"), "axis", required=False),
            Column(
                "axis_title",
                _("Heading"),
                _("Heading it stands under in the published list, where that axis is not in the plan."),
                limit=TITLE_LIMIT,
            ),
            Column("title", _("Title"), _("As the published list gives it."), required=True, limit=TITLE_LIMIT),
            _ref("project", _("Project"), "project", required=False),
            _ref("program", _("Program"), "program", required=False),
        ),
    ),
)

BY_KIND: dict[str, Table] = {table.kind: table for table in TABLES}
