"""The public register of what was learned: what it shows, what it never shows, filters and downloads."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import GoalFactory, ProjectFactory
from factories.monitoring import (
    EvaluationFactory,
    EvaluationQuestionFactory,
    FindingFactory,
    ImprovementFactory,
    RecommendationFactory,
    SeriesFactory,
    TargetFactory,
)
from factories.portfolio import LiaisonFactory
from filemaking import picture
from reading import main_text
from rumbo.core.links import public_url
from rumbo.desk.services.editions import publish_edition
from rumbo.monitoring.services import changes, finding_files, improvements

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(plan):
    plan.is_public = True
    plan.save()
    return plan


@pytest.fixture
def evaluation(plan):
    return EvaluationFactory(plan=plan, title="Evaluación 2025", published_at=timezone.now())


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, title="Sectorizar la red")


@pytest.fixture
def finding(evaluation, project):
    return FindingFactory(evaluation=evaluation, title="Se pierde mucha agua", measure=project.measure)


def address(plan):
    return reverse("portal:learning", args=[plan.key])


def read(client, plan, **query):
    return main_text(client.get(address(plan), query))


def test_without_anything_it_says_what_will_come(client, plan):
    assert "Todavía no se ha publicado nada" in read(client, plan)


def test_nothing_unpublished_is_shown(client, plan, manager):
    draft = EvaluationFactory(plan=plan, title="Borrador")
    hidden = FindingFactory(evaluation=draft, title="Secreto uno")
    RecommendationFactory(finding=hidden, answer="accepted")
    withdrawn = EvaluationFactory(plan=plan, published_at=timezone.now(), state="withdrawn")
    FindingFactory(evaluation=withdrawn, title="Secreto dos")
    public = EvaluationFactory(plan=plan, published_at=timezone.now())
    FindingFactory(evaluation=public, title="Secreto tres", state="withdrawn")
    loose = FindingFactory(plan=plan, evaluation=None, title="Secreto cuatro")
    RecommendationFactory(finding=loose, title="Secreto cinco")
    RecommendationFactory(finding=loose, state="withdrawn", answer="accepted")
    file = finding_files.add_file(manager, hidden, io.BytesIO(picture()), "foto.jpg")
    page = client.get(address(plan))
    assert "Secreto" not in page.content.decode()
    assert "Borrador" not in page.content.decode()
    for kind in ("csv", "json"):
        assert b"Secreto" not in b"".join(client.get(address(plan), {"format": kind}).streaming_content)
    assert client.get(reverse("portal:evidence", args=[plan.key, file.pk])).status_code == 404
    assert "Secreto" not in main_text(client.get(address(plan), {"hallazgo": hidden.pk}))


def test_a_loose_finding_is_public_once_a_recommendation_of_it_is_answered(client, plan):
    loose = FindingFactory(plan=plan, evaluation=None, title="Notado entre evaluaciones")
    RecommendationFactory(finding=loose, title="Contestada", answer="rejected", answer_reason="No alcanza.")
    RecommendationFactory(finding=loose, title="Sin contestar")
    text = read(client, plan)
    for said in ("Notado entre evaluaciones", "Contestada", "No alcanza."):
        assert said in text
    assert "Sin contestar" not in text


def test_it_shows_finding_decision_promise_and_change_and_no_names(client, plan, manager, finding, project):
    EvaluationQuestionFactory(evaluation=finding.evaluation, title="¿Se hizo?", text="En parte.")
    advice = improvements.answer(manager, RecommendationFactory(finding=finding, title="Acortar"), "partly", "Poco.")
    liaison = LiaisonFactory(plan=plan, title="Persona Reservada", from_day=datetime.date(2020, 1, 1))
    promise = improvements.commit_to(
        manager,
        advice,
        title="Medir cada mes",
        organization=liaison.organization,
        liaison=liaison,
        due_on=datetime.date(2020, 1, 31),
    )
    changes.change_text(manager, advice, project, {"title": "Sectorizar la mitad"}, reason="Es lo posible.")
    text = read(client, plan)
    for said in ("Se pierde mucha agua", "Acortar", "Poco.", "Medir cada mes", liaison.organization.title, "Vencido"):
        assert said in text
    for said in ("Sectorizar la red", "Sectorizar la mitad", "Es lo posible.", "todavía no está en una edición"):
        assert said in text
    assert "¿Se hizo?" in text
    assert "En parte." in text
    assert "Persona Reservada" not in client.get(address(plan)).content.decode()
    publish_edition(manager, plan, number=1, title="Primera")
    improvements.keep(manager, promise, "Ya se mide.", datetime.date(2020, 1, 30))
    text = read(client, plan)
    assert "edición 1" in text
    assert "Ya se mide." in text


@pytest.mark.parametrize("kind", ["finding", "recommendation", "improvement", "evaluation", "evaluation_question"])
def test_each_kind_leads_to_its_place_in_the_register(client, plan, finding, kind):
    advice = RecommendationFactory(finding=finding, answer="accepted")
    rows = {
        "finding": finding,
        "recommendation": advice,
        "improvement": ImprovementFactory(recommendation=advice),
        "evaluation": finding.evaluation,
        "evaluation_question": EvaluationQuestionFactory(evaluation=finding.evaluation),
    }
    link, _sharp, anchor = public_url(rows[kind], plan.key).partition("#")
    assert f'id="{anchor}"' in client.get(link).content.decode()


def test_it_is_filtered_by_axis_year_and_answer(client, plan, axis, other_axis, evaluation, finding):
    RecommendationFactory(finding=finding, answer="accepted")
    older = EvaluationFactory(plan=plan, published_at=timezone.now(), ends_on=datetime.date(2024, 12, 31))
    EvaluationFactory._meta.model.objects.filter(pk=older.pk).update(starts_on=datetime.date(2024, 1, 1))
    goal = GoalFactory(objective__theme__axis=other_axis)
    other = FindingFactory(evaluation=older, title="Otra cosa", goal=goal)
    RecommendationFactory(finding=other, answer="rejected")
    for query, shown, hidden in (
        ({"axis": axis.key}, finding.title, other.title),
        ({"axis": other_axis.key}, other.title, finding.title),
        ({"year": "2024"}, other.title, finding.title),
        ({"answer": "accepted"}, finding.title, other.title),
        ({"hallazgo": other.pk}, other.title, finding.title),
    ):
        text = read(client, plan, **query)
        assert shown in text, query
        assert hidden not in text, query
    assert "No hay aprendizajes así" in read(client, plan, year="1999")
    for nonsense in ({"axis": "x", "year": "x\0"}, {"answer": "pending"}, {"hallazgo": "9" * 40}, {"page": "x"}):
        assert finding.title in read(client, plan, **nonsense)


def test_an_indicator_of_the_axis_counts_too(client, plan, axis, evaluation):
    series = SeriesFactory(indicator__plan=plan, indicator__axis=axis)
    FindingFactory(evaluation=evaluation, title="Del indicador", series=series)
    assert "Del indicador" in read(client, plan, axis=axis.key)


def test_it_is_downloaded(client, plan, manager, finding, project):
    advice = improvements.answer(manager, RecommendationFactory(finding=finding, title="Acortar"), "accepted")
    changes.change_text(manager, advice, project, {"title": "Sectorizar la mitad"}, reason="Es lo posible.")
    FindingFactory(evaluation=finding.evaluation, title="Sin recomendación")
    given = b"".join(client.get(address(plan), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(given)))
    assert len(rows) == 2
    assert any("Sectorizar la red → Sectorizar la mitad" in cell for row in rows for cell in row.values())
    for kind in ("xlsx", "json"):
        assert b"".join(client.get(address(plan), {"format": kind}).streaming_content)


def test_evidence_of_a_public_finding_is_given_safely(client, plan, manager, finding):
    file = finding_files.add_file(manager, finding, io.BytesIO(picture(place=True)), "foto.jpg", caption="La fuga")
    link = reverse("portal:evidence", args=[plan.key, file.pk])
    assert link in client.get(address(plan)).content.decode()
    for query in ({}, {"small": ""}):
        given = client.get(link, query)
        assert "sandbox" in given.headers["Content-Security-Policy"]
        assert b"Camara de Prueba" not in b"".join(given.streaming_content)
    finding_files.take_back(manager, file, reason="Se ve una cara.")
    assert client.get(link).status_code == 404


def test_what_is_typed_is_never_read_as_html(client, plan, finding):
    RecommendationFactory(finding=finding, title="<script>x</script>", answer="rejected", answer_reason="<b>no</b>")
    page = client.get(address(plan)).content.decode()
    assert "<script>x" not in page
    assert "<b>no</b>" not in page


def test_the_pages_of_what_it_is_about_lead_there(client, plan, axis, manager, evaluation, finding, project):
    goal = GoalFactory(objective__theme__axis=axis, title="Fugas a 25 %")
    series = SeriesFactory(
        indicator__plan=plan, baseline_value=10, baseline_on=datetime.date(2020, 12, 31), indicator__key="fugas"
    )
    target = TargetFactory(series=series, value=80, on=datetime.date(2030, 12, 31))
    FindingFactory(evaluation=evaluation, title="De la meta", goal=goal)
    FindingFactory(evaluation=evaluation, title="Del indicador", series=series)
    advice = improvements.answer(manager, RecommendationFactory(finding=finding), "accepted")
    changes.change_text(manager, advice, goal, {"title": "Fugas a 30 %"}, reason="Es lo posible.")
    changes.change_target(manager, advice, target, value=Decimal(70), on=target.on, reason="No alcanza.")
    pages = {
        reverse("portal:project", args=[plan.key, project.key]): ("Se pierde mucha agua",),
        reverse("portal:goals", args=[plan.key]): ("De la meta", "Fugas a 25 %", "Es lo posible."),
        reverse("portal:theme", args=[plan.key, goal.objective.theme.key]): ("De la meta", "Fugas a 25 %"),
        reverse("portal:indicator", args=[plan.key, "fugas"]): ("Del indicador", "80", "70", "No alcanza."),
        reverse("portal:plan", args=[plan.key]): ("3 hallazgos",),
    }
    for page, said in pages.items():
        text = main_text(client.get(page))
        for one in said:
            assert one in text, (page, one)


def test_what_is_not_public_is_not_told_elsewhere_either(client, plan, axis, manager, project):
    draft = EvaluationFactory(plan=plan)
    goal = GoalFactory(objective__theme__axis=axis, title="Fugas a 25 %")
    hidden = FindingFactory(evaluation=draft, title="Secreto", measure=project.measure, goal=goal)
    advice = improvements.answer(manager, RecommendationFactory(finding=hidden, title="Secreta"), "accepted")
    changes.change_text(manager, advice, goal, {"title": "Fugas a 30 %"}, reason="Razón reservada.")
    for name, args in (("project", [project.key]), ("goals", []), ("plan", [])):
        page = client.get(reverse(f"portal:{name}", args=[plan.key, *args])).content.decode()
        assert "Secret" not in page
        assert "Lo que aprendimos" not in main_text(client.get(reverse(f"portal:{name}", args=[plan.key, *args])))


def test_it_costs_the_same_however_much_was_learned(client, plan, axis, evaluation):
    def fill(count):
        for _number in range(count):
            project = ProjectFactory(program__theme__axis=axis)
            series = SeriesFactory(indicator__plan=plan)
            goal = GoalFactory(objective__theme__axis=axis)
            finding = FindingFactory(evaluation=evaluation, measure=project.measure, series=series, goal=goal)
            advice = RecommendationFactory(finding=finding, answer="accepted")
            ImprovementFactory(recommendation=advice)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(plan)).status_code == 200
        return len(queries)

    fill(2)
    few = cost()
    fill(8)
    assert cost() == few


def test_the_newest_evaluation_comes_first_and_what_is_of_none_last(client, plan, evaluation, finding):
    older = EvaluationFactory(plan=plan, published_at=timezone.now(), starts_on=datetime.date(2024, 1, 1))
    older._meta.model.objects.filter(pk=older.pk).update(ends_on=datetime.date(2024, 12, 31))
    FindingFactory(evaluation=older, title="Del año anterior")
    loose = FindingFactory(plan=plan, evaluation=None, title="De ninguna")
    RecommendationFactory(finding=loose, answer="rejected")
    text = read(client, plan)
    assert text.index(finding.title) < text.index("Del año anterior") < text.index("De ninguna")


@pytest.mark.parametrize("year", ["9999", "0001", "1899", "x"])
def test_a_year_that_is_none_looks_for_all(client, plan, year):
    FindingFactory(
        plan=plan, evaluation=EvaluationFactory(plan=plan, published_at=timezone.now()), title="Se aprendió"
    )
    answer = client.get(reverse("portal:learning", args=[plan.key]), {"year": year})
    assert "Se aprendió" in main_text(answer)
