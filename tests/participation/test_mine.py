"""A participant's own link."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, ProjectFactory
from reading import links, main_text
from rumbo.participation.enums import ExerciseType
from rumbo.participation.services import adoption, grouping
from rumbo.participation.tokens import link_token, session_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed")


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table, name="Rosario Ejemplo")


@pytest.fixture
def idea(exercise, participant):
    return ContributionFactory(exercise=exercise, text="Midan los pozos", author=participant)


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, number="7", title="Medidores")


def url(participant):
    return reverse("live:mine", args=[link_token(participant.pk)])


def test_from_the_idea_through_its_group_to_the_project(client, table, exercise, participant, idea, project, manager):
    text = main_text(client.get(url(participant)))
    assert "Midan los pozos" in text
    assert "Todavía no" in text
    other = ContributionFactory(
        exercise=exercise, text="Pongan medidores", author=ParticipantFactory(table=table, name="Otra Persona")
    )
    together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise, phase="closed")
    group, _change = grouping.merge(manager, together, [idea, other], "Medir el agua")
    adoption.adopt(manager, group, project)
    page = client.get(url(participant))
    text = main_text(page)
    assert "El plan adoptó 1 de 1 aportación tuya" in text
    assert "Se juntó con 1 que dice lo mismo" in text
    assert ("7 Medidores", "/plan-2040/proyectos/7/") in links(page)
    assert "Otra Persona" not in page.content.decode()


def test_what_others_said_is_not_mine_unless_i_said_so(client, exercise, participant, idea, table):
    other = ContributionFactory(exercise=exercise, text="Más camiones", author=ParticipantFactory(table=table))
    assert "Más camiones" not in main_text(client.get(url(participant)))
    other.authorships.create(participant=participant)
    assert "Más camiones" in main_text(client.get(url(participant)))


def test_nothing_said(client, participant):
    assert "Aquí seguirás lo que digas" in main_text(client.get(url(participant)))


def test_a_hidden_one_says_so(client, participant, idea, manager):
    grouping.hide(manager, idea, reason="Insulta a Fulano")
    text = main_text(client.get(url(participant)))
    assert "no la muestra en público" in text
    assert "Insulta" not in text


def test_a_plan_that_is_not_public_keeps_its_elements(client, participant, idea, project, manager, plan):
    adoption.adopt(manager, idea, project)
    plan.is_public = False
    plan.save()
    page = client.get(url(participant))
    assert "El plan la adoptó" in main_text(page)
    assert "Medidores" not in page.content.decode()
    assert [address for _words, address in links(page) if "/plan-2040/" in address] == []


@pytest.mark.parametrize("change", ["forged", "other", "empty", "session"])
def test_a_forged_link(client, participant, idea, change):
    token = link_token(participant.pk)
    bad = {
        "forged": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "other": token.replace(str(participant.pk), str(participant.pk + 1), 1),
        "empty": "x",
        "session": session_token(participant.pk, participant.table_id),
    }[change]
    answer = client.get(reverse("live:mine", args=[bad]))
    assert answer.status_code == 404
    assert "Este enlace no está completo" in main_text(answer)
    assert "Midan los pozos" not in answer.content.decode()


def test_it_is_kept_from_search_engines_and_other_sites(client, participant, idea):
    answer = client.get(url(participant))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_queries_do_not_grow(client, participant, idea, exercise, project, manager):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(participant)).status_code == 200
        return len(captured)

    adoption.adopt(manager, idea, project)
    few = count()
    for _n in range(12):
        adoption.adopt(manager, ContributionFactory(exercise=exercise, author=participant), project)
    assert count() == few
