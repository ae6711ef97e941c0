"""Which limits clash, why a project is out, and scenarios."""

import dataclasses
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.selection.problems import best_of_all, keeps_all, random_problem
from rumbo.methods.selection import (
    Limit,
    LimitKind,
    Minimum,
    Problem,
    ProblemError,
    Project,
    clashes,
    compare,
    frontier,
    revalued,
    reweighted,
    scaled,
    select,
    why_out,
)
from rumbo.methods.selection.limits import limits_of, with_only


def project(name, value, *costs, **more):
    return Project(name, value, {"city": list(costs)}, len(costs) or 1, **more)


def city(projects, budget, **more):
    return Problem(tuple(projects), {"city": budget}, 2030, **more)


def found(problem):
    clash = clashes(problem)
    assert clash is not None
    assert clash.is_proven
    return {(limit.kind.value, *limit.names, limit.year) for limit in clash.limits}


def test_limits_that_can_be_kept_do_not_clash():
    assert clashes(city([project("a", 1, 1, must=True)], [1])) is None


def test_minimum_shares_of_more_than_the_whole():
    choices = [project(f"{axis}{number}", 1, 1, axis=axis) for axis in "xyz" for number in range(9)]
    problem = city(choices, [10], minimums=(Minimum(0.6, axis="x"), Minimum(0.5, axis="y"), Minimum(0.1, axis="z")))
    assert found(problem) == {
        ("minimum", "axis", "x", None),
        ("minimum", "axis", "y", None),
        ("budget", "city", None),
    }


def test_a_minimum_that_the_projects_of_an_axis_cannot_cost():
    choices = [project("a", 1, 1, axis="x"), project("b", 1, 5, axis="y")]
    problem = city(choices, [10], minimums=(Minimum(0.3, axis="x"), Minimum(0.2, axis="y")))
    assert found(problem) == {("minimum", "axis", "x", None)}


def test_what_must_be_in_and_asks_more_than_a_year_has():
    choices = [project(name, 1, 3, must=True, earliest=2031, latest=2031) for name in "abc"]
    problem = city(choices, [9, 7, 9])
    clash = found(problem)
    assert {one[0] for one in clash} == {"must", "budget", "window"}
    assert ("budget", "city", 2031) in clash
    assert len(clash) == 7


def test_what_must_be_in_and_excludes_each_other():
    choices = [project(name, 1, 1, must=True) for name in "abc"]
    problem = city(choices, [9], exclusions=(frozenset("ab"),))
    assert found(problem) == {("must", "a", None), ("must", "b", None), ("exclusion", "a", "b", None)}


def test_what_must_be_in_and_needs_what_comes_too_late():
    choices = [project("a", 1, 1, latest=2030, must=True), project("b", 1, 1)]
    problem = city(choices, [9, 9], before=(("a", "b"),))
    assert found(problem) == {("must", "a", None), ("window", "a", None), ("prerequisite", "a", "b", None)}


def test_what_must_be_in_and_lasts_too_long():
    assert found(city([project("a", 1, 1, 1, 1, must=True)], [9, 9])) == {("must", "a", None)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_no_limit_can_be_left_out_of_a_clash(seed):
    rng = random.Random(seed)
    problem = random_problem(rng, most=5)
    problem = dataclasses.replace(
        problem,
        projects=tuple(dataclasses.replace(one, must=rng.random() < 0.5) for one in problem.projects),
    )
    clash = clashes(problem)
    assert (clash is None) == (best_of_all(problem) is not None)
    if clash is not None:
        assert clash.is_proven
        limits = list(clash.limits)
        assert best_of_all(with_only(problem, limits)) is None
        for fewer in itertools.combinations(limits, len(limits) - 1):
            assert best_of_all(with_only(problem, fewer)) is not None


@pytest.mark.parametrize("seed", [27, 81, 84, *range(8)])
def test_no_fewer_limits_clash(seed):
    """The first of these have a clash of more limits too, none of which can be left out of it."""
    rng = random.Random(seed)
    problem = random_problem(rng)
    problem = dataclasses.replace(
        problem,
        projects=tuple(dataclasses.replace(one, must=rng.random() < 0.5) for one in problem.projects),
        minimums=tuple(Minimum(round(rng.uniform(0.1, 0.7), 2), axis=axis) for axis in ("water", "roads")),
    )
    clash = clashes(problem)
    assert (clash is None) == (best_of_all(problem) is not None)
    whole = {dataclasses.replace(limit, year=None) for limit in clash.limits} if clash else {None}
    for fewer in itertools.combinations(limits_of(problem), len(whole) - 1):
        assert best_of_all(with_only(problem, fewer)) is not None


def test_of_two_clashes_the_smaller_is_named():
    choices = [project(f"{axis}{number}", 1, 1, axis=axis) for axis in "xy" for number in range(9)]
    choices.append(project("z", 1, 1, axis="z"))
    for order in itertools.permutations((Minimum(0.6, axis="x"), Minimum(0.5, axis="y"), Minimum(0.2, axis="z"))):
        assert found(city(choices, [10], minimums=order)) == {("minimum", "axis", "z", None)}


def test_all_limits_together_are_the_problem():
    problem = random_problem(random.Random(4))
    assert with_only(problem, limits_of(problem)) == problem


def test_the_search_for_clashes_can_be_cancelled():
    problem = city([project(name, 1, 3, must=True) for name in "abc"], [1])
    clash = clashes(problem, progress=lambda tried: tried < 1)
    assert clash is not None
    assert (clash.limits, clash.is_complete) == ((), False)


def test_a_limit_as_a_document():
    limit = Limit(LimitKind.MINIMUM, ("axis", "x"), share=0.5)
    assert limit.as_document() == {"kind": "minimum", "names": ["axis", "x"], "share": 0.5}


def why(problem, name):
    return why_out(problem, select(problem), name)


def test_a_project_that_is_worth_too_little():
    problem = city([project("a", 5, 3), project("b", 3, 2)], [3])
    answer = why(problem, "b")
    assert (answer.is_possible, answer.objective, answer.loss, answer.loss_at_least) == (True, 3, 2, 2)
    assert (answer.value_needed, answer.start, answer.pushed_out, answer.brought_in) == (5, 2030, ("a",), ())
    assert answer.cheaper_by == 2
    assert [(one.code, one.params) for one in answer.reasons] == [
        ("money", {"source": "city", "year": 2030, "short": 2.0})
    ]
    richer = revalued(problem, {"b": answer.value_needed + 0.01})
    assert "b" in select(richer).starts


def test_what_would_come_for_a_project_that_is_forced_in():
    problem = city([project("a", 9, 4), project("b", 3, 2), project("c", 2, 2)], [4])
    answer = why(problem, "b")
    assert (answer.pushed_out, answer.brought_in, answer.loss) == (("a",), ("c",), 4)


def test_delay_counts_in_the_value_that_is_needed():
    problem = city([project("a", 5, 3), project("b", 4, 3, earliest=2031)], [3, 3], delay=0.5)
    richer = dataclasses.replace(problem, budgets={"city": [0, 3]})
    answer = why(richer, "a" if "b" in select(richer).starts else "b")
    assert answer.value_needed == pytest.approx(5)


REASONS = [
    (city([project("a", 5, 1), project("b", 1, 1)], [9], exclusions=(frozenset("ab"),)), "excluded", True),
    (city([project("a", -9, 1), project("b", 1, 1)], [9, 9], before=(("b", "a"),)), "needs", True),
    (city([project("b", 1, 1, 1, 1)], [9, 9]), "no_years", False),
    (city([project("b", 1, 4)], [3, 2]), "never_paid", False),
    (
        city([project("a", 5, 1, earliest=2031), project("b", 1, 1)], [9, 9], before=(("b", "a"),)),
        "too_late",
        False,
    ),
]


@pytest.mark.parametrize(("problem", "code", "possible"), REASONS)
def test_what_stands_in_the_way(problem, code, possible):
    answer = why(problem, "b")
    assert [reason.code for reason in answer.reasons] == [code]
    assert answer.is_possible == possible
    assert bool(answer.clash) != possible


def test_the_year_that_lacks_least_is_named():
    answer = why(city([project("b", 1, 4)], [3, 2]), "b")
    assert answer.reasons[0].params == {"source": "city", "year": 2030, "short": 1.0}
    assert {limit.kind for limit in answer.clash} == {LimitKind.MUST, LimitKind.BUDGET}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_forcing_in_never_makes_the_best_better(seed):
    problem = random_problem(random.Random(seed), most=5)
    chosen = select(problem)
    for one in problem.projects:
        if chosen.is_allowed and one.id not in chosen.starts:
            answer = why_out(problem, chosen, one.id, rounds=2)
            forced = [dataclasses.replace(other, must=other.must or other is one) for other in problem.projects]
            best = best_of_all(dataclasses.replace(problem, projects=tuple(forced)))
            assert answer.is_possible == (best is not None)
            if best is not None:
                assert answer.objective == pytest.approx(best, abs=1e-5)
                assert answer.loss == pytest.approx(chosen.objective - best, abs=1e-5)


def test_who_is_in_or_unknown_has_no_reason_to_be_out():
    problem = city([project("a", 5, 3)], [3])
    for name, code in (("a", "not_out"), ("z", "unknown_project")):
        with pytest.raises(ProblemError) as caught:
            why(problem, name)
        assert caught.value.code == code


SOME = city([project("a", 9, 1), project("b", 5, 2), project("c", 4, 4), project("d", -1, 1)], [3])


def test_what_is_always_in_sometimes_or_never():
    heard = []
    variants = [scaled(SOME, factor) for factor in (0.4, 1, 3)]
    answer = compare(variants, progress=lambda *now: not heard.append(now[2]))
    assert (answer.always, answer.sometimes, answer.never) == (("a",), ("b", "c"), ("d",))
    assert dict(answer.counts) == {"a": 3, "b": 2, "c": 1, "d": 0}
    assert heard == sorted(heard)


def test_a_comparison_that_is_cancelled_has_what_was_done():
    answer = compare([SOME, SOME, SOME], progress=lambda _objective, _bound, share: share < 0.6)
    assert len(answer.selections) == 2
    assert answer.always == ("a", "b")


def test_other_weights_choose_others():
    choices = [project("a", 0, 1, utilities={"x": 1}), project("b", 0, 1, utilities={"y": 1})]
    problem = city(choices, [1], objective="utility", groups={"x": 2.0, "y": 1.0})
    answer = compare([problem, reweighted(problem, {"y": 3.0})])
    assert [list(one.starts) for one in answer.selections] == [["a"], ["b"]]


def test_the_frontier_of_cost_and_value():
    points = frontier(SOME, [3, 0, 1])
    assert [(one.factor, one.money, one.cost, one.selection.objective) for one in points] == [
        (0, 0, 0, 0),
        (1, 3, 3, 14),
        (3, 9, 7, 18),
    ]
    assert frontier(SOME, [1, 2], progress=lambda *_now: False) == []


def test_more_money_is_never_worth_less():
    rng = random.Random(7)
    choices = [project(str(number), rng.randint(1, 30), rng.randint(1, 9), rng.randint(0, 9)) for number in range(60)]
    points = frontier(city(choices, [30] * 5), [0.5, 0.55, 0.6, 0.65], rounds=1)
    values = [one.selection.objective for one in points]
    assert values == sorted(values)
    assert all(keeps_all(scaled(city(choices, [30] * 5), one.factor), dict(one.selection.starts)) for one in points)
