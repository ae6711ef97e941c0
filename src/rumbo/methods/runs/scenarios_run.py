"""A run of scenarios: several variants of a selection compared, and what more or less money buys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rumbo.methods.runs.errors import RunError, Steps
from rumbo.methods.runs.fields import Fields, entries, number
from rumbo.methods.runs.selection_run import problem_of, rounds_of, told
from rumbo.methods.selection import Problem, ProblemError, Selection
from rumbo.methods.selection.scenarios import Comparison, Point, compare, frontier

#: Most variants, and most points of the frontier; the largest multiple of the money.
MOST_VARIANTS, MOST_POINTS, LARGEST_FACTOR = 50, 50, 100


def run_scenarios(inputs: Mapping[str, Any], method: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """Return the result of scenarios; see docs/methods.md for its parts.

    Raises:
        RunError: the inputs or the method are wrong.
        Cancelled: ``steps`` were told to stop.
    """
    rounds, factors = rounds_of(method), _factors(method)
    variants = _variants(inputs)
    problems = list(variants.values())
    upto = len(problems) / (len(problems) + len(factors))
    compared = compare(problems, rounds=rounds, progress=told(steps.between(0.0, upto)))
    try:
        points = frontier(problems[0], factors, rounds=rounds, progress=told(steps.between(upto, 1.0)))
    except ProblemError as error:  # a multiple of the money is too large
        raise RunError("problem", at="method.factors", of=error.code, params=error.params) from None
    return {
        "variants": [
            {"id": name, "money": problem.money, "cost": _cost(problem, found), **found.as_document()}
            for (name, problem), found in zip(variants.items(), compared.selections, strict=True)
        ],
        **_counts(compared),
        "frontier": [_point(point) for point in points],
    }


def _variants(inputs: Mapping[str, Any]) -> dict[str, Problem]:
    """Return the problem of each variant by its name."""
    given = Fields(inputs, "inputs").objects("variants")
    if not 0 < len(given) <= MOST_VARIANTS:
        raise RunError("out_of_range", at="inputs.variants", low=1, high=MOST_VARIANTS)
    found: dict[str, Problem] = {}
    for one in given:
        name = one.text("name")
        if name in found:
            raise RunError("id_twice", at=one.place("name"), id=name)
        found[name] = problem_of(one.get("problem"), one.place("problem"))
    return found


def _factors(method: Mapping[str, Any]) -> list[float]:
    """Return the multiples of the money of the first variant that the frontier is made of."""
    given = entries(Fields(method, "method").get("factors", []), "method.factors")
    if len(given) > MOST_POINTS:
        raise RunError("out_of_range", at="method.factors", low=0, high=MOST_POINTS)
    found = [number(value, f"method.factors[{place}]") for place, value in enumerate(given)]
    for place, value in enumerate(found):
        if not 0 <= value <= LARGEST_FACTOR:
            raise RunError("out_of_range", at=f"method.factors[{place}]", low=0, high=LARGEST_FACTOR)
    return sorted(set(found))


def _counts(compared: Comparison) -> dict[str, Any]:
    sometimes = [{"id": name, "count": compared.counts[name]} for name in compared.sometimes]
    return {
        "always": sorted(compared.always),
        "sometimes": sorted(sometimes, key=lambda one: (-int(one["count"]), one["id"])),
        "never": sorted(compared.never),
    }


def _point(point: Point) -> dict[str, Any]:
    return {"factor": point.factor, "money": point.money, "cost": point.cost, **point.selection.as_document()}


def _cost(problem: Problem, found: Selection) -> float:
    return sum(project.cost for project in problem.projects if project.id in found.starts)
