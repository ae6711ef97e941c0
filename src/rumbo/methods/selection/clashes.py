"""Which limits clash where no selection keeps them all.

A set of limits is named that cannot be kept together, none of which can be left out without the others becoming
possible (QuickXplain; Junker, 2004).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from rumbo.methods.selection.exact import SMALL, is_disproved
from rumbo.methods.selection.limits import Limit, LimitKind, limits_of, with_only, yearly
from rumbo.methods.selection.model import build
from rumbo.methods.selection.problem import Problem
from rumbo.methods.selection.solve import select

#: Rounds of work in which one set of limits is tried, and most single years of budgets that are named.
ROUNDS, MOST_YEARS = 4, 6


@dataclass(frozen=True, slots=True)
class Clash:
    """Limits that cannot be kept together, as few as possible: without any of them the others can.

    ``is_proven`` is false where for some set neither a selection nor a proof that there is none was found in the work
    allowed, so that it was taken for impossible. ``is_complete`` is false where it was cancelled before its end.
    """

    limits: tuple[Limit, ...]
    is_proven: bool = True
    is_complete: bool = True

    def as_document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"limits": [limit.as_document() for limit in self.limits], "proven": self.is_proven}


def clashes(problem: Problem, *, progress: Callable[[int], bool] | None = None) -> Clash | None:
    """Return limits that clash; None where a selection keeps all limits.

    Where a linear program proves that they clash, the limits are those without any of which it proves it no more; in
    small problems none of them can be left out of them at all. ``progress`` is told how many sets of limits were
    tried; where it returns false, the work stops.
    """
    trial = _Trial(problem, progress)
    limits = limits_of(problem)
    try:
        if trial.is_possible(limits):
            return None
        found = _fewest(problem, trial, limits)
    except _Cancelled:
        return Clash((), is_proven=False, is_complete=False)
    order = list(LimitKind)
    found.sort(key=lambda limit: (order.index(limit.kind), limit.year or 0))
    return Clash(tuple(found), is_proven=trial.is_proven)


def _fewest(problem: Problem, trial: _Trial, limits: list[Limit]) -> list[Limit]:
    """Return limits that clash: first by proofs of linear programs alone, if these do, then exactly."""
    proof = _Trial(problem, trial.progress, linear=True)
    if not proof.is_possible(limits):
        limits = _by_year(problem, proof, _explain(proof, [], [], limits))
        if trial.is_large(limits):
            trial.is_proven = True
            return limits
    return _by_year(problem, trial, _explain(trial, [], [], limits))


class _Cancelled(Exception):
    """The progress said to stop."""


class _Trial:
    """Tells which sets of limits can be kept together; with ``linear``, all that no linear program disproves can."""

    def __init__(self, problem: Problem, progress: Callable[[int], bool] | None, *, linear: bool = False) -> None:
        self.problem, self.progress, self.linear = problem, progress, linear
        self.is_proven = True
        self.known: dict[frozenset[Limit], bool] = {}

    def is_possible(self, limits: list[Limit]) -> bool:
        """Return whether a selection was found that keeps these limits."""
        key = frozenset(limits)
        if key not in self.known:
            if self.progress is not None and not self.progress(len(self.known)):
                raise _Cancelled
            self.known[key] = self._try(_needed_only(with_only(self.problem, key)))
        return self.known[key]

    def is_large(self, limits: list[Limit]) -> bool:
        """Return whether it takes long to try these limits exactly."""
        return build(_needed_only(with_only(self.problem, limits))).count > SMALL

    def _try(self, problem: Problem) -> bool:
        if not problem.minimums and not problem.projects:
            return True
        if is_disproved(problem):
            return False
        if self.linear:
            return True
        found = select(problem, gap=float("inf"), rounds=ROUNDS)
        self.is_proven = self.is_proven and (found.is_allowed or found.is_impossible)
        return found.is_allowed


def _needed_only(problem: Problem) -> Problem:
    """Return the problem without projects that only could take money from those that must be in."""
    if problem.minimums:
        return problem
    needs: dict[str, list[str]] = {}
    for one, other in problem.before:
        needs.setdefault(one, []).append(other)
    kept: set[str] = set()
    stack = [one.id for one in problem.projects if one.must]
    while stack:
        name = stack.pop()
        if name not in kept:
            kept.add(name)
            stack += needs.get(name, [])
    groups = (group & kept for group in problem.exclusions)
    return dataclasses.replace(
        problem,
        projects=tuple(one for one in problem.projects if one.id in kept),
        before=tuple(pair for pair in problem.before if pair[0] in kept),
        exclusions=tuple(group for group in groups if len(group) > 1),
    )


def _explain(trial: _Trial, kept: list[Limit], added: list[Limit], limits: list[Limit]) -> list[Limit]:
    """Return those of the limits that clash with what is kept; ``added`` is what was kept last."""
    if added and not trial.is_possible(kept):
        return []
    if len(limits) == 1:
        return limits
    half = len(limits) // 2
    first, second = limits[:half], limits[half:]
    needed = _explain(trial, kept + first, first, second)
    return _explain(trial, kept + needed, needed, first) + needed


def _by_year(problem: Problem, trial: _Trial, found: list[Limit]) -> list[Limit]:
    """Name single years of budgets instead of all their years, where a few of them clash already."""
    budgets = [limit for limit in found if limit.kind is LimitKind.BUDGET]
    others = [limit for limit in found if limit.kind is not LimitKind.BUDGET]
    if not budgets or not any(limit.kind is LimitKind.MUST for limit in others):
        return found
    single = [year for limit in budgets for year in yearly(problem, limit)]
    years = _explain(trial, others, others, single)
    return others + years if len(years) <= MOST_YEARS else found
