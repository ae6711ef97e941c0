"""What a council decided, as everybody sees it."""

import csv
import datetime
import io
import json
import re

import pytest
from django.core.cache import caches

from factories import OrganizationFactory, PriorityEntryFactory, ProjectFactory
from factories.priority import (
    ApprovalBallotFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    ObjectionFactory,
    RoundFactory,
    RunFactory,
)
from factories.ranked import items, publication_of, ranked_round, ranked_run
from reading import links, main_html, main_text, section
from rumbo.core.services import records
from rumbo.methods.runs import rerun
from rumbo.portfolio.models import Project
from rumbo.priority import decision_file
from rumbo.priority.services.publications import depart, publish, take_back

pytestmark = pytest.mark.django_db
URL = "/plan-2040/cartera-prioritaria/"


@pytest.fixture
def found(plan):
    return ranked_round(plan)


@pytest.fixture
def publication(found):
    return publication_of(found, title="Cartera 2027")


@pytest.fixture
def published(publication, found, manager):
    depart(manager, publication, items(found)[0], "out", "Ya tiene dinero", reason_en="It has money already")
    depart(manager, publication, items(found)[3], "in", "El decreto vence este año")
    return publish(manager, publication)


def pages(one):
    return [f"{URL}{one.pk}/{end}" for end in ("", "pesos/", "acta.pdf", f"corridas/{one.ranking.number}.json")]


def test_access(guarded, published, plan):
    for url in [URL, *pages(published)]:
        plan.is_public = True
        plan.save()
        guarded(url)


def test_what_is_not_published_is_nowhere(client, publication, manager):
    for url in pages(publication):
        assert client.get(url).status_code == 404
    assert publication.title not in client.get(URL).content.decode()
    client.force_login(manager)
    for url in pages(publication):
        assert client.get(url).status_code == 404


def test_what_is_of_another_plan_is_not_here(client, published, manager):
    other = publish_of_another_plan()
    for url in pages(other):
        assert client.get(url).status_code == 404


def publish_of_another_plan():
    from rumbo.core.actors import SYSTEM

    return publish(SYSTEM, publication_of(ranked_round()))


def test_the_list_is_by_place_and_the_departures_are_seen(client, published):
    for url in (URL, f"{URL}{published.pk}/"):
        page = client.get(url)
        listed = section(page, "La lista")
        assert listed.index("Proyecto B") < listed.index("Proyecto D") < listed.index("Proyecto C")
        assert "El consejo lo incluyó El decreto vence este año" in listed
        assert "Proyecto A" not in listed
        departures = section(page, "En qué decidió distinto el consejo")
        assert re.search(r"Lugar 1 .*Proyecto A .* El consejo lo dejó fuera Ya tiene dinero", departures)
        assert "Proyecto D (lugar 4) : El decreto vence este año" in departures
    assert "2 van primero. Lo decidió Consejo del plan el 20 de mayo de 2026" in main_text(page)


def test_the_list_by_axis(client, published):
    page = client.get(f"{URL}?by=axis")
    axes = {item.measure.project.program.theme.axis.title for item in items(published.round)[1:4:2]}
    assert all(axis in section(page, "La lista") for axis in axes)


def test_in_english_with_the_reasons_in_english(english, published):
    departures = section(english.get(URL), "Where the council departs")
    assert "It has money already" in departures
    assert "El decreto vence este año" in departures


def test_objections_are_shown_with_their_answers(client, published, found):
    body = OrganizationFactory(title="Ejido San Juan", key="ejido")
    ObjectionFactory(round=found, organization=body, title="No se consultó", text="Nadie nos preguntó.")
    ObjectionFactory(
        round=found,
        organization=body,
        title="Falta agua",
        outcome="partly",
        answer="Se revisará el trazo.",
        answered_on=datetime.date(2026, 6, 1),
    )
    ObjectionFactory(round=found, title="El trazo", state="withdrawn", state_reason="Se acordó otro trazo.")
    ObjectionFactory(round=found, title="Repetida", state="superseded")
    ObjectionFactory(title="De otra ronda")
    text = section(client.get(URL), "Objeciones")
    assert "No se consultó Ejido San Juan" in text
    assert "Nadie nos preguntó. Por responder" in text or "Nadie nos preguntó." in text
    assert "Se revisará el trazo. Se respondió el 1 de junio de 2026." in text
    assert "El trazo" in text
    assert "Se acordó otro trazo." in text
    assert "Repetida" not in text
    assert "De otra ronda" not in text


def test_how_the_order_came_about(client, plan, manager):
    found = ranked_round(plan, scores=[((5, 4), (4, 4), (3, 2), (1, 1))] * 4)
    DelphiRoundFactory(
        round=found, number=1, closed_at="2026-04-01T10:00Z", result={"people": 4, "overall": {"w": 0.81}}
    )
    ApprovalBallotFactory.create_batch(6, round=found)
    publish(manager, publication_of(found))
    text = section(client.get(URL), "Cómo salió el orden")
    for words in (
        "4 personas calificaron con 2 criterios",
        "Vuelta Delphi 1: respondieron 4 personas; su concordancia fue",
        "0.81 de 1",
        "la mediana",
        "Suma ponderada",
        "nunca cuenta como cero",
        "6 personas dijeron en una votación",
        "los primeros 2 lugares",
        "50.0 %",
    ):
        assert words in text, words


def test_nobody_who_scored_is_named(client, published, found):
    person = EvaluatorFactory(round=found, title="Ximena Quintanar", email="ximena@example.org")
    for url in [URL, *pages(published)]:
        content = client.get(url).content.decode("utf-8", "replace")
        assert person.title not in content
        assert person.email not in content


def test_sectors_of_fewer_than_three_are_told_together(client, plan, manager):
    found = ranked_round(plan, scores=[((5, 4), (4, 4))] * 6)
    run = found.runs.first()
    sectors = ["public", "public", "public", "academic", "academic", "media"]
    people = [{"id": f"E{n}", "sector": sector} for n, sector in enumerate(sectors, start=1)]
    other = RunFactory(
        round=found,
        state="done",
        inputs={**run.inputs, "evaluators": people},
        method=run.method,
        result=run.result,
        origin=run.origin,
        checksum="sha256:x",
    )
    publish(manager, publication_of(found, ranking=other))
    text = section(client.get(URL), "Cómo salió el orden")
    assert "(3), otros (3)" in text
    assert "cadém" not in text


def test_the_run_is_given_and_does_the_same_again(client, published):
    answer = client.get(f"{URL}{published.pk}/corridas/{published.ranking.number}.json")
    assert rerun(answer.content) == []
    assert json.loads(answer.content)["checksum"] == published.ranking.checksum
    assert client.get(f"{URL}{published.pk}/corridas/99.json").status_code == 404


def test_a_run_that_is_not_of_the_publication_is_not_given(client, published, found):
    other = ranked_run(found, ((1, 1), (2, 2), (3, 3), (4, 4)))
    assert client.get(f"{URL}{published.pk}/corridas/{other.number}.json").status_code == 404


def test_the_minutes_are_a_file(client, published):
    answer = client.get(f"{URL}{published.pk}/acta.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "acta-cartera-2027.pdf" in answer.headers["Content-Disposition"]


def test_the_list_as_a_file(client, published):
    answer = client.get(f"{URL}{published.pk}/?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["place"], row["name"], row["by_run"], row["by_council"], row["reason"]) for row in rows] == [
        ("1", "Proyecto A", "true", "false", "Ya tiene dinero"),
        ("2", "Proyecto B", "true", "true", ""),
        ("3", "Proyecto C", "false", "false", ""),
        ("4", "Proyecto D", "false", "true", "El decreto vence este año"),
    ]
    for kind in ("xlsx", "json"):
        assert client.get(f"{URL}{published.pk}/?format={kind}").getvalue()


def test_the_file_of_the_portfolio_has_its_entries(client, published):
    answer = client.get(f"{URL}?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["names"] for row in rows] == ["Proyecto B", "Proyecto D"]


def test_older_decisions_are_kept(client, published, found, manager):
    newer = publish(manager, publication_of(found, title="Cartera 2028"))
    page = client.get(URL)
    assert ("Cartera 2027", f"{URL}{published.pk}/") in links(page)
    assert "Reemplazad" in section(page, "Otras decisiones") or "Sustituid" in section(page, "Otras decisiones")
    older = client.get(f"{URL}{published.pk}/")
    assert "Su lugar lo tomó" in main_text(older) or "Cartera 2028" in main_text(older)
    take_back(manager, newer, "El acta tenía un error")
    page = client.get(URL)
    assert "Todavía no se publica una cartera prioritaria" in main_text(page)
    assert ("Cartera 2028", f"{URL}{newer.pk}/") in links(page)
    assert "El acta tenía un error" in main_text(client.get(f"{URL}{newer.pk}/"))


def test_other_elements_have_their_page_and_leave_the_portfolio_alone(client, plan, manager):
    PriorityEntryFactory(plan=plan, title="Lo que ya era prioritario", standing="none")
    found = ranked_round(plan, subject="strategy")
    made = publish(manager, publication_of(found, title="Estrategias primero"))
    page = client.get(URL)
    assert "Lo que ya era prioritario" in main_text(page)
    assert ("Estrategias primero", f"{URL}{made.pk}/") in links(page)
    text = section(client.get(f"{URL}{made.pk}/"), "La lista")
    assert "Proyecto A" in text
    assert any("/estrategias/" in address for _words, address in links(client.get(f"{URL}{made.pk}/")))


def test_a_project_that_left_is_listed_as_it_was(client, published, manager):
    project = Project.objects.get(title="Proyecto B")
    records.update(manager, project, {"title": "Otro nombre"})
    assert "Proyecto B" in section(client.get(URL), "La lista")


def test_the_project_says_its_place_and_what_the_council_decided(client, published):
    def text(letter):
        project = Project.objects.get(title=f"Proyecto {letter}")
        return main_text(client.get(f"/plan-2040/proyectos/{project.key}/"))

    assert "Lugar 2" in text("B")
    assert "El consejo lo incluyó" in text("D")
    assert "El decreto vence este año" in text("D")
    assert "El consejo lo dejó fuera" in text("A")
    assert "Ya tiene dinero" in text("A")
    assert "Lugar 3" in text("C")


def test_anchors_of_entries_stand_on_the_page(client, published):
    page = main_html(client.get(URL))
    ids = re.findall(r'id="([^"]+)"', page)
    assert len([one for one in ids if one.startswith("priority_entry-")]) == 2
    assert len(ids) == len(set(ids))


def test_as_many_queries_for_many(queries, client, plan, manager):
    publish(manager, publication_of(ranked_round(plan, scores=((5, 4), (1, 1)))))
    few = {end: queries(f"{URL}{end}") for end in ("", "?by=axis")}
    one = plan_publication(plan)
    few_weights = queries(f"{URL}{one.pk}/pesos/")
    found = ranked_round(plan, scores=((3, 2),) * 15)
    ObjectionFactory.create_batch(5, round=found)
    other = publish(manager, publication_of(found), with_open=True)
    assert {end: queries(f"{URL}{end}") for end in ("", "?by=axis")} == few
    assert queries(f"{URL}{other.pk}/pesos/") == few_weights


def plan_publication(plan):
    from rumbo.priority.models import Publication

    return Publication.objects.current().get(plan=plan)


def test_a_round_is_seen_when_it_is_published(client, plan):
    found = ranked_round(plan, key="ronda-2026", title="Ronda 2026", text="Decidimos qué va primero.")
    CriterionFactory(round=found, title="Cuida el agua", text="Qué tanto cuida el acuífero.")
    ObjectionFactory(round=found, title="Falta un criterio")
    EvaluatorFactory(round=found, title="Ximena Quintanar")
    url = "/plan-2040/priorizacion/ronda-2026/"
    assert client.get(url).status_code == 404
    found.is_published = True
    found.save()
    text = main_text(client.get(url))
    for words in (
        "Decidimos qué va primero.",
        "Cuida el agua",
        "acuífero",
        "Falta un criterio",
        "2 de marzo de 2026",
    ):
        assert words in text
    for words in ("Ximena", "Firme", "lugar 1"):
        assert words not in text
    assert ("Ronda 2026", url) in links(client.get(URL))


def test_a_round_that_is_only_begun_says_so(client, plan):
    RoundFactory(plan=plan, key="vacia", is_published=True)
    text = main_text(client.get("/plan-2040/priorizacion/vacia/"))
    assert "Todavía se están acordando" in text
    assert "Todavía se está eligiendo" in text


def test_a_round_costs_as_many_queries_for_many(queries, plan):
    ranked_round(plan, key="corta", is_published=True, scores=((5, 4), (1, 1)))
    large = ranked_round(plan, key="larga", is_published=True, scores=((3, 2),) * 15)
    ObjectionFactory.create_batch(5, round=large)
    one = queries("/plan-2040/priorizacion/corta/")
    assert queries("/plan-2040/priorizacion/larga/") == one


def test_what_was_decided_stays_when_its_round_goes_on(client, english, published, found, monkeypatch):
    """Minutes and page tell the decision as it was, whatever becomes of projects and criteria afterwards."""
    words = []
    monkeypatch.setattr(decision_file, "pdf", lambda said: words.append(said) or b"%PDF-")
    url = f"{URL}{published.pk}/"
    client.get(f"{url}acta.pdf")
    before = words.pop()
    assert [line[1].split(" ", 1)[1] for line in before["list"]] == ["Proyecto B", "Proyecto D"]
    assert [one["head"] for one in before["departures"]] == ["Quedó fuera: Proyecto A", "Se incluyó: Proyecto D"]
    assert [one["reason"] for one in before["departures"]] == ["Ya tiene dinero", "El decreto vence este año"]
    Project.objects.update(title="Otro nombre")
    CriterionFactory(round=found, title="Criterio nuevo")
    ItemFactory(round=found, measure=ProjectFactory(program__theme__axis__plan=found.plan).measure)
    for one in found.criteria.all():
        one.title, one.text, one.title_en, one.text_en = "Otro criterio", "Otra cosa", "Another one", "Another thing"
        one.save()
    caches["pages"].clear()
    client.get(f"{url}acta.pdf")
    assert words.pop() == before
    for reader in (client, english):
        text = section(reader.get(url), "How the order came about" if reader is english else "Cómo salió el orden")
        assert all(name in text for name, _weight in before["criteria"])
        for new in ("Otro criterio", "Otra cosa", "Another one", "Another thing", "Criterio nuevo"):
            assert new not in text


def test_a_definition_that_is_the_same_still_is_read_in_english(english, published, found, manager):
    run = RunFactory._meta.model.objects.get(pk=published.ranking_id)
    one = found.criteria.get(pk=next(iter(run.origin["criteria"].values())))
    one.text_en = "In English"
    one.save()
    assert "In English" in section(english.get(f"{URL}{published.pk}/"), "How the order came about")
