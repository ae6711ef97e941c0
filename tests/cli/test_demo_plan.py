from __future__ import annotations

import pytest
from django.conf import global_settings
from django.contrib.auth import authenticate

from rumbo.accounts.models import Organization
from rumbo.cli import demo
from rumbo.cli.commands.demo import refuse_other_machines
from rumbo.cli.demo_priority import evaluator_path
from rumbo.cli.errors import UserError
from rumbo.methods.runs import rerun
from rumbo.plan.models import Antecedent, AntecedentLink, Axis, Edition, Plan, Strategy, Theme
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.models import Action, Passage, PriorityEntry, Program, Project, Responsibility
from rumbo.priority.enums import DepartureKind
from rumbo.priority.models import DelphiRound, Objection, Publication, Round
from rumbo.priority.services.runs import document_of


@pytest.mark.integration
@pytest.mark.django_db
def test_it_is_complete_and_made_once(built):
    assert demo.build() == built
    plan = Plan.objects.get()
    assert plan.key == demo.PLAN_KEY
    assert sorted(plan.territory.members.values_list("parent__title", flat=True)) == [
        "Llano Alto",
        "Llano Alto",
        "Sierra Parda",
        "Sierra Parda",
    ]
    least = {
        Axis: 6,
        Theme: 24,
        Program: 60,
        Project: 150,
        Strategy: 30,
        Action: 60,
        Organization: 40,
        Antecedent: 4,
        AntecedentLink: 14,
        PriorityEntry: 8,
    }
    for model, count in least.items():
        rows = model.objects.all() if model is AntecedentLink else model.objects.current()
        assert rows.count() >= count, model
    assert list(Axis.objects.values_list("key", flat=True)) == [
        "agua",
        "movilidad",
        "economia",
        "social",
        "ciudad",
        "gobierno",
    ]


@pytest.mark.integration
@pytest.mark.django_db
def test_it_shows_every_state(built):
    assert sorted(set(Project.objects.values_list("state", flat=True))) == ["current", "superseded", "withdrawn"]
    assert list(Edition.objects.values_list("number", flat=True)) == [3, 2, 1]
    accountable = Responsibility.objects.filter(role="accountable").values("measure")
    assert Project.objects.exclude(measure__in=accountable).count() > 10
    assert Project.objects.filter(under_way=True).count() > 15
    assert Project.objects.filter(priority=True).count() == 8
    assert set(Project.objects.current().values_list("stage", flat=True)) == set(Stage)
    assert set(Passage.objects.values_list("kind", flat=True)) >= {"exception", "back", "suspended"}
    for project in Project.objects.exclude(stage=Stage.IDEA):
        assert project.passages.last().to_stage == project.stage


@pytest.mark.integration
@pytest.mark.django_db
def test_its_people_can_sign_in(built, rf, settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # those it was made with
    for sign_in in built:
        user = authenticate(rf.post("/"), username=sign_in.email, email=sign_in.email, password=sign_in.password)
        assert user is not None, sign_in
        assert user.has_perm("plan.read", Plan.objects.get())


@pytest.mark.integration
@pytest.mark.django_db
def test_all_of_it_is_in_english_too(built):
    for model in (Plan, Axis, Theme, Program, Project, Strategy, Action, Antecedent):
        assert not model.objects.filter(title_en="").exists(), model
        assert not model.objects.exclude(text="").filter(text_en="").exists(), model


@pytest.mark.integration
@pytest.mark.django_db
def test_its_council_decided_on_a_run_that_anybody_can_do_again(built):
    decision = Publication.objects.get()
    assert decision.is_public
    assert decision.ranking.state == "done"
    assert rerun(document_of(decision.ranking)) == []
    assert {one.kind for one in decision.departures.all()} == {*DepartureKind.values}
    assert {one.outcome for one in Objection.objects.all()} == {"open", "partly"}
    listed = [row["number"] for row in decision.decided if row["council"]]
    assert set(Project.objects.filter(priority=True).values_list("number", flat=True)) == set(listed)
    (first, second) = DelphiRound.objects.filter(round=decision.round)
    assert second.result["overall"]["w"] > first.result["overall"]["w"]


@pytest.mark.integration
@pytest.mark.django_db
def test_an_evaluator_can_score(built, client):
    page = client.get(evaluator_path(demo.PLAN_KEY))
    assert page.status_code == 200
    assert str(Round.objects.get(phase="scoring")) in page.content.decode()
    assert not Round.objects.exclude(title_en__gt="").exists()


def test_other_machines_are_refused(monkeypatch):
    monkeypatch.setenv("RUMBO_HOST", "192.0.2.7")
    with pytest.raises(UserError, match="only this machine"):
        refuse_other_machines()
    monkeypatch.setenv("RUMBO_HOST", "127.0.0.1")
    refuse_other_machines()
