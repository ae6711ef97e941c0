"""The page of a participant's phone: what is open, what is one's own, and nothing of anybody else's."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache, caches
from django.urls import reverse

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.actors import SYSTEM
from rumbo.participation import tokens
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase, Scale
from rumbo.participation.exercises.opinion.phone import context as opinion_context
from rumbo.participation.models import Authorship, Ballot, Contribution
from rumbo.participation.queries.live import current_exercise, phone_version
from rumbo.participation.services import exercises as agenda
from rumbo.participation.services.ballots import Sheet, cast
from rumbo.participation.services.grouping import hide, merge
from rumbo.participation.web.phone import MAKING


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    caches["results"].clear()


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table, name="Ana Nopal")


@pytest.fixture
def phone(client, participant, table):
    client.cookies[tokens.COOKIE] = tokens.session_token(participant.pk, table.pk)
    return client


@pytest.fixture
def ideas(table):
    return ExerciseFactory(table=table, title="¿Qué problemas hay?")


@pytest.fixture
def opinion(table):
    return ExerciseFactory(table=table, type=ExerciseType.OPINION)


@pytest.fixture
def statements(opinion):
    return [
        ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT, text=f"Afirmación {n}")
        for n in range(6)
    ]


def importance(table, source, scale, points=10):
    settings = {"scale": scale, "points": points}
    return ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=source, settings=settings)


def close(exercise):
    exercise.phase = Phase.CLOSED
    exercise.save()


def page(phone, address="/taller/", status=200) -> str:
    answer = phone.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_nothing_is_open_yet(phone, ideas):
    ideas.phase = Phase.DRAFT
    ideas.save()
    text = page(phone)
    assert "Espera" in text
    assert ideas.title not in text


def test_the_open_exercise_is_shown(phone, ideas, table):
    text = page(phone)
    assert ideas.title in text
    assert table.title in text


@pytest.mark.parametrize("cookie", ["", "1.1", "1.1:forged", "x" * 5000])
def test_without_a_valid_session_it_says_how_to_come_in(client, ideas, cookie):
    client.cookies[tokens.COOKIE] = cookie
    text = page(client, status=403)
    assert reverse("live:enter") in text
    assert ideas.title not in text
    assert client.get("/taller/estado/").status_code == 403
    assert client.post("/taller/", {"act": "say"}).status_code == 403


def test_who_was_taken_off_the_list_sees_no_more(phone, participant, ideas):
    participant.left = True
    participant.save()
    assert ideas.title not in page(phone, status=403)
    assert phone.get("/taller/estado/").status_code == 403


def test_a_session_of_another_table_is_none(client, participant, table, ideas):
    other = TableFactory(axis=table.axis)
    client.cookies[tokens.COOKIE] = tokens.session_token(participant.pk, other.pk)
    page(client, status=403)


def test_ones_own_ideas_come_first_and_no_name_is_shown(phone, ideas, participant, table):
    other = ParticipantFactory(table=table, name="Berta Sotol", organization="Ejido Norte")
    theirs = ContributionFactory(exercise=ideas, author=other, text="La de otra persona")
    ContributionFactory(exercise=ideas, author=participant, text="La mía")
    Authorship.objects.create(contribution=theirs, participant=ParticipantFactory(table=table))
    text = page(phone)
    assert text.index("La mía") < text.index("La de otra persona")
    assert not any(name in text for name in ("Ana Nopal", "Berta", "Ejido Norte"))
    assert "data-people>2<" in text


def test_what_is_hidden_or_merged_away_is_not_shown(phone, ideas, table, facilitator):
    hidden = ContributionFactory(exercise=ideas, text="Un insulto")
    hide(facilitator, hidden, reason="Ofende")
    merged = [ContributionFactory(exercise=ideas, text=f"Parecida {n}") for n in range(2)]
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas, phase=Phase.DRAFT)
    merge(facilitator, grouping, merged)
    text = page(phone)
    assert "insulto" not in text
    assert "Parecida" not in text


@pytest.mark.parametrize("kind", ExerciseType.values)
def test_html_is_text_in_every_exercise(phone, table, participant, kind):
    nasty = "<script>alert(1)</script><a href=//evil.example>x</a>"
    source = ExerciseFactory(table=table, phase=Phase.CLOSED)
    exercise = ExerciseFactory(
        table=table, type=kind, title=nasty, text=nasty, source=None if kind == "ideas" else source
    )
    made = ContributionFactory(
        exercise=exercise if kind == "ideas" else source, text=nasty, details={"problem": nasty}
    )
    if kind == "causes":
        ContributionFactory(exercise=exercise, parent=made, text=nasty, kind="cause")
    text = page(phone)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<a href=//evil" not in text


def test_causes_stand_under_their_problem_also_when_it_was_merged(phone, table, facilitator, ideas):
    first, second = (ContributionFactory(exercise=ideas, text=f"Problema {n}") for n in range(2))
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas, phase=Phase.CLOSED)
    close(ideas)
    causes = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=grouping)
    ContributionFactory(exercise=causes, parent=first, text="Fugas", kind="cause")
    merge(facilitator, grouping, [first, second], "Falta agua")
    text = page(phone)
    assert "Problema 0" not in text
    assert text.index("Falta agua") < text.index("Fugas")


def test_groups_show_their_members_and_which_are_ones_own(phone, table, facilitator, participant, ideas):
    own = ContributionFactory(exercise=ideas, text="La mía", author=participant)
    other = ContributionFactory(exercise=ideas, text="Otra")
    close(ideas)
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas)
    merge(facilitator, grouping, [own, other], "El grupo")
    text = page(phone)
    assert text.index("El grupo") < text.index("La mía") < text.index("Lo tuyo")
    assert text.count("Lo tuyo") == 1


def test_less_seen_statements_come_first_and_each_has_an_order_of_their_own(table, opinion, statements, participant):
    people = [ParticipantFactory(table=table) for _n in range(12)]
    cast([Sheet(people[0].pk, opinion.pk, dict.fromkeys([one.pk for one in statements[:3]], 1), 1)])
    orders = [[one.pk for one in opinion_context(opinion, who)["waiting"]] for who in people[1:]]
    seen = {one.pk for one in statements[:3]}
    assert all(not seen & set(order[:3]) and seen == set(order[3:]) for order in orders)
    assert len({tuple(order) for order in orders}) > 1
    assert orders[0] == [one.pk for one in opinion_context(opinion, people[1])["waiting"]]


def test_what_was_answered_is_in_the_list_of_ones_answers(phone, participant, opinion, statements):
    cast([Sheet(participant.pk, opinion.pk, {statements[2].pk: -1}, 4)])
    text = page(phone)
    assert f'id="o-{statements[2].pk}" data-mine="-1"' in text
    assert 'data-revision="4"' in text
    assert '<progress value="1" max="6"' in text
    assert text.count(" hidden>") >= 4


def test_statements_are_added_only_where_the_exercise_says_so(phone, opinion, statements):
    assert "Agregar una afirmación" not in page(phone)
    opinion.settings = {"people_add": True}
    opinion.save()
    assert "Agregar una afirmación" in page(phone)


@pytest.mark.parametrize(
    ("scale", "values", "shown"),
    [
        (Scale.RATING, [5, 1], 'value="5" checked'),
        (Scale.POINTS, [7, 2], "data-left-points>1<"),
        (Scale.RANKING, [2, 1], "Tu orden está guardado"),
    ],
)
def test_what_was_judged_is_shown_as_saved(phone, participant, table, ideas, scale, values, shown):
    items = [ContributionFactory(exercise=ideas) for _n in range(2)]
    close(ideas)
    exercise = importance(table, ideas, scale)
    assert "data-saved hidden" in page(phone)
    cast([Sheet(participant.pk, exercise.pk, {one.pk: n for one, n in zip(items, values, strict=True)}, 1)])
    text = page(phone)
    assert shown in text
    assert "data-saved hidden" not in text
    if scale == Scale.RANKING:
        assert text.index(f'id="i-{items[1].pk}"') < text.index(f'id="i-{items[0].pk}"')


def test_forms_work_without_scripts(phone, table, participant, ideas):
    form = {"act": "say", "exercise": ideas.pk, "text": "Falta agua", "nonce": str(uuid.uuid4())}
    assert phone.post("/taller/", form).headers["Location"] == "/taller/"
    phone.post("/taller/", form)
    (made,) = Contribution.objects.all()
    other = ContributionFactory(exercise=ideas)
    phone.post("/taller/", {"act": "same", "exercise": ideas.pk, "contribution": other.pk, "mine": "1"})
    assert set(Authorship.objects.values_list("contribution", flat=True)) == {made.pk, other.pk}
    assert "Se guardó" in page(phone)


def test_votes_work_without_scripts_and_minds_may_change(phone, opinion, statements):
    form = {"act": "vote", "exercise": opinion.pk}
    for value in (1, -1):
        phone.post("/taller/", form | {f"v-{statements[0].pk}": value})
    assert [one.value for one in Ballot.objects.all()] == [-1]


def test_an_order_is_moved_without_scripts(phone, table, ideas):
    first, second = (ContributionFactory(exercise=ideas).pk for _n in range(2))
    close(ideas)
    exercise = importance(table, ideas, Scale.RANKING)
    form = {"act": "vote", "exercise": exercise.pk, f"v-{first}": 1, f"v-{second}": 2}
    phone.post("/taller/", form | {"up": second})
    assert {one.item_id: one.value for one in Ballot.objects.all()} == {first: 2, second: 1}
    phone.post("/taller/", form | {"down": second})
    assert {one.item_id: one.value for one in Ballot.objects.all()} == {first: 1, second: 2}


def test_what_was_typed_is_not_lost_when_it_is_refused(phone, ideas):
    form = {"act": "say", "exercise": ideas.pk, "text": "x" * 601, "nonce": str(uuid.uuid4())}
    answer = phone.post("/taller/", form)
    assert answer.status_code == 409
    assert "x" * 601 in answer.content.decode()
    assert "601" in answer.content.decode()


def test_both_texts_of_a_part_are_shown_without_scripts_too(phone, table):
    profile = ExerciseFactory(table=table, type=ExerciseType.PROFILE)
    form = {"act": "part", "exercise": profile.pk, "part": "problem", "seen": ""}
    phone.post("/taller/", form | {"text": "Falta agua"})
    text = phone.post("/taller/", form | {"text": "Hay fugas"}).content.decode()
    assert "Falta agua" in text
    assert "Hay fugas" in text


@pytest.mark.parametrize(
    "form",
    [{}, {"act": "say"}, {"act": "vote", "exercise": "x"}, {"exercise": "9" * 400}, {"act": "vote", "v-x": "1"}],
)
def test_a_broken_form_gets_a_sentence(phone, ideas, form):
    assert phone.post("/taller/", form).status_code == 409
    assert phone.post("/taller/", {"exercise": ideas.pk} | form).status_code == 409


def test_results_appear_only_when_they_are_shown(phone, opinion, statements, facilitator):
    close(opinion)
    assert 'id="results-title"' not in page(phone)
    agenda.show_results(facilitator, opinion)
    assert 'id="results-title"' in page(phone)


def test_a_whole_room_that_asks_at_once_makes_the_results_once(phone, opinion, statements, facilitator):
    close(opinion)
    agenda.show_results(facilitator, opinion)
    with MAKING:
        text = page(phone)
    assert "Se están contando" in text
    assert 'data-version=""' in text
    assert "Se están contando" not in page(phone)


def test_the_table_is_at_what_is_open_else_at_what_was_touched_last(table, facilitator, ideas, opinion):
    close(ideas)
    close(opinion)
    assert current_exercise(table.pk) == opinion
    agenda.show_results(facilitator, ideas)
    assert current_exercise(table.pk) == ideas
    agenda.open_exercise(facilitator, opinion)
    agenda.show_results(facilitator, ideas, shown=False)
    assert current_exercise(table.pk) == opinion


def test_an_unchanged_page_costs_one_query_and_no_bytes(phone, ideas, table, django_assert_num_queries):
    version = phone_version(table.pk)
    with django_assert_num_queries(1):
        answer = phone.get("/taller/estado/", {"v": version})
    assert (answer.status_code, answer.content) == (204, b"")
    with django_assert_num_queries(0):
        assert phone.get("/taller/estado/", {"v": version}).status_code == 204


def test_a_changed_page_is_sent_as_a_part(phone, ideas, table):
    version = phone_version(table.pk)
    ContributionFactory(exercise=ideas, text="Recién dicha")
    text = page(phone, f"/taller/estado/?v={version}")
    assert "Recién dicha" in text
    assert "<html" not in text
    assert f'data-version="{phone_version(table.pk)}"' in text


def test_whatever_a_phone_shows_changes_the_version(table, facilitator, participant):
    ideas = ExerciseFactory(table=table, phase=Phase.DRAFT)
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas, phase=Phase.DRAFT)
    made = [ContributionFactory(exercise=ideas) for _n in range(2)]
    seen = [phone_version(table.pk)]
    for change in (
        lambda: agenda.open_exercise(facilitator, ideas),
        lambda: ContributionFactory(exercise=ideas),
        lambda: Authorship.objects.create(contribution=made[0], participant=participant),
        lambda: Authorship.objects.all().delete(),
        lambda: hide(facilitator, made[0], reason="Se repite"),
        lambda: agenda.show_results(facilitator, ideas),
        lambda: merge(facilitator, grouping, [made[1], ContributionFactory(exercise=ideas)]),
    ):
        change()
        assert phone_version(table.pk) != seen[-1]
        seen.append(phone_version(table.pk))


def test_answers_of_others_do_not_change_the_version(table, participant, opinion, statements):
    before = phone_version(table.pk)
    cast([Sheet(participant.pk, opinion.pk, {statements[0].pk: 1}, 1)])
    assert phone_version(table.pk) == before


def test_the_own_link_is_always_at_hand(phone, participant, ideas):
    assert tokens.link_token(participant.pk) in page(phone)
    assert page(phone, "/taller/?nuevo=1").count(tokens.link_token(participant.pk)) > page(phone).count(
        tokens.link_token(participant.pk)
    )


@pytest.mark.parametrize("kind", ExerciseType.values)
def test_a_page_costs_the_same_for_three_and_for_thirty(
    phone, table, participant, kind, django_assert_max_num_queries, facilitator
):
    source = ExerciseFactory(table=table, phase=Phase.CLOSED)
    own = kind in ("ideas", "opinion")
    exercise = ExerciseFactory(table=table, type=kind, source=None if kind == "ideas" else source)
    for _n in range(30):
        made = ContributionFactory(exercise=exercise if own else source, author=ParticipantFactory(table=table))
        if kind == "causes":
            ContributionFactory(exercise=exercise, parent=made, kind="cause", author=participant)
    with django_assert_max_num_queries(11):
        page(phone)


@pytest.mark.parametrize("type_", [ExerciseType.IDEAS, ExerciseType.CAUSES, ExerciseType.GROUPING])
def test_results_do_not_repeat_the_list_while_it_grows(phone, table, type_):
    source = ExerciseFactory(
        table=table,
        phase=Phase.CLOSED,
    )
    exercise = ExerciseFactory(table=table, type=type_, source=source, results_shown=True)
    assert "results-title" not in phone.get(reverse("live:phone")).content.decode()
    agenda.close_exercise(SYSTEM, exercise)
    assert "results-title" in phone.get(reverse("live:phone")).content.decode()
