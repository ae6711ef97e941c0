"""Applying in the background: asked for by a person, done by a task."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import PlanFactory, UserFactory
from importers.plans import PORTFOLIO, applied, files, proposed
from rumbo.core.errors import Refused
from rumbo.importers.services import applying, runs
from rumbo.importers.services.naming import name_plan
from rumbo.importers.tasks import apply_run
from rumbo.plan.models import Axis, Membership, Plan
from rumbo.portfolio.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return UserFactory(is_superuser=True)


@pytest.fixture
def start(django_capture_on_commit_callbacks):
    """Ask for an import to be applied and let the tasks run; give how many those were (without what they ask for)."""

    def ask(actor, *asked):
        with django_capture_on_commit_callbacks() as tasks:
            for run in asked:
                applying.start_applying(actor, run)
        for task in tasks:
            task()
        asked[0].refresh_from_db()
        return len(tasks)

    return ask


def test_a_task_applies_it_for_the_person(manager, plan, django_capture_on_commit_callbacks):
    run = proposed(plan=plan)
    with django_capture_on_commit_callbacks(execute=True):
        started = applying.start_applying(manager, run)
        assert (started.state, started.applied_by, Project.objects.count()) == ("applying", manager, 0)
    run.refresh_from_db()
    assert (run.state, run.applied_by, run.error, Project.objects.count()) == ("applied", manager, "", 3)


def test_twice_is_once(manager, plan, start):
    run = proposed(plan=plan)
    assert start(manager, run, run) == 1
    assert start(manager, run) == 0
    apply_run.call(run.pk, manager.pk)
    run.refresh_from_db()
    assert (run.state, Project.objects.count()) == ("applied", 3)


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "other_editor"])
def test_only_who_manages_the_plan_may_ask(request, who, plan):
    run = proposed(plan=plan)
    with pytest.raises(PermissionDenied):
        applying.start_applying(request.getfixturevalue(who), run)
    run.refresh_from_db()
    assert run.state == "proposed"


def test_who_lost_the_role_since_is_told(manager, plan, django_capture_on_commit_callbacks):
    run = proposed(plan=plan)
    with django_capture_on_commit_callbacks() as tasks:
        applying.start_applying(manager, run)
    Membership.objects.all().delete()
    tasks[0]()
    run.refresh_from_db()
    assert (run.state, run.applied_by, Project.objects.count()) == ("failed", None, 0)
    assert run.error == "Ya no puedes aplicar esta importación: pregunta a quien administra el plan."


def test_a_failure_leaves_all_as_it_was_and_can_be_tried_again(manager, plan, start, monkeypatch):
    run = proposed(plan=plan)
    manager.language = "en"
    manager.save()

    def fail(*_args, **_kwargs):
        raise RuntimeError("sin luz")

    monkeypatch.setattr("rumbo.importers.services.applying.remember", fail)
    start(manager, run)
    assert (run.state, run.error, run.applied_by, Axis.objects.count()) == ("failed", "sin luz", None, 0)
    monkeypatch.undo()
    start(manager, run)
    assert (run.state, run.error, Project.objects.count()) == ("applied", "", 3)


def test_a_value_that_cannot_be_written_is_told_in_the_language_of_the_person(manager, plan, start):
    manager.language = "en"
    manager.save()
    run = proposed(plan=plan)
    line = run.lines.get(kind="project", number="2")
    line.after["title"] = "x" * 300
    line.save()
    start(manager, run)
    assert run.state == "failed"
    assert run.error.startswith("cartera.md:7: The title has 300 characters of 250")


def test_a_plan_that_changed_since_is_refused_before_and_told_after(
    manager, plan, django_capture_on_commit_callbacks
):
    run = proposed(plan=plan)
    with django_capture_on_commit_callbacks() as tasks:
        applying.start_applying(manager, run)
    Axis.objects.create(plan=plan, key="otro", title="Otro")
    tasks[0]()
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.error.startswith("El plan cambió desde que se leyeron los archivos.")
    with pytest.raises(applying.StaleProposal):
        applying.start_applying(manager, run)


def test_what_is_being_applied_is_left_alone(manager, plan):
    run = applying.start_applying(manager, proposed(plan=plan))
    for step in (runs.discard, runs.propose_again):
        with pytest.raises(Refused):
            step(manager, run)
    assert runs.read_and_propose(run).state == "applying"


def test_files_that_are_being_read_or_have_problems_are_not_applied(manager, plan):
    reading = runs.start_import(manager, files(), plan=plan)
    broken = proposed(files(cartera=PORTFOLIO.replace("2. Fugas", "1. Fugas")), plan)
    for run in (reading, broken):
        with pytest.raises(Refused):
            applying.start_applying(manager, run)


class TestNewPlan:
    """A plan that is made from files."""

    NAMED = {"title": "Plan del Valle", "key": "valle-2050", "start_year": 2020, "end_year": 2050, "is_public": False}

    def test_who_makes_it_administers_it(self, root, start):
        run = proposed()
        start(root, run)
        plan = Plan.objects.get()
        assert (run.state, run.plan) == ("applied", plan)
        assert list(Membership.objects.values_list("plan", "user", "role", "axis")) == [
            (plan.pk, root.pk, "administrator", None)
        ]

    def test_at_the_command_line_nobody_does(self):
        applied()
        assert not Membership.objects.exists()

    def test_a_person_says_what_it_is(self, root, start):
        run = name_plan(root, proposed(), **self.NAMED)
        assert run.new_key == "valle-2050"
        start(root, run)
        plan = Plan.objects.get()
        assert {name: getattr(plan, name) for name in self.NAMED} == self.NAMED
        assert Project.objects.filter(plan=plan).count() == 3

    def test_reading_again_keeps_it(self, root, start, django_capture_on_commit_callbacks):
        run = name_plan(root, proposed(), **self.NAMED)
        with django_capture_on_commit_callbacks(execute=True):
            runs.propose_again(root, run)
        run.refresh_from_db()
        assert run.new_key == "valle-2050"
        start(root, run)
        assert Plan.objects.get().title == "Plan del Valle"

    def test_a_key_that_another_plan_has_is_refused(self, root):
        run = proposed(new_key="valle")
        PlanFactory(key="valle")
        with pytest.raises(Refused) as refused:
            applying.start_applying(root, run)
        assert refused.value.message == "Ya existe un plan «valle». Elige otra clave."

    def test_only_who_may_make_plans_names_it(self, manager):
        with pytest.raises(PermissionDenied):
            name_plan(manager, proposed(), **self.NAMED)

    def test_an_import_into_a_plan_names_none(self, manager, plan):
        with pytest.raises(Refused):
            name_plan(manager, proposed(plan=plan), **self.NAMED)
