"""The console of a table: who gets to it, what it shows, and the buttons of the agenda."""

from __future__ import annotations

import pytest

from factories import BallotFactory, ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.services import records
from rumbo.participation.enums import ExerciseType, Phase
from rumbo.participation.exercises.usual import USUAL
from rumbo.participation.models import Exercise


def test_everybody_of_the_plan_reads_it(answers, statuses, console, plan, other_axis, table):
    assert answers(console("table", plan, table.pk)) == statuses(reader=200)


def test_only_who_leads_it_sees_its_code_and_buttons(browser, console, plan, table, reader, facilitator, ideas):
    address = console("table", plan, table.pk)
    seen = browser(facilitator).get(address).content.decode()
    assert table.code in seen
    assert 'value="close"' in seen
    seen = browser(reader).get(address).content.decode()
    assert ideas.title in seen
    assert table.code not in seen
    assert "<button" not in seen.partition('id="agenda"')[2].partition("</section>")[0]


def test_a_table_of_another_plan_is_not_there(browser, console, plan, facilitator):
    assert browser(facilitator).get(console("table", plan, TableFactory().pk)).status_code == 404


def test_the_agenda_tells_how_much_was_answered(browser, console, plan, table, facilitator, ideas):
    for _n in range(3):
        ContributionFactory(exercise=ideas)
    vote = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=ideas, title="¿Qué importa?")
    item = ideas.contributions.first()
    for voter in "ab":
        BallotFactory(exercise=vote, item=item, voter=voter, value=3)
    agenda = {
        item.exercise.pk: item
        for item in browser(facilitator).get(console("table", plan, table.pk)).context["agenda"]
    }
    assert (agenda[ideas.pk].said, agenda[ideas.pk].voters) == (3, 0)
    assert (agenda[vote.pk].said, agenda[vote.pk].voters) == (0, 2)


def test_it_counts_who_sits_there(browser, console, plan, table, facilitator):
    ParticipantFactory.create_batch(3, table=table)
    ParticipantFactory(table=table, left=True)
    assert browser(facilitator).get(console("table", plan, table.pk)).context["seated"] == 3


def test_it_costs_the_same_whatever_its_length(
    browser, console, plan, table, facilitator, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            browser(facilitator).get(console("table", plan, table.pk))
        return len(counted.captured_queries)

    def add(number):
        for _n in range(number):
            source = ExerciseFactory(table=table)
            ContributionFactory(exercise=source)
            ExerciseFactory(table=table, type=ExerciseType.OPINION, source=source)

    add(2)
    few = queries()
    add(12)
    assert queries() == few


def act(browser, console, plan, person, exercise, wanted, **more):
    return browser(person).post(console("exercise_act", plan, exercise.pk), {"act": wanted, **more})


def test_one_tap_opens_closes_and_shows(browser, console, plan, table, facilitator):
    first, second = ExerciseFactory(table=table), ExerciseFactory(table=table, phase=Phase.DRAFT)
    act(browser, console, plan, facilitator, second, "open")
    assert Exercise.objects.get(pk=second.pk).phase == Phase.OPEN
    assert Exercise.objects.get(pk=first.pk).phase == Phase.CLOSED
    act(browser, console, plan, facilitator, second, "close")
    act(browser, console, plan, facilitator, second, "show")
    found = Exercise.objects.get(pk=second.pk)
    assert (found.phase, found.results_shown) == (Phase.CLOSED, True)
    act(browser, console, plan, facilitator, second, "hide")
    assert not Exercise.objects.get(pk=second.pk).results_shown


def test_the_buttons_are_of_who_leads(answers, statuses, console, plan, other_axis, ideas):
    found = answers(console("exercise_act", plan, ideas.pk), {"act": "close"})
    assert found == statuses(reader=403, editor=302)


def order(table) -> list[int]:
    return list(Exercise.objects.filter(table=table).order_by("position").values_list("pk", flat=True))


def test_exercises_move_up_and_down(browser, console, plan, table, facilitator):
    one, two, three = (ExerciseFactory(table=table, position=n) for n in (1, 2, 3))
    act(browser, console, plan, facilitator, three, "up")
    assert order(table) == [one.pk, three.pk, two.pk]
    act(browser, console, plan, facilitator, one, "down")
    assert order(table) == [three.pk, one.pk, two.pk]
    for wanted, edge in (("up", three), ("down", two)):
        act(browser, console, plan, facilitator, edge, wanted)
    assert order(table) == [three.pk, one.pk, two.pk]


def test_an_unknown_act_does_nothing(browser, console, plan, facilitator, ideas):
    assert act(browser, console, plan, facilitator, ideas, "explode").status_code == 302
    assert Exercise.objects.get(pk=ideas.pk).version == ideas.version


@pytest.mark.parametrize("code", USUAL)
def test_a_usual_agenda_comes_with_one_tap(browser, console, plan, table, facilitator, code):
    browser(facilitator).post(console("usual", plan, table.pk), {"usual": code})
    made = list(Exercise.objects.filter(table=table).order_by("position"))
    assert [one.type for one in made] == [step.type for step in USUAL[code].steps]
    assert {one.phase for one in made} == {Phase.DRAFT}
    assert [one.source_id and made.index(one.source) for one in made] == [step.source for step in USUAL[code].steps]
    assert all(one.title and one.title_en and one.title != one.title_en for one in made)


def test_an_unknown_agenda_is_refused_with_a_sentence(browser, console, plan, table, facilitator, told):
    response = browser(facilitator).post(console("usual", plan, table.pk), {"usual": "all"})
    assert told(response) == ["Elige una de las agendas habituales."]
    assert not Exercise.objects.exists()


def test_an_exercise_is_taken_off_and_put_back(browser, console, plan, table, facilitator, ideas):
    address = console("exercise_withdraw", plan, ideas.pk)
    assert "Quitar" in browser(facilitator).get(address).content.decode()
    browser(facilitator).post(address, {"reason": "No hubo tiempo"})
    ideas.refresh_from_db()
    assert (ideas.is_current, ideas.state_reason) == (False, "No hubo tiempo")
    browser(facilitator).post(address, {"reason": "Sí hubo"})
    ideas.refresh_from_db()
    assert ideas.is_current


def test_withdrawing_wants_a_reason(browser, console, plan, facilitator, ideas):
    response = browser(facilitator).post(console("exercise_withdraw", plan, ideas.pk), {"reason": ""})
    assert response.status_code == 200
    assert "reason" in response.context["form"].errors
    ideas.refresh_from_db()
    assert ideas.is_current


def test_what_was_taken_off_is_at_the_end(browser, console, plan, table, facilitator, ideas):
    other = ExerciseFactory(table=table, position=99)
    records.withdraw(facilitator, ideas, reason="No hubo tiempo")
    agenda = browser(facilitator).get(console("table", plan, table.pk)).context["agenda"]
    assert [item.exercise.pk for item in agenda] == [other.pk, ideas.pk]
