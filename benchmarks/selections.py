"""How good the selections of projects are that `rumbo.methods.selection` finds in a few seconds: their proven gap,
and their objective beside that of HiGHS alone, given the whole problem and a minute.

The instance is made here: costs are log-normal, spread over three sources and one to five years; worth grows less
than cost; the money is 35 % of what all would cost.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.harness import Figure

if TYPE_CHECKING:
    from rumbo.methods.selection import Problem

#: Seconds that each is given, and the limits.
LARGE_SECONDS, SMALL_SECONDS, PEER_SECONDS = 3.0, 2.0, 60.0
GAP_LIMIT = 0.005
AXES, PLACES, SOURCES = 6, 4, {"federal": 0.4, "state": 0.35, "municipal": 0.25}


def figures() -> list[Figure]:
    """Measure both; each selection has to keep its limits."""
    from rumbo.methods.selection import select

    select(make_problem(20), rounds=1)  # loads HiGHS
    return [*_large(), *_small()]


def make_problem(count: int, years: int = 25, prerequisites: int = 200, seed: int = 0) -> Problem:
    """Return a problem of so many projects, the same for the same seed."""
    import numpy as np

    from rumbo.methods.selection import Minimum, Problem, Project

    draw = np.random.default_rng(seed)
    projects, total = [], 0.0
    for number in range(count):
        duration, cost = int(draw.integers(1, 6)), float(np.round(draw.lognormal(2.5, 1.0), 2))
        total += cost
        parts = dict(zip(SOURCES, draw.dirichlet(np.ones(len(SOURCES)) * 0.5), strict=True))
        costs = {
            name: [round(cost * float(part) / duration, 2)] * duration for name, part in parts.items() if part > 0.05
        }
        value = float(np.round(cost**0.6 * draw.lognormal(0, 0.5), 3))
        places = draw.choice(PLACES, size=1 if draw.random() < 0.8 else 2, replace=False)
        earliest = 2025 + int(draw.integers(0, years // 2)) if draw.random() < 0.3 else None
        shares = {f"place {place}": 1 / len(places) for place in places}
        projects.append(Project(str(number), value, costs, duration, f"axis {draw.integers(AXES)}", shares, earliest))
    budgets = {name: [round(total * 0.35 * part / years, 2)] * years for name, part in SOURCES.items()}
    pairs = [sorted(draw.choice(count, 2, replace=False).tolist()) for _pair in range(prerequisites)]
    before = dict.fromkeys((str(later), str(sooner)) for sooner, later in pairs)
    exclusions = [frozenset(map(str, draw.choice(count, 2, replace=False))) for _pair in range(count // 50)]
    minimums = [Minimum(0.08, axis=f"axis {axis}") for axis in range(AXES)]
    minimums += [Minimum(0.12, place=f"place {place}") for place in range(PLACES)]
    return Problem(tuple(projects), budgets, 2025, tuple(before), tuple(exclusions), tuple(minimums))


def _large() -> list[Figure]:
    from rumbo.methods.selection import check, select

    problem = make_problem(3_000)
    start = time.perf_counter()
    found = select(problem, seconds=LARGE_SECONDS)
    seconds = time.perf_counter() - start
    assert found.is_allowed
    assert check(problem, found.starts) == []
    name = "selection, 3,000 projects, 25 years"
    return [
        Figure(f"{name}: time", round(seconds, 2), "s", LARGE_SECONDS * 1.05),
        Figure(f"{name}: proven gap", round(found.gap, 5), "x", GAP_LIMIT),
    ]


def _small() -> list[Figure]:
    import numpy as np

    from rumbo.methods.selection import check, select
    from rumbo.methods.selection.exact import solve_whole
    from rumbo.methods.selection.model import build
    from rumbo.methods.selection.rows import link_rows

    problem = make_problem(300)
    start = time.perf_counter()
    found = select(problem, seconds=SMALL_SECONDS)
    seconds = time.perf_counter() - start
    assert found.is_allowed
    assert check(problem, found.starts) == []
    model = build(problem)
    solved = solve_whole(model, link_rows(model), seconds=PEER_SECONDS)
    peer = 0.0 if solved.x is None else float(model.value[np.round(solved.x) > 0].sum())
    name = "selection, 300 projects, 25 years"
    return [
        Figure(f"{name}: time", round(seconds, 2), "s", SMALL_SECONDS * 1.05),
        Figure(f"{name}: objective", round(found.objective, 2), "x"),
        Figure(f"{name}: HiGHS's after {PEER_SECONDS:.0f} s", round(peer, 2), "x"),
        Figure(f"{name}: HiGHS's objective as a share of ours", round(peer / found.objective, 4), "x", 1.0),
    ]
