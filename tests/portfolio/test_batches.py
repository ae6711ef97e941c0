from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import OrganizationFactory, ProgramFactory, TerritoryFactory, ThemeFactory
from factories.portfolio import FundingFactory, MilestoneFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.queries.history import values_of
from rumbo.core.services import records
from rumbo.portfolio.enums import BatchKind, PassageKind, Stage
from rumbo.portfolio.models import Batch, Component, Passage, Project, Responsibility
from rumbo.portfolio.queries.batches import batches, done_by
from rumbo.portfolio.services import gates
from rumbo.portfolio.services.batches import ChangedSince, record, undo
from rumbo.portfolio.services.responsibilities import assign, remove


@pytest.fixture
def program(plan, axis):
    return ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))


@pytest.fixture
def projects(program):
    """Five projects as their services would have made them: with a first version in their history."""
    made = [Project(plan=program.plan, program=program, number=str(n), title=f"Proyecto {n}") for n in range(1, 6)]
    return records.create_many(SYSTEM, [(one, {}) for one in made])


def kept(plan, actor=SYSTEM, kind=BatchKind.EDIT):
    return record(actor, plan, kind, "Etiquetas de los proyectos")


def fresh(one):
    return type(one)._default_manager.get(pk=one.pk)


def state_of(one) -> dict:
    """All that people see of a record, links as their numbers."""
    one = fresh(one)
    values = values_of(one) | {"state": one.state, "position": one.position}
    return {name: {row.pk for row in value} if isinstance(value, list) else value for name, value in values.items()}


def tagged(plan, projects, actor=SYSTEM) -> Batch:
    with kept(plan, actor) as recorder:
        for project in projects:
            records.update(actor, project, {"tags": "agua; obra", "term": "short"})
    return recorder.batch


def test_what_is_written_inside_is_kept_as_one_bulk_edit(plan, projects, manager):
    batch = tagged(plan, projects[:3], manager)
    assert (batch.actor, batch.kind, batch.summary) == (manager, "edit", "Etiquetas de los proyectos")
    assert [(entry.kind, entry.target, entry.version) for entry in batch.entries.all()] == [
        ("project", project.pk, 2) for project in projects[:3]
    ]


def test_several_versions_of_one_record_are_one_entry(plan, projects):
    with kept(plan) as recorder:
        records.update(SYSTEM, projects[0], {"term": "short"})
        records.update(SYSTEM, projects[0], {"title": "Otro"})
    (done,) = done_by(recorder.batch)
    assert (done.entry.version, set(done.fields)) == (3, {"term", "title"})


def test_where_nothing_is_written_there_is_no_bulk_edit(plan, projects):
    with kept(plan) as recorder:
        records.update(SYSTEM, projects[0], {"term": ""})
        recorder.watch_roles([projects[0].measure_id])
    assert recorder.batch is None
    assert not Batch.objects.exists()


def test_a_failure_inside_keeps_nothing(plan, projects):
    def write() -> None:
        with kept(plan):
            records.update(SYSTEM, projects[0], {"term": "short"})
            records.withdraw(SYSTEM, projects[1], reason="")

    with pytest.raises(Refused):
        write()
    assert fresh(projects[0]).term == ""
    assert not Batch.objects.exists()
    records.update(SYSTEM, projects[0], {"term": "short"})  # nothing is collected any more
    assert not Batch.objects.exists()


def test_one_bulk_edit_inside_another_is_a_mistake(plan):
    with kept(plan), pytest.raises(RuntimeError), kept(plan):
        pass  # pragma: no cover


def test_undo_gives_back_every_field_as_new_history(plan, projects, manager):
    before = [state_of(project) for project in projects]
    batch = tagged(plan, projects)
    result = undo(manager, batch)
    assert (result.restored, result.left) == (5, [])
    assert [state_of(project) for project in projects] == before
    newest = fresh(projects[0]).history.first()
    assert (newest.version, newest.history_user) == (3, manager)
    assert newest.history_change_reason == "Deshecho: Etiquetas de los proyectos"
    batch.refresh_from_db()
    assert (batch.undone_by, bool(batch.undone_at)) == (manager, True)


def test_links_and_parents_are_given_back(plan, projects, program):
    place, other = TerritoryFactory(), ProgramFactory(plan=plan, theme=program.theme)
    records.update(SYSTEM, projects[0], {"territories": [place]})
    with kept(plan) as recorder:
        records.update(SYSTEM, projects[0], {"territories": [TerritoryFactory()], "program": other})
    undo(SYSTEM, recorder.batch)
    restored = fresh(projects[0])
    assert (list(restored.territories.all()), restored.program) == ([place], program)


def test_what_was_created_is_withdrawn(plan, projects):
    with kept(plan) as recorder:
        made = records.create(SYSTEM, Component(plan=plan, project=projects[0], title="Bombas"))
    undo(SYSTEM, recorder.batch)
    assert fresh(made).state == "withdrawn"


def test_what_was_withdrawn_is_reinstated_and_what_was_reinstated_withdrawn(plan, projects):
    records.withdraw(SYSTEM, projects[1], reason="Sin terreno")
    with kept(plan) as recorder:
        records.withdraw(SYSTEM, projects[0], reason="Repetido")
        records.reinstate(SYSTEM, projects[1], reason="Hay terreno")
        records.supersede(SYSTEM, projects[2], by=projects[3], reason="Se juntan")
    undo(SYSTEM, recorder.batch)
    assert [fresh(one).state for one in projects[:3]] == ["current", "withdrawn", "current"]
    assert fresh(projects[1]).state_reason == "Sin terreno"
    assert fresh(projects[2]).superseded_by is None


def test_a_place_among_siblings_is_given_back(plan, projects):
    with kept(plan) as recorder:
        records.move(SYSTEM, projects[3], before=projects[0])
    undo(SYSTEM, recorder.batch)
    assert [fresh(one).position for one in projects] == [1, 2, 3, 4, 5]


def test_exchanged_numbers_are_given_back(plan, projects):
    first, second = projects[:2]
    with kept(plan) as recorder:
        records.update(SYSTEM, first, {"number": "9"})
        records.update(SYSTEM, second, {"number": "1"})
        records.update(SYSTEM, first, {"number": "2"})
    undo(SYSTEM, recorder.batch)
    assert [fresh(one).number for one in (first, second)] == ["1", "2"]


def test_roles_are_given_back(plan, projects):
    old, new, third = OrganizationFactory(), OrganizationFactory(), OrganizationFactory()
    assign(SYSTEM, projects[0], old, "accountable")
    removed = assign(SYSTEM, projects[0], third, "consulted")
    with kept(plan) as recorder:
        recorder.watch_roles(project.measure_id for project in projects)
        assign(SYSTEM, projects[0], new, "accountable", replace=True)
        assign(SYSTEM, projects[1], new, "informed")
        remove(SYSTEM, removed)
    assert [entry.kind for entry in recorder.batch.entries.all()] == ["roles", "roles"]
    undo(SYSTEM, recorder.batch)
    held = set(Responsibility.objects.values_list("measure", "organization", "role"))
    assert held == {
        (projects[0].measure_id, old.pk, "accountable"),
        (projects[0].measure_id, third.pk, "consulted"),
    }


def test_roles_of_a_later_accountable_stay(plan, projects):
    old, new, later = OrganizationFactory(), OrganizationFactory(), OrganizationFactory()
    assign(SYSTEM, projects[0], old, "accountable")
    with kept(plan) as recorder:
        recorder.watch_roles([projects[0].measure_id])
        assign(SYSTEM, projects[0], new, "accountable", replace=True)
        assign(SYSTEM, projects[0], new, "informed")
    assign(SYSTEM, projects[0], later, "accountable", replace=True)
    with pytest.raises(ChangedSince):
        undo(SYSTEM, recorder.batch)
    result = undo(SYSTEM, recorder.batch, leave_changed=True)
    assert len(result.left) == 1
    held = Responsibility.objects.filter(measure=projects[0].measure_id)
    assert list(held.values_list("organization", "role")) == [(later.pk, "accountable")]


def test_a_passed_stage_goes_back_through_the_gates(plan, projects, manager):
    day = datetime.date(2026, 3, 1)
    with kept(plan, kind=BatchKind.STAGES) as recorder:
        gates.pass_by_decision(SYSTEM, projects[0], on=day, minutes="Acta 4", reason="Urge")
    undo(manager, recorder.batch)
    assert fresh(projects[0]).stage == Stage.IDEA
    passage = Passage.objects.last()
    assert (passage.kind, passage.to_stage, passage.actor) == (PassageKind.BACK, "idea", manager)
    assert passage.reason.startswith("Deshecho")


def test_a_suspension_is_taken_back(plan, projects):
    with kept(plan) as recorder:
        gates.suspend(SYSTEM, projects[0], on=datetime.date(2026, 3, 1), reason="Sin dinero")
    undo(SYSTEM, recorder.batch)
    assert not fresh(projects[0]).suspended


def test_a_gate_that_is_closed_keeps_a_project_where_it_was_sent_back_to(plan, projects):
    day = datetime.date(2026, 3, 1)
    gates.pass_by_decision(SYSTEM, projects[0], on=day, minutes="Acta 4", reason="Urge")
    with kept(plan) as recorder:
        gates.send_back(SYSTEM, fresh(projects[0]), "idea", on=day, reason="Falta estudio")
        records.update(SYSTEM, projects[1], {"term": "short"})
    with pytest.raises(Refused, match="Proyecto 1"):
        undo(SYSTEM, recorder.batch)
    result = undo(SYSTEM, recorder.batch, leave_changed=True)
    assert (result.restored, len(result.left)) == (1, 1)
    assert (fresh(projects[0]).stage, fresh(projects[1]).term) == ("idea", "")


def test_what_was_changed_since_is_told_and_the_rest_can_be_undone(plan, projects):
    batch = tagged(plan, projects)
    records.update(SYSTEM, projects[0], {"tags": "parque"})
    with pytest.raises(ChangedSince) as raised:
        undo(SYSTEM, batch)
    assert [done.record for done in raised.value.changed] == [projects[0]]
    assert fresh(projects[1]).tags == "agua; obra"
    result = undo(SYSTEM, batch, leave_changed=True)
    assert result.left == ["“1 Proyecto 1” conserva sus valores nuevos de: etiquetas."]
    assert [(fresh(one).tags, fresh(one).term) for one in projects[:2]] == [("parque", ""), ("", "")]


def test_a_change_of_other_fields_since_does_not_hinder(plan, projects):
    batch = tagged(plan, projects[:1])
    records.update(SYSTEM, projects[0], {"text": "Más texto"})
    undo(SYSTEM, batch)
    assert (fresh(projects[0]).tags, fresh(projects[0]).text) == ("", "Más texto")


def test_what_was_created_and_edited_since_stays(plan, projects):
    with kept(plan) as recorder:
        made = records.create(SYSTEM, Component(plan=plan, project=projects[0], title="Bombas"))
        records.update(SYSTEM, projects[0], {"term": "short"})
    records.update(SYSTEM, made, {"text": "Tres bombas"})
    result = undo(SYSTEM, recorder.batch, leave_changed=True)
    assert (fresh(made).state, fresh(projects[0]).term, len(result.left)) == ("current", "", 1)


def test_where_all_was_changed_since_nothing_is_undone(plan, projects):
    batch = tagged(plan, projects[:1])
    records.update(SYSTEM, projects[0], {"tags": "parque", "term": "long"})
    with pytest.raises(Refused, match="Nada queda"):
        undo(SYSTEM, batch, leave_changed=True)
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_it_is_undone_once(plan, projects):
    batch = tagged(plan, projects)
    undo(SYSTEM, batch)
    with pytest.raises(Refused, match="Ya se"):
        undo(SYSTEM, batch)


def test_each_thing_asks_for_its_permission(plan, projects, other_editor):
    batch = tagged(plan, projects)
    with pytest.raises(PermissionDenied):
        undo(other_editor, batch)
    assert fresh(projects[0]).tags == "agua; obra"


def test_an_editor_undoes_what_is_of_the_axis(plan, projects, editor):
    undo(editor, tagged(plan, projects, editor))
    assert fresh(projects[0]).tags == ""


def test_reading_what_was_done_takes_constant_queries(plan, projects, django_assert_num_queries):
    one, many = tagged(plan, projects[:1]), tagged(plan, projects[1:])
    with django_assert_num_queries(7) as few:
        done_by(one)
    with django_assert_num_queries(len(few)):
        assert len(done_by(many)) == 4


def test_the_list_counts_the_things(plan, projects):
    tagged(plan, projects)
    tagged(plan, projects[:2])  # nothing changes: nothing is kept
    assert [(batch.size, batch.summary) for batch in batches(plan)] == [(5, "Etiquetas de los proyectos")]


def test_changes_are_told_cell_by_cell(plan, projects):
    (done, *_more) = done_by(tagged(plan, projects))
    told = {change.label: (change.before, change.after) for change in done.changes}
    assert told == {"etiquetas": ("", "agua; obra"), "plazo": ("", "Corto plazo")}


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_EDIT = st.one_of(
    st.tuples(st.just("update"), st.integers(0, 4), st.fixed_dictionaries({}, optional={
        "title": st.sampled_from(["Uno", "Dos", "=SUM(A1)", "Línea\nrota"]),
        "text": _TEXT,
        "tags": st.sampled_from(["", "a", "b; a", "Ñandú; áéí"]),
        "term": st.sampled_from(["", "short", "long"]),
        "under_way": st.booleans(),
        "number": st.sampled_from(["", "1", "2", "3", "7", "8", "9"]),
        "program": st.integers(0, 1),
        "territories": st.sets(st.integers(0, 2)),
    })),
    st.tuples(st.just("withdraw"), st.integers(0, 4), st.none()),
    st.tuples(st.just("reinstate"), st.integers(0, 4), st.none()),
    st.tuples(st.just("suspend"), st.integers(0, 4), st.booleans()),
    st.tuples(st.just("decide"), st.integers(0, 4), st.none()),
    st.tuples(st.just("assign"), st.integers(0, 4), st.tuples(
        st.integers(0, 2), st.sampled_from(["accountable", "responsible", "informed"]))),
    st.tuples(st.just("remove"), st.integers(0, 4), st.none()),
    st.tuples(st.just("money"), st.integers(0, 1), st.decimals(0, 10**12, places=2)),
    st.tuples(st.just("date"), st.integers(0, 1), st.dates(datetime.date(2027, 1, 1), datetime.date(2027, 6, 30))),
    st.tuples(st.just("create"), st.integers(0, 4), _TEXT),
)  # fmt: skip


class _World:
    """A small portfolio whose records are edited at random."""

    def __init__(self, plan, program, projects) -> None:
        self.plan, self.projects = plan, projects
        self.programs = [program, ProgramFactory(plan=plan, theme=program.theme)]
        self.territories = [TerritoryFactory() for _n in range(3)]
        self.organizations = [OrganizationFactory() for _n in range(3)]
        build = (FundingFactory.build, MilestoneFactory.build)
        self.money, self.steps = (
            [records.create(SYSTEM, one(project=project, plan=plan, key="", position=0)) for project in projects[:2]]
            for one in build
        )
        self.made: list = []

    def state(self) -> tuple:
        roles = set(Responsibility.objects.values_list("measure", "organization", "role", "share"))
        return [state_of(one) for one in (*self.projects, *self.money, *self.steps)], roles

    def edit(self, what: str, place: int, value) -> None:
        """Make one edit; one that is refused changes nothing."""
        getattr(self, what)(place, value)

    def update(self, place, value) -> None:
        changes = dict(value)
        if "program" in changes:
            changes["program"] = self.programs[changes["program"]]
        if "territories" in changes:
            changes["territories"] = [self.territories[index] for index in changes["territories"]]
        records.update(SYSTEM, self.projects[place], changes)

    def withdraw(self, place, _value) -> None:
        records.withdraw(SYSTEM, self.projects[place], reason="Prueba")

    def reinstate(self, place, _value) -> None:
        records.reinstate(SYSTEM, self.projects[place], reason="Prueba")

    def suspend(self, place, value) -> None:
        gates.suspend(SYSTEM, self.projects[place], on=datetime.date(2026, 1, 1), reason="Prueba", suspended=value)

    def decide(self, place, _value) -> None:
        day = datetime.date(2026, 1, 1)
        gates.pass_by_decision(SYSTEM, self.projects[place], on=day, minutes="Acta", reason="Prueba")

    def assign(self, place, value) -> None:
        assign(SYSTEM, self.projects[place], self.organizations[value[0]], value[1], replace=True)

    def remove(self, place, _value) -> None:
        for held in Responsibility.objects.filter(measure=self.projects[place].measure_id):
            remove(SYSTEM, held)

    def money_(self, place, value) -> None:
        records.update(SYSTEM, self.money[place], {"amount": value})

    def date(self, place, value) -> None:
        records.update(SYSTEM, self.steps[place], {"starts_on": value})

    def create(self, place, value) -> None:
        made = Component(plan=self.plan, project=self.projects[place], title=value or "Parte")
        self.made.append(records.create(SYSTEM, made))


@given(edits=st.lists(_EDIT, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_restores_every_field_for_random_edits(plan, program, projects, edits):
    with transaction.atomic():
        world = _World(plan, program, projects)
        before = world.state()
        with kept(plan) as recorder:
            recorder.watch_roles(project.measure_id for project in projects)
            for what, place, value in edits:
                try:
                    with transaction.atomic():
                        world.edit("money_" if what == "money" else what, place, value)
                except (Refused, ValidationError):
                    continue
        if recorder.batch is not None:
            undo(SYSTEM, recorder.batch)
        assert world.state() == before
        assert all(fresh(one).state == "withdrawn" for one in world.made)
        transaction.set_rollback(True)


def test_a_title_that_is_given_back_is_sorted_as_before(plan, projects):
    before = fresh(projects[0]).title_order
    with kept(plan) as recorder:
        records.update(SYSTEM, projects[0], {"title": "Zacate"})
    undo(SYSTEM, recorder.batch)
    assert fresh(projects[0]).title_order == before


def test_a_value_that_does_not_fit_any_more_is_told_and_nothing_is_undone(plan, projects):
    batch = tagged(plan, projects[:2])
    history = projects[0].history.last()
    type(history).objects.filter(pk=history.pk).update(term="nunca")  # as an older program may have kept it
    with pytest.raises(Refused, match="Proyecto 1"):
        undo(SYSTEM, batch)
    assert fresh(projects[1]).tags == "agua; obra"
