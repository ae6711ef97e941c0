"""Why a project is out of a selection, and what would have to change."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rumbo.methods.selection.clashes import clashes
from rumbo.methods.selection.limits import Limit
from rumbo.methods.selection.model import UNITS, Model, build
from rumbo.methods.selection.problem import Problem, ProblemError, Project
from rumbo.methods.selection.result import SAME, Selection
from rumbo.methods.selection.solve import Progress, select
from rumbo.methods.selection.state import State

#: Rounds of work in which the selection with the project in it is looked for.
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands in the way beside the rest of the selection.

    Codes: ``excluded`` (``by``), ``needs`` (``needs``: it is not chosen), ``too_late`` (``needs``: it does not end in
    time), ``no_years`` (in no start year it ends within the years of the problem), ``never_paid`` (``source``,
    ``year``, ``short``: all the money of that year is less than it asks for by so much), ``money`` (the same of what
    is left). Where money lacks in each start year, that in which least does is given.
    """

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WhyOut:
    """Why a project is out.

    Where it can be in (``is_possible``), ``objective`` is the best found with it in, beginning in ``start``, and
    ``loss`` what the selection would be worth less; it would have to be worth ``value_needed`` to be in at no loss.
    ``loss_at_least`` is proven. ``pushed_out`` would go and ``brought_in`` would come for it. ``cheaper_by`` is how
    much less it would have to cost to fit beside the whole selection, where only money stands in the way; ``reasons``
    say what does. Where it cannot be in, ``clash`` are the limits that keep it out.
    """

    project: str
    is_possible: bool
    reasons: tuple[Reason, ...]
    cheaper_by: float | None = None
    objective: float | None = None
    loss: float | None = None
    loss_at_least: float | None = None
    value_needed: float | None = None
    start: int | None = None
    pushed_out: tuple[str, ...] = ()
    brought_in: tuple[str, ...] = ()
    clash: tuple[Limit, ...] = ()


def why_out(
    problem: Problem,
    selection: Selection,
    name: str,
    *,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> WhyOut:
    """Return why a project is out of a selection, found by choosing again with the project forced in.

    Raises:
        ProblemError: there is no such project (``unknown_project``), or it is in (``not_out``).
    """
    project = next((one for one in problem.projects if one.id == name), None)
    if project is None:
        raise ProblemError("unknown_project", place="", project=name)
    if name in selection.starts:
        raise ProblemError("not_out", project=name)
    reasons, cheaper = _reasons(problem, selection, project)
    forced = dataclasses.replace(
        problem,
        projects=tuple(dataclasses.replace(one, must=True) if one is project else one for one in problem.projects),
    )
    found = select(forced, rounds=rounds, progress=progress, start=selection.starts)
    if not found.is_allowed:
        clash = clashes(forced)
        return WhyOut(name, False, reasons, cheaper, clash=clash.limits if clash else ())
    start = found.starts[name]
    loss = selection.objective - found.objective
    loss = 0.0 if loss <= SAME * max(1.0, abs(selection.objective)) else loss
    keeps = (1 - problem.delay) ** (start - problem.first_year)
    return WhyOut(
        name,
        True,
        reasons,
        cheaper,
        found.objective,
        loss,
        max(0.0, selection.objective - found.bound),
        problem.worth(project) + loss / keeps,
        start,
        tuple(one for one in selection.starts if one not in found.starts),
        tuple(one for one in found.starts if one not in selection.starts and one != name),
    )


def _reasons(problem: Problem, selection: Selection, project: Project) -> tuple[tuple[Reason, ...], float | None]:
    """Return what stands in the way beside the whole selection, and how much cheaper it would have to be."""
    found = [*_excluded(problem, selection, project), *_order(problem, selection, project)]
    if found:
        return tuple(found), None
    starts = _starts(problem, selection, project)
    if not starts:
        return (Reason("no_years", {}),), None
    model = build(problem)
    never = _short(problem, project, starts, State(model))
    if never:
        return tuple(lack.reason("never_paid") for lack in never), None
    short = _short(problem, project, starts, _state(model, selection))
    return tuple(lack.reason("money") for lack in short), round(sum(lack.short for lack in short), 4)


def _excluded(problem: Problem, selection: Selection, project: Project) -> list[Reason]:
    groups = [group for group in problem.exclusions if project.id in group]
    rivals = sorted({name for group in groups for name in group & selection.starts.keys()})
    return [Reason("excluded", {"by": name}) for name in rivals]


def _order(problem: Problem, selection: Selection, project: Project) -> list[Reason]:
    """Return what it needs that is not chosen, or is chosen but ends too late for it."""
    found: list[Reason] = []
    durations = {one.id: one.duration for one in problem.projects}
    latest = problem.first_year + max(problem.starts(project), default=-1)
    for one, other in problem.before:
        if one == project.id and other not in selection.starts:
            found.append(Reason("needs", {"needs": other}))
        elif one == project.id and selection.starts[other] + durations[other] > latest:
            found.append(Reason("too_late", {"needs": other}))
    return found


def _starts(problem: Problem, selection: Selection, project: Project) -> list[int]:
    """Return its start years (from 0) that what it needs allows."""
    durations = {one.id: one.duration for one in problem.projects}
    needs = [other for one, other in problem.before if one == project.id]
    ready = max((selection.starts[other] + durations[other] for other in needs), default=problem.first_year)
    return [year for year in problem.starts(project) if problem.first_year + year >= ready]


def _state(model: Model, selection: Selection) -> State:
    """Return the selection as a state."""
    places = {one.id: place for place, one in enumerate(model.problem.projects)}
    chosen = [model.at[places[name], year - model.problem.first_year] for name, year in selection.starts.items()]
    state = State(model)
    state.put(np.array(chosen, dtype=np.intp))
    return state


@dataclass(frozen=True, slots=True)
class _Lack:
    """So much of a source lacks in a year."""

    source: str
    year: int
    short: float

    def reason(self, code: str) -> Reason:
        return Reason(code, {"source": self.source, "year": self.year, "short": self.short})


def _short(problem: Problem, project: Project, starts: list[int], state: State) -> list[_Lack]:
    """Return what lacks of each budget in the start year in which least lacks in all; nothing where it fits."""
    found = [_lacks(problem, project, start, state) for start in starts]
    return min(found, key=lambda lacks: sum(one.short for one in lacks))


def _lacks(problem: Problem, project: Project, start: int, state: State) -> list[_Lack]:
    found: list[_Lack] = []
    for row, source in enumerate(problem.budgets):
        for age, amount in enumerate(project.costs.get(source, ())):
            left = int(state.left[row * problem.years + start + age]) / UNITS
            if amount > left:
                found.append(_Lack(source, problem.first_year + start + age, round(float(amount) - left, 4)))
    return found
