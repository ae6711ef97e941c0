"""An evaluator's pages: their link opens them, marks are taken, and nothing outside learns of it."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
)
from rumbo.priority.models import Assessment, Conflict, Weighting
from rumbo.priority.tokens import link_token

pytestmark = pytest.mark.django_db
WORD = "Zacatenco"


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def at_work(plan):
    """`one` is a criterion of five levels, `other` one of 0 to 10 points."""
    found = RoundFactory(plan=plan, phase="scoring", title="Ronda de prueba")
    return SimpleNamespace(
        round=found,
        delphi=DelphiRoundFactory(round=found),
        one=CriterionFactory(round=found, title="Beneficio"),
        other=CriterionFactory(round=found, title="Costo", scale="interval", levels="", low=0, high=10),
        evaluator=EvaluatorFactory(round=found, title="Ana Nopal"),
        item=ItemFactory(round=found),
        second=ItemFactory(round=found),
    )


def address(evaluator, name="start", *rest):
    return reverse(f"evaluate:{name}", args=[link_token(evaluator.pk, evaluator.secret), *rest])


def marks(at_work, level="4", points="7,5", **more):
    return {f"c-{at_work.one.pk}": level, f"c-{at_work.other.pk}": points, "version": "0"} | more


def second_round(at_work, quartiles, people=5):
    """Close the first Delphi round with a summary of the first item, and open the second."""
    at_work.delphi.closed_at = timezone.now()
    of_item = {str(at_work.one.pk): [*quartiles, people]}
    at_work.delphi.result = {"items": {str(at_work.item.pk): of_item}}
    at_work.delphi.save()
    return DelphiRoundFactory(round=at_work.round, number=2)


def pages(at_work):
    yield address(at_work.evaluator)
    for name in ("list", "finish", "weights"):
        yield address(at_work.evaluator, name)
    yield address(at_work.evaluator, "score", at_work.item.pk)


def test_every_page_opens_by_the_link_alone_and_stays_private(client, at_work):
    for path in pages(at_work):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        assert 'content="noindex, nofollow"' in response.text


def test_a_broken_link_is_said_to_be_one(client, at_work):
    whole = link_token(at_work.evaluator.pk, at_work.evaluator.secret)
    for token in ["nothing", "1-x", whole[:-1], whole + "x", whole.replace(".", "-"), "9" * 300]:
        response = client.get(reverse("evaluate:start", args=[token]))
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert at_work.round.title not in response.text
        assert "invit" in response.text


def test_a_link_that_was_renewed_opens_nothing_any_more(client, at_work):
    old = address(at_work.evaluator)
    at_work.evaluator.secret = "0" * 16
    at_work.evaluator.save()
    assert client.get(old).status_code == 404
    assert client.get(address(at_work.evaluator)).status_code == 200


@pytest.mark.parametrize("gone", ["round", "evaluator"])
def test_what_was_withdrawn_opens_nothing(client, at_work, gone):
    record = getattr(at_work, gone)
    record.state = "withdrawn"
    record.save()
    for path in pages(at_work):
        assert client.get(path).status_code == 404


def test_a_form_is_saved_and_the_next_one_comes(client, at_work):
    path = address(at_work.evaluator, "score", at_work.item.pk)
    response = client.post(path, marks(at_work, comment="Ya hay terreno"))
    assert response.url == address(at_work.evaluator, "score", at_work.second.pk)
    kept = Assessment.objects.get()
    assert (kept.values, kept.comment) == ({str(at_work.one.pk): 4, str(at_work.other.pk): 7.5}, "Ya hay terreno")
    last = client.post(response.url, marks(at_work))
    assert last.url == address(at_work.evaluator, "finish")
    assert "Ya hay terreno" in client.get(path).text


def test_cannot_say_is_an_answer(client, at_work):
    path = address(at_work.evaluator, "score", at_work.item.pk)
    client.post(path, {f"c-{at_work.one.pk}": "none", f"c-{at_work.other.pk}": "3", f"n-{at_work.other.pk}": "1"})
    assert Assessment.objects.get().values == {str(at_work.one.pk): None, str(at_work.other.pk): None}


@pytest.mark.parametrize("points", ["mucho", "11", "-1", "1,000,0", "nan", "9" * 400])
def test_what_does_not_fit_stays_on_the_form_with_a_sentence(client, at_work, points):
    path = address(at_work.evaluator, "score", at_work.item.pk)
    response = client.post(path, marks(at_work, points=points, comment="Se queda"))
    assert response.status_code == 200
    assert "Costo" in response.context["say"]
    assert [bool(field.error) for field in response.context["fields"]] == [False, True]
    assert response.context["comment"] == "Se queda"
    assert response.context["fields"][0].text == "4"
    assert not Assessment.objects.exists()


def test_a_script_gets_what_became_of_it(client, at_work):
    path = address(at_work.evaluator, "score", at_work.item.pk)
    header = {"X-Rumbo": "1"}
    first = client.post(path, marks(at_work, points=""), headers=header)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert client.post(path, marks(at_work, points=""), headers=header).json()["version"] == 1
    went = client.post(path, marks(at_work, version="1", go="1"), headers=header).json()
    assert went["next"] == address(at_work.evaluator, "score", at_work.second.pk)
    wrong = client.post(path, marks(at_work, points="11", version="2"), headers=header)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, [f"c-{at_work.other.pk}"])
    other = client.post(path, marks(at_work, level="1", version="1"), headers=header)
    assert (other.status_code, other.json()["version"]) == (409, 2)
    gone = client.post(address(at_work.evaluator, "score", 10**30), marks(at_work), headers=header)
    assert (gone.status_code, bool(gone.json()["say"])) == (404, True)


def test_the_second_tab_sees_both_and_decides(client, at_work):
    path = address(at_work.evaluator, "score", at_work.item.pk)
    client.post(path, marks(at_work, level="1"))
    response = client.post(path, marks(at_work, level="5"))
    assert Assessment.objects.get().values[str(at_work.one.pk)] == 1
    assert ("Beneficio", "1") in response.context["others"]
    assert response.context["fields"][0].text == "5"
    client.post(path, marks(at_work, level="5", version=str(response.context["version"])))
    assert Assessment.objects.get().values[str(at_work.one.pk)] == 5


def test_a_conflict_is_declared_and_taken_back(client, at_work):
    path = address(at_work.evaluator, "conflict", at_work.item.pk)
    score = address(at_work.evaluator, "score", at_work.item.pk)
    client.post(score, marks(at_work))
    assert client.post(path, {"reason": ""}, follow=True).context["own"].conflict is None
    page = client.post(path, {"reason": "Es de mi familia"}, follow=True)
    assert "Es de mi familia" in page.text
    assert 'id="scores"' not in page.text
    client.post(score, marks(at_work, version="2"))
    assert Assessment.objects.get().values == {}
    assert 'id="scores"' in client.post(path, {"act": "take-back"}, follow=True).text
    assert Conflict.objects.get().withdrawn


def test_the_list_says_how_far_one_is(client, at_work):
    AssessmentFactory(
        delphi=at_work.delphi, evaluator=at_work.evaluator, item=at_work.item, values={str(at_work.one.pk): 3}
    )
    ConflictFactory(evaluator=at_work.evaluator, item=at_work.second)
    rows = client.get(address(at_work.evaluator, "list")).context["rows"]
    assert [own.standing for own, _outside in rows] == ["begun", "conflict"]
    shown = client.get(address(at_work.evaluator, "list") + "?ver=conflict").context["rows"]
    assert [own.row.pk for own, _outside in shown] == [at_work.second.pk]
    assert len(client.get(address(at_work.evaluator, "list") + "?ver=nada").context["rows"]) == 2


def test_the_second_delphi_round_shows_the_group_and_ones_own(client, at_work):
    own = {str(at_work.one.pk): 1, str(at_work.other.pk): 5}
    AssessmentFactory(delphi=at_work.delphi, evaluator=at_work.evaluator, item=at_work.item, values=own)
    second_round(at_work, [3, 4, 4.5])
    path = address(at_work.evaluator, "score", at_work.item.pk)
    first, other = client.get(path).context["fields"]
    assert (first.text, first.is_outside, other.text, other.group) == ("1", True, "5", "")
    assert [level.in_spread for level in first.levels] == [False, False, True, True, False]
    assert [level.is_own for level in first.levels] == [True, False, False, False, False]
    assert "4 (Mucho)" in first.group
    assert "1 (Muy poco)" in first.own
    assert client.get(address(at_work.evaluator, "list")).context["rows"][0][0].standing == "stands"


def test_of_fewer_than_three_nothing_of_the_group_is_shown(client, at_work):
    second_round(at_work, [3, 4, 4.5], people=2)
    fields = client.get(address(at_work.evaluator, "score", at_work.item.pk)).context["fields"]
    assert [field.group for field in fields] == ["", ""]
    assert not any(level.in_spread for level in fields[0].levels)


def test_who_stays_outside_is_asked_why_once_it_is_saved(client, at_work):
    second = second_round(at_work, [3, 4, 5])
    path = address(at_work.evaluator, "score", at_work.item.pk)
    response = client.post(path, marks(at_work, level="1"))
    assert response.url == f"{path}?porque=1"
    assert Assessment.objects.get(delphi=second).values[str(at_work.one.pk)] == 1
    assert client.get(response.url).context["outside"] == [at_work.one]
    response = client.post(path, marks(at_work, level="1", version="1", comment="Porque no hay agua"))
    assert response.url == address(at_work.evaluator, "score", at_work.second.pk)


def test_the_others_can_be_kept_as_they_were(client, at_work):
    own = {str(at_work.one.pk): 1, str(at_work.other.pk): 5}
    AssessmentFactory(delphi=at_work.delphi, evaluator=at_work.evaluator, item=at_work.item, values=own)
    second = second_round(at_work, [3, 4, 5])
    assert client.post(address(at_work.evaluator, "keep")).url == address(at_work.evaluator, "finish")
    assert Assessment.objects.get(delphi=second).values == own


@pytest.mark.parametrize("phase", ["draft", "between", "closed"])
def test_where_nothing_is_taken_the_start_says_so_and_nothing_is(client, at_work, phase):
    at_work.delphi.closed_at = timezone.now()
    at_work.delphi.save()
    at_work.round.phase = phase
    at_work.round.save()
    start = address(at_work.evaluator)
    assert client.get(start).templates[0].name == "priority/own_closed.html"
    for path in list(pages(at_work))[1:]:
        assert client.get(path).url == start
    assert client.post(address(at_work.evaluator, "score", at_work.item.pk), marks(at_work)).url == start
    sent = client.post(address(at_work.evaluator, "score", at_work.item.pk), marks(at_work), headers={"X-Rumbo": "1"})
    assert (sent.status_code, bool(sent.json()["say"])) == (422, True)
    client.post(address(at_work.evaluator, "conflict", at_work.item.pk), {"reason": "Uno"})
    client.post(address(at_work.evaluator, "keep"))
    client.post(address(at_work.evaluator, "weights"), {"method": "points", f"w-{at_work.one.pk}": "100"})
    assert not any(model.objects.exists() for model in (Assessment, Conflict, Weighting))


def test_a_link_saves_no_more_than_anybody_marks(client, at_work, monkeypatch):
    monkeypatch.setattr("rumbo.priority.web.scoring.SAVES_OF_ONE", 3)
    path = address(at_work.evaluator, "score", at_work.item.pk)
    answers = [client.post(path, marks(at_work), headers={"X-Rumbo": "1"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_link_opens_only_its_own(client, at_work):
    foreign = RoundFactory(phase="scoring", title=f"Ronda {WORD}", plan__title=f"Plan {WORD}")
    delphi = DelphiRoundFactory(round=foreign)
    criterion = CriterionFactory(round=foreign, title=f"Criterio {WORD}")
    item = ItemFactory(round=foreign)
    other = EvaluatorFactory(round=foreign, title=f"Persona {WORD}")
    AssessmentFactory(delphi=delphi, evaluator=other, item=item, values={str(criterion.pk): 3}, comment=WORD)
    colleague = EvaluatorFactory(round=at_work.round, title=f"Colega {WORD}")
    said = {str(at_work.one.pk): 1}
    AssessmentFactory(delphi=at_work.delphi, evaluator=colleague, item=at_work.item, values=said, comment=WORD)
    for path in [*pages(at_work), address(at_work.evaluator, "score", item.pk)]:
        assert WORD not in client.get(path).text, path
    for name in ("score", "conflict"):
        sent = client.post(address(at_work.evaluator, name, item.pk), {f"c-{criterion.pk}": "5", "reason": "Uno"})
        assert sent.status_code == 404
    client.post(address(at_work.evaluator, "score", at_work.item.pk), marks(at_work))
    mixed = link_token(other.pk, at_work.evaluator.secret)
    assert client.get(reverse("evaluate:start", args=[mixed])).status_code == 404
    assert Assessment.objects.get(evaluator=colleague).values == said
    assert Assessment.objects.get(evaluator=other).values == {str(criterion.pk): 3}
    assert not Conflict.objects.exists()


def test_forms_of_other_sites_are_refused(at_work):
    client = Client(enforce_csrf_checks=True)
    for name in ("score", "conflict"):
        path = address(at_work.evaluator, name, at_work.item.pk)
        assert client.post(path, marks(at_work, reason="Uno"), headers={"X-Rumbo": "1"}).status_code == 403
    assert not Assessment.objects.exists()


def test_a_large_round_opens_and_saves_as_a_small_one(client, at_work):
    paths = list(pages(at_work))
    small = [count(client, path) for path in paths]
    save = address(at_work.evaluator, "score", at_work.item.pk)
    saved = count(client, save, marks(at_work))
    items = [ItemFactory(round=at_work.round) for _ in range(25)]
    third = CriterionFactory(round=at_work.round)
    for _number in range(5):
        other = EvaluatorFactory(round=at_work.round)
        Assessment.objects.bulk_create(
            Assessment(delphi=at_work.delphi, evaluator=other, item=item, values={str(third.pk): 1}, comment=WORD)
            for item in items
        )
    assert [count(client, path) for path in paths] == small
    assert count(client, save, marks(at_work, level="2", version="1")) == saved


def count(client, path, data=None):
    """Return how many queries an address costs; none may bring what others said."""
    loaded = []
    original = QuerySet._fetch_all

    def noted(rows):
        original(rows)
        if rows.model is Assessment:
            loaded.append(len(rows._result_cache))

    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as found:
        patch.setattr(QuerySet, "_fetch_all", noted)
        response = client.get(path) if data is None else client.post(path, data)
    assert response.status_code in {200, 302}
    assert sum(loaded) <= 4, path
    return len(found)
