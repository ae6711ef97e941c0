import hashlib

import pytest
from django.core.exceptions import PermissionDenied

from importers.plans import PORTFOLIO, applied, files, proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.models import ImportRun
from rumbo.importers.services import applying, decisions, runs
from rumbo.importers.tasks import read_and_propose_run
from rumbo.plan.models import Axis
from rumbo.portfolio.models import Project

pytestmark = pytest.mark.django_db


def test_an_import_keeps_its_files_and_is_read_in_the_background(manager, plan, django_capture_on_commit_callbacks):
    given = files(cartera=PORTFOLIO)
    with django_capture_on_commit_callbacks(execute=True):
        run = runs.start_import(manager, given, plan=plan)
        assert run.state == "reading"
    run.refresh_from_db()
    assert (run.state, run.format, run.created_by, run.plan) == ("proposed", "documents", manager, plan)
    (file,) = run.files.all()
    assert (file.name, file.size, bytes(file.content)) == ("cartera.md", len(given[0].content), given[0].content)
    assert file.sha256 == hashlib.sha256(given[0].content).hexdigest()
    assert run.counts["taken"] == 8
    assert Axis.objects.count() == 0
    applying.apply(manager, run)
    assert Project.objects.filter(plan=plan).count() == 3


def test_reading_again_is_safe(manager, plan):
    run = applied(plan=plan, actor=manager)
    before = list(run.lines.values())
    read_and_propose_run.call(run.pk)
    assert list(run.lines.values()) == before


def test_a_failure_in_the_background_is_told(manager, plan, monkeypatch):
    run = runs.start_import(manager, files(), plan=plan)

    def fail(*_args, **_kwargs):
        raise RuntimeError("sin memoria")

    monkeypatch.setattr("rumbo.importers.services.runs.propose", fail)
    with pytest.raises(RuntimeError):
        read_and_propose_run.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "sin memoria")


def test_sentences_are_in_the_language_of_the_person(manager, plan):
    manager.language = "en"
    manager.save()
    run = runs.start_import(manager, files(vacio=""), plan=plan)
    read_and_propose_run.call(run.pk)
    assert run.lines.get(action="problem").message == (
        "The file is empty. Save the document again, or leave the file out."
    )


def test_with_another_mapping_the_files_are_read_again(manager, plan, django_capture_on_commit_callbacks):
    run = proposed(files(cartera=PORTFOLIO), plan)
    assert run.lines.filter(kind="project").count() == 3
    mapping = run.mapping
    mapping["files"]["cartera.md"]["levels"]["list2"] = "ignore"
    with django_capture_on_commit_callbacks(execute=True):
        changed = runs.change_mapping(manager, run, mapping)
        assert changed.state == "reading"
    changed.refresh_from_db()
    assert changed.state == "proposed"
    assert changed.mapping["files"]["cartera.md"]["levels"]["list2"] == "ignore"
    assert changed.lines.filter(kind="project").count() == 0


def test_a_mapping_of_another_shape_is_refused(manager, plan):
    run = proposed(files(cartera=PORTFOLIO), plan)
    with pytest.raises(Refused):
        runs.change_mapping(manager, run, {"files": "todo"})


def test_a_stale_proposal_is_made_again_and_keeps_its_decisions(manager, plan, django_capture_on_commit_callbacks):
    run = proposed(plan=plan)
    decisions.decide(manager, run.lines.get(title="La planta de tratamiento"), "accept")
    records.create(manager, Axis(plan=plan, title="Otro eje"))
    with pytest.raises(applying.StaleProposal):
        applying.apply(manager, run)
    with django_capture_on_commit_callbacks(execute=True):
        again = runs.propose_again(manager, run)
    again.refresh_from_db()
    assert again.lines.get(title="La planta de tratamiento").decision == "accept"
    assert applying.apply(manager, again).state == "applied"


def test_a_discarded_import_is_closed(manager, plan):
    run = runs.discard(manager, proposed(plan=plan))
    assert run.state == "discarded"
    for step in (runs.discard, runs.propose_again, applying.apply, applying.start_applying):
        with pytest.raises(Refused):
            step(manager, run)


def test_files_and_a_free_key_are_needed(plan):
    with pytest.raises(Refused):
        runs.start_import(SYSTEM, [], plan=plan)
    with pytest.raises(Refused) as refused:
        runs.start_import(SYSTEM, files(), new_key=plan.key)
    assert refused.value.message == "Ya existe un plan «plan-2040». Elige otra clave."


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "other_editor"])
def test_only_who_manages_the_plan_may_import(request, who, plan):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        runs.start_import(actor, files(), plan=plan)
    with pytest.raises(PermissionDenied):
        runs.start_import(actor, files())
    assert ImportRun.objects.count() == 0
    run = proposed(plan=plan)
    for step in (runs.discard, runs.propose_again):
        with pytest.raises(PermissionDenied):
            step(actor, run)
    with pytest.raises(PermissionDenied):
        runs.change_mapping(actor, run, run.mapping)
    run.refresh_from_db()
    assert run.state == "proposed"


def test_who_manages_a_plan_may_not_start_another(manager):
    with pytest.raises(PermissionDenied):
        runs.start_import(manager, files(), new_key="otro")


def test_what_was_interrupted_goes_on_when_the_worker_starts(manager, plan):
    reading = runs.start_import(manager, files(), plan=plan)
    waiting = proposed(plan=plan)
    asked = applying.start_applying(manager, proposed(plan=plan))
    assert asked.state == "applying"
    assert runs.resume() == 2
    for run in (reading, waiting, asked):
        run.refresh_from_db()
    assert [run.state for run in (reading, waiting, asked)] == ["proposed", "proposed", "applied"]
    assert (asked.applied_by, Project.objects.count()) == (manager, 3)
    assert runs.resume() == 0
