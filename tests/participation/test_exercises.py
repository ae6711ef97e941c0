"""The agenda of a table: making, changing, opening and closing exercises."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import AxisFactory, BallotFactory, ContributionFactory, ExerciseFactory, TableFactory
from rumbo.core.errors import EditConflict, Refused
from rumbo.core.services import records
from rumbo.participation.enums import ExerciseType, Phase, Scale
from rumbo.participation.models import Exercise
from rumbo.participation.services.exercises import (
    close_exercise,
    create_exercise,
    open_exercise,
    put_usual,
    show_results,
    update_exercise,
)


def new(table, type_=ExerciseType.IDEAS, **fields) -> Exercise:
    return Exercise(table=table, title="¿Qué problemas hay?", type=type_, **fields)


def test_an_exercise_comes_last_with_the_settings_of_its_type(facilitator, table, ideas):
    made = create_exercise(facilitator, new(table))
    assert made.position > ideas.position
    assert (made.plan, made.phase, made.results_shown) == (table.plan, Phase.DRAFT, False)
    assert made.settings == {"kind": "problem", "limit": 10}
    assert made.history.first().history_user == facilitator


@pytest.mark.parametrize(
    ("type_", "wrong"),
    [
        (ExerciseType.IDEAS, {"kind": "nonsense"}),
        (ExerciseType.IDEAS, {"limit": 0}),
        (ExerciseType.IDEAS, {"limit": 51}),
        (ExerciseType.IDEAS, {"limit": "many"}),
        (ExerciseType.CAUSES, {"limit": True}),
        (ExerciseType.IMPORTANCE, {"scale": "stars"}),
        (ExerciseType.IMPORTANCE, {"points": -1}),
        ("nonsense", {}),
    ],
)
def test_wrong_settings_and_types_are_refused(facilitator, table, ideas, type_, wrong):
    with pytest.raises(ValidationError):
        create_exercise(facilitator, new(table, type_, settings=wrong, source=ideas))
    assert Exercise.objects.count() == 1


@pytest.mark.parametrize("type_", [ExerciseType.CAUSES, ExerciseType.GROUPING, ExerciseType.IMPORTANCE])
def test_some_types_work_on_an_earlier_one(facilitator, table, ideas, type_):
    with pytest.raises(ValidationError, match="Elige"):
        create_exercise(facilitator, new(table, type_))
    assert create_exercise(facilitator, new(table, type_, source=ideas)).source == ideas


def test_ideas_work_on_nothing(facilitator, table, ideas):
    assert create_exercise(facilitator, new(table, source=ideas)).source is None


def test_the_source_is_of_the_same_axis(facilitator, table, plan):
    other = ExerciseFactory(table=TableFactory(axis=AxisFactory(plan=plan)))
    same = ExerciseFactory(table=TableFactory(axis=table.axis))
    with pytest.raises(ValidationError, match="mismo eje"):
        create_exercise(facilitator, new(table, ExerciseType.IMPORTANCE, source=other))
    assert create_exercise(facilitator, new(table, ExerciseType.IMPORTANCE, source=same)).source == same


def test_an_exercise_does_not_work_on_itself(facilitator, table, ideas):
    made = create_exercise(facilitator, new(table, ExerciseType.OPINION))
    with pytest.raises(ValidationError):
        update_exercise(facilitator, made, {"source": made})


def test_changing_counts_up_the_version(facilitator, ideas):
    saved = update_exercise(facilitator, ideas, {"title": "¿Qué falta?", "settings": {"kind": "problem", "limit": 3}})
    assert (saved.title, saved.settings["limit"], saved.version) == ("¿Qué falta?", 3, ideas.version + 1)


def test_how_it_is_answered_stays_once_somebody_answered(facilitator, table, ideas):
    ContributionFactory(exercise=ideas)
    with pytest.raises(Refused, match="respuestas"):
        update_exercise(facilitator, ideas, {"settings": {"kind": "vision", "limit": 10}})
    assert update_exercise(facilitator, ideas, {"title": "¿Qué falta?"}).title == "¿Qué falta?"
    vote = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=ideas)
    BallotFactory(exercise=vote, value=5)
    with pytest.raises(Refused):
        update_exercise(facilitator, vote, {"settings": {"scale": Scale.RANKING}})
    with pytest.raises(Refused):
        update_exercise(facilitator, vote, {"source": ExerciseFactory(table=table)})


def test_two_who_edit_at_once_lose_nothing(facilitator, ideas):
    update_exercise(facilitator, ideas, {"title": "Primera"}, expected_version=ideas.version)
    with pytest.raises(EditConflict) as caught:
        update_exercise(facilitator, ideas, {"title": "Segunda"}, expected_version=ideas.version)
    assert caught.value.current.title == "Primera"
    assert caught.value.submitted["title"] == "Segunda"


def test_opening_one_closes_the_other_of_the_table_alone(facilitator, table, ideas):
    elsewhere = ExerciseFactory(table=TableFactory(axis=table.axis))
    draft = ExerciseFactory(table=table, phase=Phase.DRAFT)
    assert open_exercise(facilitator, draft).is_open
    assert Exercise.objects.get(pk=ideas.pk).phase == Phase.CLOSED
    assert Exercise.objects.get(pk=elsewhere.pk).phase == Phase.OPEN


def test_opening_closing_and_showing_again_changes_nothing(facilitator, ideas):
    version = ideas.version
    assert open_exercise(facilitator, ideas).version == version
    assert close_exercise(facilitator, ideas).version == version + 1
    assert close_exercise(facilitator, ideas).version == version + 1
    assert show_results(facilitator, ideas).results_shown
    assert show_results(facilitator, ideas).version == version + 2


def test_what_was_taken_off_is_not_opened(facilitator, ideas):
    records.withdraw(facilitator, ideas, reason="No hubo tiempo")
    with pytest.raises(Refused, match="retir"):
        open_exercise(facilitator, ideas)


def test_a_withdrawn_exercise_is_not_open_to_anybody(facilitator, ideas):
    withdrawn = records.withdraw(facilitator, ideas, reason="No hubo tiempo")
    assert (withdrawn.phase, withdrawn.is_open) == (Phase.OPEN, False)


def test_only_who_leads_the_table_does_any_of_it(reader, other_editor, table, ideas):
    for person in (reader, other_editor):
        for attempt in (
            lambda p: create_exercise(p, new(table)),
            lambda p: update_exercise(p, ideas, {"title": "Otra"}),
            lambda p: open_exercise(p, ideas),
            lambda p: close_exercise(p, ideas),
            lambda p: show_results(p, ideas),
            lambda p: put_usual(p, table, "diagnosis"),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)
    assert Exercise.objects.get() == ideas


def test_an_unknown_usual_agenda_is_refused(facilitator, table):
    with pytest.raises(Refused):
        put_usual(facilitator, table, "nonsense")
