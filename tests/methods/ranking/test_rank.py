"""Ranking: against pymcdm, by properties, and at its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pymcdm.methods import PROMETHEE_II, TOPSIS
from pymcdm.normalizations import vector_normalization

from rumbo.methods.ranking import Criterion, Method, Preference, Scale, Shape, rank
from rumbo.methods.ranking.rank import places_of

NAMES = {
    Shape.USUAL: "usual",
    Shape.U: "ushape",
    Shape.V: "vshape",
    Shape.LEVEL: "level",
    Shape.LINEAR: "vshape_2",
}


def cases(count: int, *, whole: bool):
    random = np.random.default_rng(1979)
    for _number in range(count):
        rows, columns = int(random.integers(2, 60)), int(random.integers(1, 9))
        scores = random.integers(1, 11, (rows, columns)) if whole else random.uniform(0.5, 100, (rows, columns))
        weights = random.uniform(0.1, 1, columns)
        yield scores.astype(float), weights / weights.sum(), random.integers(0, 2, columns), random


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("shape", NAMES)
def test_promethee_equals_pymcdm(shape, whole):
    for scores, weights, ups, random in cases(60, whole=whole):
        q = random.integers(0, 3, len(weights)) if whole else random.uniform(0, 20, len(weights))
        p = q + (random.integers(1, 4, len(weights)) if whole else random.uniform(5, 60, len(weights)))
        criteria = [
            Criterion(str(i), w, bool(up), preference=Preference(shape, q=float(a), p=float(b)))
            for i, (w, up, a, b) in enumerate(zip(weights, ups, q, p, strict=True))
        ]
        judge = PROMETHEE_II(NAMES[shape], p=list(p.astype(float)), q=list(q.astype(float)))
        expected = judge(scores, weights, np.where(ups, 1, -1), validation=False)
        assert rank(scores, criteria).values == pytest.approx(expected, abs=1e-12)


def test_topsis_equals_pymcdm_with_vector_normalisation():
    for scores, weights, ups, _random in cases(300, whole=False):
        criteria = [Criterion(str(i), w, bool(up)) for i, (w, up) in enumerate(zip(weights, ups, strict=True))]
        judge = TOPSIS(normalization_function=vector_normalization)
        expected = judge(scores, weights, np.where(ups, 1, -1), validation=False)
        assert rank(scores, criteria, Method.TOPSIS).values == pytest.approx(expected, abs=1e-12)


def test_the_gaussian_shape_equals_its_definition():
    for scores, weights, ups, random in cases(40, whole=False):
        spreads = random.uniform(1, 30, len(weights))
        criteria = [
            Criterion(str(i), w, bool(up), preference=Preference(Shape.GAUSSIAN, s=float(s)))
            for i, (w, up, s) in enumerate(zip(weights, ups, spreads, strict=True))
        ]
        signed = scores * np.where(ups, 1, -1)
        gaps = signed[:, None, :] - signed[None, :, :]
        preferred = (np.where(gaps > 0, 1 - np.exp(-(gaps**2) / (2 * spreads**2)), 0) * weights).sum(axis=2)
        expected = (preferred.sum(axis=1) - preferred.sum(axis=0)) / (len(scores) - 1)
        assert rank(scores, criteria).values == pytest.approx(expected, abs=1e-12)


def test_the_weighted_sum_follows_each_scale():
    criteria = [
        Criterion("cost", 2, maximise=False, scale=Scale.RATIO),
        Criterion("people", 1, scale=Scale.RATIO),
        Criterion("score", 1, scale=Scale.INTERVAL),
        Criterion("urgency", 1, scale=Scale.VERBAL, levels=3),
    ]
    found = rank([[10, 50, 3, 1], [20, 100, 5, 3], [40, 25, 7, 2]], criteria, Method.WEIGHTED_SUM)
    assert found.values == pytest.approx(
        [
            (2 * 1 + 0.5 + 0 + 0) / 5,
            (2 * 0.5 + 1 + 0.5 + 1) / 5,
            (2 * 0.25 + 0.25 + 1 + 0.5) / 5,
        ]
    )
    assert list(found.order) == [1, 0, 2]
    assert found.parts.sum(axis=1) == pytest.approx(found.values)


def test_a_missing_score_is_not_a_zero():
    criteria = [Criterion("a", 1, scale=Scale.RATIO), Criterion("b", 3, scale=Scale.RATIO)]
    for method in Method:
        found = rank([[8, np.nan], [8, 5], [4, 1], [10, 10]], criteria, method)
        assert found.places[0] < found.places[2]
        assert list(found.missing) == [1, 0, 0, 0]


matrices = some.integers(1, 4).flatmap(
    lambda columns: some.lists(
        some.lists(some.integers(1, 9).map(float), min_size=columns, max_size=columns), min_size=1, max_size=12
    )
)


def criteria_of(columns, data):
    shapes = data.draw(some.lists(some.sampled_from(list(Shape)), min_size=columns, max_size=columns))
    return [
        Criterion(
            str(i),
            data.draw(some.integers(1, 5)),
            data.draw(some.booleans()),
            data.draw(some.sampled_from([Scale.RATIO, Scale.INTERVAL])),
            preference=Preference(shape, q=1, p=3, s=2),
        )
        for i, shape in enumerate(shapes)
    ]


@given(matrices, some.sampled_from(list(Method)), some.data())
def test_the_order_of_the_rows_does_not_matter(scores, method, data):
    criteria = criteria_of(len(scores[0]), data)
    mixed = data.draw(some.permutations(range(len(scores))))
    found, again = rank(scores, criteria, method), rank([scores[i] for i in mixed], criteria, method)
    assert list(found.places[mixed]) == list(again.places)


@given(matrices, some.sampled_from(list(Method)), some.data())
def test_who_is_dominated_never_ranks_above(scores, method, data):
    criteria = criteria_of(len(scores[0]), data)
    found = rank(scores, criteria, method)
    signed = np.array(scores) * np.where([one.maximise for one in criteria], 1, -1)
    for better in range(len(scores)):
        for worse in range(len(scores)):
            if (signed[better] >= signed[worse]).all():
                assert found.places[better] <= found.places[worse]


@given(matrices, some.sampled_from(list(Method)), some.data(), some.floats(0.01, 100))
def test_weights_count_in_proportion(scores, method, data, factor):
    criteria = criteria_of(len(scores[0]), data)
    scaled = [
        Criterion(one.name, one.weight * factor, one.maximise, one.scale, one.levels, one.preference)
        for one in criteria
    ]
    assert rank(scores, scaled, method).values == pytest.approx(rank(scores, criteria, method).values, abs=1e-9)


@pytest.mark.parametrize("method", list(Method))
def test_all_alike_share_the_first_place(method):
    found = rank([[3, 3], [3, 3], [3, 3]], [Criterion("a"), Criterion("b", maximise=False)], method)
    assert list(found.places) == [1, 1, 1]
    assert rank([[5, 0]], [Criterion("a"), Criterion("b")], method).places[0] == 1


def test_equals_share_a_place_and_the_next_one_is_left_out():
    assert list(places_of(np.array([0.5, 0.9, 0.5 + 1e-15, 0.1]))) == [2, 1, 2, 4]


@pytest.mark.parametrize(
    ("scores", "criteria", "words"),
    [
        ([[1, 2]], [Criterion("a")], "a row for each alternative"),
        ([[np.inf]], [Criterion("a")], "finite"),
        ([[-1]], [Criterion("a", scale=Scale.RATIO)], "negative"),
        ([[6]], [Criterion("a", scale=Scale.VERBAL, levels=5)], "levels from 1 to 5"),
        ([[1], [np.nan]], [Criterion("a")], "alternative 2 has no score at all"),
        ([[1]], [Criterion("a", 0)], "weight above 0"),
        (
            [[1, np.nan], [1, 2]],
            [Criterion("a", 0), Criterion("b", 1)],
            "alternative 1 has no score in any criterion",
        ),
    ],
)
def test_what_cannot_be_ranked_is_said(scores, criteria, words):
    with pytest.raises(ValueError, match=words):
        rank(scores, criteria)


@pytest.mark.parametrize(
    ("shape", "values"),
    [(Shape.LINEAR, {"q": 2, "p": 2}), (Shape.V, {}), (Shape.GAUSSIAN, {}), (Shape.U, {"q": -1})],
)
def test_thresholds_that_make_no_sense_are_refused(shape, values):
    with pytest.raises(ValueError, match=r"above|at least"):
        Preference(shape, **values)


def test_the_published_example_with_all_six_shapes():
    """Hydro-electric stations (Brans, Vincke and Mareschal, 1986, EJOR 24): net flows, there summed over five others.

    The paper gives three digits of each preference index, so that its sums are off by up to 0.003.
    """
    stations = [
        [80, 90, 6, 5.4, 8, 5],
        [65, 58, 2, 9.7, 1, 1],
        [83, 60, 4, 7.2, 4, 7],
        [40, 80, 10, 7.5, 7, 10],
        [52, 72, 6, 2, 3, 8],
        [94, 96, 7, 3.6, 5, 6],
    ]
    shapes = [
        (False, Preference(Shape.U, q=10)),
        (True, Preference(Shape.V, p=30)),
        (False, Preference(Shape.LINEAR, q=0.5, p=5)),
        (False, Preference(Shape.LEVEL, q=1, p=6)),
        (False, Preference(Shape.USUAL)),
        (True, Preference(Shape.GAUSSIAN, s=5)),
    ]
    criteria = [Criterion(str(n), 1, up, preference=shape) for n, (up, shape) in enumerate(shapes)]
    flows = rank(stations, criteria, Method.PROMETHEE).values * 5
    assert flows == pytest.approx([-0.728, 0.085, -0.447, -0.102, 1.466, -0.274], abs=0.003)
