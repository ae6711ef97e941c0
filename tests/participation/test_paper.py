"""Entering from paper: texts one after another, and numbered ballots."""

from __future__ import annotations

import pytest

from factories import BallotFactory, ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.core.actors import SYSTEM
from rumbo.participation.enums import ContributionKind, ExerciseType, Scale
from rumbo.participation.models import Ballot
from rumbo.participation.queries.sheets import entered, sheet
from rumbo.participation.services.ballots import enter_sheet


@pytest.fixture
def opinion(table):
    made = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    made.items = [ContributionFactory(exercise=made, kind=ContributionKind.STATEMENT).pk for _n in range(3)]
    return made


@pytest.fixture
def importance(table, ideas):
    made = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=ideas)
    made.items = [ContributionFactory(exercise=ideas).pk for _n in range(3)]
    return made


@pytest.fixture
def page(browser, console, plan, facilitator):
    """Ask for the page of an exercise, or send it what was typed."""

    def ask(exercise, data=None, **query):
        address = console("paper", plan, exercise.pk)
        client = browser(facilitator)
        return client.get(address, query) if data is None else client.post(address, data)

    return ask


def typed(number, exercise, *answers) -> dict[str, object]:
    return {"number": number, **{f"item-{pk}": a for pk, a in zip(exercise.items, answers, strict=False)}}


def test_it_is_of_who_leads_the_table(answers, statuses, console, plan, other_axis, ideas, opinion):
    for exercise in (ideas, opinion):
        assert answers(console("paper", plan, exercise.pk)) == statuses(reader=403, editor=200)


@pytest.mark.parametrize("type_", [ExerciseType.GROUPING])
def test_some_exercises_are_not_entered_from_paper(page, table, ideas, type_):
    assert page(ExerciseFactory(table=table, type=type_, source=ideas)).status_code == 404


def test_one_text_after_another(page, ideas, table):
    person = ParticipantFactory(table=table, number=4)
    nonce = page(ideas).context["form"]["nonce"].value()
    response = page(ideas, {"text": "Falta agua", "number": "4", "nonce": nonce})
    assert response.url.endswith("papel/?number=4")
    made = ideas.contributions.get()
    assert (made.text, made.authorships.get().participant) == ("Falta agua", person)
    again = page(ideas, number=4)
    assert again.context["form"]["number"].value() == "4"
    assert again.context["form"]["nonce"].value() != nonce
    assert "Falta agua" in again.content.decode()


def test_causes_name_their_problem_by_its_number(page, ideas, table):
    causes = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas)
    problems = [ContributionFactory(exercise=ideas) for _n in range(2)]
    nonce = page(causes).context["form"]["nonce"].value()
    response = page(causes, {"text": "Fugas", "parent": "2", "nonce": nonce})
    assert response.url.endswith("?parent=2")
    assert causes.contributions.get().parent == problems[1]
    wrong = page(causes, {"text": "Pozos", "parent": "3", "nonce": nonce})
    assert list(wrong.context["form"].errors) == ["parent"]
    assert "Pozos" in wrong.content.decode()


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(page, ideas):
    nonce = page(ideas).context["form"]["nonce"].value()
    response = page(ideas, {"text": "Falta agua", "number": "99", "nonce": nonce})
    assert response.status_code == 200
    assert "99" in response.context["form"].errors["number"][0]
    assert "Falta agua" in response.content.decode()
    assert not ideas.contributions.exists()


@pytest.mark.parametrize(
    ("keys", "values"),
    [(("a", "d", "p"), [1, -1, 0]), (("1", "2", "3"), [1, -1, 0]), (("A", "", "acuerdo"), [1, None, 1])],
)
def test_opinions_are_typed_with_one_key(page, opinion, keys, values):
    response = page(opinion, typed(3, opinion, *keys))
    assert response.url.endswith("?hoja=4")
    assert sheet(opinion, 3) == {pk: v for pk, v in zip(opinion.items, values, strict=True) if v is not None}


def test_a_sheet_is_shown_corrected_and_taken_out(page, opinion):
    enter_sheet(SYSTEM, opinion, 2, dict(zip(opinion.items, (1, -1, 0), strict=True)))
    form = page(opinion, hoja=2).context["form"]
    assert [line.value() for line in form.lines()] == ["a", "d", "p"]
    page(opinion, typed(2, opinion, "d"))
    assert sheet(opinion, 2) == {opinion.items[0]: -1}
    page(opinion, {"remove": "2"})
    assert not Ballot.objects.exists()


def test_it_goes_on_after_the_last_sheet(page, opinion):
    assert page(opinion).context["number"] == 1
    for number in (1, 2, 7):
        enter_sheet(SYSTEM, opinion, number, {opinion.items[0]: 1})
    response = page(opinion)
    assert (response.context["number"], response.context["entered"]) == (8, [1, 2, 7])


def test_votes_of_phones_are_no_sheets(page, opinion):
    BallotFactory(exercise=opinion)
    assert entered(opinion) == []


@pytest.mark.parametrize("number", ["41", "0", "-1", "", "x", "9" * 40])
def test_a_wrong_number_is_told_and_nothing_typed_is_lost(page, opinion, number):
    response = page(opinion, typed(number, opinion, "a", "d"))
    assert list(response.context["form"].errors) == ["number"]
    assert [line.value() for line in response.context["form"].lines()][:2] == ["a", "d"]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("answer", ["x", "5", "<b>"])
def test_a_wrong_answer_is_told_beside_it(page, opinion, answer):
    form = page(opinion, typed(1, opinion, "a", answer)).context["form"]
    assert list(form.errors) == [f"item-{opinion.items[1]}"]
    assert not Ballot.objects.exists()


def test_an_empty_sheet_is_told(page, opinion):
    response = page(opinion, typed(1, opinion))
    assert response.context["form"].non_field_errors()


@pytest.mark.parametrize("hoja", ["0", "41", "x", "9" * 40])
def test_a_strange_address_begins_at_the_next_sheet(page, opinion, hoja):
    assert page(opinion, hoja=hoja).context["number"] == 1


@pytest.mark.parametrize(
    ("scale", "answers", "right"),
    [
        (Scale.RATING, ("5", "1", ""), True),
        (Scale.RATING, ("6", "", ""), False),
        (Scale.POINTS, ("7", "3", "0"), True),
        (Scale.POINTS, ("7", "4", "0"), False),
        (Scale.RANKING, ("2", "1", "3"), True),
        (Scale.RANKING, ("1", "1", "3"), False),
        (Scale.RANKING, ("1", "2", ""), False),
    ],
)
def test_importance_is_typed_as_its_scale_wants(page, importance, scale, answers, right):
    importance.settings = {"scale": scale, "points": 10}
    importance.save()
    response = page(importance, typed(1, importance, *answers))
    assert (response.status_code == 302) is right
    assert Ballot.objects.exists() is right
    if not right:
        form = response.context["form"]
        assert form.errors
        assert [line.value() for line in form.lines()] == list(answers)
