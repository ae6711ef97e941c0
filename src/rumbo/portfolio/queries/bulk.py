"""What a bulk edit would change, project by project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rumbo.core.ordering import text_key
from rumbo.core.services.many import chunks
from rumbo.plan.enums import Term
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Project, Responsibility
from rumbo.portfolio.models.project import check_tags, joined_tags

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: Projects that are edited at once.
LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change; empty fields change nothing. ``term`` is empty to take the term away, None to leave it.

    ``replace`` says that the organization takes the place of the one that is accountable.
    """

    term: str | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    organization: Organization | None = None
    role: str = Responsible.ACCOUNTABLE
    replace: bool = False


class Difference(NamedTuple):
    """A field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """What an edit does to one project: its changes, or why it stays as it is.

    ``mark`` tells whether somebody changed it since; ``taken`` says that another organization is accountable.
    """

    project: Any
    mark: str
    changes: list[Difference] = field(default_factory=list)
    refused: str = ""
    taken: bool = False
    term: str = ""
    tags: str = ""
    present: Responsibility | None = None
    gives_role: bool = False

    @property
    def kind(self) -> str:
        """Whether it changes, stays the same, or may not be changed."""
        return "refused" if self.refused else "change" if self.changes else "same"

    @property
    def is_written(self) -> bool:
        """Whether fields of the project itself change."""
        return (self.term, self.tags) != (self.project.term, self.project.tags)


def chosen(plan: Plan, numbers: Iterable[int]) -> QuerySet[Any, Any]:
    """Return projects of a plan with what their permissions need, by number."""
    rows: QuerySet[Any, Any] = Project.objects.filter(plan=plan, pk__in=list(numbers))
    return rows.select_related("program__theme").order_by("number_order", "pk")


def looked_at(actor: Actor, plan: Plan, numbers: Sequence[int], edit: Edit) -> list[Line]:
    """Return what an edit would do to each project, in the order given: two queries a chunk of 250."""
    lines: list[Line] = []
    for chunk in chunks(numbers):
        found = {project.pk: project for project in chosen(plan, chunk).defer("text", "text_en")}
        lines += lines_of(actor, [found[pk] for pk in chunk if pk in found], edit)
    return lines


def lines_of(actor: Actor, projects: Sequence[Any], edit: Edit) -> list[Line]:
    """Return what an edit does to projects that were read already: a query, however many."""
    roles = _roles([project.measure_id for project in projects], edit)
    return [_line(actor, project, roles[project.measure_id], edit) for project in projects]


def _roles(measures: list[int], edit: Edit) -> dict[int, list[Responsibility]]:
    held: dict[int, list[Responsibility]] = defaultdict(list)
    if edit.organization is not None:
        rows = Responsibility.objects.filter(measure__in=measures, share=None, role=edit.role)
        for row in rows.select_related("organization"):
            held[row.measure_id].append(row)
    return held


def _line(actor: Actor, project: Any, held: list[Responsibility], edit: Edit) -> Line:
    mark = "-".join(map(str, [project.version, *sorted(row.organization_id for row in held)]))
    line = Line(project, mark, term=project.term, tags=project.tags)
    if not project.is_current:
        line.refused = _("It is not in force any more.")
    elif not actor.has_perm(project.PERMISSION, project):
        line.refused = _("You may not edit the projects of this axis: ask who manages the plan.")
    else:
        _compare(line, held, edit)
    return line


def _compare(line: Line, held: list[Responsibility], edit: Edit) -> None:
    project = line.project
    if edit.term is not None and edit.term != project.term:
        line.term = edit.term
        line.changes.append(Difference(_("Term"), _term(project.term), _term(edit.term)))
    line.tags = changed_tags(project.tag_list, edit.add, edit.remove)
    if line.tags != project.tags:
        line.changes.append(Difference(_("Tags"), project.tags, line.tags))
        try:
            check_tags(line.tags)
        except ValidationError as error:
            line.refused = " ".join(error.messages)
    if edit.organization is not None and all(row.organization_id != edit.organization.pk for row in held):
        _compare_role(line, held, edit)


def _compare_role(line: Line, held: list[Responsibility], edit: Edit) -> None:
    assert edit.organization is not None  # noqa: S101 (asked by the caller)
    name, label = edit.organization.name, str(Responsible(edit.role).label)
    if edit.role != Responsible.ACCOUNTABLE:
        before = "; ".join(sorted(row.organization.name for row in held))
        after = "; ".join(sorted([name, *(row.organization.name for row in held)]))
        line.changes.append(Difference(label, before, after))
    else:
        line.present = held[0] if held else None
        line.changes.append(Difference(label, held[0].organization.name if held else "", name))
        if held and not edit.replace:
            line.taken = True
            message = _("“%(old)s” is accountable for it, and only one organization can be.")
            line.refused = message % {"old": held[0].organization.name}
    line.gives_role = True


def changed_tags(tags: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> str:
    """Return tags with some added and some taken away, as they are kept; a tag that is there keeps its spelling."""
    kept = {text_key(tag): tag for tag in add}
    kept |= {text_key(tag): tag for tag in tags}
    for tag in remove:
        kept.pop(text_key(tag), None)
    return joined_tags(kept.values())


def _term(term: str) -> str:
    return str(Term(term).label) if term else ""
