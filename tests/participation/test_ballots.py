from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.errors import Refused
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase, Scale
from rumbo.participation.models import Ballot, Contribution
from rumbo.participation.pseudonyms import voter
from rumbo.participation.services.ballots import LAST_REVISION, Sheet, cast, enter_sheet


@pytest.fixture
def opinion(table):
    return ExerciseFactory(table=table, type=ExerciseType.OPINION)


@pytest.fixture
def statements(opinion):
    return [ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT) for _n in range(3)]


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table)


def sheet(participant, exercise, values, revision=1) -> Sheet:
    return Sheet(participant.pk, exercise.pk, values, revision)


def stored(exercise) -> dict[tuple[str, int], int]:
    return {(b.voter, b.item_id): b.value for b in Ballot.objects.filter(exercise=exercise)}


def test_an_answer_is_stored_under_a_pseudonym_that_holds_no_person(participant, opinion, statements):
    assert cast([sheet(participant, opinion, {statements[0].pk: 1})]) == [""]
    (ballot,) = Ballot.objects.all()
    assert (ballot.item_id, ballot.value) == (statements[0].pk, 1)
    assert ballot.voter == voter(opinion.pk, participant.pk)


@pytest.mark.django_db
def test_the_table_of_answers_has_no_column_that_could_name_anybody():
    with connection.cursor() as cursor:
        columns = {c.name for c in connection.introspection.get_table_description(cursor, Ballot._meta.db_table)}
    assert columns == {"id", "exercise_id", "voter", "item_id", "value", "revision"}


@pytest.mark.django_db
def test_the_database_alone_cannot_lead_from_an_answer_to_a_person(participant, opinion, statements, settings):
    cast([sheet(participant, opinion, {statements[0].pk: 1})])
    settings.SECRET_KEY = "another secret that somebody with a copy of the database might try"
    assert not Ballot.objects.filter(voter=voter(opinion.pk, participant.pk)).exists()


def test_a_persons_pseudonyms_differ_between_exercises(participant, opinion):
    assert voter(opinion.pk, participant.pk) != voter(opinion.pk + 1, participant.pk)


def test_sending_again_changes_nothing(participant, opinion, statements):
    once = sheet(participant, opinion, {statements[0].pk: 1})
    cast([once])
    before = list(Ballot.objects.values())
    assert cast([once, once]) == ["", ""]
    assert list(Ballot.objects.values()) == before


def test_the_last_change_of_mind_counts_whatever_arrives_first(participant, opinion, statements):
    item = statements[0].pk
    cast([sheet(participant, opinion, {item: -1}, revision=2)])
    assert cast([sheet(participant, opinion, {item: 1}, revision=1)]) == [""]
    assert list(stored(opinion).values()) == [-1]


def test_many_are_judged_each_on_its_own(table, participant, opinion, statements):
    stranger = ParticipantFactory(table=TableFactory(axis=table.axis))
    answers = cast(
        [
            sheet(participant, opinion, {statements[0].pk: 1}),
            sheet(stranger, opinion, {statements[0].pk: 1}),
            sheet(participant, opinion, {statements[1].pk: 5}),
        ]
    )
    assert answers[0] == ""
    assert "otra mesa" in answers[1]
    assert "de acuerdo" in answers[2]
    assert list(stored(opinion).values()) == [1]


@pytest.mark.parametrize(("phase", "word"), [(Phase.DRAFT, "todavía no"), (Phase.CLOSED, "cerrado")])
def test_only_an_open_exercise_takes_answers(participant, opinion, statements, phase, word):
    opinion.phase = phase
    opinion.save()
    (refusal,) = cast([sheet(participant, opinion, {statements[0].pk: 1})])
    assert word in refusal
    assert not Ballot.objects.exists()


def test_what_is_not_asked_takes_no_answer(participant, opinion, statements):
    hidden = ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT, hidden=True)
    foreign = ContributionFactory()
    assert all(cast([sheet(participant, opinion, {one.pk: 1}) for one in (hidden, foreign)]))
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("revision", [0, -1, LAST_REVISION + 1])
def test_a_revision_out_of_range_is_refused(participant, opinion, statements, revision):
    assert cast([sheet(participant, opinion, {statements[0].pk: 1}, revision)]) != [""]


def test_somebody_taken_off_the_list_votes_no_more(participant, opinion, statements):
    participant.left = True
    participant.save()
    assert cast([sheet(participant, opinion, {statements[0].pk: 1})]) != [""]


def test_an_unknown_exercise_or_participant_is_refused(participant, opinion, statements):
    item = {statements[0].pk: 1}
    assert all(cast([Sheet(participant.pk, 10**9, item, 1), Sheet(10**9, opinion.pk, item, 1)]))


@pytest.fixture
def importance(table):
    source = ExerciseFactory(table=table, phase=Phase.CLOSED)
    made = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=source)
    made.things = [ContributionFactory(exercise=source).pk for _n in range(3)]
    return made


def use(exercise, scale):
    exercise.settings = {"scale": scale, "points": 10}
    exercise.save()


@pytest.mark.parametrize(
    ("scale", "values", "right"),
    [
        (Scale.RATING, [5], True),
        (Scale.RATING, [0], False),
        (Scale.RATING, [6], False),
        (Scale.POINTS, [7, 3, 0], True),
        (Scale.POINTS, [7, 3, 1], False),
        (Scale.POINTS, [11, -1, 0], False),
        (Scale.RANKING, [2, 1, 3], True),
        (Scale.RANKING, [1, 2], False),
        (Scale.RANKING, [1, 1, 2], False),
        (Scale.RANKING, [0, 1, 2], False),
    ],
)
def test_importance_takes_what_fits_its_scale(participant, importance, scale, values, right):
    use(importance, scale)
    answer = dict(zip(importance.things, values, strict=False))
    assert (cast([sheet(participant, importance, answer)]) == [""]) is right
    assert Ballot.objects.count() == (len(values) if right else 0)


@pytest.mark.parametrize("late", [False, True])
def test_points_never_add_up_to_more_than_there_are_whatever_is_hidden_in_between(participant, table, late):
    ideas = ExerciseFactory(table=table)
    points = ExerciseFactory(
        table=table, type=ExerciseType.IMPORTANCE, source=ideas, settings={"scale": Scale.POINTS, "points": 10}
    )
    one, other = (ContributionFactory(exercise=ideas) for _n in range(2))
    Contribution.objects.filter(pk=other.pk).update(hidden=True)
    assert cast([sheet(participant, points, {one.pk: 10}, 5)]) == [""]
    Contribution.objects.update(hidden=False)
    Contribution.objects.filter(pk=one.pk).update(hidden=True)
    assert cast([sheet(participant, points, {other.pk: 10}, 4 if late else 6)]) == [""]
    Contribution.objects.update(hidden=False)
    mine = voter(points.pk, participant.pk)
    kept = {(mine, one.pk): 10} if late else {(mine, one.pk): 0, (mine, other.pk): 10}
    assert stored(points) == kept


def test_a_paper_ballot_is_entered_replaced_and_taken_out(facilitator, opinion, statements):
    first, second = statements[0].pk, statements[1].pk
    enter_sheet(facilitator, opinion, 7, {first: 1, second: -1})
    enter_sheet(facilitator, opinion, 7, {first: 0})
    assert [(b.item_id, b.value) for b in Ballot.objects.all()] == [(first, 0)]
    enter_sheet(facilitator, opinion, 7, {})
    assert not Ballot.objects.exists()


def test_a_wrong_paper_ballot_leaves_the_one_before(facilitator, opinion, statements):
    enter_sheet(facilitator, opinion, 1, {statements[0].pk: 1})
    with pytest.raises(Refused):
        enter_sheet(facilitator, opinion, 1, {statements[0].pk: 9})
    assert list(stored(opinion).values()) == [1]


def test_paper_ballots_are_numbered_as_the_places_of_the_table(facilitator, opinion, statements):
    with pytest.raises(Refused, match="40"):
        enter_sheet(facilitator, opinion, 41, {statements[0].pk: 1})


def test_only_who_leads_the_table_enters_paper(reader, other_editor, opinion, statements):
    for person in (reader, other_editor):
        with pytest.raises(PermissionDenied):
            enter_sheet(person, opinion, 1, {statements[0].pk: 1})
