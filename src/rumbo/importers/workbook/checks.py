"""What must hold across the rows of a workbook."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from rumbo.importers.draft import Draft, Problem, Row
from rumbo.importers.workbook.labels import fold


def check(draft: Draft) -> None:
    """Add problems for numbers used twice, projects in two programmes, and rows that need exactly one owner."""
    _unique(draft, lambda row: str(row.fields.get("number") or ""), _duplicate_number)
    _unique(draft, lambda row: fold(str(row.fields.get("title") or "")), _duplicate_title)
    for row in draft.of("action"):
        _one_of(draft, row, ("strategy", "project"), _("An action stands under a strategy or a project: name one."))
    for row in draft.of("responsibility"):
        owners = ("strategy", "project", "action")
        _one_of(draft, row, owners, _("A responsibility is for one strategy, project or action: name one."))
    for row in draft.of("antecedent_link"):
        targets = ("axis", "theme", "objective", "goal", "strategy", "project", "action")
        _one_of(draft, row, targets, _("A link to an antecedent is from one element of the plan: name one."))


def _unique(draft: Draft, value_of: Callable[[Row], str], say: Callable[[Row, Row], str | None]) -> None:
    seen: dict[str, Row] = {}
    for row in draft.of("project"):
        value = value_of(row)
        if not value:
            continue
        if value in seen and (message := say(seen[value], row)):
            draft.problems.append(Problem(message, row.source))
        seen.setdefault(value, row)


def _duplicate_number(first: Row, second: Row) -> str:
    message = _("Number %(number)s is used already in row %(line)d (“%(title)s”): give one of them another number.")
    values = {"number": second.fields["number"], "line": first.source.line, "title": first.fields.get("title", "")}
    return message % values


def _duplicate_title(first: Row, second: Row) -> str | None:
    if first.fields.get("program") == second.fields.get("program"):
        return None
    message = _(
        "“%(title)s” stands in row %(line)d already, under another program: a project has one program. "
        "Delete one of the rows or tell their titles apart."
    )
    return message % {"title": second.fields.get("title", ""), "line": first.source.line}


def _one_of(draft: Draft, row: Row, names: tuple[str, ...], message: str) -> None:
    if sum(bool(row.fields.get(name)) for name in names) != 1:
        draft.problems.append(Problem(message, row.source))
