"""The console of an exercise: what was said, by whom, corrections, groups, counts of votes, the log and undoing."""

from __future__ import annotations

import pytest

from factories import BallotFactory, ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.actors import SYSTEM
from rumbo.participation.enums import Act, ContributionKind, ExerciseType
from rumbo.participation.models import Contribution, Exercise
from rumbo.participation.services import grouping
from rumbo.participation.services.exercises import update_exercise

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def author(table):
    return ParticipantFactory(table=table, name="Persona que escribe", number=7)


@pytest.fixture
def said(ideas, author):
    return ContributionFactory(exercise=ideas, author=author, text="Falta agua en la colonia")


@pytest.fixture
def merging(table, ideas):
    return ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas, title="¿Qué se parece?")


def seen(browser, console, plan, person, exercise) -> str:
    return browser(person).get(console("exercise", plan, exercise.pk)).content.decode()


@pytest.mark.parametrize("type_", ExerciseType.values)
def test_every_type_has_a_console(answers, statuses, console, plan, other_axis, table, ideas, said, type_):
    exercise = ExerciseFactory(table=table, type=type_, source=ideas)
    assert answers(console("exercise", plan, exercise.pk)) == statuses(reader=200)


def test_names_are_for_who_leads_the_table(browser, console, plan, facilitator, reader, ideas, said):
    assert "Persona que escribe" in seen(browser, console, plan, facilitator, ideas)
    page = seen(browser, console, plan, reader, ideas)
    assert said.text in page
    assert "Persona que escribe" not in page


def test_what_is_hidden_is_for_who_leads_the_table(browser, console, plan, facilitator, reader, ideas, said):
    grouping.hide(SYSTEM, said, reason="Nombra a alguien")
    page = seen(browser, console, plan, facilitator, ideas)
    assert "Nombra a alguien" in page
    assert said.text in page
    assert said.text not in seen(browser, console, plan, reader, ideas)


@pytest.mark.parametrize(
    "type_", [ExerciseType.IDEAS, ExerciseType.GROUPING, ExerciseType.CAUSES, ExerciseType.OPINION]
)
def test_what_was_said_is_text(browser, console, plan, facilitator, table, ideas, type_):
    ContributionFactory(exercise=ideas, text=HOSTILE)
    exercise = ideas if type_ == ExerciseType.IDEAS else ExerciseFactory(table=table, type=type_, source=ideas)
    page = seen(browser, console, plan, facilitator, exercise)
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)" in page


def test_something_said_aloud_is_added(browser, console, plan, facilitator, ideas, author):
    address = console("exercise", plan, ideas.pk)
    form = browser(facilitator).get(address).context["form"]
    data = {"text": "Faltan parques", "number": "7", "nonce": form["nonce"].value()}
    for _twice in range(2):
        assert browser(facilitator).post(address, data).status_code == 302
    made = ideas.contributions.get()
    assert (made.text, made.authorships.get().participant) == ("Faltan parques", author)


@pytest.mark.parametrize(
    ("data", "field"),
    [({"text": ""}, "text"), ({"text": "a" * 601}, "text"), ({"text": "Parques", "number": "99"}, "number")],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(
    browser, console, plan, facilitator, ideas, data, field
):
    address = console("exercise", plan, ideas.pk)
    nonce = browser(facilitator).get(address).context["form"]["nonce"].value()
    response = browser(facilitator).post(address, {**data, "nonce": nonce})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert data["text"] in response.content.decode()
    assert not ideas.contributions.exists()


def test_adding_is_of_who_leads_the_table(answers, statuses, console, plan, other_axis, ideas):
    found = answers(console("exercise", plan, ideas.pk), {"text": ""})
    assert found == statuses(reader=403, editor=200)


def test_a_text_is_corrected_and_the_correction_undone(browser, console, plan, facilitator, ideas, said, told):
    client = browser(facilitator)
    response = client.post(console("contribution_edit", plan, said.pk), {"text": "Falta agua", "kind": said.kind})
    said.refresh_from_db()
    assert said.text == "Falta agua"
    change = ideas.table.changes.get()
    assert console("undo", plan, change.pk) in told(response)[0]
    response = client.post(console("undo", plan, change.pk), {"back": ideas.pk})
    assert response.url == console("exercise", plan, ideas.pk)
    said.refresh_from_db()
    assert said.text == "Falta agua en la colonia"


def test_it_is_hidden_with_a_reason_and_shown_again(browser, console, plan, facilitator, ideas, said):
    client, address = browser(facilitator), console("contribution_hide", plan, said.pk)
    assert "reason" in client.post(address, {"reason": ""}).context["form"].errors
    client.post(address, {"reason": "Nombra a alguien"})
    said.refresh_from_db()
    assert (said.hidden, said.hidden_reason) == (True, "Nombra a alguien")
    client.post(console("contribution_show", plan, said.pk))
    said.refresh_from_db()
    assert not said.hidden
    page = seen(browser, console, plan, facilitator, ideas)
    assert "Nombra a alguien" in page.partition('id="log"')[2]


@pytest.mark.parametrize("name", ["contribution_edit", "contribution_hide"])
def test_pages_about_a_contribution_are_of_who_leads_the_table(
    answers, statuses, console, plan, other_axis, said, name
):
    assert answers(console(name, plan, said.pk)) == statuses(reader=403, editor=200)


@pytest.mark.parametrize("name", ["contribution_show", "contribution_split"])
def test_acts_on_a_contribution_are_of_who_leads_the_table(answers, statuses, console, plan, other_axis, said, name):
    assert answers(console(name, plan, said.pk), {}) == statuses(reader=403, editor=302)


def test_things_of_another_plan_are_not_there(browser, console, plan, facilitator):
    foreign = ContributionFactory()
    _group, change = merged_elsewhere()
    client = browser(facilitator)
    assert client.get(console("exercise", plan, foreign.exercise_id)).status_code == 404
    assert client.get(console("contribution_edit", plan, foreign.pk)).status_code == 404
    assert client.post(console("undo", plan, change.pk)).status_code == 404


def merged_elsewhere():
    source = ExerciseFactory(table=TableFactory())
    exercise = ExerciseFactory(table=source.table, type=ExerciseType.GROUPING, source=source)
    return grouping.merge(SYSTEM, exercise, [ContributionFactory(exercise=source) for _n in range(2)])


def test_what_is_alike_is_proposed_side_by_side(browser, console, plan, facilitator, ideas, merging):
    texts = ("Falta agua potable", "Baches", "No hay agua potable", "Semáforos")
    made = [ContributionFactory(exercise=ideas, text=text) for text in texts]
    response = browser(facilitator).get(console("exercise", plan, merging.pk))
    assert [[one.pk for one in alike] for alike in response.context["proposed"]] == [[made[0].pk, made[2].pk]]


def test_what_is_ticked_is_merged_named_split_and_undone(browser, console, plan, facilitator, ideas, merging, told):
    made = [ContributionFactory(exercise=ideas) for _n in range(3)]
    client = browser(facilitator)
    response = client.post(
        console("merge", plan, merging.pk), {"one": [made[0].pk, made[1].pk], "name": "Agua para todos"}
    )
    group = Contribution.objects.get(is_group=True)
    assert (group.text, group.members.count()) == ("Agua para todos", 2)
    assert "Deshacer" in told(response)[0]
    client.post(
        console("contribution_edit", plan, group.pk) + f"?exercise={merging.pk}",
        {"text": "Agua", "kind": ContributionKind.OBJECTIVE, "exercise": merging.pk},
    )
    response = client.post(console("contribution_split", plan, made[0].pk), {"exercise": merging.pk})
    assert response.url.partition("#")[0] == console("exercise", plan, merging.pk)
    group.refresh_from_db()
    assert (group.text, group.kind, group.members.count()) == ("Agua", ContributionKind.OBJECTIVE, 1)
    last = merging.table.changes.first()
    client.post(console("undo", plan, last.pk), {"back": merging.pk})
    assert group.members.count() == 2
    assert merging.table.changes.first().act == Act.UNDONE


@pytest.mark.parametrize("ticked", [[], ["x"], ["0"], ["99999999999999999999"]])
def test_merging_nothing_is_refused_with_a_sentence(
    browser, console, plan, facilitator, ideas, merging, told, ticked
):
    response = browser(facilitator).post(console("merge", plan, merging.pk), {"one": ticked})
    assert response.status_code == 302
    assert "al menos dos" in told(response)[0]


def test_merging_is_of_who_leads_the_table(answers, statuses, console, plan, other_axis, merging):
    assert answers(console("merge", plan, merging.pk), {}) == statuses(reader=403, editor=302)


def test_votes_are_counted_and_never_said_of_whom(browser, console, plan, facilitator, table, author):
    opinion = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    item = ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT, text="Hay que medir")
    for voter, value in (("a", 1), ("b", 1), ("c", -1), ("d", 0)):
        BallotFactory(exercise=opinion, item=item, voter=voter, value=value)
    response = browser(facilitator).get(console("exercise", plan, opinion.pk))
    assert response.context["tallies"] == [(item, 4)]
    assert response.context["voters"] == 4
    votes = response.content.decode().partition('id="votes"')[2].partition("</section>")[0]
    assert author.name not in votes


def test_causes_stand_under_their_problems(browser, console, plan, facilitator, table, ideas):
    exercise = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas)
    problem, hidden = ContributionFactory(exercise=ideas), ContributionFactory(exercise=ideas)
    cause = ContributionFactory(exercise=exercise, parent=problem, kind=ContributionKind.CAUSE)
    lost = ContributionFactory(exercise=exercise, parent=hidden, kind=ContributionKind.CAUSE)
    grouping.hide(SYSTEM, hidden, reason="No viene al caso")
    response = browser(facilitator).get(console("exercise", plan, exercise.pk))
    assert response.context["problems"] == [(problem, [cause])]
    assert response.context["astray"] == [lost]


def test_causes_of_merged_problems_stand_under_the_group(browser, console, plan, facilitator, table, ideas, merging):
    problems = [ContributionFactory(exercise=ideas) for _n in range(2)]
    exercise = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=merging)
    cause = ContributionFactory(exercise=exercise, parent=problems[0], kind=ContributionKind.CAUSE)
    group, _change = grouping.merge(SYSTEM, merging, problems)
    response = browser(facilitator).get(console("exercise", plan, exercise.pk))
    assert response.context["problems"] == [(group, [cause])]


@pytest.mark.parametrize(
    "type_", [ExerciseType.IDEAS, ExerciseType.GROUPING, ExerciseType.CAUSES, ExerciseType.OPINION]
)
def test_it_costs_the_same_whatever_was_said(
    browser, console, plan, facilitator, table, ideas, type_, django_assert_max_num_queries
):
    exercise = ideas if type_ == ExerciseType.IDEAS else ExerciseFactory(table=table, type=type_, source=ideas)

    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            browser(facilitator).get(console("exercise", plan, exercise.pk))
        return len(counted.captured_queries)

    def add(number):
        for _n in range(number):
            one = ContributionFactory(exercise=ideas, author=ParticipantFactory(table=table))
            if type_ == ExerciseType.CAUSES:
                ContributionFactory(exercise=exercise, parent=one, author=ParticipantFactory(table=table))
            if type_ == ExerciseType.GROUPING:
                pair = [ContributionFactory(exercise=ideas) for _two in range(2)]
                grouping.merge(SYSTEM, exercise, pair)
            if type_ == ExerciseType.OPINION:
                BallotFactory(exercise=exercise, item=one)
            grouping.rename(SYSTEM, one, "Otra cosa") if type_ == ExerciseType.IDEAS else None

    add(3)
    few = queries()
    add(15)
    assert queries() == few


def test_the_log_of_the_table_says_who_when_what_and_why(browser, console, plan, facilitator, ideas, said):
    grouping.hide(facilitator, said, reason="Nombra a alguien")
    page = browser(facilitator).get(console("changes", plan, ideas.table_id)).content.decode()
    assert str(facilitator) in page
    assert "Nombra a alguien" in page
    assert said.text in page


def test_the_log_is_of_who_leads_the_table(answers, statuses, console, plan, other_axis, ideas):
    assert answers(console("changes", plan, ideas.table_id)) == statuses(reader=403, editor=200)


def test_a_refused_undoing_says_why(browser, console, plan, facilitator, ideas, said, told):
    change = grouping.rename(facilitator, said, "Uno")
    grouping.rename(facilitator, said, "Dos")
    response = browser(facilitator).post(console("undo", plan, change.pk))
    assert response.url == console("changes", plan, ideas.table_id)
    assert told(response)
    said.refresh_from_db()
    assert said.text == "Dos"


def form_of(exercise, **changes):
    settings = {name: value for name, value in exercise.settings.items() if value is not False}
    data = {"version": exercise.version, "title": exercise.title, "text": exercise.text, **settings}
    return {**data, **changes}


def test_an_exercise_is_put_on_the_agenda(browser, console, plan, table, facilitator, ideas):
    address = console("exercise_new", plan, table.pk)
    page = browser(facilitator).get(address).content.decode()
    assert all(f"?type={one}" in page for one in ExerciseType.values)
    data = {
        "title": "¿Qué importa más?",
        "text": "Reparte tus puntos.",
        "source": ideas.pk,
        "scale": "points",
        "points": 7,
    }
    assert browser(facilitator).post(f"{address}?type=importance", data).status_code == 302
    made = Exercise.objects.get(type=ExerciseType.IMPORTANCE)
    assert (made.title, made.source, made.settings) == (data["title"], ideas, {"scale": "points", "points": 7})


@pytest.mark.parametrize("type_", ExerciseType.values)
def test_every_type_has_a_form(answers, statuses, console, plan, other_axis, table, type_):
    found = answers(console("exercise_new", plan, table.pk) + f"?type={type_}")
    assert found == statuses(reader=403, editor=200)


def test_sources_are_of_the_same_axis_and_process(browser, console, plan, table, facilitator, ideas, other_axis):
    near = TableFactory(axis=table.axis, workshop__stage=table.workshop.stage)
    earlier = ExerciseFactory(table=near)
    ContributionFactory(exercise=earlier)
    ExerciseFactory(table=near)
    for other in (TableFactory(axis=other_axis, workshop=table.workshop), TableFactory(axis=table.axis)):
        ContributionFactory(exercise=ExerciseFactory(table=other))
    page = browser(facilitator).get(console("exercise_new", plan, table.pk) + "?type=grouping")
    found = page.context["forms"][0].fields["source"].queryset
    assert set(found) == {ideas, earlier}


@pytest.mark.parametrize(
    ("type_", "wrong"),
    [("ideas", {"title": ""}), ("ideas", {"limit": 0}), ("ideas", {"kind": "x"}), ("grouping", {"source": 0})],
)
def test_a_wrong_exercise_is_told_beside_its_field(browser, console, plan, table, facilitator, ideas, type_, wrong):
    data = {"title": "¿Qué problemas hay?", "kind": "problem", "limit": 5, "source": ideas.pk, **wrong}
    response = browser(facilitator).post(console("exercise_new", plan, table.pk) + f"?type={type_}", data)
    assert response.status_code == 200
    assert [name for form in response.context["forms"] for name in form.errors] == list(wrong)
    assert Exercise.objects.get() == ideas


def test_an_exercise_is_changed(browser, console, plan, table, facilitator, ideas):
    response = browser(facilitator).post(
        console("exercise_edit", plan, ideas.pk), form_of(ideas, title="¿Qué falta?", limit=3)
    )
    assert response.status_code == 302
    ideas.refresh_from_db()
    assert (ideas.title, ideas.settings["limit"]) == ("¿Qué falta?", 3)


def test_when_two_edit_it_both_texts_are_there(browser, console, plan, facilitator, ideas):
    data = form_of(ideas, title="Lo mío")
    update_exercise(SYSTEM, ideas, {"title": "Lo de alguien más"})
    response = browser(facilitator).post(console("exercise_edit", plan, ideas.pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Lo mío" in page
    assert "Lo de alguien más" in page
    again = {**data, "version": response.context["forms"][0]["version"].value()}
    assert browser(facilitator).post(console("exercise_edit", plan, ideas.pk), again).status_code == 302
    ideas.refresh_from_db()
    assert ideas.title == "Lo mío"


def test_what_people_answered_keeps_its_rules(browser, console, plan, facilitator, ideas, said):
    response = browser(facilitator).post(console("exercise_edit", plan, ideas.pk), form_of(ideas, kind="vision"))
    assert "Ya hubo respuestas" in response.content.decode()
