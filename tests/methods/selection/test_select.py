"""What a selection promises: it keeps its limits always, and its gap is true."""

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.selection.problems import best_of_all, keeps_all, random_problem, value_of
from rumbo.methods.selection import Minimum, Objective, Problem, Project, check, select

SMALL = settings(max_examples=60, deadline=None)


def problems(**options):
    return st.integers(0, 10**9).map(lambda seed: random_problem(random.Random(seed), **options))


def project(name, value, *costs, **more):
    return Project(name, value, {"city": list(costs)}, len(costs) or 1, **more)


@SMALL
@given(problems(most=14, years=6))
def test_every_limit_is_kept(problem):
    found = select(problem, rounds=2)
    if found.is_allowed:
        assert keeps_all(problem, dict(found.starts))
        assert check(problem, found.starts) == []
        assert found.objective == pytest.approx(value_of(problem, found.starts))
        assert found.bound >= found.objective
    else:
        assert found.starts == {}


@SMALL
@given(problems(most=5, years=3))
def test_a_gap_of_zero_is_the_best_of_all(problem):
    found = select(problem, rounds=2)
    best = best_of_all(problem)
    assert found.is_allowed == (best is not None)
    assert found.is_impossible == (best is None)
    if best is not None:
        assert found.bound >= best - 1e-6
        assert found.gap == 0
        assert found.objective == pytest.approx(best, abs=1e-5)


@SMALL
@given(problems(most=5, years=3), st.data())
def test_the_check_says_what_the_judge_says(problem, data):
    years = range(problem.first_year - 1, problem.first_year + problem.years + 1)
    names = [one.id for one in problem.projects]
    starts = data.draw(st.dictionaries(st.sampled_from(names), st.sampled_from(years)))
    assert (check(problem, starts) == []) == keeps_all(problem, starts)


@pytest.mark.parametrize("seed", range(3))
def test_work_instead_of_time_gives_the_same_again(seed):
    problem = random_problem(random.Random(seed), most=40, years=8)
    assert select(problem, rounds=3) == select(problem, rounds=3)


def test_a_large_problem_keeps_its_limits_and_comes_near_its_bound():
    problem = large_problem(random.Random(5), 250, 10)
    found = select(problem, rounds=4)
    assert keeps_all(problem, dict(found.starts))
    assert found.gap < 0.05


def test_worth_that_falls_with_delay_has_a_bound_too():
    problem = dataclasses.replace(large_problem(random.Random(5), 250, 10), delay=0.05)
    found = select(problem, rounds=4)
    assert keeps_all(problem, dict(found.starts))
    assert found.gap < 0.08


def large_problem(rng, count, years):
    projects = [
        Project(
            str(number),
            round(rng.lognormvariate(2, 1), 2),
            {"federal": [round(rng.uniform(0, 10), 2), 3], "state": [round(rng.uniform(0, 5), 2)]},
            2,
            f"axis {number % 3}",
            {f"place {number % 4}": 1.0},
            must=number % 60 == 7,
        )
        for number in range(count)
    ]
    before = [(str(number), str(number - 1)) for number in range(5, count, 10)]
    exclusions = [frozenset({str(number), str(number + 2)}) for number in range(0, count - 2, 25)]
    minimums = [Minimum(0.2, axis=f"axis {number}") for number in range(3)]
    minimums += [Minimum(0.15, place=f"place {number}") for number in range(4)]
    budgets = {"federal": [count * 3 / years] * years, "state": [count * 1.2 / years] * years}
    return Problem(tuple(projects), budgets, 2030, tuple(before), tuple(exclusions), tuple(minimums))


def test_it_takes_what_is_worth_most_for_the_money():
    problem = Problem((project("a", 5, 3), project("b", 4, 2), project("c", 3, 2)), {"city": [4]}, 2030)
    found = select(problem)
    assert (dict(found.starts), found.objective, found.bound, found.gap) == ({"b": 2030, "c": 2030}, 7, 7, 0)


def test_decimal_money_is_counted_exactly():
    problem = Problem((project("a", 1, 0.1), project("b", 1, 0.2)), {"city": [0.3]}, 2030)
    assert select(problem).starts.keys() == {"a", "b"}


def test_money_finer_than_a_unit_never_breaks_a_budget():
    problem = Problem((project("a", 1, 0.30000000000000004),), {"city": [0.3]}, 2030)
    assert select(problem).starts == {}


def test_what_is_needed_comes_before():
    problem = Problem(
        (project("a", 1, 1), project("b", 9, 1)), {"city": [1, 1, 1]}, 2030, before=(("b", "a"),), delay=0.1
    )
    assert select(problem).starts == {"a": 2030, "b": 2031}


def test_a_circle_of_years_that_is_too_short_lets_nothing_in():
    problem = Problem((project("a", 1, 1), project("b", 9, 1)), {"city": [2]}, 2030, before=(("b", "a"),))
    assert select(problem).starts == {"a": 2030}


def test_what_must_be_in_is_in_though_it_is_worth_nothing():
    problem = Problem((project("a", 5, 2), project("b", -3, 2, must=True)), {"city": [3]}, 2030)
    found = select(problem)
    assert (dict(found.starts), found.objective, found.gap) == ({"b": 2030}, -3, 0)


@pytest.mark.parametrize("budget", [0, 0.5])
def test_a_budget_below_every_cost_selects_nothing(budget):
    found = select(Problem((project("a", 5, 2), project("b", 3, 1)), {"city": [budget]}, 2030))
    assert found.is_allowed
    assert (found.starts, found.objective, found.bound, found.gap) == ({}, 0, 0, 0)


def test_no_projects_select_nothing():
    found = select(Problem((), {"city": [3]}, 2030))
    assert (found.starts, found.gap, found.is_allowed) == ({}, 0, True)


def test_a_project_that_costs_nothing_is_in():
    assert select(Problem((Project("a", 1, {}),), {"city": [0]}, 2030)).starts == {"a": 2030}


def test_limits_that_cannot_be_kept_are_impossible():
    problem = Problem(
        (project("a", 5, 2, axis="water"),), {"city": [3]}, 2030, minimums=(Minimum(0.9, axis="water"),)
    )
    found = select(problem)
    assert (found.is_allowed, found.is_impossible, found.starts) == (False, True, {})
    assert found.gap == float("inf")
    assert found.as_document()["gap"] is None


def test_the_utility_of_groups_counts_by_their_weight():
    choices = (
        project("a", 9, 1, utilities={"farmers": 1, "students": 0}),
        project("b", 1, 1, utilities={"farmers": 0, "students": 1}),
    )
    problem = Problem(
        choices, {"city": [1]}, 2030, objective=Objective.UTILITY, groups={"farmers": 1.0, "students": 3.0}
    )
    found = select(problem)
    assert (found.starts.keys(), found.objective) == ({"b"}, 3)


def test_the_progress_can_cancel():
    heard = []

    def progress(objective, bound, share):
        heard.append((objective, bound, share))
        return len(heard) < 2

    problem = large_problem(random.Random(5), 250, 10)
    found = select(problem, rounds=50, progress=progress)
    assert len(heard) == 2
    assert heard[1] == pytest.approx((found.objective, found.bound, 2 / 50))
    assert keeps_all(problem, dict(found.starts))


def test_it_stops_at_the_gap_that_is_good_enough():
    heard = []
    select(large_problem(random.Random(5), 250, 10), gap=0.5, rounds=50, progress=lambda *now: not heard.append(now))
    assert heard == []


def test_the_time_is_kept():
    problem = large_problem(random.Random(5), 250, 10)
    found = select(problem, seconds=0.01)
    assert keeps_all(problem, dict(found.starts))
