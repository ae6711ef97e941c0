"""What was edited in the workbook and on the desk since it was written."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import OrganizationFactory, PlanFactory, ProgramFactory, TerritoryFactory, ThemeFactory
from importers.books import cell, column_of, edited, given, row_of, sheet, with_cells, written
from importers.plans import proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.schema import BY_KIND
from rumbo.importers.services import applying, decisions, runs
from rumbo.importers.services.proposing import propose
from rumbo.portfolio.models import Batch, Funding, Milestone, Profile, Project, Responsibility
from rumbo.portfolio.services import batches
from rumbo.portfolio.services.responsibilities import assign, remove
from rumbo.portfolio.services.shares import Part, split_project

TITLE = ("project", "1", "title")


@pytest.fixture
def program(plan, axis):
    return ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))


@pytest.fixture
def projects(program):
    made = [
        Project(plan=program.plan, program=program, number=str(n), key=str(n), title=f"Proyecto {n}", text="Uno")
        for n in range(1, 5)
    ]
    return records.create_many(SYSTEM, [(one, {}) for one in made])


@pytest.fixture
def project(projects):
    return projects[0]


def fresh(one):
    return type(one)._default_manager.get(pk=one.pk)


def line_of(files, plan, kind="project", key="1"):
    return next(line for line in propose(files, plan).lines if (line.kind, line.key) == (kind, key))


def test_a_cell_edited_only_in_the_workbook_changes(plan, project):
    line = line_of(with_cells(written(plan), {TITLE: "Otro"}), plan)
    assert (line.action, line.before, line.after, line.cells) == (
        "change",
        {"title": "Proyecto 1"},
        {"title": "Otro"},
        [],
    )


def test_a_cell_edited_only_here_stays_and_is_said(plan, project):
    content = written(plan)
    records.update(SYSTEM, project, {"title": "De aquí"})
    line = line_of(given(content), plan)
    assert (line.action, line.reason, line.after) == ("left", "edited_here", {})
    assert line.cells == [
        {"code": "title", "base": "Proyecto 1", "here": "De aquí", "file": "Proyecto 1", "side": "theirs"}
    ]


def test_different_cells_of_a_row_edited_on_both_sides_are_joined(plan, project):
    content = written(plan)
    records.update(SYSTEM, project, {"title": "De aquí"})
    run = applying.apply(SYSTEM, proposed(with_cells(content, {("project", "1", "text"): "Del libro"}), plan))
    assert (fresh(project).title, fresh(project).text) == ("De aquí", "Del libro")
    assert run.counts["changed"] == 1


def test_the_same_edit_on_both_sides_is_none(plan, project):
    content = written(plan)
    records.update(SYSTEM, project, {"title": "Igual"})
    assert line_of(with_cells(content, {TITLE: "Igual"}), plan).action == "unchanged"


def test_a_cell_edited_on_both_sides_is_a_conflict_with_its_three_values(plan, project):
    content = written(plan)
    records.update(SYSTEM, project, {"title": "De aquí"})
    records.update(SYSTEM, project, {"text": "Otro texto"})
    line = line_of(with_cells(content, {TITLE: "Del libro"}), plan)
    assert line.action == "conflict"
    title = next(one for one in line.cells if one["code"] == "title")
    assert title == {"code": "title", "base": "Proyecto 1", "here": "De aquí", "file": "Del libro", "side": ""}


@pytest.fixture
def conflict(plan, project, manager):
    """A stored import with one conflict, and a change beside it."""
    content = written(plan)
    records.update(SYSTEM, project, {"title": "De aquí"})
    values = {TITLE: "Del libro", ("project", "1", "term"): "Corto plazo", ("project", "2", "text"): "Dos"}
    return proposed(with_cells(content, values), plan, actor=manager)


def test_nothing_is_applied_while_a_conflict_is_open(conflict, manager, project):
    with pytest.raises(Refused, match="1 celda se editó en el libro y aquí"):
        applying.apply(manager, conflict)
    assert fresh(project).term == ""


@pytest.mark.parametrize(("side", "title"), [("mine", "Del libro"), ("theirs", "De aquí")])
def test_a_decided_conflict_is_applied_with_the_rest_of_its_row(conflict, manager, project, side, title):
    (line,) = conflict.lines.filter(action="conflict")
    decisions.decide_cell(manager, line, "title", side)
    run = applying.apply(manager, conflict)
    assert (fresh(project).title, fresh(project).term) == (title, "short")
    assert run.counts["changed"] == 2


def test_all_conflicts_are_decided_at_once_except_those_decided(conflict, manager):
    (line,) = conflict.lines.filter(action="conflict")
    assert decisions.decide_cells(manager, conflict, "mine") == 1
    assert decisions.decide_cells(manager, conflict, "theirs") == 0
    line.refresh_from_db()
    assert [one.side for one in line.conflicts] == ["mine"]
    decisions.decide_cell(manager, line, "title", "")
    line.refresh_from_db()
    assert line.undecided == 1


def test_a_decision_stays_when_the_files_are_compared_again(conflict, manager, project):
    decisions.decide_cells(manager, conflict, "mine")
    records.update(SYSTEM, project, {"under_way": True})
    runs.read_and_propose(conflict)
    assert conflict.lines.get(action="conflict").undecided == 0
    records.update(SYSTEM, project, {"title": "Otra vez"})
    runs.read_and_propose(conflict)
    assert conflict.lines.get(action="conflict").undecided == 1


def test_only_managers_decide_and_only_what_there_is(conflict, editor, manager):
    (line,) = conflict.lines.filter(action="conflict")
    with pytest.raises(PermissionDenied):
        decisions.decide_cell(editor, line, "title", "mine")
    with pytest.raises(PermissionDenied):
        decisions.decide_cells(editor, conflict, "mine")
    for code, side in (("text", "mine"), ("title", "ours")):
        with pytest.raises(Refused):
            decisions.decide_cell(manager, line, code, side)
    with pytest.raises(Refused):
        decisions.decide_cells(manager, conflict, "")
    runs.discard(manager, conflict)
    with pytest.raises(Refused):
        decisions.decide_cells(manager, conflict, "mine")


def test_an_edit_that_goes_back_to_what_an_earlier_import_gave_counts(plan, project):
    applying.apply(SYSTEM, proposed(given(written(plan)), plan))
    records.update(SYSTEM, project, {"title": "De aquí"})
    line = line_of(with_cells(written(plan), {TITLE: "Proyecto 1"}), plan)
    assert line.after == {"title": "Proyecto 1"}


def test_a_workbook_without_versions_is_read_as_before(plan, project):
    def strip(book):
        del book["rumbo"]

    content = edited(written(plan), strip)
    records.update(SYSTEM, project, {"title": "De aquí"})
    assert line_of(given(content), plan).after == {"title": "Proyecto 1"}


def test_a_workbook_of_another_plan_tells_no_edits_apart_and_says_so(plan, project):
    content = written(plan)
    plan.key = "otro-plan"
    plan.save()
    proposal = propose(given(content), plan)
    assert any("salió de otro plan" in line.message for line in proposal.lines)


def test_a_version_that_was_made_after_the_workbook_is_not_its_own(plan, project):
    """Another installation counts its versions by itself."""

    def older(book):
        cells = {row[0].value: row[1] for row in book["rumbo"].iter_rows()}
        cells["at"].value = "2001-01-01T00:00:00+00:00"

    content = edited(written(plan), older)
    records.update(SYSTEM, project, {"title": "De aquí"})
    assert line_of(given(content), plan).after == {"title": "Proyecto 1"}


def test_money_days_and_links_are_compared_on_three_sides(plan, projects):
    first, second = projects[:2]
    money = records.create(
        SYSTEM, Funding(plan=plan, project=first, title="FAIS", source="federal", year=2027, amount=Decimal("10.10"))
    )
    day = datetime.date(2027, 1, 1)
    steps = [
        records.create(SYSTEM, Milestone(plan=plan, project=first, title=f"Paso {n}", starts_on=day, ends_on=day))
        for n in range(2)
    ]
    content = written(plan)
    records.update(SYSTEM, money, {"amount": Decimal("20.20")})
    records.update(SYSTEM, steps[1], {"after": [steps[0]], "ends_on": datetime.date(2027, 2, 1)})
    values = {
        ("funding", money.key, "amount"): 30.3,
        ("milestone", steps[1].key, "ends_on"): datetime.date(2027, 3, 1),
        ("project", second.key, "tags"): "uno; dos",
    }
    files = with_cells(content, values)
    (amount,) = line_of(files, plan, "funding", money.key).cells
    assert (amount["base"], amount["here"], amount["file"]) == ("10.10", "20.20", "30.30")
    cells = {one["code"]: one for one in line_of(files, plan, "milestone", steps[1].key).cells}
    assert (cells["after"]["base"], cells["after"]["here"], cells["after"]["side"]) == ([], [steps[0].key], "theirs")
    assert (cells["ends_on"]["file"], cells["ends_on"]["side"]) == ("2027-03-01", "")


def test_a_workbook_that_lowers_what_was_spent_is_told_before_it_is_applied(plan, projects):
    def fund(title, spent):
        money = {"source": "federal", "year": 2027, "amount": Decimal(100), "status": "committed"}
        row = Funding(plan=plan, project=projects[0], title=title, spent=spent, **money)
        return records.create(SYSTEM, row)

    lower, higher, emptied = (fund(name, Decimal(80)) for name in ("FAIS", "FORTAMUN", "Ramo 23"))
    fund("Como estaba", Decimal(5))
    given_now = {("funding", lower.key, "spent"): 70, ("funding", higher.key, "spent"): 90}
    files = with_cells(written(plan), given_now | {("funding", emptied.key, "spent"): None})
    notes = [line.message for line in propose(files, plan).lines if line.action == "note"]
    assert [note.split(":")[0] for note in notes] == [
        "De «Proyecto 1 · FAIS» se habían ejercido $80.00 y el archivo dice $70.00",
        "De «Proyecto 1 · Ramo 23» se habían ejercido $80.00 y el archivo dice $0.00",
    ]
    applying.apply(SYSTEM, proposed(files, plan))
    assert [fresh(one).spent for one in (lower, higher, emptied)] == [70, 90, None]
    assert all(one.history.first().history_change_reason for one in (lower, emptied))


def test_roles_changed_or_taken_away_here_are_not_brought_back(plan, projects):
    old, new = OrganizationFactory(), OrganizationFactory()
    assign(SYSTEM, projects[0], old, "accountable")
    gone = assign(SYSTEM, projects[1], old, "informed")
    content = written(plan)
    assign(SYSTEM, projects[0], new, "accountable", replace=True)
    remove(SYSTEM, gone)
    lines = [line for line in propose(given(content), plan).lines if line.kind == "responsibility"]
    assert sorted((line.action, line.reason) for line in lines) == [("left", "edited_here"), ("left", "removed_here")]
    applying.apply(SYSTEM, proposed(given(content), plan))
    assert list(Responsibility.objects.values_list("organization", flat=True)) == [new.pk]


def test_roles_for_a_share_go_out_and_come_in_apart_from_the_whole(plan, projects):
    project, place, organization = projects[0], TerritoryFactory(kind="municipality"), OrganizationFactory()
    split_project(SYSTEM, project, Decimal(10), 1, [Part(place, Decimal(10), 1)])
    share = project.split.shares.get()
    assign(SYSTEM, project, organization, "accountable", share=share)
    content = written(plan)
    assert {line.action for line in propose(given(content), plan).lines} == {"unchanged"}
    remove(SYSTEM, Responsibility.objects.get())
    (line,) = [line for line in propose(given(content), plan).lines if line.kind == "responsibility"]
    assert line.reason == "removed_here"

    def add(book):
        page = sheet(book, "responsibility")
        values = {"Clave": "x", "Proyecto": project.key, "Organización": organization.key}
        values |= {"Por la parte de": place.key, str(BY_KIND["responsibility"].column("role").label): "consulted"}
        line = page.max_row + 1
        for heading, value in values.items():
            page.cell(line, column_of(page, heading)).value = value

    applying.apply(SYSTEM, proposed(given(edited(content, add)), plan))
    assert list(Responsibility.objects.values_list("share", "role")) == [(share.pk, "consulted")]


def test_the_stage_is_shown_and_not_taken(plan, project):
    def advance(book):
        assert cell(book, "project", "1", "stage").value == "Idea"
        cell(book, "project", "1", "stage").value = "Ejecución"

    proposal = propose(given(edited(written(plan), advance)), plan)
    assert {line.action for line in proposal.lines} == {"unchanged", "note"}
    (note,) = [line for line in proposal.lines if line.action == "note"]
    assert "«Etapa» de «Proyecto 1» es solo para consultar" in note.message
    assert (note.source.sheet, note.source.line) == ("Proyectos", 3)


def test_a_deleted_row_is_listed_and_stays(plan, projects):
    def delete(book):
        page = sheet(book, "project")
        page.delete_rows(row_of(page, "2"))

    run = applying.apply(SYSTEM, proposed(given(edited(written(plan), delete)), plan))
    assert list(run.lines.filter(reason="absent").values_list("key", flat=True)) == ["2"]
    assert fresh(projects[1]).is_current


def test_what_stands_under_a_withdrawn_project_is_not_missed(plan, projects):
    assign(SYSTEM, projects[0], OrganizationFactory(), "accountable")
    records.create(SYSTEM, Profile(plan=plan, project=projects[0]))
    assign(SYSTEM, projects[1], OrganizationFactory(), "accountable")
    records.create(SYSTEM, Profile(plan=plan, project=projects[1]))
    records.withdraw(SYSTEM, projects[0], reason="Prueba")
    assert {line.action for line in propose(given(written(plan)), plan).lines} == {"unchanged"}


def test_new_rows_need_no_key_and_may_wait_for_each_other(plan, project):
    def add(book):
        page = sheet(book, "milestone")
        for line, (key, title, after) in enumerate((("b", "Obra", "a"), ("a", "Proyecto ejecutivo", "")), start=3):
            values = {
                "Clave": key,
                "Proyecto": "1",
                "Título": title,
                "Comienza": "01/02/2027",
                "Termina": "2027-03-01",
            }
            for heading, value in (values | {"Comienza después de": after}).items():
                page.cell(line, column_of(page, heading)).value = value
        page = sheet(book, "profile")
        for heading, value in {
            "Proyecto": "1",
            "Problema que atiende": "Falta agua",
            "Metas a las que sirve": "",
        }.items():
            page.cell(3, column_of(page, heading)).value = value

    applying.apply(SYSTEM, proposed(given(edited(written(plan), add)), plan))
    (works,) = Milestone.objects.filter(title="Obra")
    assert [one.title for one in works.after.all()] == ["Proyecto ejecutivo"]
    assert (works.starts_on, works.weight, works.progress) == (datetime.date(2027, 2, 1), 1, 0)
    assert Profile.objects.get(project=project).problem == "Falta agua"
    assert {line.action for line in propose(given(written(plan)), plan).lines} == {"unchanged"}


def test_steps_that_wait_for_each_other_are_refused_whole(plan, project):
    def add(book):
        page = sheet(book, "milestone")
        for line, (key, after) in enumerate((("a", "b"), ("b", "a")), start=3):
            values = {"Clave": key, "Proyecto": "1", "Título": key, "Comienza": "2027-02-01", "Termina": "2027-03-01"}
            for heading, value in (values | {"Comienza después de": after}).items():
                page.cell(line, column_of(page, heading)).value = value

    with pytest.raises(Refused, match="círculo"):
        applying.apply(SYSTEM, proposed(given(edited(written(plan), add)), plan))
    assert not Milestone.objects.exists()


def test_an_applied_workbook_is_undone_in_one(plan, projects, manager):
    organization = OrganizationFactory()
    assign(SYSTEM, projects[0], organization, "accountable")
    other = OrganizationFactory()
    responsibility = Responsibility.objects.get()
    values = {
        TITLE: "Otro",
        ("project", "2", "tags"): "agua",
        ("responsibility", f"r{responsibility.pk}", "organization"): other.key,
    }
    run = applying.apply(manager, proposed(with_cells(written(plan), values), plan, actor=manager))
    assert (fresh(projects[0]).title, fresh(responsibility).organization) == ("Otro", other)
    assert (run.batch.kind, run.batch.summary, run.batch.actor) == ("workbook", "Importación de libro.xlsx", manager)
    batches.undo(manager, run.batch)
    assert [fresh(one).title for one in projects[:2]] == ["Proyecto 1", "Proyecto 2"]
    assert (fresh(projects[1]).tags, Responsibility.objects.get().organization) == ("", organization)


def test_an_import_that_changes_nothing_leaves_no_bulk_edit(plan, project):
    assert applying.apply(SYSTEM, proposed(given(written(plan)), plan)).batch is None
    assert not Batch.objects.exists()


def test_projects_exchange_their_numbers(plan, projects):
    values = {("project", "1", "number"): "2", ("project", "2", "number"): "1"}
    run = applying.apply(SYSTEM, proposed(with_cells(written(plan), values), plan))
    assert [fresh(one).number for one in projects[:2]] == ["2", "1"]
    batches.undo(SYSTEM, run.batch)
    assert [fresh(one).number for one in projects[:2]] == ["1", "2"]


def test_comparing_takes_constant_queries(plan, projects, django_assert_num_queries):
    content = written(plan)
    records.update(SYSTEM, projects[0], {"title": "De aquí"})
    with django_assert_num_queries(63) as few:
        propose(given(content), plan)
    for one in projects[1:]:
        records.update(SYSTEM, one, {"title": f"De aquí {one.pk}"})
    with django_assert_num_queries(len(few)):
        propose(given(content), plan)


def test_the_portfolio_alone_goes_out_and_comes_in(plan, projects):
    other = PlanFactory()
    files = with_cells(written(plan, portfolio=True), {TITLE: "Otro"})
    changed = [line for line in propose(files, plan).lines if line.action != "unchanged"]
    assert [(line.kind, line.after) for line in changed] == [("project", {"title": "Otro"})]
    assert other.pk != plan.pk
