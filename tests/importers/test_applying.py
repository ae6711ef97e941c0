import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from factories import PlanFactory, ThemeFactory, UserFactory
from importers.plans import PORTFOLIO, applied, files, proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.queries.history import versions
from rumbo.core.services import records
from rumbo.importers.models import GivenRow, ImportRun
from rumbo.importers.services import applying
from rumbo.places.models import Territory
from rumbo.plan.models import Axis, Goal, Objective, Plan, Theme
from rumbo.portfolio.models import PriorityEntry, Program, Project

pytestmark = pytest.mark.django_db


def contents():
    """All rows of the plan's contexts, to see that nothing was left behind."""
    labels = ("places", "accounts", "plan", "portfolio")
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


def test_a_plan_is_made_with_all_its_elements():
    run = applied(new_key="valle")
    plan = Plan.objects.get()
    assert (plan.key, plan.title, run.plan, run.state) == ("valle", "Valle", plan, "applied")
    assert list(Axis.objects.values_list("title", "text")) == [("Agua y Territorio", "Agua para todos.")]
    assert list(Theme.objects.values_list("title", "other_name", "standing", "score", "position")) == [
        ("Agua potable", "", "exact", None, 1),
        ("Saneamiento y drenaje urbano", "Saneamiento del drenaje urbano regional", "to_confirm", 0.817, 2),
    ]
    assert list(Program.objects.values_list("title", "theme__title")) == [
        ("Redes", "Agua potable"),
        ("Plantas de tratamiento", "Saneamiento y drenaje urbano"),
    ]
    assert list(Project.objects.values_list("number", "title", "under_way", "priority", "measure__kind")) == [
        ("1", "Pozos medidos", False, False, "project"),
        ("2", "Fugas", False, True, "project"),
        ("3", "Planta norte", True, False, "project"),
    ]
    assert list(Goal.objects.values_list("title", "objective__theme__key")) == [
        ("Cobertura completa en 2040", "agua-potable"),
        ("Tres plantas nuevas", "saneamiento-y-drenaje-urbano"),
    ]
    assert list(
        PriorityEntry.objects.values_list("title", "axis_title", "standing", "project__key", "program__key")
    ) == [
        ("Fugas", "Agua", "exact", "2", None),
        ("La planta de tratamiento", "Agua", "to_confirm", None, "plantas-de-tratamiento"),
        ("Reforestación", "Agua", "none", None, None),
        ("Ciclovías", "Movilidad", "axis_absent", None, None),
    ]


def test_each_element_says_from_which_file_it_came():
    applied()
    (version,) = versions(Project.objects.get(number="2"))
    assert (version.by, version.reason, version.created) == ("Rumbo", "Importación de cartera.md", True)


def test_the_same_files_again_change_nothing():
    first = applied()
    before = contents()
    second = applied(plan=first.plan)
    assert (first.counts["taken"], first.counts["matched"], first.counts["to_confirm"], first.counts["left"]) == (
        15,
        2,
        2,
        2,
    )
    assert (second.counts["taken"], second.counts["changed"]) == (0, 0)
    assert (second.counts["matched"], second.counts["to_confirm"], second.counts["left"]) == (2, 2, 2)
    assert contents() == before


def test_a_change_in_the_files_is_a_version_of_the_element():
    plan = applied().plan
    run = applied(files(cartera=PORTFOLIO.replace("Fugas", "Reparación de fugas")), plan)
    assert (run.counts["changed"], run.counts["taken"]) == (1, 0)
    newest, _oldest = versions(Project.objects.get(number="2"))
    assert [(change.field, change.before, change.after) for change in newest.changes] == [
        ("title", "Fugas", "Reparación de fugas")
    ]


def test_what_a_person_edited_is_kept_until_the_file_changes_it(manager):
    plan = applied().plan
    project = Project.objects.get(number="2")
    records.update(SYSTEM, project, {"title": "Fugas de la red"})
    run = applied(plan=plan)
    project.refresh_from_db()
    assert (project.title, run.counts["changed"]) == ("Fugas de la red", 0)
    assert list(run.lines.filter(reason="edited_here").values_list("key", flat=True)) == ["2"]
    applied(files(cartera=PORTFOLIO.replace("Fugas", "Fugas grandes")), plan)
    project.refresh_from_db()
    assert project.title == "Fugas grandes"


def test_what_a_person_withdrew_stays_withdrawn():
    plan = applied().plan
    records.withdraw(SYSTEM, Project.objects.get(number="1"), reason="Ya no")
    run = applied(plan=plan)
    assert Project.objects.get(number="1").state == State.WITHDRAWN
    assert list(run.lines.filter(reason="not_in_force").values_list("number", flat=True)) == ["1"]


def test_what_the_files_lack_stays_and_is_listed():
    plan = applied().plan
    run = applied(files(cartera=PORTFOLIO.replace("    2. Fugas\n", "")), plan)
    assert Project.objects.get(number="2").is_current
    assert list(run.lines.filter(reason="absent").values_list("kind", "number")) == [("project", "2")]


def test_an_import_into_a_plan_knows_what_people_wrote_by_hand(plan, manager):
    axis = records.create(manager, Axis(plan=plan, title="Agua y Territorio", text="Escrito a mano"))
    ThemeFactory(axis=axis, key="potable", title="AGUA POTABLE")
    applied(files(cartera=PORTFOLIO), plan, actor=manager)
    assert list(Axis.objects.values_list("key", "text")) == [("agua-y-territorio", "Escrito a mano")]
    assert list(Theme.objects.filter(axis=axis).values_list("key", "title")) == [
        ("potable", "Agua potable"),
        ("saneamiento-y-drenaje-urbano", "Saneamiento y drenaje urbano"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "rumbo.portfolio.services.priority.sync",
        "rumbo.importers.services.applying.remember",
        "rumbo.importers.services.applying._note_duplicates",
    ],
)
def test_a_failure_at_the_end_leaves_all_as_it_was(monkeypatch, broken):
    run = proposed()
    before = contents()
    assert Territory.objects.count() == 0

    def fail(*_args, **_kwargs):
        raise RuntimeError("se fue la luz")

    monkeypatch.setattr(broken, fail)
    with pytest.raises(RuntimeError):
        applying.apply(SYSTEM, run)
    run.refresh_from_db()
    assert (run.state, run.error, run.plan) == ("failed", "se fue la luz", None)
    assert contents() == before
    assert GivenRow.objects.count() == 0
    monkeypatch.undo()
    assert applying.apply(SYSTEM, run).counts["taken"] == 15


def test_a_value_that_cannot_be_written_is_told_with_its_place():
    run = proposed()
    line = run.lines.get(kind="project", number="2")
    line.after["title"] = "x" * 300
    line.save()
    with pytest.raises(Refused) as refused:
        applying.apply(SYSTEM, run)
    assert refused.value.message.startswith("cartera.md:7: El título tiene 300 caracteres de 250")
    assert Plan.objects.count() == 0


def test_a_proposal_of_a_plan_that_changed_since_is_refused():
    plan = applied().plan
    run = proposed(files(cartera=PORTFOLIO.replace("Fugas", "Otra")), plan)
    records.update(SYSTEM, Project.objects.get(number="3"), {"title": "Planta oriente"})
    with pytest.raises(applying.StaleProposal):
        applying.apply(SYSTEM, run)
    run.refresh_from_db()
    assert run.state == "proposed"
    assert Project.objects.get(number="2").title == "Fugas"


def test_an_import_is_applied_once():
    run = applied()
    with pytest.raises(Refused):
        applying.apply(SYSTEM, run)


def test_files_with_problems_are_not_applied():
    run = proposed(files(cartera=PORTFOLIO.replace("2. Fugas", "1. Fugas")))
    assert (run.state, run.counts["problem"], run.has_problems) == ("proposed", 1, True)
    with pytest.raises(Refused):
        applying.apply(SYSTEM, run)
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "other_editor"])
def test_only_who_manages_the_plan_may_apply(request, who, plan):
    actor = request.getfixturevalue(who)
    run = proposed(plan=plan)
    with pytest.raises(PermissionDenied):
        applying.apply(actor, run)
    run.refresh_from_db()
    assert (run.state, Objective.objects.count()) == ("proposed", 0)


def test_who_manages_a_plan_may_not_make_another_one(manager):
    run = proposed()
    with pytest.raises(PermissionDenied):
        applying.apply(manager, run)
    assert ImportRun.objects.get().state == "proposed"
    root = UserFactory(is_superuser=True)
    assert applying.apply(root, run).applied_by == root


def test_a_list_of_organizations_needs_no_plan(manager, plan):
    from rumbo.importers.files import InputFile

    given = [InputFile("lista.csv", b"sector,name\nMedios,Radio Uno\nMedios,Radio Dos\n")]
    run = applied(given, None, actor=manager)
    assert (run.plan, run.format, run.counts["taken"]) == (None, "organizations", 2)
    assert applied(given, plan, actor=manager).counts["unchanged"] == 2


def test_two_plans_do_not_touch_each_other():
    first = applied(new_key="uno").plan
    second = applied(new_key="dos").plan
    assert PlanFactory._meta.model.objects.count() == 2
    assert Project.objects.filter(plan=first).count() == Project.objects.filter(plan=second).count() == 3
    assert list(Project.objects.filter(priority=True).values_list("plan__key", flat=True)) == ["uno", "dos"]
