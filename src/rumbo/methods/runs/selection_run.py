"""A run of a selection: the best set of projects within all limits, by an amount of work and never by the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rumbo.methods.runs.errors import RunError, Steps
from rumbo.methods.runs.fields import Fields
from rumbo.methods.selection import Problem, ProblemError, read_problem, select

#: Most rounds of work in one run.
MOST_ROUNDS = 10_000


def run_selection(inputs: Mapping[str, Any], method: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """Return the result of a selection, as `Selection.as_document` does.

    Raises:
        RunError: the inputs or the method are wrong.
        Cancelled: ``steps`` were told to stop.
    """
    rounds = rounds_of(method)
    return dict(select(problem_of(inputs, "inputs"), rounds=rounds, progress=told(steps.at)).as_document())


def rounds_of(method: Mapping[str, Any]) -> int:
    """Return the amount of work of a method.

    Raises:
        RunError: it is missing or none.
    """
    return Fields(method, "method").whole("rounds", 1, MOST_ROUNDS)


def problem_of(document: object, at: str) -> Problem:
    """Return the problem of a document, its projects and links in the order of their ids.

    Raises:
        RunError: it is no problem; the code ``problem`` has that of the `ProblemError` as ``of`` and its parameters.
    """
    try:
        problem = read_problem(document)
    except ProblemError as error:
        raise RunError("problem", at=at, of=error.code, params=error.params) from None
    return replace(
        problem,
        projects=tuple(sorted(problem.projects, key=lambda project: project.id)),
        before=tuple(sorted(problem.before)),
        exclusions=tuple(sorted(problem.exclusions, key=sorted)),
        minimums=tuple(sorted(problem.minimums, key=lambda one: (one.axis, one.place, one.share))),
        budgets=dict(sorted(problem.budgets.items())),
    )


def told(at: Callable[[float], None]) -> Callable[[float, float, float], bool]:
    """Return what `select` tells its progress, and goes on with unless it is stopped by `Cancelled`."""

    def progress(_objective: float, _bound: float, share: float) -> bool:
        at(share)
        return True

    return progress
