"""The rounds of a plan and the page of one: what is prepared, how far it is, the one next step."""

import datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from factories import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    PublicationFactory,
    RoundFactory,
    RunFactory,
)
from rumbo.priority.enums import RoundPhase
from rumbo.priority.queries.overview import overviews, people_of
from rumbo.priority.queries.stopping import verdict
from rumbo.priority.web.steps import next_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    return RoundFactory(plan=plan, title="Ronda de proyectos 2026")


def _url(name, found):
    return reverse(f"priority:{name}", args=[found.plan.key, found.pk])


def _prepared(found, evaluators=2, items=2):
    criterion = CriterionFactory(round=found)
    things = [ItemFactory(round=found) for _ in range(items)]
    people = [EvaluatorFactory(round=found) for _ in range(evaluators)]
    return criterion, things, people


def _scored(delphi, evaluator, things, criterion, values=None):
    for place, item in enumerate(things):
        score = 3 if values is None else values[place]
        AssessmentFactory(delphi=delphi, evaluator=evaluator, item=item, values={str(criterion.pk): score})


def _step(found):
    (seen,) = overviews(found.plan, found.pk)
    return next_step(found.plan, seen)


def test_without_rounds_it_says_how_to_begin(client, plan, manager, reader):
    client.force_login(manager)
    page = client.get(reverse("priority:home", args=[plan.key])).content.decode()
    assert "Todavía no se ha priorizado nada" in page or "empty" in page
    assert reverse("desk:create", args=[plan.key, "round"]) in page
    client.force_login(reader)
    assert (
        reverse("desk:create", args=[plan.key, "round"])
        not in client.get(reverse("priority:home", args=[plan.key])).content.decode()
    )


def test_the_next_step_follows_what_is_there(found):
    assert _step(found).action == "Elegir qué se prioriza"
    things = [ItemFactory(round=found), ItemFactory(round=found)]
    assert _step(found).action == "Escribir los criterios"
    criterion = CriterionFactory(round=found)
    assert _step(found).action == "Nombrar a quienes evalúan"
    people = [EvaluatorFactory(round=found), EvaluatorFactory(round=found)]
    assert _step(found).url == _url("open_delphi", found)
    delphi = DelphiRoundFactory(round=found)
    found.phase = RoundPhase.SCORING
    found.save()
    assert "Faltan 2 personas" in _step(found).sentence
    for one in people:
        _scored(delphi, one, things, criterion)
    assert _step(found).url == _url("close_delphi", found)


def test_a_last_day_that_is_past_is_said_and_nothing_closes(found, client, manager):
    _prepared(found)
    DelphiRoundFactory(round=found, closes_on=localdate() - datetime.timedelta(days=1))
    found.phase = RoundPhase.SCORING
    found.save()
    assert _step(found).sentence.startswith("Ya pasó el último día. Faltan 2 personas")
    client.force_login(manager)
    assert "ya pasó el último día" in client.get(_url("round", found)).content.decode()
    found.refresh_from_db()
    assert found.phase == RoundPhase.SCORING


@pytest.mark.parametrize(
    ("agreements", "stop", "words"),
    [
        ([0.8], True, "no hace falta otra vuelta"),
        ([0.4], False, "vale la pena otra vuelta"),
        ([0.40, 0.42], True, "casi no se movieron"),
        ([0.4, 0.55], False, "vale la pena otra vuelta"),
        ([None], False, "vale la pena otra vuelta"),
        ([0.2, 0.4, 0.6], True, "Ya se hicieron las vueltas planeadas"),
    ],
)
def test_agreement_says_when_to_stop(found, agreements, stop, words):
    found.phase, found.delphi_rounds = RoundPhase.BETWEEN, 3
    found.save()
    _prepared(found)
    for number, w in enumerate(agreements, start=1):
        overall = None if w is None else {"w": w, "p": 0.01, "people": 2, "items": 2}
        DelphiRoundFactory(
            round=found, number=number, closed_at="2026-03-10T12:00:00Z", result={"overall": overall, "people": 2}
        )
    assert verdict(found, list(found.delphi.all())).stop is stop
    step = _step(found)
    assert words in step.sentence
    assert step.url == _url("finish" if stop else "open_delphi", found)


def test_after_closing_comes_the_ranking_and_then_the_decision(found):
    found.phase = RoundPhase.CLOSED
    found.save()
    assert "jerarquización" in _step(found).sentence
    run = RunFactory(round=found, state="done")
    assert "consejo" in _step(found).sentence
    PublicationFactory(round=found, ranking=run, published_at="2026-05-20T12:00:00Z")
    assert "publicada" in _step(found).sentence


def test_who_has_finished_counts_conflicts_and_axes(found):
    criterion, things, (one, two) = _prepared(found)
    other = EvaluatorFactory(round=found, axis=things[0].measure.project.program.theme.axis)
    nothing = EvaluatorFactory(round=found)
    for item in things:
        ConflictFactory(evaluator=nothing, item=item)
    ConflictFactory(evaluator=two, item=things[1])
    ItemFactory(round=found, left=True)
    delphi = DelphiRoundFactory(round=found)
    assert people_of([delphi])[delphi.pk].asked == 3
    assert people_of([delphi])[delphi.pk].done == 0
    _scored(delphi, one, things, criterion)
    _scored(delphi, two, things[:1], criterion)
    _scored(delphi, other, things[:1], criterion, [None])
    assert people_of([delphi])[delphi.pk].done == 3
    CriterionFactory(round=found)
    assert people_of([delphi])[delphi.pk].done == 0


def test_closing_asks_naming_how_many_have_not_finished(found, client, manager):
    criterion, things, (one, _two) = _prepared(found)
    delphi = DelphiRoundFactory(round=found)
    found.phase = RoundPhase.SCORING
    found.save()
    _scored(delphi, one, things, criterion, [1, 5])
    client.force_login(manager)
    assert "Falta 1 persona por terminar" in client.get(_url("close_delphi", found)).content.decode()
    asked = client.post(_url("close_delphi", found), {"unfinished": "0", "reason": ""})
    assert "Falta 1 persona por terminar" in asked.content.decode()
    delphi.refresh_from_db()
    assert delphi.is_open
    client.post(_url("close_delphi", found), {"unfinished": "1", "reason": ""})
    delphi.refresh_from_db()
    assert not delphi.is_open
    assert delphi.result["people"] == 1


def test_in_a_later_delphi_round_earlier_answers_stand(found, client, manager):
    _prepared(found)
    DelphiRoundFactory(round=found, number=1, closed_at="2026-03-10T12:00:00Z")
    DelphiRoundFactory(round=found, number=2)
    found.phase = RoundPhase.SCORING
    found.save()
    client.force_login(manager)
    page = client.get(_url("close_delphi", found)).content.decode()
    assert "Faltan 2 personas por terminar. Lo que no se conteste de nuevo queda como estaba" in page


def test_closing_works_when_all_was_taken_out_meanwhile(found, client, manager):
    criterion, _things, _people = _prepared(found)
    DelphiRoundFactory(round=found)
    found.phase = RoundPhase.SCORING
    found.save()
    criterion.state = "withdrawn"
    criterion.save()
    client.force_login(manager)
    assert client.post(_url("close_delphi", found), {"unfinished": "9"}).status_code == 302
    assert found.delphi.get().result["overall"] is None
    assert client.get(_url("round", found)).status_code == 200


def test_a_last_day_of_the_round_is_proposed_unless_it_is_past(found, client, manager):
    client.force_login(manager)
    for days, proposed in ((3, True), (-3, False)):
        found.closes_on = localdate() + datetime.timedelta(days=days)
        found.save()
        page = client.get(_url("open_delphi", found)).content.decode()
        assert (f'value="{found.closes_on.isoformat()}"' in page) is proposed


def test_moving_through_the_pages(found, client, manager):
    _prepared(found)
    client.force_login(manager)
    day = localdate() + datetime.timedelta(days=3)
    assert client.get(_url("open_delphi", found)).status_code == 200
    assert client.post(_url("open_delphi", found), {"closes_on": day.isoformat()}).status_code == 302
    assert found.delphi.get().closes_on == day
    assert client.post(_url("last_day", found), {"closes_on": ""}).status_code == 302
    assert found.delphi.get().closes_on is None
    client.post(_url("close_delphi", found), {"unfinished": "2"})
    assert client.get(_url("round", found)).status_code == 200
    client.post(_url("finish", found))
    found.refresh_from_db()
    assert found.phase == RoundPhase.CLOSED
    refused = client.post(_url("reopen", found), {"reason": ""})
    assert (refused.status_code, "Di por qué" in refused.content.decode()) == (422, True)
    client.post(_url("reopen", found), {"reason": "Faltó una cámara"})
    found.refresh_from_db()
    assert found.phase == RoundPhase.BETWEEN


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("open_delphi", {"closes_on": "ayer"}),
        ("open_delphi", {"closes_on": ""}),
        ("last_day", {"closes_on": "x"}),
        ("finish", {}),
        ("reopen", {"reason": "x" * 400}),
    ],
)
def test_what_cannot_be_done_is_a_sentence(found, client, manager, name, data):
    client.force_login(manager)
    answer = client.post(_url(name, found), data)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_closing_what_is_not_open_leads_back(found, client, manager):
    client.force_login(manager)
    answer = client.get(_url("close_delphi", found), follow=True)
    assert "No hay ninguna vuelta abierta" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("reader", 403), ("editor", 403)])
@pytest.mark.parametrize("name", ["open_delphi", "close_delphi", "last_day", "finish", "reopen"])
def test_only_who_manages_the_plan_sees_these_pages(found, client, who, status, name, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(_url(name, found)).status_code == status
    assert client.post(_url(name, found), {"reason": "Porque sí"}).status_code == status


def test_readers_see_the_round_without_its_buttons(found, client, reader):
    _prepared(found)
    client.force_login(reader)
    page = client.get(_url("round", found)).content.decode()
    assert _url("open_delphi", found) not in page
    assert "Lo hace quien administra el plan" in page


def test_doubtful_things_are_said(found, client, manager):
    _prepared(found, evaluators=2, items=1)
    client.force_login(manager)
    page = client.get(_url("round", found)).content.decode()
    assert "Solo se prioriza una cosa" in page
    assert "menos de tres personas" in page


def test_the_pages_cost_the_same_however_many(plan, client, manager, django_assert_max_num_queries):
    def fill(count):
        for _ in range(count):
            found = RoundFactory(plan=plan, phase="scoring")
            criterion, things, people = _prepared(found, evaluators=count, items=count)
            delphi = DelphiRoundFactory(round=found)
            for one in people:
                _scored(delphi, one, things, criterion)
        return found

    client.force_login(manager)
    fill(1)
    counted = []
    for count in (1, 4):
        found = fill(count)
        for url in (reverse("priority:home", args=[plan.key]), _url("round", found)):
            with django_assert_max_num_queries(60) as queries:
                assert client.get(url).status_code == 200
            counted.append(len(queries))
    assert counted[:2] == counted[2:]
