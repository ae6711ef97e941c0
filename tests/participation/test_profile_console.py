"""The profile of a project in the console: for a table without phones, filled in by whoever leads it."""

from __future__ import annotations

import pytest

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.exercises.profile import PART_LIMIT
from rumbo.participation.models import Contribution, ContributionChange
from rumbo.participation.services.profiles import save_part


@pytest.fixture
def profile(table):
    return ExerciseFactory(table=table, type=ExerciseType.PROFILE, title="La ficha", phase=Phase.CLOSED)


@pytest.fixture
def address(console, plan, profile):
    return console("paper", plan, profile.pk)


def details(exercise) -> dict[str, str]:
    return Contribution.objects.get(exercise=exercise).details


def test_it_is_of_who_leads_the_table(answers, statuses, address):
    assert answers(address) == statuses(reader=403, editor=200)


def test_several_parts_are_written_at_once_and_stay_on_record(browser, console, plan, facilitator, profile, address):
    person = browser(facilitator)
    sent = person.post(address, {"problem": " Falta agua ", "place": "San Telmo"}, follow=True)
    assert "Se guardó" in sent.content.decode()
    assert details(profile) == {"problem": "Falta agua", "place": "San Telmo"}
    assert {change.actor for change in ContributionChange.objects.all()} == {facilitator}
    shown = person.get(console("exercise", plan, profile.pk)).content.decode()
    assert "San Telmo" in shown
    assert address in shown


def test_what_was_not_touched_is_left_as_it_is(browser, facilitator, profile, address, table):
    save_part(facilitator, profile, None, "problem", "Falta agua", seen="")
    browser(facilitator).post(address, {"problem": "Falta agua", "seen_problem": "Falta agua", "risks": "La sequía"})
    assert details(profile) == {"problem": "Falta agua", "risks": "La sequía"}
    assert ContributionChange.objects.count() == 2


def test_both_texts_are_shown_where_somebody_else_wrote_too(browser, facilitator, profile, address, table):
    save_part(facilitator, profile, None, "problem", "De un teléfono", seen="")
    person = browser(facilitator)
    page = person.post(address, {"problem": "De papel", "seen_problem": "", "place": "San Telmo"}).content.decode()
    assert page.count("De un teléfono") == 2  # to be read, and as what was seen
    assert "De papel" in page
    assert details(profile) == {"problem": "De un teléfono", "place": "San Telmo"}
    person.post(address, {"problem": "Las dos", "seen_problem": "De un teléfono"})
    assert details(profile)["problem"] == "Las dos"


def test_what_does_not_fit_is_told_beside_it(browser, facilitator, profile, address):
    page = browser(facilitator).post(address, {"problem": "a" * (PART_LIMIT + 1), "place": "San Telmo"})
    assert f"{PART_LIMIT + 1} caracteres" in page.content.decode()
    assert details(profile) == {"place": "San Telmo"}


def test_an_idea_is_chosen_where_there_are_several(browser, console, plan, table, facilitator):
    ideas = ExerciseFactory(table=table, phase=Phase.CLOSED)
    first, second = (
        ContributionFactory(exercise=ideas, kind=ContributionKind.PROJECT, author=ParticipantFactory(table=table))
        for _n in range(2)
    )
    exercise = ExerciseFactory(table=table, type=ExerciseType.PROFILE, source=ideas)
    address = console("paper", plan, exercise.pk)
    person = browser(facilitator)
    assert 'name="problem"' not in person.get(address).content.decode()
    assert f"{address}?idea={second.pk}" in person.get(console("exercise", plan, exercise.pk)).content.decode()
    person.post(f"{address}?idea={second.pk}", {"problem": "Falta agua"})
    for one, expected in ((first, {}), (second, {"problem": "Falta agua"})):
        one.refresh_from_db()
        assert one.details == expected


def test_without_ideas_it_says_what_to_do(browser, console, plan, table, facilitator):
    empty = ExerciseFactory(table=table, type=ExerciseType.PROFILE, source=ExerciseFactory(table=table))
    page = browser(facilitator).get(console("paper", plan, empty.pk)).content.decode()
    assert "Todavía no hay ninguna idea de proyecto" in page
