"""Random problems, and a judge of selections that shares no code with the program."""

import itertools
import random
from fractions import Fraction

from rumbo.methods.selection import Minimum, Problem, Project

SOURCES, AXES, PLACES = ("federal", "state"), ("water", "roads"), ("north", "south")


def random_problem(rng: random.Random, most: int = 6, years: int = 3) -> Problem:
    """Return a small problem with limits of every kind, some of them too tight to be kept together."""
    count, years = rng.randint(1, most), rng.randint(1, years)
    projects = [random_project(rng, str(number), years) for number in range(count)]
    total = sum(one.cost for one in projects)
    budgets = {
        source: tuple(round(rng.uniform(0, 0.8) * total / years / len(SOURCES), 2) for _year in range(years))
        for source in SOURCES
    }
    pairs = [rng.sample(range(count), 2) for _pair in range(rng.randint(0, count // 2))] if count > 1 else []
    before = tuple(dict.fromkeys((str(max(pair)), str(min(pair))) for pair in pairs))
    exclusions = [frozenset(map(str, rng.sample(range(count), 2)))] if count > 2 and rng.random() < 0.5 else []
    minimums = []
    if rng.random() < 0.5:
        minimums.append(Minimum(round(rng.uniform(0, 0.3), 3), axis=rng.choice(AXES)))
    if rng.random() < 0.5:
        minimums.append(Minimum(round(rng.uniform(0, 0.3), 3), place=rng.choice(PLACES)))
    return Problem(
        tuple(projects),
        budgets,
        2030,
        before,
        tuple(exclusions),
        tuple(minimums),
        rng.choice([0.0, 0.0, 0.1]),
    )


def random_project(rng: random.Random, name: str, years: int) -> Project:
    duration = rng.randint(1, min(2, years))
    sources = rng.sample(SOURCES, rng.randint(1, 2))
    share = rng.choice([0.0, 0.25, 1.0])
    return Project(
        name,
        float(rng.randint(-1, 20)),
        {
            source: tuple(round(rng.uniform(0, 10), rng.choice([0, 2])) for _year in range(duration))
            for source in sources
        },
        duration,
        rng.choice(AXES),
        {"north": share, "south": 1 - share},
        rng.choice([None, None, 2030, 2031]),
        rng.choice([None, None, 2031, 2032]),
        must=rng.random() < 0.1,
    )


def keeps_all(problem: Problem, starts: dict[str, int]) -> bool:
    """Whether a selection keeps all limits, in exact fractions."""
    chosen = [(project, starts[project.id]) for project in problem.projects if project.id in starts]
    if len(chosen) != len(starts) or any(one.must and one.id not in starts for one in problem.projects):
        return False
    end = problem.first_year + len(next(iter(problem.budgets.values())))
    for project, start in chosen:
        earliest = problem.first_year if project.earliest is None else max(project.earliest, problem.first_year)
        latest = end if project.latest is None else project.latest
        if not earliest <= start <= latest or start + project.duration > end:
            return False
    return _is_paid(problem, chosen) and _is_in_order(problem, starts) and _is_fair(problem, chosen)


def _is_paid(problem, chosen):
    for source, budget in problem.budgets.items():
        for at, money in enumerate(budget):
            spent = Fraction(0)
            for project, start in chosen:
                age = problem.first_year + at - start
                amounts = project.costs.get(source, ())
                if 0 <= age < len(amounts):
                    spent += Fraction(str(amounts[age]))
            if spent > Fraction(str(money)):
                return False
    return True


def _is_in_order(problem, starts):
    durations = {project.id: project.duration for project in problem.projects}
    for later, sooner in problem.before:
        if later in starts and (sooner not in starts or starts[sooner] + durations[sooner] > starts[later]):
            return False
    return all(sum(name in starts for name in group) <= 1 for group in problem.exclusions)


def _is_fair(problem, chosen):
    money = sum(Fraction(str(amount)) for amounts in problem.budgets.values() for amount in amounts)
    for minimum in problem.minimums:
        spent = Fraction(0)
        for project, _start in chosen:
            cost = sum(Fraction(str(amount)) for amounts in project.costs.values() for amount in amounts)
            if minimum.axis:
                spent += cost if project.axis == minimum.axis else 0
            else:
                spent += cost * Fraction(str(project.places.get(minimum.place, 0)))
        if spent < Fraction(str(minimum.share)) * money * (1 - Fraction(1, 10**8)) - Fraction(1, 10**8):
            return False
    return True


def value_of(problem: Problem, starts: dict[str, int]) -> float:
    return sum(
        project.value * (1 - problem.delay) ** (starts[project.id] - problem.first_year)
        for project in problem.projects
        if project.id in starts
    )


def best_of_all(problem: Problem) -> float | None:
    """Return what the best selection of all is worth, by looking at each; None where none keeps the limits."""
    years = len(next(iter(problem.budgets.values())))
    choices = [None, *range(problem.first_year, problem.first_year + years)]
    best = None
    for chosen in itertools.product(choices, repeat=len(problem.projects)):
        starts = {one.id: year for one, year in zip(problem.projects, chosen, strict=True) if year is not None}
        value = value_of(problem, starts)
        if (best is None or value > best) and keeps_all(problem, starts):
            best = value
    return best
