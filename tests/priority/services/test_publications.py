"""What a council decides on a run: departures, publishing, the priority portfolio in line, taking back."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories import PlanFactory, PriorityEntryFactory, RunFactory
from factories.accounts import UserFactory
from factories.plan import MembershipFactory
from factories.priority import ItemFactory, ObjectionFactory, PublicationFactory
from factories.ranked import items, publication_of, ranked_round, ranked_run
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.portfolio.models import PriorityEntry, Project
from rumbo.priority.models import Departure, Publication
from rumbo.priority.queries.outcomes import outcome_of
from rumbo.priority.services.publications import depart, follow_run, prepare, publish, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    return ranked_round(plan)


@pytest.fixture
def publication(found):
    return publication_of(found)


def of_priority(plan):
    return sorted(Project.objects.filter(plan=plan, priority=True).values_list("title", flat=True))


def entries(plan):
    return list(PriorityEntry.objects.current().filter(plan=plan).values_list("title", flat=True))


def test_the_first_of_the_run_are_in_and_the_list_is_by_place(publication):
    lines = outcome_of(publication)
    assert [(line.row.name, line.place, line.by_run) for line in lines] == [
        ("Proyecto A", 1, True),
        ("Proyecto B", 2, True),
        ("Proyecto C", 3, False),
        ("Proyecto D", 4, False),
    ]


def test_equals_at_the_line_are_all_in(plan):
    found = ranked_round(plan, scores=((5, 5), (3, 3), (3, 3), (1, 1)))
    assert [line.by_run for line in outcome_of(publication_of(found))] == [True, True, True, False]


def test_what_has_no_score_has_no_place_and_can_be_brought_in(manager, plan):
    found = ranked_round(plan, scores=((5, 5), (3, 3), (None, None)))
    publication = publication_of(found)
    last = outcome_of(publication)[-1]
    assert (last.place, last.by_run) == (None, False)
    depart(manager, publication, last.row.item, "in", "Se firmó ya su convenio")
    assert outcome_of(publication)[-1].by_council


def test_a_selection_says_which_are_in(found, plan):
    of = {line.row.name: line.row.pk for line in outcome_of(publication_of(found))}
    selection = RunFactory(
        round=found,
        kind="allocation",
        state="done",
        result={"selected": ["x", "y"]},
        origin={"items": {"x": of["Proyecto D"], "y": of["Proyecto A"]}},
    )
    lines = outcome_of(publication_of(found, selection=selection))
    assert [line.row.name for line in lines if line.by_run] == ["Proyecto A", "Proyecto D"]
    selection = RunFactory(
        round=found,
        kind="selection",
        state="done",
        result={"selected": [{"id": "x", "start": 2027}]},
        origin={"items": {"x": of["Proyecto D"]}},
    )
    lines = outcome_of(publication_of(found, selection=selection))
    assert [line.row.name for line in lines if line.by_run] == ["Proyecto D"]


def test_reading_what_is_decided_costs_two_queries_whatever_its_length(found, django_assert_num_queries):
    publication = Publication.objects.select_related("ranking", "selection", "round").get(pk=publication_of(found).pk)
    with django_assert_num_queries(2):
        assert len([line.row.axis.title for line in outcome_of(publication)]) == 4


def test_only_a_manager_prepares_departs_publishes_and_takes_back(found, editor, reader, outsider):
    publication = publication_of(found)
    for person in (editor, reader, outsider):
        with pytest.raises(PermissionDenied):
            prepare(person, PublicationFactory.build(round=found, plan=found.plan, ranking=found.runs.first()))
        with pytest.raises(PermissionDenied):
            depart(person, publication, items(found)[2], "in", "Porque sí")
        with pytest.raises(PermissionDenied):
            follow_run(person, publication, items(found)[2])
        with pytest.raises(PermissionDenied):
            publish(person, publication)
        with pytest.raises(PermissionDenied):
            take_back(person, publication, "Porque sí")


def test_preparing_refuses_a_run_of_another_round(found, manager):
    made = PublicationFactory.build(round=found, plan=found.plan, ranking=RunFactory(state="done"), title="Cartera")
    with pytest.raises(ValidationError) as error:
        prepare(manager, made)
    assert "ranking" in error.value.message_dict
    made.ranking = found.runs.first()
    assert prepare(manager, made).pk


@pytest.mark.parametrize(("row", "kind"), [(0, "in"), (2, "out")])
def test_a_departure_says_the_contrary_of_the_run(found, publication, manager, row, kind):
    with pytest.raises(Refused):
        depart(manager, publication, items(found)[row], kind, "Porque sí")
    assert not Departure.objects.exists()


def test_a_departure_needs_its_reason_and_an_item_of_the_round(found, publication, manager):
    with pytest.raises(Refused):
        depart(manager, publication, items(found)[2], "in", "  ")
    with pytest.raises(Refused):
        depart(manager, publication, items(found)[2], "in", "x" * 2001)
    with pytest.raises(Refused):
        depart(manager, publication, ItemFactory(), "in", "Porque sí")


def test_a_departure_is_corrected_and_taken_back_and_its_history_stays(found, publication, manager):
    item = items(found)[2]
    depart(manager, publication, item, "in", "El decreto vence")
    depart(manager, publication, item, "in", "El decreto vence este año")
    follow_run(manager, publication, item)
    assert not outcome_of(publication)[2].by_council
    with pytest.raises(Refused):
        follow_run(manager, publication, item)
    depart(manager, publication, item, "in", "Se supo más")
    one = Departure.objects.get()
    assert [past.history_user for past in one.history.all()] == [manager] * 4
    assert [past.withdrawn for past in one.history.order_by("history_id")] == [False, False, True, False]


def test_what_is_published_is_the_run_with_the_departures(found, publication, manager, plan):
    depart(manager, publication, items(found)[0], "out", "Ya tiene dinero")
    depart(manager, publication, items(found)[3], "in", "El decreto vence", reason_en="The decree ends")
    made = publish(manager, publication)
    assert made.is_public
    assert made.version == 2
    assert [(one["title"], one["place"], one["run"], one["council"], one["reason"]) for one in made.decided] == [
        ("Proyecto A", 1, True, False, "Ya tiene dinero"),
        ("Proyecto B", 2, True, True, ""),
        ("Proyecto C", 3, False, False, ""),
        ("Proyecto D", 4, False, True, "El decreto vence"),
    ]
    assert entries(plan) == of_priority(plan) == ["Proyecto B", "Proyecto D"]
    assert made.history.first().history_user == manager


def test_what_is_missing_is_said(found, plan, manager):
    bare = publication_of(found, text=" ", decided_by=" ", decided_on=datetime.date(2999, 1, 1))
    with pytest.raises(Refused) as error:
        publish(manager, bare)
    for words in ("Escribe el acta", "quién decidió", "día de la decisión"):
        assert words in str(error.value)
    assert not Publication.objects.get().is_public


def test_nothing_of_priority_is_not_published(found, publication, manager):
    for item in items(found)[:2]:
        depart(manager, publication, item, "out", "No hay dinero")
    with pytest.raises(Refused, match="sería prioritario"):
        publish(manager, publication)


def test_a_departure_that_another_run_made_empty_is_named(found, publication, manager):
    depart(manager, publication, items(found)[2], "in", "El decreto vence")
    other = ranked_run(found, ((1, 1), (2, 2), (5, 5), (4, 4)))
    records.update(manager, publication, {"ranking": other})
    with pytest.raises(Refused, match="Proyecto C"):
        publish(manager, publication)
    follow_run(manager, publication, items(found)[2])
    publish(manager, publication)


def test_open_objections_are_published_when_somebody_says_so(found, publication, manager):
    ObjectionFactory(round=found)
    ObjectionFactory(round=found, state="withdrawn")
    with pytest.raises(Refused, match="1 objeción"):
        publish(manager, publication)
    assert publish(manager, publication, with_open=True).is_public


def test_what_is_published_stays_as_it_is(found, publication, manager):
    departure = depart(manager, publication, items(found)[0], "out", "Ya tiene dinero")
    publish(manager, publication)
    for act in (
        lambda: depart(manager, publication, items(found)[0], "out", "Otra razón"),
        lambda: follow_run(manager, publication, items(found)[0]),
        lambda: publish(manager, publication),
    ):
        with pytest.raises(Refused):
            act()
    published = Publication.objects.get()
    for name, value in {
        "text": "Otra cosa",
        "title": "Otra",
        "decided_by": "Otros",
        "decided_on": datetime.date(2026, 1, 1),
        "ranking": ranked_run(found, ((1, 1), (2, 2), (5, 5), (4, 4))),
    }.items():
        with pytest.raises(ValidationError):
            records.update(manager, published, {name: value})
    with pytest.raises(ValueError, match="decided"):
        records.update(manager, published, {"decided": []})
    departure.refresh_from_db()
    assert departure.reason == "Ya tiene dinero"


def test_an_english_text_can_be_added_once(found, publication, manager):
    publish(manager, publication)
    published = records.update(manager, Publication.objects.get(), {"text_en": "The council decided."})
    assert published.text_en
    with pytest.raises(ValidationError):
        records.update(manager, published, {"text_en": "Something else."})


def test_an_english_text_leaves_the_portfolio_as_it_is(found, publication, manager, plan):
    """What the staff put in or took out by hand since stays so."""
    current = publish(manager, publication)
    PriorityEntryFactory(plan=plan, title="Por acuerdo posterior", standing="none")
    gone = PriorityEntry.objects.current().get(plan=plan, title="Proyecto B")
    records.withdraw(manager, gone, reason="Se canceló")
    before = sorted(entries(plan))
    records.update(manager, current, {"title_en": "Priorities"}, expected_version=current.version)
    assert sorted(entries(plan)) == before == ["Por acuerdo posterior", "Proyecto A"]


def test_going_back_to_an_earlier_version_does_not_unpublish(found, publication, manager):
    records.update(manager, publication, {"title": "Cartera prioritaria"})
    first = publication.history.order_by("history_id").last()
    publish(manager, publication)
    records.restore(manager, Publication.objects.get(), first.history_id)
    assert Publication.objects.get().decided


def test_the_list_of_a_document_gives_way_with_the_reason(found, publication, manager, plan):
    kept = Project.objects.get(title="Proyecto A")
    same = PriorityEntryFactory(plan=plan, project=kept, standing="exact")
    gone = PriorityEntryFactory(plan=plan, standing="none")
    publish(manager, publication)
    same.refresh_from_db()
    gone.refresh_from_db()
    assert (same.state, same.superseded_by.project) == ("superseded", kept)
    assert gone.state == "withdrawn"
    for entry in (same, gone):
        assert "Consejo del plan" in entry.state_reason
        assert entry.history.first().history_user == manager


def test_a_new_publication_takes_the_place_of_the_earlier_one(found, publication, manager, plan):
    publish(manager, publication)
    ranked_run(found, ((1, 1), (2, 2), (5, 5), (4, 4)))
    other = publication_of(found)
    publish(manager, other)
    earlier = Publication.objects.get(pk=publication.pk)
    assert (earlier.state, earlier.superseded_by) == ("superseded", other)
    assert entries(plan) == of_priority(plan) == ["Proyecto C", "Proyecto D"]
    assert PriorityEntry.objects.filter(plan=plan).count() == 4


def test_another_plan_is_left_alone(found, publication, manager):
    other = PriorityEntryFactory(plan=PlanFactory())
    publish(manager, publication)
    other.refresh_from_db()
    assert other.is_current


def test_taking_back_needs_a_reason_and_leaves_nothing_of_priority(found, publication, manager, plan):
    with pytest.raises(Refused):
        take_back(manager, publication, "No se publicó")
    publish(manager, publication)
    published = Publication.objects.get()
    with pytest.raises(Refused):
        take_back(manager, published, " ")
    gone = take_back(manager, published, "El acta tenía un error")
    assert (gone.state, gone.state_reason) == ("withdrawn", "El acta tenía un error")
    assert gone.decided
    assert gone.is_public
    assert entries(plan) == of_priority(plan) == []
    assert {entry.state_reason for entry in PriorityEntry.objects.filter(plan=plan)} == {"El acta tenía un error"}
    with pytest.raises(Refused):
        take_back(manager, gone, "Otra vez")


def test_what_was_taken_back_can_be_put_in_force_again(found, publication, manager, plan):
    gone = take_back(manager, publish(manager, publication), "El acta tenía un error")
    records.reinstate(manager, gone, reason="No lo tenía")
    assert entries(plan) == of_priority(plan) == ["Proyecto A", "Proyecto B"]
    assert PriorityEntry.objects.filter(plan=plan).count() == 2


def test_withdrawing_on_the_desk_brings_the_portfolio_in_line_too(found, publication, manager, plan):
    records.withdraw(manager, publish(manager, publication), reason="El acta tenía un error")
    assert of_priority(plan) == []


@pytest.mark.parametrize("subject", ["strategy", "action"])
def test_other_elements_are_published_without_entries(manager, plan, subject):
    listed = PriorityEntryFactory(plan=plan, standing="exact")
    found = ranked_round(plan, subject=subject)
    made = publish(manager, publication_of(found))
    listed.refresh_from_db()
    assert listed.is_current
    assert [one["council"] for one in made.decided] == [True, True, False, False]
    assert entries(plan) == [listed.title]


class Decisions(TestCase):
    """Whatever a council decides."""

    @settings(deadline=None, max_examples=25)
    @given(st.data())
    def test_published_is_the_run_with_the_departures_and_nothing_is_lost(self, data):
        count = data.draw(st.integers(1, 7))
        score = st.one_of(st.integers(1, 5), st.none())
        scores = data.draw(st.lists(st.tuples(score, score), min_size=count, max_size=count))
        if all(value is None for row in scores for value in row):
            scores[0] = (3, 3)
        found = ranked_round(None, scores=scores, first=data.draw(st.integers(1, 8)))
        publication = publication_of(found)
        by_run = {line.row.pk: line.by_run for line in outcome_of(publication)}
        turned = data.draw(st.sets(st.sampled_from(sorted(by_run))))
        for item in items(found):
            if item.pk in turned:
                depart(SYSTEM, publication, item, "out" if by_run[item.pk] else "in", "Así se decidió")
        wanted = {pk for pk, is_in in by_run.items() if is_in != (pk in turned)}
        if not wanted:
            with pytest.raises(Refused):
                publish(SYSTEM, publication)
            return
        made = publish(SYSTEM, publication)
        assert {one["item"] for one in made.decided} == {item.pk for item in items(found)}
        assert {one["item"] for one in made.decided if one["council"]} == wanted
        assert {one["item"] for one in made.decided if one["run"]} == {pk for pk, is_in in by_run.items() if is_in}
        assert {one["item"] for one in made.decided if one["reason"]} == turned
        places = [one["place"] for one in made.decided if one["place"] is not None]
        assert places == sorted(places)
        named = {item.measure_id for item in items(found) if item.pk in wanted}
        flagged = Project.objects.filter(plan=found.plan, priority=True).values_list("measure_id", flat=True)
        assert set(flagged) == named


def test_a_manager_of_another_plan_decides_nothing_here(publication):
    stranger = MembershipFactory(plan=PlanFactory(), role="manager", user=UserFactory()).user
    with pytest.raises(PermissionDenied):
        publish(stranger, publication)
