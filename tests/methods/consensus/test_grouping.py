from __future__ import annotations

import numpy as np
import pytest

from rumbo.methods.consensus import group_participants, silhouette
from rumbo.methods.consensus.kmeans import k_means


def clouds(*places: tuple[int, float, float], spread: float = 0.1):
    draw = np.random.default_rng(3)
    return np.concatenate([draw.normal((x, y), spread, (people, 2)) for people, x, y in places])


def test_finds_the_number_of_groups_the_largest_first():
    grouping = group_participants(clouds((10, 0, 0), (30, 5, 0), (20, 0, 5)))
    assert grouping.sizes == (30, 20, 10)
    assert grouping.labels.tolist() == [2] * 10 + [0] * 30 + [1] * 20
    assert max(grouping.compared, key=grouping.compared.get) == 3
    assert grouping.silhouette == grouping.compared[3]


def test_group_under_five_people_is_merged_into_the_nearest():
    grouping = group_participants(clouds((20, 0, 0), (20, 5, 0), (3, 5, 9)))
    assert grouping.sizes == (23, 20)
    assert grouping.labels[40:].tolist() == [0, 0, 0]
    assert grouping.labels[20:40].tolist() == [0] * 20


def test_few_people_are_one_group_and_fewer_none():
    assert group_participants(clouds((9, 0, 0))).sizes == (9,)
    assert group_participants(clouds((4, 0, 0))).labels.tolist() == [-1] * 4
    assert group_participants(np.empty((0, 2))).sizes == ()


def test_all_in_one_point_are_one_group():
    assert group_participants(np.zeros((30, 2))).sizes == (30,)


def test_one_large_and_one_tiny_cloud_are_never_split_below_five():
    for k in (None, 2, 3, 4, 5):
        assert min(group_participants(clouds((30, 0, 0), (2, 9, 9)), k).sizes) >= 5


def test_more_groups_than_distinct_points():
    points = np.repeat([[0.0, 0.0], [1.0, 0.0]], 8, axis=0)
    assert group_participants(points, 5).sizes == (8, 8)


def test_many_people_are_decided_by_a_sample():
    points = clouds((2500, 0, 0), (1500, 5, 0), (1000, 0, 5), spread=0.3)
    grouping = group_participants(points)
    assert grouping.sizes == (2500, 1500, 1000)
    assert (group_participants(points).labels == grouping.labels).all()


def test_k_means_gives_distinct_solutions_the_best_first():
    solutions = k_means(clouds((20, 0, 0), (20, 4, 0), (20, 0, 4), (20, 4, 4)), 4)
    assert [solution.spread for solution in solutions] == sorted(solution.spread for solution in solutions)
    assert sorted(np.bincount(solutions[0].labels).tolist()) == [20] * 4
    assert len({solution.labels.tobytes() for solution in solutions}) == len(solutions)


def test_silhouette_of_one_group_is_none_and_alone_is_zero():
    points = np.array([[0.0, 0], [0, 1], [9, 0]])
    assert silhouette(points, np.zeros(3, int)) is None
    first = 1 - 1 / 9
    second = 1 - 1 / np.hypot(9, 1)
    assert silhouette(points, np.array([0, 0, 1])) == pytest.approx((first + second + 0) / 3)
