"""Which limits clash where no selection keeps them all.

A set of limits is named that cannot be kept together, none of which can be left out without the others becoming
possible (QuickXplain; Junker, 2004); then a set of fewer limits is looked for, as far as the work allows, among those
that have one of each group of limits without which all others can be kept (smallest sets by hitting sets; Ignatiev,
Previti, Liffiton and Marques-Silva, 2015).
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
#: Most sets of limits that are tried in looking for one of fewer, and most steps in choosing each of them.
TRIES, TRIES_IF_LARGE, STEPS = 80, 12, 20_000


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
    small problems none of them can be left out of them at all, and no fewer clash where the work allowed was enough.
    ``progress`` is told how many sets of limits were tried; where it returns false, the work stops.
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
    """Return limits that clash: of large problems by proofs of linear programs alone, if these do; else exactly."""
    if not trial.is_large(limits):
        return _by_year(problem, trial, _smallest(trial, limits, _explain(trial, [], [], limits)))
    proof = _Trial(problem, trial.progress, linear=True)
    if proof.is_possible(limits):
        return _by_year(problem, trial, _explain(trial, [], [], limits))
    fewest = _smallest(proof, limits, _explain(proof, [], [], limits))
    named = _by_year(problem, proof, fewest)
    if trial.is_large(named):
        trial.doubtful.clear()
        return named
    return _by_year(problem, trial, _explain(trial, [], [], fewest))


class _Cancelled(Exception):
    """The progress said to stop."""


class _Trial:
    """Tells which sets of limits can be kept together; with ``linear``, all that no linear program disproves can."""

    def __init__(self, problem: Problem, progress: Callable[[int], bool] | None, *, linear: bool = False) -> None:
        self.problem, self.progress, self.linear = problem, progress, linear
        self.known: dict[frozenset[Limit], bool] = {}
        self.doubtful: set[frozenset[Limit]] = set()

    @property
    def is_proven(self) -> bool:
        """Whether no set was taken for impossible without a proof."""
        return not self.doubtful

    def is_possible(self, limits: list[Limit]) -> bool:
        """Return whether a selection was found that keeps these limits."""
        key = frozenset(limits)
        if key not in self.known:
            if self.progress is not None and not self.progress(len(self.known)):
                raise _Cancelled
            self.known[key] = self._try(key, _needed_only(with_only(self.problem, key)))
        return self.known[key]

    def is_large(self, limits: list[Limit]) -> bool:
        """Return whether it takes long to try these limits exactly."""
        return build(_needed_only(with_only(self.problem, limits))).count > SMALL

    def _try(self, key: frozenset[Limit], problem: Problem) -> bool:
        if not problem.minimums and not problem.projects:
            return True
        if is_disproved(problem):
            return False
        if self.linear:
            return True
        found = select(problem, gap=float("inf"), rounds=ROUNDS)
        if not found.is_allowed and not found.is_impossible:
            self.doubtful.add(key)
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


def _smallest(trial: _Trial, limits: list[Limit], found: list[Limit]) -> list[Limit]:
    """Return as few limits as clash, or those found where no fewer are met within the work allowed.

    Where all limits but a few can be kept, each clash has one of these few: a smallest set of limits that has one of
    all the few known so far is tried; it clashes, or tells of few others.
    """
    doubtful = set(trial.doubtful)
    groups: list[list[Limit]] = []
    most = len(trial.known) + (TRIES_IF_LARGE if trial.linear else TRIES)
    while len(found) > 1 and len(trial.known) < most:
        fewer = _hitting(groups, len(found) - 1)
        if fewer is None:
            break
        if not trial.is_possible(fewer):
            found = found if frozenset(fewer) in trial.doubtful else fewer
            break
        kept = _grown(trial, fewer, [limit for limit in limits if limit not in fewer])
        groups.append([limit for limit in limits if limit not in kept])
    trial.doubtful = doubtful
    return sorted(found, key=limits.index)


def _hitting(groups: list[list[Limit]], most: int) -> list[Limit] | None:
    """Return the fewest limits that have one of each group; None where there are more than ``most``."""
    steps = 0

    def search(chosen: list[Limit], depth: int) -> list[Limit] | None:
        nonlocal steps
        steps += 1
        group = next((one for one in groups if not set(one) & set(chosen)), None)
        if group is None or depth == 0 or steps > STEPS:
            return chosen if group is None else None
        tried = (search([*chosen, limit], depth - 1) for limit in group)
        return next((one for one in tried if one is not None), None)

    fewest = (search([], depth) for depth in range(most + 1))
    return next((one for one in fewest if one is not None), None)


def _grown(trial: _Trial, kept: list[Limit], more: list[Limit]) -> list[Limit]:
    """Return what can be kept with as many of the others as come in, tried together as long as they do."""
    if not more or trial.is_possible(kept + more):
        return kept + more
    if len(more) == 1:
        return kept
    half = len(more) // 2
    return _grown(trial, _grown(trial, kept, more[:half]), more[half:])


def _by_year(problem: Problem, trial: _Trial, found: list[Limit]) -> list[Limit]:
    """Name single years of budgets instead of all their years, where a few of them clash already."""
    budgets = [limit for limit in found if limit.kind is LimitKind.BUDGET]
    others = [limit for limit in found if limit.kind is not LimitKind.BUDGET]
    if not budgets or not any(limit.kind is LimitKind.MUST for limit in others):
        return found
    single = [year for limit in budgets for year in yearly(problem, limit)]
    years = _explain(trial, others, others, single)
    return others + years if len(years) <= MOST_YEARS else found
