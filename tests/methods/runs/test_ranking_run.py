"""A run of a ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.runs.documents import RANKING, ranking_documents, ranking_inputs
from rumbo.methods.ranking import Criterion, Method, over_weights, random_weights, rank, turns
from rumbo.methods.runs import Cancelled, RunError, differences, perform, record, rerun

SCORES = [
    [[7, 2, 3], [4, 1, 9], [6, 3, 5], [1, 1, 1]],
    [[8, 2, 1], [6, 2, 8], [None, None, None], [2, 1, 1]],
    [[9, 2, 2], [5, 3, 7], [6, 3, 4], [3, None, 1]],
]


def run(inputs, **method):
    return perform("ranking", inputs, {**RANKING, **method})


def by_id(result):
    return {entry["id"]: entry for entry in result["ranking"]}


def shuffled(inputs, rows, people):
    """Return the same inputs with alternatives and evaluators in another order."""
    return {
        **inputs,
        "alternatives": [inputs["alternatives"][row] for row in rows],
        "evaluators": [inputs["evaluators"][one] for one in people],
        "scores": [[inputs["scores"][one][row] for row in rows] for one in people],
        "weights": list(reversed(inputs["weights"])),
    }


@settings(deadline=None, max_examples=60)
@given(ranking_documents())
def test_a_run_again_is_the_same(given_run):
    inputs, method = given_run
    document = record("ranking", inputs, method, perform("ranking", inputs, method))
    assert rerun(document) == []
    assert record("ranking", inputs, method, perform("ranking", inputs, method)) == document


@settings(deadline=None, max_examples=60)
@given(ranking_documents(), st.data())
def test_the_order_of_rows_changes_nothing(given_run, data):
    inputs, method = given_run
    rows = data.draw(st.permutations(range(len(inputs["alternatives"]))))
    people = data.draw(st.permutations(range(len(inputs["evaluators"]))))
    one, other = perform("ranking", inputs, method), perform("ranking", shuffled(inputs, rows, people), method)
    assert other["table"] == [one["table"][row] for row in rows]
    assert {**other, "table": one["table"]} == one


@settings(deadline=None, max_examples=60)
@given(ranking_documents(), st.sampled_from([0.001, 0.25, 3, 7, 1234.5, 10**6]))
def test_scaled_weights_give_the_same(given_run, factor):
    inputs, method = given_run
    scaled = [{**one, "values": [value * factor for value in one["values"]]} for one in inputs["weights"]]
    one, other = perform("ranking", inputs, method), perform("ranking", {**inputs, "weights": scaled}, method)
    assert other["order"] == one["order"]
    assert other["weights"] == pytest.approx(one["weights"], rel=1e-7)
    for entry, same in zip(one["ranking"], other["ranking"], strict=True):
        assert same["value"] == pytest.approx(entry["value"], rel=1e-6, abs=1e-8)
        assert same["place"] == entry["place"]


@settings(deadline=None, max_examples=60)
@given(ranking_documents(complete=True), st.data())
def test_a_dominated_alternative_is_never_above(given_run, data):
    inputs, method = given_run
    better = data.draw(st.integers(0, len(inputs["alternatives"]) - 1))
    steps = st.integers(0, 3)
    for table in inputs["scores"]:
        worse = [
            value - (1 if criterion["maximise"] else -1) * data.draw(steps)
            for value, criterion in zip(table[better], inputs["criteria"], strict=True)
        ]
        table.append(worse)
    inputs["alternatives"].append({"id": "A0"})
    places = {entry["id"]: entry["place"] for entry in perform("ranking", inputs, method)["ranking"]}
    assert places[inputs["alternatives"][better]["id"]] <= places["A0"]


@pytest.mark.parametrize("name", ["weighted-sum", "topsis", "promethee"])
def test_it_is_what_the_methods_give(name):
    inputs = ranking_inputs(SCORES)
    result = run(inputs, name=name, scores="mean", samples=50)
    table = np.nanmean(np.array(SCORES, dtype=float), axis=0)
    assert np.array(result["table"]) == pytest.approx(table)
    assert result["weights"] == pytest.approx([1 / 6, 2 / 6, 3 / 6])
    criteria = [
        Criterion(one["id"], weight, one["maximise"], preference=shape(one))
        for one, weight in zip(inputs["criteria"], [1 / 6, 2 / 6, 3 / 6], strict=True)
    ]
    found = rank(table, criteria, Method(name))
    entries = by_id(result)
    assert result["order"] == [f"P{row}" for row in found.order]
    robust = over_weights(table, criteria, random_weights(3, 50, seed=1), Method(name))
    turning = turns(table, criteria, 2, Method(name))
    for row in range(4):
        entry = entries[f"P{row}"]
        assert entry["value"] == pytest.approx(found.values[row], abs=1e-8)
        assert entry["acceptability"] == pytest.approx(robust.in_first(2)[row])
        assert entry["interval"] == robust.interval()[row].tolist()
        turn = turning[row]
        assert (entry["turn"] is None) == (turn is None)
        if turn is not None:
            assert entry["turn"]["criterion"] == f"C{turn.criterion}"
            assert entry["turn"]["after"] == pytest.approx(turn.after, abs=2e-6)
            assert entry["turn"]["enters"] == turn.enters
    assert (entries["P0"]["parts"] is None) == (name == "topsis")
    assert [entries[f"P{row}"]["scored_by"] for row in range(4)] == [3, 3, 2, 3]


def shape(criterion):
    from rumbo.methods.ranking import Preference, Shape

    return Preference(Shape.LINEAR, q=criterion["preference"]["q"], p=criterion["preference"]["p"])


def test_the_median_is_that_of_who_scored():
    table = run(ranking_inputs(SCORES))["table"]
    assert table == np.nanmedian(np.array(SCORES, dtype=float), axis=0).tolist()


def test_evaluators_who_agree_leave_no_doubt():
    result = run(ranking_inputs([SCORES[0]] * 3))
    for entry in result["ranking"]:
        assert entry["over_evaluators"]["interval"] == [entry["place"]] * 2
    assert run(ranking_inputs([SCORES[0]]))["ranking"][0]["over_evaluators"] is None


def test_weights_of_sectors():
    rows = [
        {"evaluator": "E0", "values": [9, 1]},
        {"evaluator": "E1", "values": [1, 9]},
        {"evaluator": "E2", "values": [18, 2]},
        {"evaluator": None, "sector": "B", "values": [1, 9]},
    ]
    inputs = ranking_inputs([[[1, 2]]] * 3, weights=rows[:3])
    by_sector = run(inputs, voices="sectors", weights="arithmetic-mean")
    assert by_sector["weights"] == [0.5, 0.5]
    assert by_sector["weights_by_sector"] == [{"id": "A", "weights": [0.9, 0.1]}, {"id": "B", "weights": [0.1, 0.9]}]
    assert by_sector["weights_spread"][0] == {"low": 0.1, "high": 0.9, "spread": 3}
    assert run(inputs, weights="arithmetic-mean")["weights"][0] == pytest.approx((0.9 + 0.1 + 0.9) / 3)
    assert run(inputs, voices="sectors")["weights"] == [0.5, 0.5]
    assert run({**inputs, "weights": rows})["weights"] == [0.5, 0.5]
    assert run({**inputs, "weights": rows[3:]}, weights="given")["weights"] == [0.1, 0.9]


def test_who_has_no_scores_is_outside_the_order():
    scores = [[[5, 5], [None, None], [1, None], [4, 2]], [[4, 5], [None, None], [1, None], [4, 2]]]
    weights = [{"evaluator": None, "values": [0, 1]}]
    result = run(ranking_inputs(scores, weights=weights), weights="given", name="weighted-sum")
    assert result["unscored"] == ["P1", "P2"]  # P2 has a score only where the weight is 0
    assert sorted(result["order"]) == ["P0", "P3"]
    assert result["table"][1] == [None, None]


def test_a_criterion_that_nobody_scored():
    scores = [[[5, None, 2], [4, None, 1]], [[4, None, 5], [2, None, 2]]]
    for name in ("weighted-sum", "topsis", "promethee"):
        result = run(ranking_inputs(scores), name=name)
        assert result["order"] == ["P0", "P1"]
        assert result["ranking"][0]["missing"] == 1
        assert name == "topsis" or result["ranking"][0]["parts"][1] is None


def test_a_median_between_two_levels():
    inputs = ranking_inputs([[[2, 1]], [[3, 1]]])
    inputs["criteria"][0] |= {"scale": "verbal", "levels": 3}
    result = run(inputs, name="weighted-sum")
    assert result["table"] == [[2.5, 1]]
    assert result["ranking"][0]["parts"][0] == pytest.approx(0.75 / 3)


@pytest.mark.parametrize("name", ["weighted-sum", "topsis", "promethee"])
def test_one_alternative_and_all_equal(name):
    one = run(ranking_inputs([[[3, 4]]]), name=name)
    assert (one["order"], one["ranking"][0]["place"], one["ranking"][0]["acceptability"]) == (["P0"], 1, 1)
    equal = run(ranking_inputs([[[3, 4]] * 3] * 2), name=name)
    assert [entry["place"] for entry in equal["ranking"]] == [1, 1, 1]
    assert equal["equals"] == [["P0", "P1", "P2"]]
    assert equal["order"] == ["P0", "P1", "P2"]


@pytest.mark.parametrize("name", ["weighted-sum", "promethee"])
def test_thirds_do_not_part_equals(name):
    scores = [[[2, 2, 2, 1], [1, 1, 1, 2]]] * 3
    inputs = ranking_inputs(scores, weights=[{"values": [1, 1, 1, 3]}])
    inputs["alternatives"] = [{"id": one} for one in "yx"]
    for criterion in inputs["criteria"]:
        criterion |= {"maximise": True, "preference": {"shape": "usual"}}
    result = run(inputs, name=name, weights="given", scores="mean")
    assert result["equals"] == [["x", "y"]]
    assert result["order"] == ["x", "y"]


def test_numbers_are_rounded_before_they_are_used():
    scores = [[[1.00000000049], [1.0]]]
    assert run(ranking_inputs(scores), name="weighted-sum")["equals"] == [["P0", "P1"]]


def test_progress_and_stopping():
    told = []
    perform("ranking", ranking_inputs(SCORES), RANKING, progress=lambda share: told.append(share) or True)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    for last in range(len(told)):
        shares = iter(range(last))
        with pytest.raises(Cancelled):
            perform(
                "ranking",
                ranking_inputs(SCORES),
                RANKING,
                progress=lambda _s, left=shares: next(left, None) is not None,
            )


def spoilt(path, value):
    """Return inputs with one thing set, or taken out where the value is ``...``."""
    inputs = ranking_inputs([[[7, 2], [4, 1]], [[8, 2], [6, 2]]])
    inputs["criteria"][0] |= {"scale": "ratio"}
    inputs["criteria"][1] |= {"scale": "verbal", "levels": 3}
    at = inputs
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return inputs


@pytest.mark.parametrize(
    ("path", "value", "code", "at"),
    [
        (["alternatives"], ..., "missing", "inputs.alternatives"),
        (["alternatives"], {}, "not_list", "inputs.alternatives"),
        (["alternatives"], [], "no_alternatives", "inputs.alternatives"),
        (["alternatives", 0], "x", "not_object", "inputs.alternatives[0]"),
        (["alternatives", 1, "id"], "P0", "id_twice", "inputs.alternatives[1].id"),
        (["alternatives", 1, "id"], 7, "not_text", "inputs.alternatives[1].id"),
        (["alternatives", 1, "id"], "", "missing", "inputs.alternatives[1].id"),
        (["criteria"], [], "no_criteria", "inputs.criteria"),
        (["criteria", 0, "scale"], "x", "choice", "inputs.criteria[0].scale"),
        (["criteria", 0, "scale"], [], "choice", "inputs.criteria[0].scale"),
        (["criteria", 0, "maximise"], 1, "not_yes_no", "inputs.criteria[0].maximise"),
        (["criteria", 1, "levels"], 2.5, "not_whole", "inputs.criteria[1].levels"),
        (["criteria", 1, "levels"], 1, "out_of_range", "inputs.criteria[1].levels"),
        (["criteria", 1, "preference", "p"], 0.5, "preference", "inputs.criteria[1].preference"),
        (["criteria", 1, "preference", "p"], "x", "not_number", "inputs.criteria[1].preference.p"),
        (["evaluators"], [], "no_evaluators", "inputs.evaluators"),
        (["scores"], [], "shape", "inputs.scores"),
        (["scores", 1], [[1, 2]], "shape", "inputs.scores[1]"),
        (["scores", 1, 0], [1], "shape", "inputs.scores[1][0]"),
        (["scores", 1, 0], None, "not_list", "inputs.scores[1][0]"),
        (["scores", 1, 0, 1], "4", "not_number", "inputs.scores[1][0][1]"),
        (["scores", 1, 0, 0], True, "not_number", "inputs.scores[1][0][0]"),
        (["scores", 1, 0, 0], -1, "negative_score", "inputs.scores[1][0][0]"),
        (["scores", 1, 0, 0], 2e15, "out_of_range", "inputs.scores[1][0][0]"),
        (["criteria", 0, "preference", "p"], 2e15, "out_of_range", "inputs.criteria[0].preference.p"),
        (["weights"], [{"evaluator": "E1", "values": [1, 1]}] * 2, "id_twice", "inputs.weights[1].evaluator"),
        (["scores", 1, 0, 1], 4, "no_level", "inputs.scores[1][0][1]"),
        (["scores"], [[[None] * 2] * 2] * 2, "no_scores", "inputs.scores"),
        (["weights"], [], "no_weights", "inputs.weights"),
        (["weights", 0, "evaluator"], "E9", "unknown_id", "inputs.weights[0].evaluator"),
        (["weights", 0, "values"], [1], "shape", "inputs.weights[0].values"),
        (["weights", 0, "values"], [1, -1], "out_of_range", "inputs.weights[0].values[1]"),
        (["weights", 0, "values"], [0, 0], "weights_zero", "inputs.weights[0].values"),
    ],
)
def test_what_is_wrong_is_a_code(path, value, code, at):
    with pytest.raises(RunError) as error:
        run(spoilt(path, value))
    assert (error.value.code, error.value.params["at"]) == (code, at)


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"name": "lottery"}, "choice"),
        ({"scores": None}, "missing"),
        ({"samples": 0}, "out_of_range"),
        ({"samples": 10**9}, "out_of_range"),
        ({"seed": -1}, "out_of_range"),
        ({"seed": True}, "not_whole"),
        ({"first": 0}, "out_of_range"),
        ({"weights": "given"}, "one_row"),
    ],
)
def test_a_wrong_method(method, code):
    inputs = ranking_inputs(SCORES, weights=[{"values": [1, 1, 1]}] * 2)
    with pytest.raises(RunError) as error:
        run(inputs, **method)
    assert error.value.code == code


def test_a_large_round_says_what_differs():
    inputs = ranking_inputs(SCORES)
    document = record("ranking", inputs, RANKING, perform("ranking", inputs, RANKING))
    other = perform("ranking", {**inputs, "weights": [{"values": [5, 1, 1]}]}, RANKING)
    paths = [one.path for one in differences(document["result"], other)]
    assert "weights[0]" in paths
    assert any(path.startswith("ranking[P0].") for path in paths)
