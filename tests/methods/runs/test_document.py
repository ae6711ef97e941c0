"""The document of a run: its checksum, what is wrong with one, and what differs between results."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.runs.documents import RANKING, ranking_inputs
from rumbo.methods.runs import ABSENT, KINDS, RunError, canonical, check, checksum, differences, perform, record
from rumbo.methods.runs.document import tidy


@pytest.fixture(scope="module")
def run():
    """A recorded ranking."""
    inputs = ranking_inputs([[[7, 2.5, 3], [4, 1, 9], [6, None, 5]], [[8, 2, 1], [None] * 3, [6, 3, 4.123456789]]])
    return record("ranking", inputs, RANKING, perform("ranking", inputs, RANKING))


def copy(run):
    return json.loads(json.dumps(run))


def leaves(value, path=()):
    """Return the path of everything in a document that is neither object nor list."""
    if isinstance(value, dict):
        return [leaf for name, one in value.items() for leaf in leaves(one, (*path, name))]
    if isinstance(value, list):
        return [leaf for place, one in enumerate(value) for leaf in leaves(one, (*path, place))]
    return [path]


def at(value, path):
    for step in path:
        value = value[step]
    return value


def changed(value):
    """Return something that is only a little different."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return math.nextafter(value, math.inf)
    return 0 if value is None else f"{value} "


def test_a_run_is_itself(run):
    assert check(run) == run
    assert check(json.dumps(run)) == run
    assert check(json.dumps(run, indent=1).encode("utf-8-sig")) == run


def test_any_single_change_is_found(run):
    paths = [path for path in leaves(run) if path[0] not in ("made_with", "format", "kind")]
    assert len(paths) > 100
    for path in paths:
        other = copy(run)
        at(other, path[:-1])[path[-1]] = changed(at(run, path))
        with pytest.raises(RunError) as error:
            check(other)
        assert error.value.code == "changed", path


def test_any_change_of_order_is_found(run):
    lists = {path[:place] for path in leaves(run) for place in range(len(path)) if isinstance(path[place], int)}
    for path in lists:
        other = copy(run)
        at(other, path).reverse()
        if at(other, path) != at(run, path):
            with pytest.raises(RunError, match="changed"):
                check(other)


def test_names_in_another_order_and_other_ways_to_write_a_number_are_no_change(run):
    turned = {name: run[name] for name in reversed(run)}
    assert check(json.dumps(turned).replace('"seed": 1', '"seed": 1.0').replace("2.5", "25e-1"))
    assert check({**run, "made_with": "99"})


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**18), 10**18))
def test_rounding_is_stable(number):
    once = tidy(number)
    assert tidy(once) == once
    assert type(tidy(once)) is type(once)
    again = json.loads(json.dumps(once))
    assert (again, type(again)) == (once, type(once))
    assert canonical({"a": number}) == canonical({"a": once})
    if isinstance(once, float):
        assert json.dumps(once) == f"{once:.9g}"
    if abs(once) < 10**9:  # some programs write every number with a point
        assert canonical({"a": once}) == canonical({"a": float(once)})
    assert once == pytest.approx(number, rel=5e-9, abs=1e-300)


def test_numbers_in_the_canonical_text():
    document = {
        "made_with": "1",
        "checksum": "sha256:",
        "z": [-0.0, 2.0, 0.1 + 0.2, 1e-7, 1.5e300, math.nan, True, None],
        "a": {"ñ": 'Ñandú "x"\n', "b": 123456789.4, "whole": 123456789012345, "large": 2**70},
        "n": [np.int64(4), np.float64(1) / 3, np.bool_(True).item(), np.array([1.0, np.nan])],
    }
    assert canonical(document) == (
        '{"a":{"b":123456789,"large":1.18059162e+21,"whole":123456789012345,"ñ":"Ñandú \\"x\\"\\n"},'
        '"n":[4,0.333333333,true,[1,null]],"z":[0,2,0.3,1e-07,1.5e+300,null,true,null]}'
    )
    assert checksum(document).startswith("sha256:")
    assert len(checksum(document)) == 71


@pytest.mark.parametrize("value", [math.inf, 10**400, {1: 2}, {"a": {1, 2}}, b"x", object()])
def test_what_json_does_not_have(value):
    with pytest.raises(RunError):
        tidy({"value": value})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        (b"\xff\xfe", "not_json"),
        ("[" * 100_000, "not_json"),
        ("9" * 5000, "not_json"),
        ('{"format": NaN}', "not_json"),
        ('{"format": 1, "format": 2}', "not_json"),
        ("[]", "not_a_run"),
        ("{}", "format"),
        ('{"format": "rumbo-run/2"}', "format"),
        ('{"format": "rumbo-run/1", "kind": "lottery"}', "unknown_kind"),
        ('{"format": "rumbo-run/1", "kind": []}', "unknown_kind"),
        ('{"format": "rumbo-run/1", "kind": "ranking", "inputs": {}, "method": {}, "result": {}}', "missing"),
        ('{"format": "rumbo-run/1", "kind": "ranking", "inputs": [], "method": {}}', "not_object"),
    ],
)
def test_what_is_no_run(text, code):
    with pytest.raises(RunError) as error:
        check(text)
    assert error.value.code == code


def test_hundreds_of_brackets(run):
    with pytest.raises(RunError, match="not_json"):
        check(json.dumps(run).replace('"seed": 1', '"seed": ' + "[" * 700 + "]" * 700))


def test_half_a_surrogate_is_no_text(run):
    with pytest.raises(RunError, match="not_json"):
        check({**run, "inputs": {"a": "\ud800"}})


def test_an_infinite_number_in_a_text(run):
    with pytest.raises(RunError):
        check(json.dumps(run).replace('"seed": 1', '"seed": 1e999'))


def test_a_kind_that_there_is_not():
    with pytest.raises(RunError, match="unknown_kind"):
        record("lottery", {}, {}, {})
    with pytest.raises(RunError, match="unknown_kind"):
        perform("lottery", {}, {})


def test_every_kind_can_be_done():
    for kind in KINDS:
        with pytest.raises(RunError) as error:
            perform(kind, {}, {})
        assert error.value.code != "unknown_kind"


def told(recorded, found):
    return [(one.path, one.recorded, one.found) for one in differences(recorded, found)]


def test_differences():
    assert told({"a": 1, "b": [1, None]}, {"a": 1.0, "b": [1, None]}) == []
    assert told({"a": 0.123456789}, {"a": 0.123456790}) == []
    assert told({"a": 0.123456789}, {"a": 0.123456792}) == [("a", 0.123456789, 0.123456792)]
    assert told({"a": 0}, {"a": -3e-14}) == []
    assert told({"a": 1e-10}, {"a": 2e-10}) == [("a", 1e-10, 2e-10)]
    assert told({"a": True}, {"a": 1}) == [("a", True, 1)]
    assert told({"a": None}, {"a": 0}) == [("a", None, 0)]
    assert told({"order": ["x", "y"]}, {"order": ["y", "x"]}) == [("order[0]", "x", "y"), ("order[1]", "y", "x")]
    assert told({"set": ["x"]}, {"set": ["x", "y"]}) == [("set[1]", ABSENT, "y")]
    assert told({"a": 1}, {}) == [("a", 1, ABSENT)]


def test_entries_with_ids_are_compared_by_id():
    one, two, other = {"id": "x", "v": 1}, {"id": "y", "v": 2}, {"id": "y", "v": 3}
    assert told([one, two], [one, two]) == []
    assert told({"r": [one, two]}, {"r": [two, one]}) == [("r[].id", ["x", "y"], ["y", "x"])]
    assert told({"r": [one, two]}, {"r": [one, other]}) == [("r[y].v", 2, 3)]
    assert told([one, one], [one, two]) == [("[1].id", "x", "y"), ("[1].v", 1, 2)]


def test_a_difference_as_json():
    assert [one.as_document() for one in differences({"a": 1}, {"b": None})] == [
        {"path": "a", "recorded": 1},
        {"path": "b", "found": None},
    ]
