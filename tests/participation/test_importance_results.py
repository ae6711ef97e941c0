from __future__ import annotations

import random
from decimal import Decimal

import pytest

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.methods.importance import Concordance, Kind
from rumbo.participation.enums import ExerciseType, Phase, Scale
from rumbo.participation.exercises.importance.results import agreement, context
from rumbo.participation.models import Ballot, Contribution
from rumbo.participation.queries.importances import importance_results
from rumbo.participation.services.ballots import Sheet, cast


@pytest.fixture
def importance(table):
    source = ExerciseFactory(table=table, phase=Phase.CLOSED)
    made = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=source)
    for text in ("Agua", "Transporte", "Parques"):
        ContributionFactory(exercise=source, text=text)
    return made


def judge(exercise, values, **described):
    """Seat somebody who gives the things of the exercise these values; None is left out."""
    person = ParticipantFactory(table=exercise.table, **described)
    things = Contribution.objects.filter(exercise=exercise.source, hidden=False)
    sheet = {thing.pk: value for thing, value in zip(things, values, strict=False) if value is not None}
    assert cast([Sheet(person.pk, exercise.pk, sheet, 1)]) == [""]
    return person


def use(exercise, scale):
    exercise.settings = {"scale": scale, "points": 10}
    exercise.save()


def order(found):
    return [(one.text, one.place, one.mean) for one in found.ranked]


@pytest.mark.parametrize("people", [0, 1, 4])
def test_nothing_is_told_of_fewer_than_five_people(importance, people):
    for _person in range(people):
        judge(importance, [5, 3, 1])
    found = importance_results(importance)
    assert not found.enough
    assert found.ranked == ()
    assert "al menos 5 personas" in context(importance)["too_few"]


def test_where_nothing_is_there_to_judge_that_is_said(importance):
    Contribution.objects.update(hidden=True)
    assert "nada" in context(importance)["too_few"]


@pytest.mark.parametrize(
    ("scale", "values", "expected"),
    [
        (Scale.RATING, [3, 5, 1], [("Transporte", 1, 5.0), ("Agua", 2, 3.0), ("Parques", 3, 1.0)]),
        (Scale.POINTS, [2, 7, 0], [("Transporte", 1, 7.0), ("Agua", 2, 2.0), ("Parques", 3, 0.0)]),
        (Scale.RANKING, [2, 1, 3], [("Transporte", 1, 1.0), ("Agua", 2, 2.0), ("Parques", 3, 3.0)]),
    ],
)
def test_things_come_in_order_on_each_scale_and_all_alike_is_no_chance(importance, scale, values, expected):
    use(importance, scale)
    for _person in range(6):
        judge(importance, values)
    found = importance_results(importance)
    assert order(found) == expected
    assert (found.people, found.concordance.w) == (6, 1.0)
    tone, word, sentence = agreement(found.concordance)
    assert (tone, word) == ("ok", "El orden no es casualidad")
    assert "coincide muchísimo" in sentence
    assert all(line.bar.low <= line.bar.mean <= line.bar.high for line in context(importance)["lines"])


def test_things_of_equal_mean_share_a_place(importance):
    for number in range(6):
        judge(importance, [5, 3, 3] if number % 2 else [5, 4, 4])
    assert [one.place for one in importance_results(importance).ranked] == [1, 2, 2]


@pytest.mark.parametrize(
    ("w", "words"),
    [
        (0.1, "de maneras muy distintas"),
        (0.3, "coincide poco"),
        (0.5, "coincide a medias"),
        (0.7, "coincide mucho "),
        (0.9, "coincide muchísimo"),
    ],
)
def test_agreement_is_called_as_usual(w, words):
    assert (
        words in agreement(Concordance(w=w, people=20, chi_square=9.0, freedom=2, p=0.001, method="permutations"))[2]
    )


def test_answers_at_random_could_be_chance(importance):
    draw = random.Random(5)
    for _person in range(8):
        judge(importance, [draw.randint(1, 5) for _thing in range(3)])
    assert context(importance)["agreement"][1] == "El orden podría ser casualidad"


def test_a_thing_that_few_judged_is_named_without_figures(importance):
    for number in range(6):
        judge(importance, [5, 3, 1 if number < 4 else None])
    last = importance_results(importance).ranked[-1]
    assert (last.text, last.place, last.mean, last.people) == ("Parques", None, None, None)


def test_a_thing_that_was_hidden_after_people_ordered_it_leaves_no_gap(importance):
    use(importance, Scale.RANKING)
    for _person in range(5):
        judge(importance, [1, 2, 3])
    Contribution.objects.filter(text="Agua").update(hidden=True)
    assert order(importance_results(importance)) == [("Transporte", 1, 1.0), ("Parques", 2, 2.0)]


def test_by_sector_no_mean_is_of_fewer_than_five_people_and_none_follows_by_subtraction(importance):
    for number in range(17):
        sector = "public" if number < 6 else "private" if number < 12 else "social"
        judge(importance, [4, 3, 2 if number != 0 and number != 1 else None], sector=sector)
    found = importance_results(importance)
    assert [part.people for part in found.by_sector] == [6, 6, 5]
    pk = Contribution.objects.get(text="Parques").pk
    assert sorted(part.counts[pk] is None for part in found.by_sector) == [False, True, True]
    for part in found.by_sector:
        for thing, mean in part.means.items():
            assert (mean is None) == (part.counts[thing] is None)
            assert part.counts[thing] is None or part.counts[thing] >= 5


def test_imported_importances_are_given_as_they_came(importance):
    for thing, score in zip(importance.source.contributions.all(), (20, 90.5, None), strict=True):
        thing.score = None if score is None else Decimal(str(score))
        thing.save()
    found = importance_results(importance)
    assert [(one.text, one.score) for one in found.imported] == [("Transporte", 90.5), ("Agua", 20.0)]
    assert [length for _one, length in context(importance)["imported"]] == [90, 20]
    judge(importance, [5, 3, 1])
    assert importance_results(importance).imported == ()


def test_imported_importances_are_drawn_on_the_scale_they_came_on(importance):
    for thing, score in zip(importance.source.contributions.all(), ("4.8", "2.5", "1"), strict=True):
        thing.score = Decimal(score)
        thing.save()
    assert [length for _one, length in context(importance)["imported"]] == [96, 50, 20]


def test_the_queries_are_as_many_for_few_people_as_for_many(importance, django_assert_num_queries):
    for _person in range(5):
        judge(importance, [5, 3, 1])
    importance.refresh_from_db()
    with django_assert_num_queries(5):
        importance_results(importance)
    for _person in range(15):
        judge(importance, [1, 3, 5])
    importance.refresh_from_db()
    with django_assert_num_queries(5):
        importance_results(importance)
    assert Ballot.objects.count() == 60
    assert importance_results(importance).kind is Kind.RATING
