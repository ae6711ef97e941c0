"""The thread of a project: who asked for it, what it stands for in the plan, and what should come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.links import anchor, public_url
from rumbo.plan.enums import Term
from rumbo.portal.terms import years
from rumbo.priority.decision_words import firmness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rumbo.participation.queries.courses import Origin
    from rumbo.plan.models import AntecedentLink, Plan
    from rumbo.portfolio.models import Passage, Project
    from rumbo.portfolio.queries.sheets import ProjectSheet
    from rumbo.priority.queries.published import Said

#: How many elements of a kind the thread shows before it only counts the others.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One knot of the thread.

    ``kind`` says in words what it is, ``when`` a year that is known (else empty), ``tone`` is ``now`` for the project
    itself and ``next`` for what should come; ``quoted`` marks what people said.
    """

    kind: str
    title: str
    url: str = ""
    note: str = ""
    when: str = ""
    tone: str = ""
    quoted: bool = False
    more: int = 0


def project_thread(
    plan: Plan,
    project: Project,
    sheet: ProjectSheet,
    links: Iterable[AntecedentLink],
    said: Sequence[Origin] = (),
    asked: Iterable[Step] = (),
    passages: Sequence[Passage] = (),
    priority: Said | None = None,
) -> list[Step]:
    """Return the knots from the oldest on; what the plan does not say is left out, never made up.

    ``said`` are the contributions that became the project, ``asked`` the knots of the citizens' proposals and
    ``passages`` how it came to its stage, the latest first; ``priority`` what the council decided on it.
    """
    problems = {problem.pk: problem for objective in sheet.objectives for problem in objective.problem_list}
    goals = {goal.pk: goal for objective in sheet.objectives for goal in objective.goal_list}
    direct = bool(sheet.strategies)
    return [
        *_antecedents(plan, links),
        *said_steps(plan, said),
        *asked,
        *_steps(plan, _("Problem of the diagnosis"), problems.values(), quoted=True),
        *_steps(plan, _("Objective") if direct else _("Objective of its theme"), sheet.objectives),
        *_steps(plan, _("Strategy that its program serves"), sheet.strategies),
        Step(_("Program"), project.program.name, public_url(project.program, plan.key)),
        *_project(plan, project),
        *_passages(passages),
        *_entries(plan, project, sheet, priority),
        *_goals(plan, goals.values()),
    ]


def said_steps(plan: Plan, said: Sequence[Origin]) -> list[Step]:
    """Return a knot for each contribution from which an element came, each leading to its own page."""
    steps = []
    for index, origin in enumerate(said[:SHOWN]):
        more = len(said) - SHOWN if index == SHOWN - 1 and len(said) > SHOWN else 0
        url = reverse("portal:contribution", args=[plan.key, origin.pk])
        when = date_format(origin.date, "DATE_FORMAT") if origin.date else ""
        steps.append(Step(_("Said at a workshop"), origin.text, url, _said_by(origin), when, quoted=True, more=more))
    return steps


def _said_by(origin: Origin) -> str:
    """Return where it was said and by how many, without naming anybody."""
    people = ngettext("%(n)d person", "%(n)d people", origin.people) % {"n": origin.people}
    return " · ".join(
        [origin.workshop, *([people] if origin.people else []), *([origin.note] if origin.note else [])]
    )


def _project(plan: Plan, project: Project) -> Iterator[Step]:
    kind = _("Project of the plan") if project.is_current else str(project.get_state_display())
    note = project.state_reason or (_("Under way") if project.under_way else "")
    yield Step(kind, str(project), note=note, tone="now")
    if heir := project.superseded_by:
        yield Step(_("Its place was taken by"), str(heir), public_url(heir, plan.key))


def _passages(passages: Sequence[Passage]) -> Iterator[Step]:
    """Yield the latest passages, the oldest of them first; each leads to the whole of it on the page."""
    for passage in reversed(passages[:SHOWN]):
        latest = passage is passages[0]
        moved = passage.from_stage != passage.to_stage
        lacked = ngettext("%(n)d thing was missing", "%(n)d things were missing", len(passage.missing))
        notes = (passage.minutes, lacked % {"n": len(passage.missing)} if passage.missing else "")
        yield Step(
            passage.get_kind_display(),
            str(passage if moved else passage.get_to_stage_display()),
            f"#passage-{passage.pk}",
            note=" · ".join(note for note in notes if note),
            when=date_format(passage.on, "DATE_FORMAT"),
            more=max(0, len(passages) - SHOWN) if latest else 0,
        )


def _steps(plan: Plan, kind: str, records: Iterable[Any], *, quoted: bool = False) -> Iterator[Step]:
    listed = list(records)
    for index, record in enumerate(listed[:SHOWN]):
        more = len(listed) - SHOWN if index == SHOWN - 1 and len(listed) > SHOWN else 0
        yield Step(kind, record.name, public_url(record, plan.key), quoted=quoted, more=more)


def _antecedents(plan: Plan, links: Iterable[AntecedentLink]) -> Iterator[Step]:
    for link in links:
        antecedent = link.antecedent
        yield Step(
            _("Antecedent: %(relation)s") % {"relation": link.get_relation_display().lower()},
            antecedent.name,
            public_url(antecedent, plan.key),
            note=link.words,
            when=str(antecedent.year),
        )


def _entries(plan: Plan, project: Project, sheet: ProjectSheet, priority: Said | None) -> Iterator[Step]:
    for entry in sheet.entries:
        note = _("Through its program")
        if entry.project_id == project.pk:
            note = " · ".join(part for part in (place(priority), departure(priority)) if part)
        yield Step(_("Priority portfolio"), entry.name, public_url(entry, plan.key), note=note)
    if priority is not None and priority.decided.departs and not priority.decided.by_council:
        url = reverse("portal:publication", args=[plan.key, priority.publication.pk])
        yield Step(_("Priority portfolio"), departure(priority), url, note=place(priority))


def place(priority: Said | None) -> str:
    """Return the place in the ranking and how firm it is."""
    if priority is None:
        return ""
    firm = firmness(priority.decided, priority.first)
    if priority.decided.place is None:
        return _("Without a place in the ranking.")
    where = _("Place %(n)d in the ranking.") % {"n": priority.decided.place}
    return f"{where} {firm}".strip()


def departure(priority: Said | None) -> str:
    """Return what the council decided otherwise than the ranking, in a few words."""
    if priority is None or not priority.decided.departs:
        return ""
    return _("The council brought it in") if priority.decided.by_council else _("The council left it out")


def _goals(plan: Plan, goals: Iterable[Any]) -> Iterator[Step]:
    """Yield the goals with a term, the nearest first."""
    ranks = {term.value: rank for rank, term in enumerate(Term)}
    due = sorted((goal for goal in goals if goal.term), key=lambda goal: (ranks[goal.term], goal.position, goal.pk))
    for index, goal in enumerate(due[:SHOWN]):
        more = len(due) - SHOWN if index == SHOWN - 1 and len(due) > SHOWN else 0
        url = f"{public_url(goal.objective.theme, plan.key)}#{anchor(goal)}"
        yield Step(_due(plan, goal), goal.name, url, tone="next", more=more)


def _due(plan: Plan, goal: Any) -> str:
    if known := years(plan, goal.term):
        return _("Goal for %(year)d") % {"year": known[1]}
    return _("Goal: %(term)s") % {"term": goal.get_term_display().lower()}
