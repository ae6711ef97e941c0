"""Telling authors what moved of what they proposed, once a move."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from factories.monitoring import StatusRulesFactory
from factories.participation import CallFactory, ProposalFactory
from factories.portfolio import ActionFactory, ProjectFactory
from rumbo.communication.models import Notice, Scan
from rumbo.communication.services.replies import reply
from rumbo.core.services import records
from rumbo.monitoring.models import StatusRecord
from rumbo.participation.models import ProposalNews
from rumbo.portfolio.models import Passage

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def project(plan):
    return ProjectFactory(plan=plan, title="Sombra en la parada de la Alameda")


@pytest.fixture
def call(plan):
    return CallFactory(plan=plan)


@pytest.fixture
def proposed(call):
    """Makes a proposal whose author confirmed their address."""

    def make(**values):
        confirmed = {"state": "accepted", "confirmed_at": timezone.now(), "author": "Rosa"}
        return ProposalFactory(call=call, **(confirmed | values))

    return make


def passed(project, to, kind="passed", reason=""):
    return Passage.objects.create(
        project=project, kind=kind, from_stage="idea", to_stage=to, on=datetime.date(2026, 5, 4), reason=reason
    )


@pytest.mark.parametrize(
    ("stage", "kind", "sentence"),
    [
        ("profile", "passed", "Llegó a la etapa “Ficha”."),
        ("execution", "passed", "Ya empezó: está en ejecución."),
        ("execution", "exception", "Ya empezó: está en ejecución."),
        ("operation", "passed", "Está terminado y en operación."),
        ("closed", "passed", "Se concluyó."),
        ("idea", "back", "Regresó a la etapa “Idea”."),
        ("profile", "suspended", "Se dejó en pausa por ahora."),
        ("profile", "resumed", "Se retomó."),
    ],
)
def test_the_author_hears_what_moved_with_the_public_page(plan, project, proposed, stage, kind, sentence, settings):
    settings.BASE_URL = "https://plan.example"
    proposal = proposed(measure=project.measure)
    passed(project, stage, kind)

    assert reply(plan) == 1

    notice = Notice.objects.get()
    assert (notice.kind, notice.to, notice.name) == ("reply", proposal.email, "Rosa")
    assert sentence in notice.text
    assert f"https://plan.example/{plan.key}/proyectos/{project.key}/" in notice.text
    assert proposal.title in notice.subject


def test_each_move_is_told_once(plan, project, proposed):
    proposed(measure=project.measure)
    passed(project, "profile")

    now = timezone.now()
    assert [reply(plan, now), reply(plan, now), reply(plan, now + HOUR / 2)] == [1, 0, 0]

    passed(project, "feasibility")
    assert reply(plan, now + HOUR) == 1
    assert Scan.objects.get(plan=plan, name="replies").until == now + HOUR


def test_a_clock_put_back_forgets_nothing(plan, project, proposed):
    proposed(measure=project.measure)
    now = timezone.now()
    reply(plan, now)
    reply(plan, now - 5 * HOUR)

    assert Scan.objects.get(plan=plan, name="replies").until == now


def test_a_worker_that_was_down_tells_each_move(plan, project, proposed):
    proposed(measure=project.measure)
    reply(plan)
    for stage in ("profile", "feasibility", "funding"):
        passed(project, stage)

    assert reply(plan, timezone.now() + datetime.timedelta(days=40)) == 3


def test_what_moved_long_before_it_ran_for_the_first_time_is_not_told(plan, project, proposed):
    proposed(measure=project.measure)
    passed(project, "profile")
    Passage.objects.update(at=timezone.now() - datetime.timedelta(days=8))

    assert reply(plan) == 0


def test_what_moved_before_the_answer_is_no_news(plan, project, proposed):
    passed(project, "profile")
    proposed(measure=project.measure, decided_at=timezone.now())

    assert reply(plan) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"confirmed_at": None},
        {"email": ""},
        {"state": "published"},
        {"state": "rejected"},
    ],
)
def test_who_is_not_told(plan, project, proposed, values):
    proposed(measure=project.measure, **values)
    passed(project, "profile")

    assert reply(plan) == 0


def test_authors_of_merged_proposals_hear_it_too(plan, project, proposed):
    first = proposed(measure=project.measure)
    second = proposed(state="merged", merged_into=first)
    third = proposed(state="merged", merged_into=second)
    passed(project, "profile")

    assert reply(plan) == 3
    assert {one.to for one in Notice.objects.all()} == {first.email, second.email, third.email}


def test_only_those_merged_into_a_proposal_hear_its_other_news_here(plan, project, proposed):
    first = proposed(measure=project.measure)
    second = proposed(state="merged", merged_into=first)
    detail = {"before": {"priority": False}, "now": {"priority": True}}
    ProposalNews.objects.create(proposal=first, kind="project", detail=detail)
    ProposalNews.objects.create(proposal=first, kind="accepted")

    assert reply(plan) == 2
    assert {one.to for one in Notice.objects.all()} == {second.email}
    texts = "\n".join(one.text for one in Notice.objects.all())
    assert "cartera prioritaria" in texts
    assert f"“{first.title}”, ya está en el plan." in texts


def test_an_action_that_is_done_or_withdrawn_is_told(plan, proposed, manager):
    action = ActionFactory(strategy__plan=plan, plan=plan, title="Poner sombra")
    proposed(measure=action.measure)
    reply(plan)
    StatusRecord.objects.create(
        plan=plan,
        kind="action",
        thing=action.pk,
        on=timezone.localdate(),
        status="done",
        rule="x",
        rules=StatusRulesFactory(plan=plan),
    )
    assert reply(plan) == 1
    assert "Se concluyó." in Notice.objects.get().text

    records.withdraw(manager, action, reason="La hace el estado")

    assert reply(plan) == 1
    text = Notice.objects.order_by("-pk").first().text
    assert "Se retiró" in text
    assert "La hace el estado" in text
    assert reply(plan) == 0


def test_it_is_written_in_the_language_of_the_proposal(plan, project, proposed):
    proposed(measure=project.measure, language="en")
    passed(project, "closed")

    reply(plan)

    assert "It was concluded." in Notice.objects.get().text


def test_other_plans_are_not_touched(plan, project, proposed):
    proposed(measure=project.measure)
    passed(project, "profile")
    other = ProjectFactory().plan

    assert reply(other) == 0
    assert not Notice.objects.exists()


def test_the_queries_grow_with_the_mails_alone(plan, proposed, django_assert_num_queries):
    from rumbo.communication.queries.moved import authors_of, elements_of, moves_since

    def grow(count):
        for _number in range(count):
            one = ProjectFactory(plan=plan)
            proposed(measure=one.measure)
            passed(one, "profile")

    def read():
        authors = authors_of(plan)
        elements_of(authors)
        return [one.sentence() for one in moves_since(plan, timezone.now() - HOUR, authors)]

    grow(2)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        read()
    grow(6)
    with django_assert_num_queries(len(captured)):
        assert len(read()) == 8
