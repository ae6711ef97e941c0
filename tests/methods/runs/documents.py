"""Inputs and methods of runs, for tests."""

from hypothesis import strategies as st

RANKING = {"name": "promethee", "scores": "median", "weights": "geometric-mean", "samples": 40, "seed": 1, "first": 2}


def ranking_inputs(scores, **changes):
    """Return inputs with these scores: evaluators, alternatives, criteria."""
    criteria = len(scores[0][0])
    inputs = {
        "alternatives": [{"id": f"P{row}", "name": f"Project {row}"} for row in range(len(scores[0]))],
        "criteria": [
            {
                "id": f"C{column}",
                "name": f"Criterion {column}",
                "maximise": column != 1,
                "preference": {"shape": "linear", "q": 1, "p": 4},
            }
            for column in range(criteria)
        ],
        "evaluators": [{"id": f"E{n}", "sector": "AB"[n % 2]} for n in range(len(scores))],
        "scores": scores,
        "weights": [{"evaluator": "E0", "values": [column + 1 for column in range(criteria)]}],
    }
    return {**inputs, **changes}


@st.composite
def ranking_documents(draw, *, complete=False, evaluators=4, alternatives=5, criteria=3):
    """Return inputs and a method of a ranking."""
    shape = [draw(st.integers(1, most)) for most in (evaluators, alternatives, criteria)]
    one = st.integers(1, 9) if complete else st.one_of(st.none(), st.integers(1, 9), st.integers(1, 9))
    table = st.lists(st.lists(one, min_size=shape[2], max_size=shape[2]), min_size=shape[1], max_size=shape[1])
    scores = draw(st.lists(table, min_size=shape[0], max_size=shape[0]))
    scores[0][0] = [5] * shape[2]  # somebody scored something
    row = st.lists(st.integers(1, 100), min_size=shape[2], max_size=shape[2])
    weights = [{"evaluator": f"E{n}", "values": draw(row)} for n in range(shape[0])]
    method = {
        "name": draw(st.sampled_from(["weighted-sum", "topsis", "promethee"])),
        "scores": draw(st.sampled_from(["mean", "median"])),
        "weights": draw(st.sampled_from(["geometric-mean", "arithmetic-mean"])),
        "voices": draw(st.sampled_from(["each", "sectors"])),
        "samples": 20,
        "seed": draw(st.integers(0, 5)),
        "first": draw(st.integers(1, 4)),
    }
    return ranking_inputs(scores, weights=weights), method
