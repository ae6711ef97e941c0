"""The staff's pages of participation stay with the people of the plan, whatever address or number is asked for."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.urls import reverse

from factories import (
    ContributionFactory,
    ExerciseFactory,
    InvitationFactory,
    ParticipantFactory,
    ProposalFactory,
    TableFactory,
)
from rumbo.core.queries.revision import revision
from rumbo.desk.kinds import KINDS, PARTICIPATION_SECTION
from rumbo.participation.models import Adoption, Authorship, Contribution, ContributionChange, Participant, Target

pytestmark = pytest.mark.django_db
WORD = "Zacatenco"
FORM = {
    "title": "Otro",
    "name": "Otra persona",
    "reason": "Porque sí",
    "version": 1,
    "answer": "confirmed",
    "withdrawn": "1",
    "left": "1",
    "text": "nombre\nUna",
    "apply": "1",
    "act": "open",
    "sector-social": "7",
}
#: What the number in an address is of, by the word before it.
SEGMENTS = {
    "talleres": "workshop",
    "mesas": "table",
    "invitaciones": "invitation",
    "participantes": "participant",
    "ejercicios": "exercise",
    "aportaciones": "contribution",
    "cambios": "change",
    "adopciones": "adoption",
    "propuestas": "proposal",
}


def seated(world, word):
    """Add a workshop to a world of two plans, with one thing of each kind, all of which hold the word."""
    table = TableFactory(axis=world.elements["axis"], plan=world.plan, title=f"Mesa {word}")
    table.workshop.title = f"Taller {word}"
    table.workshop.save()
    participant = ParticipantFactory(table=table, name=f"Participante {word}")
    exercise = ExerciseFactory(table=table, title=f"Ejercicio {word}")
    contribution = ContributionFactory(exercise=exercise, text=f"Aportación {word}", author=participant)
    return SimpleNamespace(
        table=table,
        workshop=table.workshop,
        stage=table.workshop.stage,
        process=table.workshop.stage.process,
        participant=participant,
        exercise=exercise,
        contribution=contribution,
        invitation=InvitationFactory(workshop=table.workshop, name=f"Invitada {word}"),
        change=ContributionChange.objects.create(table=table, act="edited"),
        adoption=Adoption.objects.create(contribution=contribution, problem=world.elements["problem"]),
        proposal=ProposalFactory(call__plan=world.plan, title=f"Propuesta {word}"),
    )


@pytest.fixture
def own(ours):
    return seated(ours, "Abierto")


@pytest.fixture
def foreign(theirs):
    return seated(theirs, WORD)


def walk(patterns, before=""):
    """Yield the name, the whole pattern and what is to be filled in, of each address below."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield pattern.name, before + str(pattern.pattern), set(pattern.pattern.converters)


def addresses(plan, things):
    """Yield the addresses of the participation of a plan, with the numbers of things that may be another plan's."""
    for name, pattern, parts in walk(import_module("rumbo.participation.web.urls").urlpatterns):
        values = {"plan_key": plan.key}
        if "pk" in parts:
            values["pk"] = getattr(things, SEGMENTS[pattern.split("/", 1)[0]]).pk
        if "form" in parts:
            values["form"] = "arbol"
        yield reverse(f"participation:{name}", kwargs=values)
    for kind in KINDS.values():
        if kind.section == PARTICIPATION_SECTION and hasattr(things, kind.code):
            record = getattr(things, kind.code)
            for name in ("element", "edit", "withdraw", "supersede", "history"):
                yield reverse(f"desk:{name}", args=[plan.key, kind, record.pk])


def state():
    """Return a mark of all that is stored of participation."""
    models = (Adoption, Authorship, Contribution, ContributionChange, Participant, Target)
    return revision("plan.Edition"), *(list(model.objects.order_by("pk").values()) for model in models)


def page_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def asks(client, url):
    yield client.get(url)
    yield client.get(url, {"format": "csv"})
    yield client.post(url, FORM)


@pytest.mark.parametrize("name", ["anonymous", "outsider", "administrator"])
def test_a_closed_plan_does_not_exist_for_others(name, theirs, foreign, people, browser):
    client, before = browser(people.get(name)), state()
    for url in addresses(theirs.plan, foreign):
        for answer in asks(client, url):
            assert answer.status_code in ({302, 405} if name == "anonymous" else {404, 405}), url
            assert WORD not in page_of(answer), url
    assert state() == before


def test_numbers_of_another_plan_lead_nowhere(ours, own, foreign, people, browser):
    client, before = browser(people["administrator"]), state()
    mine = set(addresses(ours.plan, own))
    for url in addresses(ours.plan, foreign):
        if url not in mine:
            assert {answer.status_code for answer in asks(client, url)} <= {404, 405}, url
    assert state() == before


@pytest.mark.parametrize("name", ["reader", "other_editor"])
def test_who_leads_no_table_writes_nothing(name, ours, own, people, browser):
    client = browser(people[name])
    for url in addresses(ours.plan, own):
        before = state()
        assert client.post(url, FORM).status_code in {200, 302, 403, 404, 405, 422}, url
        assert state() == before, url


def test_a_reader_gets_no_names_of_people(ours, own, people, browser):
    client = browser(people["reader"])
    for url in addresses(ours.plan, own):
        for query in ({}, {"format": "csv"}, {"format": "json"}):
            text = page_of(client.get(url, query))
            assert "Participante Abierto" not in text, url
            assert "Invitada Abierto" not in text, url
