"""The page on which evaluators say how much each criterion counts: four ways, and what follows in words."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import CriterionFactory, DelphiRoundFactory, EvaluatorFactory, RoundFactory, WeightingFactory
from rumbo.priority.models import Weighting
from rumbo.priority.tokens import link_token
from rumbo.priority.web.weight_words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(plan):
    """Three criteria."""
    cache.clear()
    found = RoundFactory(plan=plan, phase="scoring")
    DelphiRoundFactory(round=found)
    criteria = [CriterionFactory(round=found, title=title) for title in ("Beneficio", "Costo", "Plazo")]
    evaluator = EvaluatorFactory(round=found)
    path = reverse("evaluate:weights", args=[link_token(evaluator.pk, evaluator.secret)])
    return SimpleNamespace(round=found, criteria=criteria, evaluator=evaluator, path=path)


def numbers(at_work, method, *texts, **more):
    sent = {f"w-{one.pk}": text for one, text in zip(at_work.criteria, texts, strict=True)}
    return sent | {"method": method, "version": "0"} | more


def judged(at_work, *steps, **more):
    a, b, c = at_work.criteria
    names = [f"p-{one.pk}-{other.pk}" for one, other in ((a, b), (a, c), (b, c))]
    return dict(zip(names, steps, strict=True)) | {"method": "pairwise", "version": "0"} | more


@pytest.mark.parametrize("method", ["direct", "points", "swing", "pairwise", "otro", ""])
def test_each_way_has_its_form(client, at_work, method):
    response = client.get(f"{at_work.path}?modo={method}")
    assert response.status_code == 200
    shown = response.context["method"]
    assert shown == (method if method in {"direct", "points", "swing", "pairwise"} else "points")
    assert len(response.context["pairs"]) == (3 if method == "pairwise" else 0)


def test_points_are_saved_and_shown_in_bars_and_words(client, at_work):
    page = client.post(at_work.path, numbers(at_work, "points", "60", "30", "10"), follow=True)
    assert [(one.name, one.percent) for one in page.context["shares"]] == [
        ("Beneficio", "60"),
        ("Costo", "30"),
        ("Plazo", "10"),
    ]
    assert "6.0" in page.context["words"]
    assert [one.text for one in page.context["numbers"]] == ["60", "30", "10"]


def test_decimal_commas_are_read_and_an_empty_field_is_no_point(client, at_work):
    client.post(at_work.path, numbers(at_work, "points", "99,5", "0.5", ""))
    assert Weighting.objects.get().answers[str(at_work.criteria[0].pk)] == 99.5


@pytest.mark.parametrize("texts", [("60", "30", "9"), ("60", "30", "mucho"), ("-1", "1", "100"), ("1e999", "0", "0")])
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, at_work, texts):
    page = client.post(at_work.path, numbers(at_work, "points", *texts))
    assert page.status_code == 200
    assert page.context["say"]
    assert [one.text for one in page.context["numbers"]] == list(texts)
    assert not Weighting.objects.exists()


def test_contradictions_are_named_with_what_would_fit_and_saved_knowingly(client, at_work):
    page = client.post(at_work.path, judged(at_work, "5", "-5", "5"))
    assert "Beneficio" in page.context["breaking"][0][1]
    assert page.context["is_inconsistent"]
    assert [pair.choices for pair in page.context["pairs"] if pair.advice]
    assert not Weighting.objects.exists()
    page = client.post(at_work.path, judged(at_work, "5", "-5", "5", knowingly="1"), follow=True)
    assert Weighting.objects.get().ratio > 0.1
    assert page.context["is_inconsistent"]
    assert "knowingly" not in page.text


def test_answers_in_pairs_are_shown_again_as_they_were_given(client, at_work):
    page = client.post(at_work.path, judged(at_work, "3", "1", "-3"), follow=True)
    chosen = [next(value for value, _text, is_chosen in pair.choices if is_chosen) for pair in page.context["pairs"]]
    assert chosen == ["3", "1", "-3"]
    assert not page.context["is_inconsistent"]


@pytest.mark.parametrize(
    "steps", [("3", "", "1"), ("0", "1", "1"), ("99", "1", "1"), ("x", "1", "1"), ("-", "1", "1")]
)
def test_missing_and_wrong_judgements_are_said(client, at_work, steps):
    page = client.post(at_work.path, judged(at_work, *steps))
    assert (page.status_code, bool(page.context["say"])) == (200, True)
    assert not Weighting.objects.exists()


def test_a_second_tab_is_told_and_may_save_again(client, at_work):
    client.post(at_work.path, numbers(at_work, "points", "60", "30", "10"))
    page = client.post(at_work.path, numbers(at_work, "points", "10", "30", "60"))
    assert Weighting.objects.get().weights[str(at_work.criteria[0].pk)] == pytest.approx(0.6)
    client.post(at_work.path, numbers(at_work, "points", "10", "30", "60", version=str(page.context["version"])))
    assert Weighting.objects.get().weights[str(at_work.criteria[0].pk)] == pytest.approx(0.1)


def test_nobody_is_asked_where_weights_are_given_by_the_round(client, at_work):
    at_work.round.weights_from = "given"
    at_work.round.save()
    start = reverse("evaluate:start", args=[at_work.path.split("/")[2]])
    assert client.get(at_work.path).url == start
    client.post(at_work.path, numbers(at_work, "points", "60", "30", "10"))
    assert not Weighting.objects.exists()
    assert at_work.path not in client.get(start).text


def test_too_many_criteria_for_pairs_and_none_at_all_are_said(client, at_work):
    for _number in range(13):
        CriterionFactory(round=at_work.round)
    assert client.get(f"{at_work.path}?modo=pairwise").context["too_many"]
    for one in at_work.round.criteria.all():
        one.state = "withdrawn"
        one.save()
    page = client.get(at_work.path)
    assert (page.status_code, page.context["numbers"]) == (200, [])
    assert client.post(at_work.path, {"method": "pairwise"}).context["say"]


def test_weights_of_criteria_that_changed_since_are_shown_as_far_as_they_go(client, at_work):
    client.post(at_work.path, judged(at_work, "3", "1", "-3"))
    CriterionFactory(round=at_work.round, title="Nuevo")
    page = client.get(at_work.path)
    assert page.status_code == 200
    assert page.context["shares"][-1].percent == "0"


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((1 / 3, 1 / 3, 1 / 3), ()),
        ((0.5, 0.5, 0.0), ("Beneficio", "Plazo")),
        ((0.4, 0.4, 0.2), ("Beneficio", "Costo")),
        ((0.6, 0.3, 0.1), ("Beneficio", "Plazo", "6.0")),
        ((0.0, 0.0, 1.0), ("Plazo",)),
    ],
)
def test_weights_in_words(at_work, shares, said):
    kept = WeightingFactory(
        evaluator=at_work.evaluator,
        weights={str(one.pk): share for one, share in zip(at_work.criteria, shares, strict=True)},
    )
    text = words(at_work.criteria, kept.weights)
    assert text
    assert [word for word in said if word not in text] == []


def test_the_page_costs_the_same_for_many_criteria(client, at_work, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as few:
        client.get(at_work.path)
    for _number in range(9):
        CriterionFactory(round=at_work.round)
    with django_assert_max_num_queries(len(few)):
        client.get(f"{at_work.path}?modo=pairwise")
