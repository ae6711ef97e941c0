"""The tables a plan is made of: one per kind of row, with the columns that a workbook shows and accepts.

This is the single description of what a draft row may hold. The workbook writes and reads it, the
demonstration plan is written in it, and the reference page of the documentation is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from rumbo.importers.draft import LIFE
from rumbo.portfolio.enums import FundingSource, FundingState, Level, PermitState, Stage, StudyKind, Verdict

ColumnType = Literal["text", "long", "integer", "boolean", "choice", "reference", "references", "money", "date"]

#: No title is longer: what is longer belongs in the text.
TITLE_LIMIT = 250
#: Statements (problems, objectives, goals) are sentences and may be longer.
STATEMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code (the CSV header), its label and help for people, its type and limits.

    ``kinds`` names the kinds of row that a reference may point to; ``choices`` the allowed codes. An empty cell means
    ``default`` where there is one. What is ``readonly`` is shown, and not read.
    """

    code: str
    label: StrPromise
    help: StrPromise
    type: ColumnType = "text"
    required: bool = False
    limit: int | None = None
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    readonly: bool = False


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
STAGES = tuple(Stage.values)
LEVELS = tuple(str(level) for level in Level.values)
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


def _part(kind: str, label: StrPromise, *columns: Column, parent: Column | None = None) -> Table:
    """Return the table of a part of a project's life. Its key may be left out: new rows get one by themselves."""
    return Table(kind, label, (_key(required=False), parent or _ref("project", _("Project"), "project"), *columns))


def _date(code: str, label: StrPromise, *, required: bool = False) -> Column:
    return Column(code, label, _("A day, such as 2027-03-15 or 15/03/2027."), "date", required=required)


def _money(code: str, label: StrPromise, *, required: bool = False) -> Column:
    return Column(code, label, _("In pesos, to the cent."), "money", required=required)


def _year(code: str, label: StrPromise) -> Column:
    return Column(code, label, _("A year, in four digits."), "integer", required=True)


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
            Column("tags", _("Tags"), _("Words to group projects by, separated by semicolons."), limit=500),
            Column(
                "stage",
                _("Stage"),
                _("Only to read: a project passes from stage to stage on its page, through the gates."),
                "choice",
                choices=STAGES,
                readonly=True,
            ),
        ),
    ),
    Table("component", _("Components"), (_key(), _ref("project", _("Project"), "project"), *_title(), *_text())),
    _part(
        "profile",
        _("Profiles"),
        Column("problem", _("Problem it answers"), _("What is wrong today, and for whom."), "long"),
        Column("population", _("Population it serves"), _("Who they are, and where."), "long"),
        Column("beneficiaries", _("People who benefit"), _("How many, in a whole number."), "integer"),
        *_text(),
        Column("results", _("Expected results"), _("What will be there, and what it will change."), "long"),
        Column("sustainability", _("How it will be kept up"), _("Who runs and pays it afterwards."), "long"),
        _date("starts_on", _("Begins")),
        _date("ends_on", _("Ends")),
        _refs("objectives", _("Objectives it serves"), "objective"),
        _refs("goals", _("Goals it serves"), "goal"),
    ),
    _part(
        "study",
        _("Studies"),
        Column(
            "kind",
            _("Kind of study"),
            _("Technical, legal, land, environmental, social, economic or institutional."),
            "choice",
            required=True,
            choices=tuple(StudyKind.values),
        ),
        *_title(),
        *_text(),
        Column("author", _("Author"), _("Who made it."), limit=250),
        _date("date", _("Date")),
        Column(
            "verdict",
            _("Verdict"),
            _("What it found; empty is “not yet known”."),
            "choice",
            choices=tuple(Verdict.values),
            default=Verdict.UNKNOWN.value,
        ),
        Column("evidence", _("Address of the evidence"), _("An address of the web: https://…"), limit=500),
        _date("expires_on", _("Counts until")),
    ),
    _part(
        "condition",
        _("Conditions"),
        *_title(),
        *_text(),
        _date("due_on", _("Due")),
        _date("met_on", _("Met")),
        parent=_ref("study", _("Study"), "study"),
    ),
    _part(
        "estimate",
        _("Estimates"),
        *_title(),
        *_text(),
        _year("year", _("Year")),
        _money("amount", _("Amount"), required=True),
        _year("price_year", _("At prices of")),
    ),
    _part(
        "funding",
        _("Fundings"),
        *_title(),
        *_text(),
        Column(
            "source",
            _("Source"),
            _("Federal, state, municipal, metropolitan fund, private or international."),
            "choice",
            required=True,
            choices=tuple(FundingSource.values),
        ),
        _ref("territory", _("Territory"), "territory", required=False),
        _year("year", _("Year")),
        _money("amount", _("Amount"), required=True),
        Column(
            "status",
            _("How sure"),
            _("How far the money is; empty is “identified”."),
            "choice",
            choices=tuple(FundingState.values),
            default=FundingState.IDENTIFIED.value,
        ),
        _money("spent", _("Spent so far")),
    ),
    _part(
        "milestone",
        _("Milestones"),
        *_title(),
        *_text(),
        _date("starts_on", _("Begins"), required=True),
        _date("ends_on", _("Ends"), required=True),
        Column("weight", _("Weight"), _("Its part of the whole; empty is 1."), "integer", default=1),
        Column("progress", _("Progress (%)"), _("From 0 to 100; empty is 0."), "integer", default=0),
        _date("done_on", _("Done on")),
        _refs("after", _("Begins after"), "milestone"),
    ),
    _part(
        "permit",
        _("Permits and land"),
        *_title(),
        *_text(),
        Column("authority", _("Who grants it"), _("The office that is asked."), limit=250),
        Column(
            "status",
            _("How far"),
            _("Needed, requested, granted or refused; empty is “needed”."),
            "choice",
            choices=tuple(PermitState.values),
            default=PermitState.NEEDED.value,
        ),
        _date("granted_on", _("Granted")),
        _date("expires_on", _("Valid until")),
    ),
    _part(
        "risk",
        _("Risks"),
        *_title(),
        *_text(),
        Column(
            "probability",
            _("Probability"),
            _("Low, medium or high; empty is medium."),
            "choice",
            choices=LEVELS,
            default=str(Level.MEDIUM.value),
        ),
        Column(
            "impact",
            _("Impact"),
            _("Low, medium or high; empty is medium."),
            "choice",
            choices=LEVELS,
            default=str(Level.MEDIUM.value),
        ),
        Column("owner", _("Who watches it"), _("A person or an office."), limit=150),
        _date("reviewed_on", _("Last reviewed")),
    ),
    _part(
        "position",
        _("Team"),
        *_title(),
        *_text(),
        Column("person", _("Person"), _("Empty while the function is vacant."), limit=150),
        _ref("organization", _("Organization"), "organization", required=False),
        Column("dedication", _("Dedication (% of full time)"), _("From 0 to 100."), "integer"),
        _date("from_day", _("From")),
        _date("until_day", _("Until")),
    ),
    _part(
        "contract",
        _("Contracts"),
        *_title(),
        *_text(),
        Column("ocid", _("OCDS id"), _("Its identifier in the Open Contracting Data Standard: ocds-…"), limit=120),
        Column("contractor", _("Contractor"), _("Who does the work."), limit=250),
        _date("signed_on", _("Signed")),
        _date("ends_on", _("Ends")),
        _money("amount", _("Amount"), required=True),
    ),
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
                "territory",
                _("For the share of"),
                _("Key of the municipality or state, where the role is for its share of the project alone."),
                "reference",
                kinds=("territory",),
            ),
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

#: The sheets of the workbook of the portfolio alone.
PORTFOLIO = ("territory", "organization", "program", "project", "component", "responsibility", *LIFE)

BY_KIND: dict[str, Table] = {table.kind: table for table in TABLES}
