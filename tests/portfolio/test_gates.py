from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from factories import (
    GoalFactory,
    LocationFactory,
    OrganizationFactory,
    PermitFactory,
    ProgramFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
)
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.portfolio.enums import FundingState, PassageKind, PermitState, Stage, StudyKind, Verdict
from rumbo.portfolio.gates.requirements import DEFAULTS, REQUIREMENTS
from rumbo.portfolio.lacks import SENTENCES, Lack
from rumbo.portfolio.models import (
    Baseline,
    Condition,
    Estimate,
    FeasibilityStudy,
    Funding,
    GateRule,
    Milestone,
    Passage,
    Permit,
    Profile,
    Project,
)
from rumbo.portfolio.queries.gates import gates_of
from rumbo.portfolio.services.gates import (
    GateClosed,
    pass_by_decision,
    pass_gate,
    reset_rules,
    send_back,
    set_rules,
    suspend,
)
from rumbo.portfolio.services.responsibilities import assign
from rumbo.portfolio.services.shares import Part, agree, split_project

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis)))


def stage_of(project) -> str:
    return Project.objects.get(pk=project.pk).stage


def at(project, stage):
    Project.objects.filter(pk=project.pk).update(stage=stage)
    return Project.objects.get(pk=project.pk)


def missing(project) -> list[str]:
    project = Project.objects.select_related("plan").get(pk=project.pk)
    return gates_of(project.plan, [project], TODAY)[project.pk].missing


def give(project, model, **fields):
    return records.create(SYSTEM, model(plan=project.plan, project=project, title="Uno", **fields))


def account_for(project):
    assign(SYSTEM, project, OrganizationFactory(), "accountable")


def fill_in(project):
    fields = dict.fromkeys(("problem", "population", "text", "results", "sustainability"), "Algo")
    days = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2028, 1, 1)}
    profile = Profile(plan=project.plan, project=project, beneficiaries=900, **fields, **days)
    records.create(SYSTEM, profile, links={"goals": [GoalFactory(plan=project.plan)]})
    give(project, Estimate, year=2027, price_year=2026, amount=Decimal(1000))


def test_an_idea_passes_when_it_says_its_problem_and_somebody_answers_for_it(editor, project):
    assert len(missing(project)) == 2
    with pytest.raises(GateClosed) as closed:
        pass_gate(editor, project, on=TODAY)
    assert closed.value.missing == missing(project)
    assert stage_of(project) == Stage.IDEA
    account_for(project)
    fill_in(project)
    passage = pass_gate(editor, project, on=TODAY, minutes="Acta 4/2026")
    assert (passage.kind, passage.from_stage, passage.to_stage) == (PassageKind.PASSED, Stage.IDEA, Stage.PROFILE)
    assert stage_of(project) == Stage.PROFILE
    assert Project.objects.get(pk=project.pk).history.first().stage == Stage.PROFILE


def test_the_profile_has_to_be_complete_for_feasibility(project):
    account_for(project)
    at(project, Stage.PROFILE)
    assert any("0 %" in sentence for sentence in missing(project))
    fill_in(project)
    LocationFactory(project=project)
    assert missing(project) == []


def test_feasibility_asks_where_the_project_is(project):
    account_for(project)
    at(project, Stage.PROFILE)
    fill_in(project)
    LocationFactory(project=project, state="withdrawn")
    assert missing(project) == ["No tiene lugar en el mapa: dibuja un punto, una línea o un área."]
    LocationFactory(project=project)
    assert missing(project) == []


def test_a_verdict_counts_until_it_expires_and_the_newest_one_decides(project):
    account_for(project)
    at(project, Stage.FEASIBILITY)
    assert len(missing(project)) == 6
    signed = {"author": "Consultora", "date": datetime.date(2025, 1, 1)}
    for kind in StudyKind:
        give(project, FeasibilityStudy, kind=kind, verdict=Verdict.FEASIBLE, **signed)
    assert missing(project) == []
    later = {"author": "Otra", "date": datetime.date(2026, 1, 1)}
    refused = give(project, FeasibilityStudy, kind=StudyKind.LAND, verdict=Verdict.NOT_FEASIBLE, **later)
    assert ["no es" in sentence for sentence in missing(project)] == [True]
    records.update(SYSTEM, refused, {"expires_on": TODAY - datetime.timedelta(days=1)})
    assert missing(project) == []


def test_works_begin_with_money_permits_and_a_fixed_schedule(project):
    account_for(project)
    fill_in(project)
    at(project, Stage.FUNDING)
    money = give(project, Funding, source="state", year=2027, amount=Decimal(400), status=FundingState.AUTHORIZED)
    give(project, Funding, source="federal", year=2027, amount=Decimal(900), status=FundingState.REQUESTED)
    permit = give(project, Permit, status=PermitState.REQUESTED)
    assert len(missing(project)) == 3
    assert any("40 %" in sentence for sentence in missing(project))
    records.update(SYSTEM, money, {"amount": Decimal(1000)})
    records.update(SYSTEM, permit, {"status": PermitState.GRANTED})
    give(project, Milestone, starts_on=datetime.date(2027, 1, 1), ends_on=datetime.date(2027, 6, 1))
    assert len(missing(project)) == 1
    Baseline.objects.create(project=project, number=1, reason="La primera")
    assert missing(project) == []


def test_a_shared_project_waits_until_every_government_agreed(project):
    account_for(project)
    at(project, Stage.FUNDING)
    before = missing(project)
    places = [TerritoryFactory(title="Almagre"), TerritoryFactory(title="Ocotal")]
    split = split_project(SYSTEM, project, Decimal(10), 0, [Part(place, Decimal(5)) for place in places])
    first, second = split.shares.all()
    agree(SYSTEM, first, on=TODAY, administration="2025-2027")
    (sentence,) = set(missing(project)) - set(before)
    assert "Ocotal" in sentence
    assert "Almagre" not in sentence
    agree(SYSTEM, second, on=TODAY, administration="2025-2027")
    assert missing(project) == before


def test_operation_waits_for_the_last_milestone_and_the_conditions_of_studies(project):
    account_for(project)
    at(project, Stage.EXECUTION)
    step = give(project, Milestone, starts_on=datetime.date(2027, 1, 1), ends_on=datetime.date(2027, 6, 1))
    study = give(project, FeasibilityStudy, kind=StudyKind.LAND)
    condition = records.create(SYSTEM, Condition(plan=project.plan, study=study, title="Escriturar"))
    assert len(missing(project)) == 2
    records.update(SYSTEM, step, {"done_on": TODAY})
    records.update(SYSTEM, condition, {"met_on": TODAY})
    assert missing(project) == []


def test_the_council_may_let_it_pass_and_what_lacked_stays_on_record(manager, editor, project):
    decision = {"on": TODAY, "minutes": "Acta 7/2026", "reason": "Fondo que vence en julio"}
    with pytest.raises(PermissionDenied):
        pass_by_decision(editor, project, **decision)
    with pytest.raises(Refused):
        pass_by_decision(manager, project, **{**decision, "reason": " "})
    expected = missing(project)
    passage = pass_by_decision(manager, project, **decision)
    assert (passage.kind, passage.lacked, stage_of(project)) == (PassageKind.EXCEPTION, expected, Stage.PROFILE)


def test_the_council_does_not_decide_where_nothing_is_missing(manager, project):
    account_for(project)
    fill_in(project)
    with pytest.raises(Refused):
        pass_by_decision(manager, project, on=TODAY, minutes="Acta", reason="Porque sí")


def test_a_project_is_sent_back_with_a_reason(editor, project):
    at(project, Stage.FUNDING)
    for stage in (Stage.FUNDING, Stage.EXECUTION, "nowhere"):
        with pytest.raises(Refused):
            send_back(editor, project, stage, on=TODAY, reason="No")
    with pytest.raises(Refused):
        send_back(editor, project, Stage.PROFILE, on=TODAY, reason="")
    assert send_back(editor, project, Stage.PROFILE, on=TODAY, reason="Cambió el alcance").kind == PassageKind.BACK
    assert stage_of(project) == Stage.PROFILE


def test_a_suspended_project_stays_where_it_is_until_it_is_taken_up_again(editor, project):
    account_for(project)
    fill_in(project)
    suspend(editor, project, on=TODAY, reason="Sin terreno")
    for act in (
        lambda: pass_gate(editor, project, on=TODAY),
        lambda: suspend(editor, project, on=TODAY, reason="Otra vez"),
    ):
        with pytest.raises(Refused):
            act()
    suspend(editor, project, on=TODAY, reason="Ya hay terreno", suspended=False)
    pass_gate(editor, project, on=TODAY)
    assert list(Passage.objects.values_list("kind", flat=True)) == ["suspended", "resumed", "passed"]


def test_nothing_passes_in_the_future_or_after_the_end(editor, project):
    account_for(project)
    fill_in(project)
    with pytest.raises(Refused):
        pass_gate(editor, project, on=datetime.date.today() + datetime.timedelta(days=2))  # noqa: DTZ011
    at(project, Stage.CLOSED)
    with pytest.raises(Refused):
        pass_gate(editor, project, on=TODAY)


@pytest.mark.parametrize("who", ["reader", "other_editor", "outsider"])
def test_others_move_no_project(request, who, project):
    account_for(project)
    fill_in(project)
    person = request.getfixturevalue(who)
    for act in (
        lambda: pass_gate(person, project, on=TODAY),
        lambda: suspend(person, project, on=TODAY, reason="x"),
        lambda: send_back(person, project, Stage.IDEA, on=TODAY, reason="x"),
        lambda: set_rules(person, project.plan, Stage.PROFILE, {}),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert stage_of(project) == Stage.IDEA


def test_each_plan_says_what_its_gates_ask_for(manager, plan, project):
    account_for(project)
    fill_in(project)
    at(project, Stage.FUNDING)
    set_rules(manager, plan, Stage.EXECUTION, {"accountable": None})
    assert missing(project) == []
    set_rules(manager, plan, Stage.EXECUTION, {"funding": 30})
    assert ["30 %" in sentence for sentence in missing(project)] == [True]
    set_rules(manager, plan, Stage.EXECUTION, {})
    assert missing(project) == []
    for stage, asked in ((Stage.IDEA, {}), (Stage.PROFILE, {"nothing": None})):
        with pytest.raises(ValidationError):
            set_rules(manager, plan, stage, asked)


def test_every_default_is_a_requirement_and_every_stage_but_the_first_has_a_gate():
    assert set(DEFAULTS) == set(Stage) - {Stage.IDEA}
    assert {code for codes in DEFAULTS.values() for code in codes} <= set(REQUIREMENTS)


def test_gates_cost_the_same_for_one_and_for_many(plan, axis, django_assert_max_num_queries):
    program = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))
    stages = [*list(Stage)[:-1]] * 4
    projects = [ProjectFactory(plan=plan, program=program, stage=stage) for stage in stages]
    for one in projects:
        give(one, FeasibilityStudy, kind=StudyKind.LAND)
    with django_assert_max_num_queries(12):
        gates_of(plan, projects, TODAY)


def test_a_gate_that_asks_for_nothing_is_no_gate_that_was_never_set(manager, plan, project):
    assert missing(project) != []
    set_rules(manager, plan, Stage.PROFILE, {})
    assert missing(project) == []
    reset_rules(manager, plan, Stage.PROFILE, reason="Como al principio")
    assert len(missing(project)) == 2


def test_only_what_changes_is_kept_in_the_history_of_a_gate(manager, editor, plan):
    set_rules(manager, plan, Stage.EXECUTION, {"funding": 50})
    kept = GateRule.history.count()
    set_rules(manager, plan, Stage.EXECUTION, {"funding": 50})
    assert GateRule.history.count() == kept
    set_rules(manager, plan, Stage.EXECUTION, {"funding": 40}, reason="Lo acordó el consejo")
    entry = GateRule.history.first()
    assert (entry.requirement, entry.value, entry.history_user, entry.history_change_reason) == (
        "funding",
        40,
        manager,
        "Lo acordó el consejo",
    )
    with pytest.raises(PermissionDenied):
        reset_rules(editor, plan, Stage.EXECUTION)
    with pytest.raises(ValidationError):
        reset_rules(manager, plan, Stage.IDEA)
    reset_rules(manager, plan, Stage.EXECUTION)
    assert GateRule.objects.count() == 0
    assert (GateRule.history.first().history_type, GateRule.history.first().history_user) == ("-", manager)


def test_one_press_does_not_pass_two_gates(editor, project):
    account_for(project)
    fill_in(project)
    pass_gate(editor, project, on=TODAY, seen=Stage.IDEA)
    with pytest.raises(Refused):
        pass_gate(editor, project, on=TODAY, seen=Stage.IDEA)
    with pytest.raises(Refused):
        send_back(editor, project, Stage.IDEA, on=TODAY, reason="No", seen=Stage.FUNDING)
    assert stage_of(project) == Stage.PROFILE


def test_what_was_missing_is_said_in_the_language_of_who_reads(project):
    PermitFactory(project=project, title="Cruce de vías", title_en="Railway crossing")
    at(project, Stage.FUNDING)
    passage = pass_by_decision(SYSTEM, project, on=TODAY, minutes="Acta 3", reason="Urge.")
    passage.refresh_from_db()
    assert "Sin otorgar: Cruce de vías." in passage.lacked
    with translation.override("en"):
        said = passage.lacked
    assert "No organization is accountable for it." in said
    assert "Not granted: Railway crossing." in said
    assert len(said) == len(passage.missing)


def test_passages_of_before_are_read_as_they_were_written(project):
    passage = Passage(project=project, missing=["No tiene hitos.", {"code": "baseline"}, {"code": "?"}])
    assert passage.lacked == ["No tiene hitos.", "Su calendario no se ha fijado como línea base.", "{'code': '?'}"]


def test_every_lack_has_a_sentence_that_its_values_fill():
    values = {"share": 5, "value": 80, "names": ["problem", ["Suelo", ""]], "kind": "technical"}
    for code in SENTENCES:
        said = str(
            Lack(code, {name: value for name, value in values.items() if f"%({name})" in str(SENTENCES[code])})
        )
        assert "%(" not in said
