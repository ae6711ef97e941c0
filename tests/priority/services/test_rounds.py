"""The phases of a round: what it needs to open, and what each step leaves behind."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.timezone import localdate

from factories import (
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    PublicationFactory,
    RoundFactory,
)
from rumbo.core.errors import Refused
from rumbo.priority.enums import RoundPhase
from rumbo.priority.services import rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(plan):
    """A round that can be opened."""
    found = RoundFactory(plan=plan, delphi_rounds=2)
    ItemFactory(round=found)
    CriterionFactory(round=found)
    EvaluatorFactory(round=found)
    return found


def _phase(found):
    found.refresh_from_db()
    return found.phase


def test_the_life_of_a_round(ready, manager):
    first = rounds.open_delphi(manager, ready)
    assert (first.number, first.is_open, _phase(ready)) == (1, True, RoundPhase.SCORING)
    closed = rounds.close_delphi(manager, ready)
    assert (closed.pk, closed.is_open, _phase(ready)) == (first.pk, False, RoundPhase.BETWEEN)
    day = localdate() + datetime.timedelta(days=5)
    second = rounds.open_delphi(manager, ready, closes_on=day)
    assert (second.number, second.closes_on) == (2, day)
    rounds.close_delphi(manager, ready, reason="Todas terminaron")
    rounds.finish(manager, ready)
    assert _phase(ready) == RoundPhase.CLOSED
    told = list(ready.history.order_by("history_id").values_list("phase", "history_user", "history_change_reason"))
    assert [phase for phase, _who, _why in told] == ["draft", "scoring", "between", "scoring", "between", "closed"]
    assert {who for _phase, who, _why in told[1:]} == {manager.pk}
    assert told[4][2] == "Todas terminaron"
    assert all(why for _phase, _who, why in told[1:])


def test_reopening_goes_one_step_back_each_time_and_says_why(ready, manager):
    rounds.open_delphi(manager, ready, closes_on=localdate())
    rounds.close_delphi(manager, ready)
    rounds.finish(manager, ready)
    rounds.reopen(manager, ready, reason="Faltó la Cámara de la Construcción")
    assert _phase(ready) == RoundPhase.BETWEEN
    assert ready.history.first().history_change_reason == "Faltó la Cámara de la Construcción"
    rounds.reopen(manager, ready, reason="Un día más")
    assert _phase(ready) == RoundPhase.SCORING
    assert ready.delphi.get().is_open
    with pytest.raises(Refused, match="nada que reabrir"):
        rounds.reopen(manager, ready, reason="Otra vez")


def test_what_a_published_decision_rests_on_stays_as_it_is(ready, manager):
    rounds.open_delphi(manager, ready, closes_on=localdate())
    rounds.close_delphi(manager, ready)
    rounds.finish(manager, ready)
    decision = PublicationFactory(round=ready, published_at=timezone.now())
    with pytest.raises(Refused, match="Retírala primero"):
        rounds.reopen(manager, ready, reason="Faltó alguien")
    assert _phase(ready) == RoundPhase.CLOSED
    type(decision).objects.filter(pk=decision.pk).update(state="withdrawn")
    rounds.reopen(manager, ready, reason="Faltó alguien")
    assert _phase(ready) == RoundPhase.BETWEEN


def test_reopening_without_a_reason_is_refused(ready, manager):
    rounds.open_delphi(manager, ready)
    rounds.close_delphi(manager, ready)
    with pytest.raises(Refused, match="por qué"):
        rounds.reopen(manager, ready, reason="  ")


def test_reopening_forgets_a_last_day_that_is_past(ready, manager):
    delphi = DelphiRoundFactory(round=ready, closes_on=localdate() - datetime.timedelta(days=1))
    ready.phase = "scoring"
    ready.save()
    rounds.close_delphi(manager, ready)
    rounds.reopen(manager, ready, reason="Un día más")
    delphi.refresh_from_db()
    assert (delphi.closes_on, delphi.result) == (None, {})


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ("items", "Elige qué se prioriza"),
        ("criteria", "al menos un criterio"),
        ("evaluators", "al menos una persona"),
    ],
)
def test_what_is_missing_is_said(ready, manager, lacking, sentence):
    getattr(ready, lacking).all().delete()
    with pytest.raises(Refused, match=sentence):
        rounds.open_delphi(manager, ready)
    assert _phase(ready) == RoundPhase.DRAFT


def test_given_weights_of_zero_are_refused_only_where_they_count(ready, manager):
    ready.criteria.update(weight=0)
    ready.weights_from = "given"
    ready.save()
    with pytest.raises(Refused, match="pesan 0"):
        rounds.open_delphi(manager, ready)
    ready.weights_from = "evaluators"
    ready.save()
    assert rounds.open_delphi(manager, ready).number == 1


def test_steps_out_of_order_are_refused(ready, manager):
    with pytest.raises(Refused):
        rounds.close_delphi(manager, ready)
    with pytest.raises(Refused, match="Todavía no"):
        rounds.finish(manager, ready)
    rounds.open_delphi(manager, ready)
    with pytest.raises(Refused, match="Ciérrala"):
        rounds.finish(manager, ready)
    with pytest.raises(Refused, match="Ya hay una vuelta abierta"):
        rounds.open_delphi(manager, ready)
    rounds.close_delphi(manager, ready)
    rounds.finish(manager, ready)
    with pytest.raises(Refused, match="ya están cerradas"):
        rounds.finish(manager, ready)
    with pytest.raises(Refused, match="Reábrela"):
        rounds.open_delphi(manager, ready)


def test_no_more_delphi_rounds_than_planned(ready, manager):
    ready.delphi_rounds = 1
    ready.save()
    rounds.open_delphi(manager, ready)
    rounds.close_delphi(manager, ready)
    with pytest.raises(Refused, match="planeada"):
        rounds.open_delphi(manager, ready)


def test_days_that_are_past_are_refused(ready, manager):
    yesterday = localdate() - datetime.timedelta(days=1)
    with pytest.raises(Refused, match="antes de hoy"):
        rounds.open_delphi(manager, ready, closes_on=yesterday)
    rounds.open_delphi(manager, ready)
    with pytest.raises(Refused, match="antes de hoy"):
        rounds.set_last_day(manager, ready, yesterday)
    assert rounds.set_last_day(manager, ready, localdate()).closes_on == localdate()
    assert rounds.set_last_day(manager, ready, None).closes_on is None


def test_a_withdrawn_round_goes_no_further(ready, manager):
    ready.state = "withdrawn"
    ready.save()
    with pytest.raises(Refused, match="retiró"):
        rounds.open_delphi(manager, ready)


@pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
def test_only_who_manages_the_plan_moves_a_round(ready, who, request):
    actor = request.getfixturevalue(who)
    for act in (
        lambda: rounds.open_delphi(actor, ready),
        lambda: rounds.close_delphi(actor, ready),
        lambda: rounds.finish(actor, ready),
        lambda: rounds.reopen(actor, ready, reason="Porque sí"),
        lambda: rounds.set_last_day(actor, ready, None),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert _phase(ready) == RoundPhase.DRAFT
