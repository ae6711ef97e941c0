"""Whether the parts of a problem fit each other; each thing that can be wrong has a code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rumbo.methods.selection.links import circle
from rumbo.methods.selection.problem import LARGEST, MOST_MONEY, MOST_VALUE, ProblemError

if TYPE_CHECKING:
    from rumbo.methods.selection.problem import Minimum, Problem, Project


def validate(problem: Problem) -> None:
    """Raise a ProblemError at the first thing that does not fit."""
    _check_budgets(problem)
    if not 0 <= problem.delay < 1:
        raise ProblemError("delay_range", place="delay", value=problem.delay)
    _check_groups(problem)
    counts = Counter(project.id for project in problem.projects)
    if len(counts) < len(problem.projects):
        raise ProblemError("project_twice", place="projects", project=counts.most_common(1)[0][0])
    if len(problem.projects) * problem.years > LARGEST:
        raise ProblemError("too_big", place="projects", projects=len(problem.projects), years=problem.years)
    for at, project in enumerate(problem.projects):
        _check_project(problem, project, f"projects[{at}]")
    _check_links(problem, set(counts))
    for at, minimum in enumerate(problem.minimums):
        _check_minimum(minimum, f"minimums[{at}]")


def _check_budgets(problem: Problem) -> None:
    if not problem.budgets:
        raise ProblemError("no_budgets", place="budgets")
    for source, amounts in problem.budgets.items():
        place = f"budgets.{source}"
        if not len(amounts):
            raise ProblemError("no_years", place=place, source=source)
        if len(amounts) != problem.years:
            raise ProblemError("years_differ", place=place, source=source, found=len(amounts), others=problem.years)
        for at, amount in enumerate(amounts):
            _check_amount(amount, f"{place}[{at}]")


def _check_amount(amount: float, place: str) -> None:
    if amount < 0:
        raise ProblemError("negative", place=place, value=amount)
    if not amount <= MOST_MONEY:
        raise ProblemError("too_large", place=place, value=amount)


def _check_value(value: float, place: str) -> None:
    if not abs(value) <= MOST_VALUE:
        raise ProblemError("too_large", place=place, value=value)


def _check_groups(problem: Problem) -> None:
    for name, weight in problem.groups.items():
        _check_value(weight, f"groups.{name}")
        if weight < 0:
            raise ProblemError("negative", place=f"groups.{name}", value=weight)
    if problem.objective == "utility" and not any(problem.groups.values()):
        raise ProblemError("no_groups", place="groups")


def _check_project(problem: Problem, project: Project, place: str) -> None:
    if not project.id:
        raise ProblemError("no_id", place=f"{place}.id")
    if project.duration < 1:
        raise ProblemError("short", place=f"{place}.duration", project=project.id, value=project.duration)
    _check_value(project.value, f"{place}.value")
    for source, amounts in project.costs.items():
        where = f"{place}.costs.{source}"
        if source not in problem.budgets:
            raise ProblemError("unknown_source", place=where, project=project.id, source=source)
        if len(amounts) > project.duration:
            raise ProblemError(
                "cost_after_end", place=where, project=project.id, years=len(amounts), duration=project.duration
            )
        for at, amount in enumerate(amounts):
            _check_amount(amount, f"{where}[{at}]")
    _check_places(project, place)
    _check_utilities(problem, project, place)


def _check_places(project: Project, place: str) -> None:
    for name, share in project.places.items():
        if not 0 <= share <= 1:
            raise ProblemError("share_range", place=f"{place}.places.{name}", value=share)
    total = sum(project.places.values())
    if total > 1 + 1e-9:
        raise ProblemError("places_over", place=f"{place}.places", project=project.id, total=round(total, 6))


def _check_utilities(problem: Problem, project: Project, place: str) -> None:
    for name, utility in project.utilities.items():
        _check_value(utility, f"{place}.utilities.{name}")
        if name not in problem.groups:
            raise ProblemError("unknown_group", place=f"{place}.utilities.{name}", project=project.id, group=name)


def _check_links(problem: Problem, ids: set[str]) -> None:
    for at, (one, other) in enumerate(problem.before):
        for key, name in (("project", one), ("needs", other)):
            if name not in ids:
                raise ProblemError("unknown_project", place=f"prerequisites[{at}].{key}", project=name)
    for at, group in enumerate(problem.exclusions):
        for name in sorted(group - ids):
            raise ProblemError("unknown_project", place=f"exclusions[{at}]", project=name)
        if len(group) < 2:
            raise ProblemError("lone_exclusion", place=f"exclusions[{at}]")
    found = circle(problem.before)
    if found:
        raise ProblemError("circle", place="prerequisites", projects=" → ".join(found))


def _check_minimum(minimum: Minimum, place: str) -> None:
    if bool(minimum.axis) == bool(minimum.place):
        raise ProblemError("minimum_of", place=place)
    if not 0 <= minimum.share <= 1:
        raise ProblemError("share_range", place=f"{place}.share", value=minimum.share)
