"""The pages of a round's scores: progress, agreement, one project, comments, weights."""

from __future__ import annotations

import io

import pytest
from django.core.cache import caches
from django.urls import reverse
from openpyxl import load_workbook

from factories.accounts import OrganizationFactory
from factories.plan import StrategyFactory
from factories.priority import (
    AssessmentFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
    WeightingFactory,
)
from reading import main_text
from rumbo.priority.queries.delphi import summary
from rumbo.priority.queries.items import criteria_of
from rumbo.priority.queries.people import pseudonyms_of
from rumbo.priority.queries.scores import scores_of
from rumbo.priority.services import assessments
from rumbo.priority.services.sheets import Entry, enter

pytestmark = pytest.mark.django_db
NAMES = ("progress", "results", "result_comments", "result_weights")


@pytest.fixture
def delphi(plan):
    """Three evaluators of the academic sector score four items by two criteria; they agree on all but the second."""
    delphi = DelphiRoundFactory(round__plan=plan, round__delphi_rounds=2)
    items = ItemFactory.create_batch(4, round=delphi.round)
    criteria = CriterionFactory.create_batch(2, round=delphi.round)
    for number in range(3):
        person = EvaluatorFactory(
            round=delphi.round, title=f"Consejera {number}", organization=OrganizationFactory(sector="academic")
        )
        for place, item in enumerate(items):
            score = 1 + 2 * number if place == 1 else 5 - place
            AssessmentFactory(
                delphi=delphi,
                evaluator=person,
                item=item,
                values={str(one.pk): score for one in criteria},
                comment="Urge antes de las lluvias" if (number, place) == (0, 0) else "",
            )
    return delphi


def address(delphi, name, *more):
    return reverse(f"priority:{name}", args=[delphi.round.plan.key, delphi.round.pk, *more])


def close(delphi):
    delphi.result, delphi.closed_at = summary(scores_of(delphi)), delphi.opened_at
    delphi.save()


@pytest.mark.parametrize("name", NAMES)
def test_a_round_without_delphi_round_says_what_comes_first(client, plan, manager, name):
    client.force_login(manager)
    found = RoundFactory(plan=plan)
    response = client.get(reverse(f"priority:{name}", args=[plan.key, found.pk]))
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_called_a_project_in_a_round_of_strategies(client, manager, delphi, name):
    client.force_login(manager)
    delphi.round.title, delphi.round.subject = "Ronda de estrategias", "strategy"
    delphi.round.save()
    for item in delphi.round.items.all():
        item.measure = StrategyFactory(objective__plan=delphi.round.plan).measure
        item.save()
    assert "royecto" not in main_text(client.get(address(delphi, name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_round_with_nothing_in_it_has_pages(client, plan, manager, name):
    client.force_login(manager)
    assert client.get(address(DelphiRoundFactory(round__plan=plan), name)).status_code == 200


def test_the_progress_names_evaluators_to_managers_alone(client, delphi, manager, reader):
    client.force_login(manager)
    page = client.get(address(delphi, "progress")).content.decode()
    assert "Consejera 0" in page
    assert "4 de 4" in page
    client.force_login(reader)
    page = client.get(address(delphi, "progress")).content.decode()
    assert "Consejera 0" not in page
    assert "12 de 12" in page
    response = client.get(address(delphi, "progress") + "?table=evaluators&format=csv")
    assert "Consejera 0" not in response.content.decode()


def test_a_score_is_seen_at_once(client, delphi, manager, settings):
    """What is kept in memory is of the scores there are: a first one, one that changes, and many at once."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_results"}
    settings.CACHES = settings.CACHES | {"values": memory}
    caches["values"].clear()
    delphi.round.phase = "scoring"
    delphi.round.save()
    person, items = EvaluatorFactory(round=delphi.round), list(delphi.round.items.all())
    criteria = [str(one.pk) for one in criteria_of(delphi.round)]
    client.force_login(manager)

    def seen():
        done = client.get(address(delphi, "progress")).context["totals"]["done"]
        return done, client.get(address(delphi, "results")).context["page_obj"].object_list[0].spread

    assert seen()[0] == 12
    assessments.save(person, items[1], dict.fromkeys(criteria, 5))
    first = seen()
    assert first[0] == 13
    assessments.save(person, items[1], dict.fromkeys(criteria, 3))
    assert seen()[1] < first[1]
    enter(manager, delphi.round, [Entry(person.pk, items[0].pk, dict.fromkeys(criteria, 3), "", 0)], origin="paper")
    assert seen()[0] == 14


def test_the_results_say_how_far_they_agree_and_show_the_least_agreed_first(client, delphi, reader):
    client.force_login(reader)
    response = client.get(address(delphi, "results"))
    shown = [line.row.pk for line in response.context["page_obj"]]
    second = scores_of(delphi).items[1]
    assert shown[0] == second.pk
    assert response.context["page_obj"][0].spread == 0.5
    assert response.context["chart"] is not None
    page = response.content.decode()
    assert response.context["verdict"].meaning in page.replace("&#x27;", "'")
    assert "Consejera" not in page


def test_a_closed_delphi_round_shows_what_was_found_as_it_was_closed(client, delphi, reader):
    close(delphi)
    delphi.result["overall"]["w"] = 0.123
    delphi.save()
    client.force_login(reader)
    assert client.get(address(delphi, "results")).context["lines"][0][1] == [(1, 0.123)]


def test_delphi_rounds_stand_side_by_side_and_an_earlier_one_can_be_looked_at(client, delphi, reader):
    close(delphi)
    DelphiRoundFactory(round=delphi.round, number=2)
    client.force_login(reader)
    both = client.get(address(delphi, "results")).context
    assert [number for number, _ in both["lines"][0][1]] == [1, 2]
    assert both["chart"].rows[0].path
    first = client.get(address(delphi, "results") + "?vuelta=1").context
    assert first["one"] == delphi
    assert [number for number, _ in first["lines"][0][1]] == [1]
    assert client.get(address(delphi, "results") + "?vuelta=x").context["one"].number == 2


def test_a_project_shows_its_scores_and_comments_under_pseudonyms(client, delphi, manager, reader):
    item = scores_of(delphi).items[0]
    name = pseudonyms_of(scores_of(delphi).evaluators)[scores_of(delphi).evaluators[0].pk]
    client.force_login(manager)
    page = client.get(address(delphi, "result_item", item.pk)).content.decode()
    assert "Urge antes de las lluvias" in page
    assert f"{name} ·" in page
    assert "Consejera 0" not in page
    client.force_login(reader)
    page = client.get(address(delphi, "result_item", item.pk)).content.decode()
    assert "Urge antes de las lluvias" not in page
    assert "<rect" in page


def test_few_scores_are_not_drawn_for_readers(client, delphi, manager, reader):
    item = scores_of(delphi).items[0]
    item.item.assessments.first().delete()
    client.force_login(reader)
    assert "<rect" not in client.get(address(delphi, "result_item", item.pk)).content.decode()
    client.force_login(manager)
    assert "<rect" in client.get(address(delphi, "result_item", item.pk)).content.decode()


def test_a_project_of_another_round_is_not_there(client, delphi, reader):
    client.force_login(reader)
    assert client.get(address(delphi, "result_item", ItemFactory().pk)).status_code == 404


def test_comments_are_for_managers(client, delphi, manager, reader):
    client.force_login(manager)
    assert "Urge antes de las lluvias" in client.get(address(delphi, "result_comments")).content.decode()
    client.force_login(reader)
    assert client.get(address(delphi, "result_comments")).status_code == 403


def test_weights_have_their_mean_and_warn_of_judgements_that_clash(client, delphi, manager, reader):
    scores = scores_of(delphi)
    one, other = (str(criterion.pk) for criterion in scores.criteria)
    WeightingFactory(evaluator=scores.evaluators[0], weights={one: 0.8, other: 0.2})
    WeightingFactory(evaluator=scores.evaluators[1], weights={one: 0.2, other: 0.8}, method="pairwise", ratio=0.31)
    client.force_login(manager)
    response = client.get(address(delphi, "result_weights"))
    assert [round(line["mean"]) for line in response.context["lines"]] == [50, 50]
    page = response.content.decode()
    assert "Consejera 1" in page
    assert "0.31" in page or "0,31" in page
    client.force_login(reader)
    assert "Consejera" not in client.get(address(delphi, "result_weights")).content.decode()


def test_weights_of_criteria_that_are_gone_do_not_count(client, delphi, manager):
    WeightingFactory(evaluator=scores_of(delphi).evaluators[0], weights={"0": 1.0})
    client.force_login(manager)
    assert client.get(address(delphi, "result_weights")).context["lines"] == []


@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("progress", "projects", 4),
        ("progress", "evaluators", 3),
        ("results", "concordance", 3),
        ("results", "projects", 4),
        ("results", "middles", 8),
        ("results", "sectors", 8),
        ("result_comments", "comments", 1),
        ("result_weights", "weights", 2),
    ],
)
def test_tables_are_downloaded(client, delphi, manager, name, table, rows):
    scores = scores_of(delphi)
    for one in scores.evaluators:
        WeightingFactory(evaluator=one, weights={str(criterion.pk): 0.5 for criterion in scores.criteria})
    client.force_login(manager)
    for form in ("csv", "json", "xlsx"):
        response = client.get(address(delphi, name) + f"?table={table}&format={form}")
        content = b"".join(response.streaming_content)
        if form == "xlsx":
            assert load_workbook(io.BytesIO(content)).active.max_row == rows + 1
        elif form == "csv":
            assert len(content.decode().strip().splitlines()) == rows + 1
        else:
            assert content.startswith(b"[")


def test_pages_cost_as_many_queries_for_a_large_round(client, delphi, manager, django_assert_max_num_queries):
    client.force_login(manager)
    item = scores_of(delphi).items[0].pk
    pages = [*(address(delphi, name) for name in NAMES), address(delphi, "result_item", item)]
    counts = []
    for _ in range(2):
        for place, one in enumerate(pages):
            client.get(one)
            most = 200 if len(counts) < len(pages) else counts[place]
            with django_assert_max_num_queries(most) as found:
                client.get(one)
            counts.append(len(found))
        ItemFactory.create_batch(5, round=delphi.round)
        for person in EvaluatorFactory.create_batch(5, round=delphi.round):
            AssessmentFactory(delphi=delphi, evaluator=person, item_id=item, comment="Sí")
            WeightingFactory(evaluator=person)
