"""The parts of a project's sheet are edited, undone and withdrawn as any element is."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import (
    AppraisalFactory,
    ConditionFactory,
    ContractFactory,
    DocumentFactory,
    EstimateFactory,
    FundingFactory,
    GoalFactory,
    LocationFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PermitFactory,
    PositionFactory,
    ProfileFactory,
    ProjectFactory,
    RiskFactory,
    StudyFactory,
)
from reading import main_text
from rumbo.core.actors import SYSTEM
from rumbo.core.models import SearchEntry
from rumbo.core.services import records
from rumbo.desk.kinds import KINDS, SHEET
from rumbo.desk.queries.elements import facts_of
from rumbo.desk.queries.overview import totals
from rumbo.desk.web.forms import record_form
from rumbo.portfolio.models import Estimate, FeasibilityStudy, Profile, Risk

FACTORIES = {
    "profile": ProfileFactory,
    "study": StudyFactory,
    "appraisal": AppraisalFactory,
    "location": LocationFactory,
    "estimate": EstimateFactory,
    "funding": FundingFactory,
    "milestone": MilestoneFactory,
    "permit": PermitFactory,
    "risk": RiskFactory,
    "position": PositionFactory,
    "contract": ContractFactory,
    "document": DocumentFactory,
}
PARTS = [*FACTORIES, "condition"]


@pytest.fixture
def made(project):
    """Make a part of a kind."""

    def make(kind):
        if kind == "condition":
            return ConditionFactory(study__project=project)
        return FACTORIES[kind](project=project)

    return make


def create_url(plan, kind, project):
    return f"{reverse('desk:create', args=[plan.key, kind])}?project={project.pk}"


def test_every_kind_of_the_sheet_is_tested():
    assert [kind.code for kind in SHEET] == list(FACTORIES)


@pytest.mark.parametrize("kind", PARTS)
def test_access(answers, statuses, plan, made, url, kind):
    part = made(kind)
    assert answers(url("element", plan, part)) == statuses()
    assert answers(url("edit", plan, part)) == statuses(403, editor=200)
    assert answers(url("history", plan, part)) == statuses()
    assert answers(reverse("desk:list", args=[plan.key, kind])) == statuses()


@pytest.mark.parametrize("kind", PARTS)
def test_it_is_edited_undone_and_withdrawn(browser, editor, plan, made, url, form_of, kind):
    part = made(kind)
    records.mark(SYSTEM, part, {})
    client = browser(editor)
    wanted = {"text": "Otro texto."} | ({} if kind == "profile" else {"title": "Otro nombre"})
    answer = client.post(url("edit", plan, part), form_of(part, **wanted))
    assert answer.status_code == 302, answer.context["form"].errors
    part.refresh_from_db()
    assert part.text == "Otro texto."
    client.post(url("undo", plan, part, part.version))
    part.refresh_from_db()
    assert part.text == ""
    client.post(url("withdraw", plan, part), {"reason": "Ya no hace falta."})
    part.refresh_from_db()
    assert part.state == "withdrawn"
    client.post(url("undo", plan, part, part.version))
    part.refresh_from_db()
    assert part.is_current


def test_the_editor_of_another_axis_may_not(browser, other_editor, plan, project):
    assert browser(other_editor).get(create_url(plan, "risk", project)).status_code == 403


def test_a_profile_is_written_with_its_objectives(browser, editor, plan, project, goal, objective):
    GoalFactory(title="De otro plan")
    client = browser(editor)
    address = create_url(plan, "profile", project)
    page = client.get(address).content.decode()
    assert "Medir todos los pozos" in page
    assert "De otro plan" not in page
    assert 'name="title"' not in page
    data = {
        "project": project.pk,
        "problem": "Nadie mide.",
        "starts_on": "2030-01-01",
        "ends_on": "2031-01-01",
        "goals": [goal.pk],
        "objectives": [objective.pk],
    }
    assert client.post(address, data).status_code == 302
    profile = Profile.objects.get(project=project)
    assert (profile.title, profile.problem, list(profile.goals.all())) == ("Ficha", "Nadie mide.", [goal])


def test_a_project_has_one_profile(browser, editor, plan, project, url):
    profile = ProfileFactory(project=project)
    client = browser(editor)
    assert client.get(create_url(plan, "profile", project)).url == url("element", plan, profile)
    page = client.get(url("element", plan, project)).content.decode()
    assert reverse("desk:create", args=[plan.key, "profile"]) not in page
    answer = client.post(reverse("desk:create", args=[plan.key, "profile"]), {"project": project.pk})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Profile.objects.count() == 1


@pytest.mark.parametrize(("written", "kept"), [("1500.5", "1500.50"), ("0.10", "0.10"), ("9999999999999.99",) * 2])
def test_money_is_kept_to_the_cent(browser, editor, plan, project, written, kept):
    data = {"project": project.pk, "title": "Obra", "year": 2030, "price_year": 2026, "amount": written}
    assert browser(editor).post(create_url(plan, "estimate", project), data).status_code == 302
    stored = Estimate.objects.get()
    assert stored.amount == Decimal(kept)
    assert [fact.value for fact in facts_of(stored) if fact.name == "amount"] == [f"{Decimal(kept):,.2f}"]


@pytest.mark.parametrize("amount", ["-1", "1.005", "mucho", "NaN", "99999999999999999", ""])
def test_wrong_money_is_said(browser, editor, plan, project, amount):
    data = {"project": project.pk, "title": "Obra", "year": 2030, "price_year": 2026, "amount": amount}
    answer = browser(editor).post(create_url(plan, "estimate", project), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["amount"]
    assert not Estimate.objects.exists()


@pytest.mark.parametrize(("kind", "names"), [("milestone", ("starts_on", "ends_on")), ("study", ("date",))])
def test_dates_are_picked(editor, plan, project, kind, names):
    form = record_form(editor, KINDS[kind].model(plan=plan, project=project))
    assert {form.fields[name].widget.input_type for name in names} == {"date"}


def test_a_verdict_needs_its_author(browser, editor, plan, project):
    data = {"project": project.pk, "title": "Suelos", "kind": "technical", "verdict": "feasible"}
    answer = browser(editor).post(create_url(plan, "study", project), data)
    assert answer.context["form"].errors["verdict"]
    data |= {"author": "Instituto", "date": "2026-05-01"}
    answer = browser(editor).post(create_url(plan, "study", project), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert FeasibilityStudy.objects.get().date == datetime.date(2026, 5, 1)


def test_a_milestone_begins_after_others_of_the_plan_but_itself(editor, plan, project, theme):
    first, second = MilestoneFactory(project=project), MilestoneFactory(project=project)
    elsewhere = MilestoneFactory()
    form = record_form(editor, second)
    assert list(form.fields["after"].queryset) == [first]
    assert elsewhere not in form.fields["after"].queryset


def test_milestones_that_wait_for_each_other_are_refused(browser, editor, plan, project, url, form_of):
    first, second = MilestoneFactory(project=project), MilestoneFactory(project=project)
    second.after.add(first)
    answer = browser(editor).post(url("edit", plan, first), form_of(first, after=[second.pk]))
    assert "after" in answer.context["form"].errors


def test_the_project_says_what_to_do_where_there_is_nothing(browser, editor, reader, plan, project, url):
    page = browser(editor).get(url("element", plan, project))
    text = main_text(page)
    assert "La ficha está completa al 0 %. Le falta: problema" in text
    assert "Di qué problema atiende" in text
    for kind in SHEET:
        assert create_url(plan, kind, project) in page.content.decode()
    page = browser(reader).get(url("element", plan, project)).content.decode()
    assert create_url(plan, "risk", project) not in page


def test_the_project_sums_up_its_parts(browser, reader, plan, project, url, made):
    for kind in FACTORIES:
        made(kind)
    records.withdraw(SYSTEM, Risk.objects.get(), reason="Ya pasó.")
    text = main_text(browser(reader).get(url("element", plan, project)))
    assert "Estimaciones 1" in text
    assert "2027 · $1,000,000.00" in text
    assert "Vacante" in text
    assert "Retirado" in text


def test_the_project_page_costs_the_same_with_many_parts(browser, reader, plan, project, url):
    def count():
        client = browser(reader)
        client.get(url("element", plan, project))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("element", plan, project))
        return len(captured)

    def add(times):
        for _ in range(times):
            for kind in FACTORIES:
                if kind != "profile":
                    FACTORIES[kind](project=project)

    ProfileFactory(project=project)
    add(1)
    few = count()
    add(5)
    assert count() == few


def test_a_condition_stands_under_its_study(browser, editor, plan, project, url):
    study = StudyFactory(project=project)
    ConditionFactory(study=study, title="Ampliar la descarga")
    text = main_text(browser(editor).get(url("element", plan, study)))
    assert "Ampliar la descarga" in text
    assert "Nueva condición" in text


def test_they_are_neither_counted_nor_searched(plan, project):
    assert not {kind.code for kind, _n in totals(plan)} & {*PARTS}
    records.create(SYSTEM, Risk(plan=plan, project=project, title="Inundación"))
    assert not SearchEntry.objects.filter(kind="risk").exists()


def test_their_changes_are_told(browser, manager, plan, project):
    records.create(SYSTEM, Risk(plan=plan, project=project, title="Inundación"))
    assert "Inundación" in main_text(browser(manager).get(reverse("desk:changes", args=[plan.key])))


def test_a_part_of_another_plan_is_not_there(browser, manager, plan, url):
    assert browser(manager).get(url("element", plan, RiskFactory(project=ProjectFactory()))).status_code == 404


def test_objectives_of_the_plan_only(editor, plan, project, objective):
    other = ObjectiveFactory()
    form = record_form(editor, Profile(plan=plan, project=project))
    assert objective in form.fields["objectives"].queryset
    assert other not in form.fields["objectives"].queryset
