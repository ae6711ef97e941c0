from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumbo.participation.exercises.opinion.chart import EDGE, HEIGHT, MARKS, WIDTH, clouds
from rumbo.participation.queries.opinions import GROUP_NAMES, OpinionGroup

POINT = st.tuples(st.floats(-9, 9), st.floats(-9, 9))


def group(name, points):
    return OpinionGroup(name, len(points), (), tuple(points))


@settings(deadline=None)
@given(st.lists(st.lists(POINT, min_size=5, max_size=30), max_size=5))
def test_every_person_is_on_the_map_within_its_edges(groups):
    drawn = clouds([group(name, points) for name, points in zip(GROUP_NAMES, groups, strict=False)])
    assert [len(cloud.places) for cloud in drawn] == [len(points) for points in groups]
    for cloud in drawn:
        for x, y in (*cloud.places, cloud.label):
            assert EDGE / 2 - 1 <= x <= WIDTH - EDGE / 2 + 1
            assert EDGE / 2 - 1 <= y <= HEIGHT - EDGE / 2 + 1


def test_people_who_voted_the_same_are_marks_side_by_side():
    (cloud,) = clouds([group("A", [(0.0, 0.0)] * 12)])
    assert min(math.dist(one, other) for one, other in combinations(cloud.places, 2)) > 5


def test_groups_differ_in_shape_too():
    assert len(set(MARKS.values())) == len(MARKS) == len(GROUP_NAMES)


def test_the_outline_goes_around_a_group():
    (cloud,) = clouds([group("A", [(0, 0), (4, 0), (4, 4), (0, 4), (2, 2)])])
    assert len(cloud.outline.split()) == 4


@pytest.mark.parametrize("groups", [[], [group("A", [(1.0, 1.0)] * 5)]])
def test_a_map_of_nothing_or_of_one_place_is_drawn(groups):
    assert len(clouds(groups)) == len(groups)
