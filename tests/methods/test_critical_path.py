"""The critical path: against networkx on random graphs, and at its edges."""

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rumbo.methods.critical_path import Cycle, Task, critical_path


@some.composite
def graphs(draw):
    count = draw(some.integers(1, 14))
    tasks = []
    for key in range(count):
        earlier = draw(some.sets(some.integers(0, key - 1))) if key else set()
        lags = {other: draw(some.integers(0, 5)) for other in sorted(earlier)}
        tasks.append(Task(key, draw(some.integers(0, 20)), lags))
    return draw(some.permutations(tasks))


def longest(tasks) -> networkx.DiGraph:
    """The same schedule as a graph of begins and ends whose longest way is its length."""
    graph = networkx.DiGraph()
    for task in tasks:
        graph.add_edge((task.key, "begin"), (task.key, "end"), weight=task.days)
        for other, lag in task.after.items():
            graph.add_edge((other, "end"), (task.key, "begin"), weight=lag)
    return graph


@given(graphs())
def test_the_end_is_the_longest_way_through_the_graph(tasks):
    assert critical_path(tasks).end == networkx.dag_longest_path_length(longest(tasks))


@given(graphs())
def test_each_task_has_the_slack_of_the_longest_way_through_it(tasks):
    found = critical_path(tasks)
    graph = longest(tasks)
    for task in tasks:
        before = graph.subgraph(networkx.ancestors(graph, (task.key, "begin")) | {(task.key, "begin")})
        after = graph.subgraph(networkx.descendants(graph, (task.key, "end")) | {(task.key, "end")})
        through = networkx.dag_longest_path_length(before) + task.days + networkx.dag_longest_path_length(after)
        assert found.times[task.key].slack == found.end - through


@given(graphs())
def test_the_path_is_critical_and_without_gaps(tasks):
    found = critical_path(tasks)
    known = {task.key: task for task in tasks}
    assert all(found.times[key].is_critical for key in found.path)
    assert found.times[found.path[-1]].early_end == found.end
    for before, key in zip(found.path, found.path[1:], strict=False):
        assert found.times[before].early_end + known[key].after[before] == found.times[key].early_start


@given(graphs(), some.data())
def test_a_day_lost_on_a_critical_task_is_a_day_lost_at_the_end(tasks, data):
    late = data.draw(some.sampled_from(tasks))
    found = critical_path(tasks)
    delayed = [Task(one.key, one.days + (one.key == late.key), one.after) for one in tasks]
    lost = critical_path(delayed).end - found.end
    assert lost == (1 if found.times[late.key].is_critical else 0)


def test_a_cycle_is_named():
    with pytest.raises(Cycle) as error:
        critical_path([Task("a", 1, {"c": 0}), Task("b", 1, {"a": 0}), Task("c", 1, {"b": 0}), Task("d", 1)])
    around = error.value.keys
    assert around[0] == around[-1]
    assert set(around) == {"a", "b", "c"}


def test_a_task_may_not_begin_before_its_day():
    found = critical_path([Task("works", 5, {"permit": 0}), Task("permit", 1, not_before=10)])
    assert (found.times["works"].early_start, found.end, found.path) == (11, 16, ("permit", "works"))


def test_nothing_to_do_ends_at_once():
    assert critical_path([]).end == 0
    assert critical_path([]).path == ()


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([Task("a", 1), Task("a", 2)], "twice"),
        ([Task("a", -1)], "no time"),
        ([Task("a", 1, {"b": 0})], "not there"),
    ],
)
def test_what_is_no_schedule_is_refused(tasks, words):
    with pytest.raises(ValueError, match=words):
        critical_path(tasks)
