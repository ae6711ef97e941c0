"""Moving the weights of a published ranking without a script."""

import re

import numpy as np
import pytest

from factories.ranked import publication_of, ranked_round, ranked_run
from reading import main_html, main_text
from rumbo.methods.ranking import Method
from rumbo.methods.ranking.judging import Judge
from rumbo.methods.runs.ranking_inputs import read_inputs
from rumbo.priority.queries.moving import movable
from rumbo.priority.services.publications import depart, publish

pytestmark = pytest.mark.django_db
SCORES = ((5, 1), (4, 2), (2, 4), (1, 5))


@pytest.fixture
def url(plan, manager):
    found = ranked_round(plan, scores=SCORES)
    ranked_run(found, SCORES, weights=(3, 1))
    made = publish(manager, publication_of(found))
    return f"/plan-2040/cartera-prioritaria/{made.pk}/pesos/"


def order(page):
    return re.findall(r'data-name="Proyecto (\w)"', main_html(page))


def test_it_begins_as_decided(client, url):
    page = client.get(url)
    assert order(page) == ["A", "B", "C", "D"]
    assert "Nada entra ni sale" in main_text(page)
    assert [int(value) for value in re.findall(r'name="p\d" [^>]*value="(\d+)"', main_html(page))] == [75, 25]


def test_a_place_that_stays_is_that_of_the_ranking_even_where_the_council_decided_otherwise(client, plan, manager):
    found = ranked_round(plan, scores=SCORES)
    ranked_run(found, SCORES, weights=(3, 1))
    made = publication_of(found)
    depart(manager, made, found.items.order_by("pk").last(), "in", "Lo pide la norma.")
    publish(manager, made)
    page = client.get(f"/plan-2040/cartera-prioritaria/{made.pk}/pesos/")
    assert order(page) == ["A", "B", "C", "D"]
    text = main_text(page)
    assert text.count("igual que en la jerarquización") == 4
    assert "como se decidió" not in text
    assert 'data-same="igual que en la jerarquización"' in main_html(page)


def test_other_weights_give_another_order_and_it_is_said_in_words(client, url):
    page = client.get(f"{url}?p1=10&p2=90")
    assert order(page) == ["D", "C", "B", "A"]
    text = main_text(page)
    assert "Ahora entra: Proyecto C · Proyecto D" in text
    assert "Ahora sale: Proyecto A · Proyecto B" in text
    assert "sube 3" in text
    assert "baja 3" in text


@pytest.mark.parametrize("query", ["p1=mucho", "p1=-1", "p1=1e999", "p1=nan", "p1=101", "p1=٣x", "p1=0&p2=0"])
def test_what_is_no_weight_is_said_and_the_decision_shown(client, url, query):
    page = client.get(f"{url}?{query}")
    assert page.status_code == 200
    assert order(page) == ["A", "B", "C", "D"]
    assert "notice warning" in main_html(page)


def test_what_else_is_in_the_address_is_not_read(client, url):
    assert order(client.get(f"{url}?p9=5&x=1&p1=75&p2=25")) == ["A", "B", "C", "D"]


def test_a_run_that_ranks_nothing_leads_to_the_decision(client, plan, manager):
    from factories.priority import RoundFactory, RunFactory
    from rumbo.priority.models import Publication

    found = RoundFactory(plan=plan)
    made = publication_of(found, ranking=RunFactory(round=found, state="done"), published_at="2026-06-01T10:00Z")
    assert Publication.objects.get().decided == []
    base = f"/plan-2040/cartera-prioritaria/{made.pk}/"
    assert client.get(f"{base}pesos/").headers["Location"] == base
    assert client.get(base).status_code == 200


@pytest.mark.parametrize("method", [one.value for one in Method])
@pytest.mark.parametrize("scale", ["verbal", "interval", "ratio"])
def test_places_are_those_of_the_methods(plan, method, scale):
    rng = np.random.default_rng(7)
    scores = rng.integers(1, 6, size=(3, 8, 4)).astype(object)
    scores[:, 2, 1] = None
    scores[0, 5, :] = None
    found = ranked_round(plan, scores=scores.tolist()[0], first=3)
    run = ranked_run(found, scores.tolist(), method=method, scale=scale, weights=(4, 3, 2, 1))
    moving = movable(run)
    assert moving.places_under(moving.weights) == list(moving.places)
    given = read_inputs(run.inputs)
    table = np.array(run.result["table"], dtype=float)
    rows = [[one["id"] for one in run.inputs["alternatives"]].index(name) for name in moving.ids]
    judged = dict(zip(given.criteria, given.judged, strict=True))
    judge = Judge(table[rows], [judged[name] for name in moving.criteria], Method(method))
    for weights in rng.dirichlet(np.ones(4), size=20):
        assert moving.places_under(weights) == judge.places(weights[None, :])[0].tolist()


def test_weights_of_nothing_are_refused(plan):
    with pytest.raises(ValueError, match="above 0"):
        movable(ranked_round(plan).runs.first()).places_under([0, 0])
