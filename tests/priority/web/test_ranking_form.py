"""Asking for a ranking: what goes in, what is missing, what was chosen."""

import pytest
from django.urls import reverse

from factories.priority import (
    AssessmentFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
)
from rumbo.priority.models import Run

pytestmark = pytest.mark.django_db
CHOSEN = {"method": "topsis", "scores_by": "mean", "weights_from": "given", "first": 1, "samples": 100, "title": ""}


@pytest.fixture
def delphi(plan):
    """An open Delphi round in which two people scored two projects by one criterion."""
    found = RoundFactory(plan=plan, weights_from="given")
    criterion, delphi = CriterionFactory(round=found), DelphiRoundFactory(round=found)
    items = [ItemFactory(round=found) for _number in range(2)]
    for evaluator in [EvaluatorFactory(round=found) for _number in range(2)]:
        for value, item in enumerate(items, start=2):
            AssessmentFactory(delphi=delphi, evaluator=evaluator, item=item, values={str(criterion.pk): value})
    return delphi


@pytest.fixture
def url(delphi, plan):
    return reverse("priority:ask_ranking", args=[plan.key, delphi.round_id])


def test_says_what_goes_in_and_what_to_know(client, manager, url):
    client.force_login(manager)
    page = client.get(url).text
    assert "2 proyectos" in page
    assert "este orden es provisional" in page
    assert 'value="promethee"' in page


def test_asks_and_leads_to_the_run(client, manager, delphi, url, plan):
    client.force_login(manager)
    response = client.post(url, {**CHOSEN, "delphi": delphi.pk})
    run = Run.objects.get()
    assert response.url == reverse("priority:run", args=[plan.key, run.pk])
    assert run.title == "TOPSIS, vuelta 1 (provisional)"
    assert run.method["name"] == "topsis"


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "lottery"},
        {"first": 0},
        {"first": "many"},
        {"first": 10**9},
        {"samples": 5},
        {"samples": 10**7},
        {"weights_from": ""},
        {"delphi": "0"},
        {"delphi": "x"},
        {"title": "x" * 151},
        {"weights_from": "evaluators"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked_for(client, manager, delphi, url, wrong):
    client.force_login(manager)
    response = client.post(url, {**CHOSEN, "delphi": delphi.pk, **wrong})
    assert response.status_code == 200
    assert "error" in response.text
    assert not Run.objects.exists()


def test_weights_that_nobody_gave_are_told_before(client, manager, delphi, url):
    delphi.round.weights_from = "evaluators"
    delphi.round.save()
    client.force_login(manager)
    page = client.get(url).text
    assert "Nadie ha dado pesos" in page
    assert 'value="given"' in page


def test_what_is_missing_is_told_instead_of_a_form(client, plan, manager):
    found = RoundFactory(plan=plan)
    client.force_login(manager)
    address = reverse("priority:ask_ranking", args=[plan.key, found.pk])
    page = client.get(address).text
    assert "Abre la primera vuelta Delphi" in page
    assert 'name="method"' not in page
    assert client.post(address, CHOSEN).status_code == 200
    DelphiRoundFactory(round=found)
    assert "Escribe al menos uno" in client.get(address).text


def test_only_who_manages_the_plan_asks(client, reader, editor, outsider, url):
    for person, status in ((reader, 403), (editor, 403), (outsider, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url, CHOSEN).status_code == status


def test_the_list_of_a_round_offers_it_to_who_manages(client, plan, manager, reader, delphi, url):
    for person, offered in ((manager, True), (reader, False)):
        client.force_login(person)
        listed = client.get(reverse("priority:round_runs", args=[plan.key, delphi.round_id])).text
        assert (url in listed) is offered
