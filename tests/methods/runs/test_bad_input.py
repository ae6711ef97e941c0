"""Whatever is in the place of anything else: a run has a result, or an error with a code."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from methods.runs.documents import RANKING, ranking_inputs
from methods.runs.test_allocation_run import SMALL, inputs_of
from methods.runs.test_selection_run import PROBLEM
from rumbo.methods.runs import RunError, check, perform, record

TABLE = ranking_inputs([[[7, 2], [4, 1]], [[8, 2], [None, 2]]])
TABLE["criteria"][0] |= {"scale": "ratio", "levels": 4}
RUNS = [
    ("ranking", TABLE, {**RANKING, "samples": 5, "voices": "sectors"}),
    ("ranking", TABLE, {**RANKING, "samples": 5, "name": "topsis", "scores": "mean"}),
    ("allocation", SMALL, {"rule": "equal-shares", "utility": "cost", "completion": "greedy", "step": "1"}),
    (
        "allocation",
        inputs_of({"a": 10, "b": 10}, 20, [{"a": 2, "b": "0.5"}, {"b": 1.5}], approval=False),
        {"rule": "greedy"},
    ),
    ("selection", PROBLEM, {"rounds": 2}),
    ("scenarios", {"variants": [{"name": "x", "problem": PROBLEM}]}, {"rounds": 2, "factors": [0.5, 0]}),
]
ODD = st.one_of(
    st.sampled_from(
        [None, True, "", "x", "0", "-1", [], {}, 0, -1, 10**15, 10**30, 1e-300, 1e300, 0.5, [[]], {"": 0}]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.text(max_size=3),
    st.sampled_from(["gaussian", "v", "u", "linear", "level", "verbal", "ratio", "given", "promethee", "P0", "E1"]),
)


def paths(value, path=()):
    """Return the path of everything in a document, itself too."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for step, inner in steps for one in paths(inner, (*path, step)))]


@st.composite
def spoilt(draw):
    """Return a run with some things in the place of others."""
    kind, inputs, method = draw(st.sampled_from(RUNS))
    whole = json.loads(json.dumps({"inputs": inputs, "method": method}))
    for _change in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([path for path in paths(whole) if len(path) > 1]))
        at = whole
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = json.loads(json.dumps(draw(ODD)))
        if path[-1] in ("samples", "rounds"):
            at[path[-1]] = draw(st.sampled_from([0, 3, "9", None, 2.5]))
    return kind, whole["inputs"], whole["method"]


def result_or_code(do, *given):
    """Return what comes out of it, or the code of its error."""
    try:
        return do(*given)
    except RunError as error:
        return error.code


@settings(max_examples=300, deadline=None)
@given(spoilt())
def test_a_result_or_a_code(run):
    kind, inputs, method = run
    result = result_or_code(perform, kind, inputs, method)
    if isinstance(result, str):
        assert f"``{result}``" in RunError.__doc__
    else:
        document = record(kind, inputs, method, result)
        assert check(json.dumps(document)) == document


@given(st.text() | st.binary())
@example("[" * 900 + "]" * 900)
@example('{"format": "rumbo-run/1", "kind": {}}')
def test_any_text_is_no_run(text):
    assert result_or_code(check, text) in {"not_json", "not_a_run", "format", "unknown_kind"}
