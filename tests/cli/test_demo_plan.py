from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from rumbo.accounts.models import Organization
from rumbo.cli import demo
from rumbo.cli.commands.demo import refuse_other_machines
from rumbo.cli.errors import UserError
from rumbo.plan.models import Antecedent, AntecedentLink, Axis, Edition, Plan, Strategy, Theme
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.models import Action, Passage, PriorityEntry, Program, Project, Responsibility


@pytest.fixture
def sign_ins(db):
    return demo.build()


@pytest.mark.integration
def test_it_is_complete_and_made_once(sign_ins):
    assert demo.build() == sign_ins
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
        PriorityEntry: 24,
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
def test_it_shows_every_state(sign_ins):
    assert sorted(set(Project.objects.values_list("state", flat=True))) == ["current", "superseded", "withdrawn"]
    assert list(Edition.objects.values_list("number", flat=True)) == [2, 1]
    accountable = Responsibility.objects.filter(role="accountable").values("measure")
    assert Project.objects.exclude(measure__in=accountable).count() > 10
    assert Project.objects.filter(under_way=True).count() > 15
    assert Project.objects.filter(priority=True).count() == 21
    assert set(Project.objects.current().values_list("stage", flat=True)) == set(Stage)
    assert set(Passage.objects.values_list("kind", flat=True)) >= {"exception", "back", "suspended"}
    for project in Project.objects.exclude(stage=Stage.IDEA):
        assert project.passages.last().to_stage == project.stage


@pytest.mark.integration
def test_its_people_can_sign_in(sign_ins, rf):
    for sign_in in sign_ins:
        user = authenticate(rf.post("/"), username=sign_in.email, email=sign_in.email, password=sign_in.password)
        assert user is not None, sign_in
        assert user.has_perm("plan.read", Plan.objects.get())


@pytest.mark.integration
def test_all_of_it_is_in_english_too(sign_ins):
    for model in (Plan, Axis, Theme, Program, Project, Strategy, Action, Antecedent):
        assert not model.objects.filter(title_en="").exists(), model
        assert not model.objects.exclude(text="").filter(text_en="").exists(), model


def test_other_machines_are_refused(monkeypatch):
    monkeypatch.setenv("RUMBO_HOST", "192.0.2.7")
    with pytest.raises(UserError, match="only this machine"):
        refuse_other_machines()
    monkeypatch.setenv("RUMBO_HOST", "127.0.0.1")
    refuse_other_machines()
