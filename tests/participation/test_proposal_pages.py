"""The staff's pages of citizens' calls."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import CallFactory, ProgramFactory, ProjectFactory, ProposalFactory
from reading import links, main_html, main_text
from rumbo.participation.enums import ProposalState
from rumbo.participation.models import Call, Proposal
from rumbo.portfolio.models import Project

HOME = "/mesa/plan-2040/participacion/"
LIST = f"{HOME}propuestas/"
READ = dict.fromkeys(("reader", "other_editor", "editor", "manager", "administrator", "superuser"), 200)
DECIDE = READ | {"reader": 403, "other_editor": 403}
OUTSIDE = {"anonymous": 302, "outsider": 404}


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def call(plan, axis):
    return CallFactory(plan=plan, key="ideas", title="Ideas para la ciudad")


@pytest.fixture
def proposal(call, axis):
    return ProposalFactory(
        call=call, axis=axis, title="Sombra en las paradas", email="vecina@example.org", author="Vecina Privada"
    )


def test_who_reads_calls_and_proposals(answers, call, proposal):
    for address in (f"{HOME}convocatorias/", LIST, f"{LIST}{proposal.pk}/"):
        assert answers(address) == OUTSIDE | READ


@pytest.mark.parametrize("page", ["no-publicar", "responder", "aceptar", "unir"])
def test_who_gets_to_a_decision(answers, proposal, page):
    assert answers(f"{LIST}{proposal.pk}/{page}/") == OUTSIDE | DECIDE


def test_who_publishes(answers, proposal):
    Proposal.objects.update(state=ProposalState.RECEIVED)
    found = answers(f"{LIST}{proposal.pk}/publicar/", {})
    assert found == OUTSIDE | dict.fromkeys(READ, 302) | {"reader": 403, "other_editor": 403}


def test_only_posting_publishes(browser, manager, proposal):
    assert browser(manager).get(f"{LIST}{proposal.pk}/publicar/").status_code == 405


def test_a_proposal_of_another_plan_is_not_found(browser, manager, plan):
    other = ProposalFactory()
    for page in ("", "publicar/", "no-publicar/", "responder/", "retirar-respuesta/", "aceptar/", "unir/"):
        assert browser(manager).post(f"{LIST}{other.pk}/{page}", {"version": 1}).status_code in (404, 405)
    other.refresh_from_db()
    assert other.version == 1


def test_the_overview_counts_what_waits(browser, manager, call, axis):
    for state in ProposalState:
        ProposalFactory(call=call, axis=axis, state=state)
    page = browser(manager).get(f"{HOME}convocatorias/")
    assert "Ideas para la ciudad Abierta" in main_text(page)
    assert ("6", f"{LIST}?call={call.pk}") in links(page)
    assert ("1", f"{LIST}?call={call.pk}&state=received") in links(page)


def test_without_calls_the_overview_says_what_to_do(browser, manager, reader, plan):
    assert ("Preparar la primera convocatoria", "/mesa/plan-2040/convocatorias/crear/") in links(
        browser(manager).get(f"{HOME}convocatorias/")
    )
    assert "Preparar" not in main_text(browser(reader).get(f"{HOME}convocatorias/"))


def test_a_call_is_prepared_on_the_desk(browser, manager, editor, axis):
    data = {
        "title": "Ideas para el río",
        "text": "Bases",
        "opens_on": "2026-01-01",
        "closes_on": "2026-02-01",
        "axes": [axis.pk],
        "asks_place": "needed",
        "asks_photo": "no",
        "asks_beneficiaries": "optional",
        "is_published": "on",
    }
    assert browser(editor).post("/mesa/plan-2040/convocatorias/crear/", data).status_code == 403
    answer = browser(manager).post("/mesa/plan-2040/convocatorias/crear/", data)
    made = Call.objects.get()
    assert answer.status_code == 302
    assert (made.title, made.asks_place, made.is_published, list(made.axes.all())) == (
        "Ideas para el río",
        "needed",
        True,
        [axis],
    )
    page = browser(manager).post("/mesa/plan-2040/convocatorias/crear/", data | {"closes_on": "2025-01-01"})
    assert "El último día es anterior al primero." in main_text(page)


def test_the_list_is_filtered(browser, manager, call, axis, other_axis, proposal):
    ProposalFactory(
        call=call, axis=other_axis, title="Ciclovía", problem="Nadie cruza el periférico", state="rejected"
    )
    ProposalFactory(call=CallFactory(plan=call.plan), axis=axis, title="Otra convocatoria")
    ProposalFactory(call=call, axis=axis, title="Sin confirmar", state="unconfirmed")
    client = browser(manager)

    def shown(query):
        names = ("Sombra en las paradas", "Ciclovía", "Otra convocatoria", "Sin confirmar")
        return [name for name in names if name in [words for words, _url in links(client.get(LIST + query))]]

    assert shown("") == ["Sombra en las paradas", "Ciclovía", "Otra convocatoria"]
    assert shown("?state=waiting") == ["Sombra en las paradas", "Otra convocatoria"]
    assert shown("?state=unconfirmed") == ["Sin confirmar"]
    assert shown(f"?axis={other_axis.pk}") == ["Ciclovía"]
    assert shown(f"?call={call.pk}&state=published") == ["Sombra en las paradas"]
    assert shown("?q=Nadie+espera") == []
    assert shown("?q=cruza+perif%C3%A9rico") == ["Ciclovía"]
    for odd in ("?state=x", "?axis=x", "?call=999999", "?page=x", "?q=" + "x%20" * 2000):
        assert client.get(LIST + odd).status_code == 200


def test_the_file_says_no_name(browser, manager, proposal):
    page = browser(manager).get(f"{LIST}?format=csv")
    text = b"".join(page.streaming_content).decode()
    assert "Sombra en las paradas" in text
    assert "vecina@example.org" not in text
    assert "Privada" not in text


def test_only_who_decides_sees_who_sent_it(browser, reader, other_editor, editor, proposal):
    for person in (reader, other_editor):
        text = main_text(browser(person).get(f"{LIST}{proposal.pk}/"))
        assert "vecina@example.org" not in text
        assert "Privada" not in text
    assert "vecina@example.org" in main_text(browser(editor).get(f"{LIST}{proposal.pk}/"))


def test_publishing_refusing_answering_and_taking_back(browser, editor, proposal):
    Proposal.objects.update(state=ProposalState.RECEIVED)
    client, one = browser(editor), f"{LIST}{proposal.pk}/"

    def state():
        proposal.refresh_from_db()
        return proposal.state

    client.post(f"{one}publicar/", {"version": 1})
    assert state() == "published"
    client.post(f"{one}no-publicar/", {"reason": "Señala a una persona", "version": 2})
    assert state() == "refused"
    assert "Señala a una persona" in main_text(client.get(one))
    client.post(f"{one}publicar/", {"version": 3})
    client.post(f"{one}responder/", {"answer": "El predio es federal.", "version": 4})
    assert state() == "rejected"
    client.post(f"{one}responder/", {"answer": "El predio es federal, y se pidió.", "version": 5})
    assert proposal.history.first().answer == "El predio es federal, y se pidió."
    client.post(f"{one}retirar-respuesta/", {"reason": "Hay predio", "version": 6})
    assert state() == "published"
    text = main_text(client.get(one))
    assert "Hay predio" in text, "the record of moderation says why"
    assert "Señala a una persona" in text


@pytest.mark.parametrize("page", ["no-publicar", "responder", "aceptar", "unir"])
def test_a_decision_without_its_words_says_what_is_missing(browser, editor, proposal, page):
    for data in ({}, {"version": "x", "reason": " ", "answer": " ", "program": "x", "project": "x", "proposal": "x"}):
        answer = browser(editor).post(f"{LIST}{proposal.pk}/{page}/", data)
        assert answer.status_code == 200
        assert "error-summary" in main_html(answer)
    proposal.refresh_from_db()
    assert proposal.version == 1


def test_somebody_elses_decision_in_the_meantime_is_told(browser, editor, proposal):
    answer = browser(editor).post(f"{LIST}{proposal.pk}/responder/", {"answer": "No", "version": 7})
    assert "Alguien más decidió" in main_text(answer)
    assert "No" in main_html(answer)


def test_accepting_makes_the_project(browser, editor, proposal, axis, other_axis):
    program = ProgramFactory(theme__axis=axis, title="Calles vivas")
    elsewhere = ProgramFactory(theme__axis=other_axis, title="De otro eje")
    client, one = browser(editor), f"{LIST}{proposal.pk}/"
    html = main_html(client.get(f"{one}aceptar/"))
    assert "Calles vivas" in html
    assert "De otro eje" not in html
    data = {"program": elsewhere.pk, "title": "Sombra", "text": "", "answer": "Sí", "version": 1}
    assert "error-summary" in main_html(client.post(f"{one}aceptar/", data))
    client.post(f"{one}aceptar/", data | {"program": program.pk})
    made = Project.objects.get()
    assert made.title == "Sombra"
    assert ("Sombra", f"/mesa/plan-2040/proyectos/{made.pk}/") in links(client.get(one))
    assert (
        "ya es un proyecto"
        in main_text(client.post(f"{one}aceptar/", data | {"program": program.pk, "version": 2})).lower()
    )


def test_merging_into_a_project_or_a_proposal(browser, editor, proposal, call, axis):
    project = ProjectFactory(program__theme__axis=axis, title="Paradas nuevas")
    other = ProposalFactory(call=call, axis=axis, title="Árboles")
    client, one = browser(editor), f"{LIST}{proposal.pk}/"
    both = {"proposal": other.pk, "project": project.pk, "answer": "Ya está", "version": 1}
    assert "Elige una cosa" in main_text(client.post(f"{one}unir/", both))
    client.post(f"{one}unir/", both | {"proposal": ""})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.measure) == ("merged", project.measure)
    client.post(f"{one}retirar-respuesta/", {"reason": "No era", "version": 2})
    client.post(f"{one}unir/", both | {"project": "", "version": 3})
    proposal.refresh_from_db()
    assert (proposal.merged_into, proposal.measure) == (other, None)


def test_as_many_queries_for_many_proposals(browser, manager, call, axis):
    client = browser(manager)

    def asked(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    ProposalFactory.create_batch(2, call=call, axis=axis)
    client.get(LIST)
    few = [asked(one) for one in (LIST, f"{HOME}convocatorias/")]
    ProposalFactory.create_batch(20, call=call, axis=axis)
    CallFactory.create_batch(5, plan=call.plan)
    assert [asked(one) for one in (LIST, f"{HOME}convocatorias/")] == few
