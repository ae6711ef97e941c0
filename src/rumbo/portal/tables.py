"""The lists of the public pages as files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table


def _counterpart(entry: Any) -> str:
    """Return the title of what an entry names."""
    named = entry.project or entry.program
    return named.title if named else ""


ORGANIZATIONS = Table(
    "organizations",
    _("Organizations"),
    (
        Column("name", _("Name"), lambda row: row.title, 50),
        Column("sector", _("Sector"), lambda row: row.sector, 12),
        Column("group", _("Group"), lambda row: row.group, 30),
        Column("territory", _("Territory"), lambda row: row.territory.title if row.territory else "", 30),
        Column("other_names", _("Other names"), lambda row: row.other_names, 30),
        Column("answers_for", _("Answers for"), lambda row: row.answers_for, 12),
    ),
)

TERRITORIES = Table(
    "territories",
    _("Territories"),
    (
        Column("name", _("Name"), lambda row: row.title, 40),
        Column("kind", _("Kind"), lambda row: row.kind, 14),
        Column("code", _("INEGI code"), lambda row: row.code, 12),
        Column("belongs_to", _("Belongs to"), lambda row: row.parent.title if row.parent else "", 30),
        Column("projects", _("Projects"), lambda row: row.project_count, 10),
    ),
)

PRIORITY = Table(
    "priority",
    _("Priority portfolio"),
    (
        Column("axis", _("Axis"), lambda row: row.axis.title if row.axis else row.axis_title, 30),
        Column("entry", _("Entry"), lambda row: row.title, 50),
        Column("number", _("Number"), lambda row: row.project.number if row.project else "", 10),
        Column("names", _("It names"), _counterpart, 50),
        Column("standing", _("Counterpart"), lambda row: row.standing, 14),
        Column("likeness", _("Likeness"), lambda row: row.score, 10),
    ),
)

INDICATORS = Table(
    "indicators",
    _("Indicators"),
    (
        Column("indicator", _("Indicator"), lambda row: row.indicator.key, 40),
        Column("name", _("Name"), lambda row: row.indicator.title, 50),
        Column("axis", _("Axis"), lambda row: row.indicator.axis.title if row.indicator.axis else "", 30),
        Column("area", _("Area"), lambda row: row.indicator.area, 20),
        Column("unit", _("Unit"), lambda row: row.indicator.unit, 20),
        Column("territory", _("Territory"), lambda row: row.territory.title if row.territory else "", 30),
        Column("date", _("Date"), lambda row: row.on, 12),
        Column("value", _("Value"), lambda row: row.value, 16),
        Column("to_confirm", _("To confirm"), lambda row: bool(row.latest and row.latest.value.to_confirm), 12),
        Column("target_date", _("Day of the target"), lambda row: row.target.on if row.target else None, 12),
        Column("target", _("Target value"), lambda row: float(row.target.value) if row.target else None, 16),
        Column("status", _("How it stands"), lambda row: row.status.status if row.status else "", 14),
    ),
)

OBSERVATIONS = Table(
    "observations",
    _("Values"),
    (
        Column("indicator", _("Indicator"), lambda row: row["series"].indicator.key, 40),
        Column("territory", _("Territory"), lambda row: row["series"].territory.title, 30),
        Column("date", _("Date"), lambda row: row["on"], 12),
        Column("value", _("Value"), lambda row: row["value"], 16),
        Column("source", _("Source"), lambda row: row.get("source", ""), 50),
        Column("notes", _("Notes"), lambda row: row.get("notes", ""), 50),
        Column("standing", _("What it counts for"), lambda row: row.get("standing", ""), 14),
    ),
)

DECIDED = Table(
    "decided",
    _("Priority portfolio"),
    (
        Column("place", _("Place in the ranking"), lambda row: row.place, 10),
        Column("number", _("Number"), lambda row: row.number, 10),
        Column("name", _("Name"), lambda row: row.name, 50),
        Column("axis", _("Axis"), lambda row: row.axis.title if row.axis else "", 30),
        Column("by_run", _("In by the run"), lambda row: row.by_run, 12),
        Column("by_council", _("In by the council"), lambda row: row.by_council, 12),
        Column("reason", _("Why the council departs"), lambda row: row.reason, 60),
        Column("acceptability", _("Share of weightings among the first"), lambda row: row.acceptability, 14),
    ),
)


def _promised(row: Any) -> str:
    """Return the commitments of a line, one after the other: what, who, until when, how it stands."""
    rows = [one.row for one in row.advice.promises] if row.advice else []
    return "; ".join(
        f"{one.title} ({one.organization.title}, {one.due_on.isoformat()}, {one.progress})"
        + (f": {one.outcome}" if one.outcome else "")
        for one in rows
    )


def _changed(row: Any) -> str:
    """Return what a line changed in the plan, one after the other: what, from what, to what."""
    rows = row.advice.changes if row.advice else []
    return "; ".join(f"{one.name} ({one.label}): {one.before} → {one.after}" for one in rows)


def _editions(row: Any) -> str:
    """Return the numbers of the editions that hold what a line changed."""
    rows = row.advice.changes if row.advice else []
    return ", ".join(map(str, sorted({one.edition.number for one in rows if one.edition})))


LEARNED = Table(
    "learned",
    _("What we learned"),
    (
        Column("finding", _("Finding"), lambda row: row.learned.row.title, 50),
        Column("evidence", _("It rests on"), lambda row: row.learned.row.evidence, 40),
        Column("about", _("About"), lambda row: "; ".join(name for _label, name, _url in row.learned.about), 40),
        Column(
            "evaluation",
            _("Evaluation"),
            lambda row: row.learned.row.evaluation.title if row.learned.row.evaluation else "",
            40,
        ),
        Column("recommendation", _("Recommendation"), lambda row: row.advice.row.title if row.advice else "", 50),
        Column(
            "to",
            _("To whom"),
            lambda row: row.advice.row.organization.title if row.advice and row.advice.row.organization_id else "",
            30,
        ),
        Column("answer", _("Answer"), lambda row: row.advice.row.answer if row.advice else "", 12),
        Column(
            "reason", _("Reason of the answer"), lambda row: row.advice.row.answer_reason if row.advice else "", 50
        ),
        Column("answered", _("Answered on"), lambda row: row.advice.row.answered_on if row.advice else None, 12),
        Column("commitments", _("Commitments"), _promised, 60),
        Column("changes", _("What it changed in the plan"), _changed, 60),
        Column("edition", _("Edition"), _editions, 10),
    ),
)
