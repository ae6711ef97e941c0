"""What only shows once all files are read: numbers and projects given twice, and texts that are too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from rumbo.importers.draft import Draft, Problem, Row
from rumbo.importers.schema import BY_KIND

from .text import fold
from .words import place, role_name


def check(draft: Draft) -> None:
    """Add the problems and notes that the rows of a whole draft give."""
    draft.problems.extend(_long_titles(draft))
    draft.problems.extend(_long_numbers(draft))
    twice = list(_projects_in_two_programs(draft))
    told = {id(row) for row, _first, problem in twice if problem}
    draft.problems.extend(_numbers(row for row in draft.of("project") if id(row) not in told))
    for row, first, problem in twice:
        message = _('Project "%(title)s" stands in two programs: %(first)s and %(second)s.')
        if problem:
            message = _(
                'Project "%(title)s" stands in two programs: %(first)s and %(second)s. Keep it in one of them, or '
                "tell the two apart by their numbers or titles."
            )
        shown = {"title": row.fields["title"], "first": place(first.source), "second": place(row.source)}
        (draft.problems if problem else draft.notes).append(Problem(message % shown, row.source))


def _long_titles(draft: Draft) -> Iterator[Problem]:
    for row in draft.rows:
        limit = BY_KIND[row.kind].column("title").limit or 0
        title = str(row.fields["title"])
        if limit and len(title) > limit:
            message = _(
                '%(role)s "%(title)s…" has %(length)s characters, and %(limit)s are allowed. Shorten it, and put '
                "the rest in a paragraph below."
            )
            shown = {"role": _name(row), "title": title[:60], "length": len(title), "limit": limit}
            yield Problem(message % shown, row.source)


def _name(row: Row) -> str:
    if row.kind == "priority_entry":
        return _("Entry of the priority portfolio")
    return _("Chapter") if row.kind == "chapter" else role_name(row.kind)


def _long_numbers(draft: Draft) -> Iterator[Problem]:
    limit = BY_KIND["project"].column("number").limit or 0
    for row in draft.of("project"):
        number = str(row.fields.get("number", ""))
        if len(number) > limit:
            message = _("Project number %(number)s is too long: %(limit)s characters are allowed.")
            yield Problem(message % {"number": number, "limit": limit}, row.source)


def _numbers(projects: Iterable[Row]) -> Iterator[Problem]:
    first: dict[str, Row] = {}
    for row in projects:
        number = str(row.fields.get("number", ""))
        known = first.setdefault(number.casefold(), row) if number else row
        if known is not row:
            message = _(
                "Project number %(number)s is used twice: %(first)s and %(second)s. Give one of them its own."
            )
            shown = {"number": number, "first": place(known.source), "second": place(row.source)}
            yield Problem(message % shown, row.source)


def _projects_in_two_programs(draft: Draft) -> Iterator[tuple[Row, Row, bool]]:
    """Yield each project whose title another programme has too, that other one, and whether it is a fault.

    It is one where both have the same number, or neither has one and both are in one axis: two numbers, or two
    axes without numbers, are two projects.
    """
    axis_of = {row.key: row.fields["axis"] for row in draft.of("theme")}
    theme_of = {row.key: row.fields["theme"] for row in draft.of("program")}
    first: dict[str, Row] = {}
    for row in draft.of("project"):
        known = first.setdefault(fold(str(row.fields["title"])), row)
        if known.fields["program"] == row.fields["program"]:
            continue
        one, other = (axis_of[theme_of[project.fields["program"]]] for project in (known, row))
        numbers = {known.fields.get("number"), row.fields.get("number")}
        yield row, known, len(numbers) == 1 and (numbers != {None} or one == other)
