"""The workshops of the demonstration: they hold what the methodology chapter says of them."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import Count

from rumbo.cli import demo
from rumbo.cli.demo_workshops import CODE
from rumbo.cli.demo_workshops.people import ATTENDANCE, PEOPLE
from rumbo.participation.enums import Origin
from rumbo.participation.exercises import part
from rumbo.participation.models import (
    Adoption,
    Authorship,
    Ballot,
    Contribution,
    Exercise,
    Minutes,
    Participant,
    Process,
    Stage,
    Table,
    Workshop,
)
from rumbo.plan.models import Chapter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_attendances_and_people_add_up_to_the_chapter():
    assert [sum(sizes) for sizes in zip(*ATTENDANCE.values(), strict=True)] == [168, 151, 174, 189]
    assert sum(PEOPLE.values()) == 427
    assert all(20 <= size <= 35 for sizes in ATTENDANCE.values() for size in sizes)


def test_it_holds_the_facts_of_the_methodology(built):
    chapter = Chapter.objects.get(kind="methodology").text
    came = Participant.objects.filter(origin=Origin.PAPER)
    past = Workshop.objects.filter(stage__process__title="Elaboración del plan").order_by("date")
    attended = past.annotate(people=Count("tables__participants"))
    assert list(attended.values_list("date", "people", "place")) == [
        (past[0].date, 168, "Almagre"),
        (past[1].date, 151, "Nogalera"),
        (past[2].date, 174, "San Telmo"),
        (past[3].date, 189, "Dos Acequias"),
    ]
    assert [str(one.date) for one in past] == ["2023-03-16", "2023-05-25", "2023-09-07", "2023-11-23"]
    for day, people in (("16 de marzo de 2023, Almagre", 168), ("23 de noviembre de 2023, Dos Acequias", 189)):
        assert day in chapter
        assert f"| {people} |" in chapter
    different = came.values("nonce").distinct().count()
    organizations = came.exclude(organization="").values("organization").distinct().count()
    assert f"{different} personas de {organizations} organizaciones" in chapter
    every = came.count()
    assert round(100 * came.filter(gender="woman").count() / every) == 44
    assert round(100 * came.filter(age_group__in=["under_18", "18_29"]).count() / every) == 16
    assert round(100 * came.filter(territory__key="dos-acequias").count() / every) == 9


def test_a_person_is_the_same_at_every_table(built):
    described = Participant.objects.filter(origin=Origin.PAPER).values_list(
        "nonce", "name", "organization", "sector", "territory", "gender", "age_group", "table__axis"
    )
    assert len(set(described)) == 427


def test_everything_is_there_once_and_in_english_too(built):
    counts = [model.objects.count() for model in (Process, Stage, Workshop, Table, Exercise, Contribution, Ballot)]
    assert counts[:4] == [2, 5, 5, 30]
    assert Contribution.objects.exclude(kind="statement").exclude(is_group=True).count() == 133 + 6
    assert Adoption.objects.count() > 50
    for model in (Process, Stage, Workshop, Table, Exercise):
        assert not model.objects.filter(title_en="").exists(), model
    demo.build()
    assert counts == [
        model.objects.count() for model in (Process, Stage, Workshop, Table, Exercise, Contribution, Ballot)
    ]


def test_what_was_said_has_authors_of_its_table(built):
    said = Contribution.objects.filter(is_group=False).exclude(kind="statement")
    assert not said.exclude(authorships__first=True).exists()
    for one in Authorship.objects.select_related("participant", "contribution__exercise"):
        assert one.participant.table_id == one.contribution.exercise.table_id
    firsts = Authorship.objects.filter(first=True).values("contribution").annotate(count=Count("pk"))
    assert {row["count"] for row in firsts} == {1}


def test_groups_have_members_and_became_strategies(built):
    groups = Contribution.objects.filter(is_group=True).annotate(people=Count("members"))
    assert len(groups) == 12
    assert all(group.people >= 2 for group in groups)
    assert Counter(groups.values_list("adoptions__measure__kind", flat=True)) == {"strategy": 12}


def test_its_opinions_show_two_camps_and_what_both_agree_on(built):
    exercise = Exercise.objects.get(type="opinion", phase="closed")
    context = part(exercise, "results").context(exercise)
    assert [legend.people for legend in context["legends"]] >= [5, 5]
    assert len(context["legends"]) == 2
    assert context["consensus"]
    assert any("aeropuerto" in line.text for line in context["divisive"])


def test_a_table_is_at_work_today(built):
    table = Table.objects.get(code=CODE)
    assert table.facilitator.email == "movilidad@almagre.example"
    assert list(table.exercises.values_list("type", "phase")) == [
        ("ideas", "open"),
        ("grouping", "draft"),
        ("importance", "draft"),
        ("opinion", "draft"),
    ]
    assert table.participants.count() == 6
    assert not Exercise.objects.exclude(table=table).exclude(phase="closed").exists()


def test_no_vote_was_lost_or_stored_with_a_person(built):
    voters = Ballot.objects.values("exercise", "voter").distinct().count()
    rated = Participant.objects.filter(table__workshop__date="2023-09-07").count()
    assert voters == rated + ATTENDANCE["movilidad"][3]


def test_one_table_published_its_minutes(built):
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.signed_by.email) == ("published", "movilidad@almagre.example")
    assert str(minutes.table.workshop.date) == "2023-09-07"
    assert minutes.record
    assert len(minutes.agreements.splitlines()) == 3
