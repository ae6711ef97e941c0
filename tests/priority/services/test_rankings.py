"""Asking for a ranking of a round."""

import pytest
from django.core.exceptions import PermissionDenied

from factories.priority import (
    AssessmentFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
)
from rumbo.core.errors import Refused
from rumbo.priority.models import Run
from rumbo.priority.queries.run_inputs import Wanted
from rumbo.priority.services import rankings, runs

pytestmark = pytest.mark.django_db
WANTED = Wanted("topsis", "mean", "given", 1, 100)


@pytest.fixture
def delphi(plan):
    """A closed Delphi round in which two people scored two projects by one criterion."""
    found = RoundFactory(plan=plan, weights_from="given")
    criterion, delphi = CriterionFactory(round=found), DelphiRoundFactory(round=found, closed_at="2026-04-01T12:00Z")
    items = [ItemFactory(round=found) for _number in range(2)]
    for evaluator in [EvaluatorFactory(round=found) for _number in range(2)]:
        for value, item in enumerate(items, start=2):
            AssessmentFactory(delphi=delphi, evaluator=evaluator, item=item, values={str(criterion.pk): value})
    return delphi


def test_a_ranking_is_asked_for_as_the_round_says_and_done(delphi, manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = rankings.ask(manager, delphi.round)
    run.refresh_from_db()
    assert (run.kind, run.state, run.round, run.title) == ("ranking", "done", delphi.round, "PROMETHEE II, vuelta 1")
    assert run.method["name"] == "promethee"
    assert len(run.result["order"]) == 2


def test_wishes_of_its_own_and_a_title_are_kept(delphi, manager):
    run = rankings.ask(manager, delphi.round, WANTED, title="  Para el   consejo ")
    assert run.title == "Para el consejo"
    assert (run.method["name"], run.method["first"], run.method["samples"]) == ("topsis", 1, 100)


def test_the_title_says_that_it_is_provisional(delphi, manager):
    delphi.closed_at = None
    delphi.save()
    assert rankings.ask(manager, delphi.round, title="Avance").title == "Avance (provisional)"
    assert rankings.ask(manager, delphi.round, title="Orden Provisional").title == "Orden Provisional"


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("lottery", "mean", "given", 1),
        Wanted("topsis", "most", "given", 1),
        Wanted("topsis", "mean", "mine", 1),
        Wanted("topsis", "mean", "given", 0),
        Wanted("topsis", "mean", "given", 1, 99),
        Wanted("topsis", "mean", "given", 1, 10_001),
    ],
)
def test_wishes_that_make_no_sense_are_refused(delphi, manager, wanted):
    with pytest.raises(Refused):
        rankings.ask(manager, delphi.round, wanted)
    assert not Run.objects.exists()


def test_scores_of_another_round_are_refused(delphi, manager, plan):
    other = DelphiRoundFactory(round=RoundFactory(plan=plan))
    with pytest.raises(Refused):
        rankings.ask(manager, delphi.round, delphi=other)


def test_what_is_missing_is_said(plan, manager):
    with pytest.raises(Refused, match="vuelta"):
        rankings.ask(manager, RoundFactory(plan=plan))


def test_who_does_not_manage_the_plan_asks_for_nothing(delphi, reader, editor):
    for person in (reader, editor):
        with pytest.raises(PermissionDenied):
            rankings.ask(person, delphi.round)


def test_scores_that_come_later_change_nothing_in_a_run(delphi, manager):
    run = rankings.ask(manager, delphi.round, WANTED)
    before = run.inputs["scores"]
    AssessmentFactory(
        delphi=delphi, evaluator=EvaluatorFactory(round=delphi.round), item=delphi.round.items.first(), values={}
    )
    runs.perform(run.pk)
    assert Run.objects.get(pk=run.pk).inputs["scores"] == before
