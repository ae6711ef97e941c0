"""What a ranking is computed from: scores, weights, pseudonyms; what is missing and what to know."""

import pytest

from factories import OrganizationFactory
from factories.priority import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
    WeightingFactory,
)
from rumbo.core.errors import Refused
from rumbo.methods.runs import perform
from rumbo.priority.method_words import preparing
from rumbo.priority.queries.run_inputs import Wanted, masked_sectors, prepare, ranking_inputs, wanted_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    """A round whose given weights count."""
    return RoundFactory(plan=plan, weights_from="given", method="weighted-sum", scores_by="mean", first=1)


@pytest.fixture
def criteria(found):
    return [CriterionFactory(round=found, key=key, title=key.title()) for key in ("beneficio", "costo")]


@pytest.fixture
def items(found):
    return [ItemFactory(round=found) for _number in range(3)]


def people(found, *sectors):
    return [EvaluatorFactory(round=found, organization=OrganizationFactory(sector=sector)) for sector in sectors]


def score(delphi, evaluator, item, criteria, *values):
    named = {str(one.pk): value for one, value in zip(criteria, values, strict=True)}
    return AssessmentFactory(delphi=delphi, evaluator=evaluator, item=item, values=named)


@pytest.fixture
def scored(found, criteria, items):
    """Three evaluators of the public sector scored the first two projects; the last has no score."""
    delphi = DelphiRoundFactory(round=found, closed_at="2026-04-01T12:00Z")
    for number, evaluator in enumerate(people(found, "public", "public", "public")):
        score(delphi, evaluator, items[0], criteria, 5, 3 + number % 2)
        score(delphi, evaluator, items[1], criteria, 2, None)
    return delphi


def codes(coded):
    return [one["code"] for one in coded]


def test_scores_criteria_and_weights_make_a_document_that_can_be_performed(found, items, scored):
    inputs, method, origin = ranking_inputs(found)
    keys = [item.measure.project.key for item in items]
    assert [one["id"] for one in inputs["alternatives"]] == keys
    assert inputs["criteria"][0] == {
        "id": "beneficio",
        "name": "Beneficio",
        "definition": "",
        "maximise": True,
        "scale": "verbal",
        "preference": {"shape": "usual"},
        "levels": 5,
        "level_names": ["Muy poco", "Poco", "Medio", "Mucho", "Muchísimo"],
    }
    assert inputs["weights"] == [{"values": [1.0, 1.0]}]
    assert sorted(inputs["scores"]) == sorted(
        [[5.0, 3.0 + number % 2], [2.0, None], [None, None]] for number in range(3)
    )
    assert origin["items"] == {key: item.pk for key, item in zip(keys, items, strict=True)}
    assert (origin["delphi"], origin["provisional"]) == (scored.pk, False)
    assert method["first"] == 1

    result = perform("ranking", inputs, method)
    assert result["order"] == keys[:2]
    assert result["unscored"] == [keys[2]]


def test_nobody_is_named(found, scored):
    inputs, _method, origin = ranking_inputs(found)
    assert [one["id"] for one in inputs["evaluators"]] == ["E1", "E2", "E3"]
    for evaluator in found.evaluators.all():
        for word in (evaluator.title, evaluator.key, evaluator.organization.title):
            assert word not in str(inputs)
            assert word not in str(origin)
    assert "seed" not in inputs


def test_pseudonyms_are_in_an_order_that_the_seed_tells(found, criteria, items, monkeypatch):
    delphi = DelphiRoundFactory(round=found)
    for number, evaluator in enumerate(people(found, *["public"] * 5), start=1):
        score(delphi, evaluator, items[0], criteria, number, number)

    def order(seed):
        monkeypatch.setattr("rumbo.priority.queries.run_inputs.secrets.randbelow", lambda _limit: seed)
        return [rows[0][0] for rows in ranking_inputs(found)[0]["scores"]]

    orders = {tuple(order(seed)) for seed in range(20)}
    assert len(orders) > 10
    assert order(3) == order(3)


def test_a_later_run_keeps_the_pseudonyms(found, scored, manager):
    from rumbo.priority.services import rankings

    first = rankings.ask(manager, found)
    assert rankings.ask(manager, found).inputs == first.inputs


@pytest.mark.parametrize(
    ("given", "masked"),
    [
        (["public"] * 3 + ["private"] * 3, ["public"] * 3 + ["private"] * 3),
        (["public"] * 4 + ["private", "social", ""], ["public"] * 4 + ["other"] * 3),
        (["public"] * 4 + ["private"] * 3 + ["social"], ["public"] * 4 + ["other"] * 4),
        (["public"] * 3 + ["private"] * 2, ["other"] * 5),
        (["public"], ["other"]),
        (["other"] * 2 + ["public"] * 3, ["other"] * 5),
        ([], []),
    ],
)
def test_a_sector_is_told_where_three_share_it_and_three_the_rest(given, masked):
    assert masked_sectors(given) == masked


def test_a_conflict_of_interest_and_what_was_taken_out_count_nowhere(found, items, scored):
    evaluator = found.evaluators.first()
    ConflictFactory(evaluator=evaluator, item=items[0])
    items[1].left = True
    items[1].save()
    inputs, _method, _origin = ranking_inputs(found)
    assert len(inputs["alternatives"]) == 2
    assert [one["id"] for one in inputs["evaluators"]] == ["E1", "E2"]  # the third has no score left


def test_the_last_closed_delphi_round_counts_and_an_open_one_is_provisional(found, criteria, items, scored):
    later = DelphiRoundFactory(round=found, number=2)
    score(later, found.evaluators.first(), items[2], criteria, 1, 1)
    assert ranking_inputs(found)[2]["delphi"] == scored.pk
    prepared = prepare(found, later)
    assert prepared.origin["provisional"]
    assert "provisional" in codes(prepared.doubts)
    assert "unscored" not in codes(prepared.doubts)


class TestWeights:
    @pytest.fixture
    def wanted(self):
        return Wanted("topsis", "median", "evaluators", 2)

    def weigh(self, evaluator, criteria, *values, **more):
        named = {str(one.pk): value for one, value in zip(criteria, values, strict=True)}
        return WeightingFactory(evaluator=evaluator, weights=named, **more)

    def test_of_evaluators_are_under_their_pseudonyms(self, found, criteria, scored, wanted):
        first, second, _third = found.evaluators.all()
        self.weigh(first, criteria, 0.7, 0.3)
        self.weigh(second, criteria, 0.5, 0.5)
        inputs, method, _origin = ranking_inputs(found, wanted=wanted)
        assert sorted(row["values"] for row in inputs["weights"]) == [[0.5, 0.5], [0.7, 0.3]]
        assert {row["evaluator"] for row in inputs["weights"]} < {"E1", "E2", "E3"}
        assert (method["weights"], method["voices"], method["name"]) == ("geometric-mean", "each", "topsis")
        by_sectors = Wanted("topsis", "median", "sectors", 2)
        assert ranking_inputs(found, wanted=by_sectors)[1]["voices"] == "sectors"

    def test_of_someone_who_gave_no_score_count(self, found, criteria, scored, wanted):
        self.weigh(EvaluatorFactory(round=found), criteria, 0.9, 0.1)
        inputs, method, _origin = ranking_inputs(found, wanted=wanted)
        assert len(inputs["evaluators"]) == 4
        assert perform("ranking", inputs, method)["weights"] == [0.9, 0.1]

    def test_that_are_inconsistent_or_of_other_criteria_are_told(self, found, criteria, scored, wanted):
        first, second, third = found.evaluators.all()
        self.weigh(first, criteria, 0.7, 0.3, ratio=0.2, method="pairwise")
        self.weigh(second, criteria, 0.7, 0.3, ratio=0.1, method="pairwise")
        self.weigh(third, criteria[:1], 1)
        prepared = prepare(found, wanted=wanted)
        said = {one["code"]: one for one in prepared.doubts}
        assert (said["inconsistent"]["n"], said["inconsistent"]["of"]) == (1, 2)
        assert said["old_weights"]["n"] == 1
        assert len(prepared.inputs["weights"]) == 2

    def test_that_nobody_gave_are_missing(self, found, scored, wanted):
        assert codes(prepare(found, wanted=wanted).missing) == ["no_weights"]

    def test_that_are_all_zero_are_missing(self, found, criteria, scored):
        for one in criteria:
            one.weight = 0
            one.save()
        assert codes(prepare(found).missing) == ["weights_zero"]

    def test_only_where_nobody_gave_a_score_are_missing(self, found, criteria, items):
        delphi = DelphiRoundFactory(round=found)
        score(delphi, EvaluatorFactory(round=found), items[0], criteria, 3, None)
        criteria[0].weight = 0
        criteria[0].save()
        assert codes(prepare(found).missing) == ["no_weighed_scores"]


class TestMissing:
    def test_everything(self, found):
        assert codes(prepare(found).missing) == ["no_delphi"]
        DelphiRoundFactory(round=found)
        assert codes(prepare(found).missing) == ["no_items", "no_criteria", "no_evaluators"]

    def test_scores(self, found, criteria, items):
        DelphiRoundFactory(round=found)
        EvaluatorFactory(round=found)
        assert codes(prepare(found).missing) == ["no_scores"]
        with pytest.raises(Refused, match="calificaci"):
            ranking_inputs(found)


def test_one_project_and_equal_scores_are_fine(found, criteria):
    item = ItemFactory(round=found)
    delphi = DelphiRoundFactory(round=found)
    evaluator = EvaluatorFactory(round=found)
    score(delphi, evaluator, item, criteria, 3, 3)
    prepared = prepare(found)
    assert codes(prepared.doubts) == ["provisional", "one_evaluator"]
    assert perform("ranking", prepared.inputs, prepared.method)["ranking"][0]["place"] == 1
    score(delphi, evaluator, ItemFactory(round=found), criteria, 3, 3)
    inputs, method, _origin = ranking_inputs(found)
    assert len(perform("ranking", inputs, method)["equals"][0]) == 2


def test_every_code_has_its_sentence(found, scored):
    for code in ("no_delphi", "no_items", "no_criteria", "no_evaluators", "no_scores", "no_weights", "weights_zero"):
        assert preparing.missing({"code": code})
    for code in ("provisional", "unscored", "incomplete", "one_evaluator", "inconsistent", "old_weights"):
        assert "%" not in preparing.doubt({"code": code, "n": 2, "of": 5})
    assert not preparing.doubt({"code": "of another version"})


def test_more_of_everything_costs_as_many_queries(found, criteria, items, scored, django_assert_num_queries):
    found = type(found).objects.get(pk=found.pk)
    with django_assert_num_queries(7):
        prepare(found)
    for evaluator in people(found, *["private"] * 4):
        for item in items:
            score(scored, evaluator, item, criteria, 1, 2)
    with django_assert_num_queries(7):
        prepare(found)


def test_without_other_wishes_it_is_as_the_round_says(found):
    assert wanted_of(found) == Wanted("weighted-sum", "mean", "given", 1)
