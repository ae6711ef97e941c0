from __future__ import annotations

import csv
import json
import random
import re
from html.parser import HTMLParser
from io import StringIO
from uuid import uuid4

import pytest
from django.urls import reverse

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.models import Authorship, Contribution
from rumbo.participation.queries.disclosure import FEWEST, is_small
from rumbo.participation.queries.results import public_results, with_public_results
from rumbo.participation.services.ballots import Sheet, cast
from rumbo.participation.services.grouping import merge


def address(exercise, **query):
    return reverse("participation:results", args=[exercise.plan.key, exercise.pk], query=query or None)


@pytest.fixture
def opinion(table):
    """A closed exercise that 30 people of two camps answered."""
    made = ExerciseFactory(table=table, type=ExerciseType.OPINION, title="¿Qué piensas?")
    said = [
        ContributionFactory(exercise=made, kind=ContributionKind.STATEMENT, text=f"Afirmación {n}") for n in range(9)
    ]
    draw = random.Random(2040)
    for number in range(30):
        side = 1 if number < 17 else -1
        person = ParticipantFactory(
            table=table, name=f"Nombre Secreto {number}", sector=draw.choice(["public", "social", "media"])
        )
        values = [1, *(side if draw.random() < 0.85 else -side for _n in range(4))]
        values += [draw.choice([1, 0, -1]) for _n in range(4)]
        sheet = {one.pk: value for one, value in zip(said, values, strict=True)}
        assert cast([Sheet(person.pk, made.pk, sheet, 1)]) == [""]
    made.phase = Phase.CLOSED
    made.save()
    return made


def read(client, person, url):
    client.force_login(person)
    return client.get(url)


def test_the_page_shows_map_groups_and_lists(client, reader, opinion):
    page = read(client, reader, address(opinion)).content.decode()
    for text in (
        "El mapa de opinión",
        "Grupo A",
        "Grupo B",
        "Lo que más divide",
        "En lo que coinciden todos los grupos",
    ):
        assert text in page
    assert page.count("<path d=") >= 30
    assert "Por sector" in page


def test_names_are_in_no_page_and_no_file(client, manager, opinion):
    for query in ({}, {"format": "csv"}, {"format": "json"}):
        response = read(client, manager, address(opinion, **query))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Secreto" not in body


def test_who_has_no_role_finds_no_page_and_readers_wait_until_it_is_closed_or_shown(
    client, outsider, reader, facilitator, opinion
):
    assert read(client, outsider, address(opinion)).status_code == 404
    opinion.phase = Phase.OPEN
    opinion.save()
    for query in ({}, {"format": "csv"}):
        hidden = read(client, reader, address(opinion, **query))
        assert hidden.status_code == 403
        assert "Afirmación" not in hidden.content.decode()
    assert read(client, facilitator, address(opinion)).status_code == 200
    opinion.results_shown = True
    opinion.save()
    assert read(client, reader, address(opinion)).status_code == 200


def test_no_exercise_of_another_plan_is_found(client, manager, opinion):
    other = ExerciseFactory()
    url = reverse("participation:results", args=[opinion.plan.key, other.pk])
    assert read(client, manager, url).status_code == 404


def test_the_file_has_all_statements_for_all_parts_and_no_figure_of_one_to_four(client, reader, opinion):
    response = read(client, reader, address(opinion, format="csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert {row["by"] for row in rows} == {"", "group", "sector"}
    assert {row["statement"] for row in rows if row["by"] == ""} == {f"Afirmación {n}" for n in range(9)}
    figures = [
        int(row[name]) for row in rows for name in ("agree", "disagree", "pass", "votes", "people") if row[name]
    ]
    assert not any(is_small(figure) for figure in figures)
    assert {row["withheld"] for row in rows} == {"true", "false"}
    for by in ("group", "sector"):
        sizes = {row["part"]: int(row["people"]) for row in rows if row["by"] == by}
        assert sum(sizes.values()) == 30
        assert min(sizes.values()) >= FEWEST


def test_the_same_as_json_has_no_rows_of_persons(client, reader, opinion):
    rows = json.loads(b"".join(read(client, reader, address(opinion, format="json")).streaming_content))
    assert len(rows) == 9 * len({(row["by"], row["part"]) for row in rows})


def test_no_cell_of_the_page_is_of_one_to_four_people(client, reader, opinion):
    text = _Text.of(read(client, reader, address(opinion)).content.decode())
    shown = [tuple(map(int, pair)) for pair in re.findall(r"(\d+) de (\d+) (?:de acuerdo|en desacuerdo)", text)]
    assert shown
    assert not any(is_small(people) or is_small(votes - people) for people, votes in shown)


class _Text(HTMLParser):
    @classmethod
    def of(cls, page: str) -> str:
        parser = cls()
        parser.parts = []
        parser.feed(page)
        return " ".join(" ".join(parser.parts).split())

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def test_too_little_is_said_instead_of_shown(client, facilitator, table):
    empty = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    assert "Todavía no hay afirmaciones" in read(client, facilitator, address(empty)).content.decode()
    said = [ContributionFactory(exercise=empty) for _n in range(3)]
    assert "al menos 5 personas" in read(client, facilitator, address(empty)).content.decode()
    for _person in range(5):
        person = ParticipantFactory(table=table)
        cast([Sheet(person.pk, empty.pk, {one.pk: 1 for one in said}, 1)])
    page = read(client, facilitator, address(empty)).content.decode()
    assert "al menos 7 afirmaciones" in page
    said += [ContributionFactory(exercise=empty) for _n in range(6)]
    cast([Sheet(person.pk, empty.pk, {one.pk: 1 for one in said}, 2)])
    assert "al menos 5 personas con 7 votos" in read(client, facilitator, address(empty)).content.decode()


@pytest.mark.parametrize("kind", [one for one in ExerciseType if one != ExerciseType.OPINION])
def test_results_without_anything_say_what_comes_there(client, facilitator, table, kind):
    made = ExerciseFactory(table=table, type=kind, phase=Phase.CLOSED)
    assert 'class="empty"' in read(client, facilitator, address(made)).content.decode()


def test_what_was_said_is_text_and_comes_with_the_number_of_people(client, reader, table):
    ideas = ExerciseFactory(table=table, phase=Phase.CLOSED)
    one = ContributionFactory(
        exercise=ideas, text="<script>alert(1)</script>", author=ParticipantFactory(table=table)
    )
    ContributionFactory(exercise=ideas, text="Algo oculto", hidden=True)
    Authorship.objects.create(contribution=one, participant=ParticipantFactory(table=table))
    page = read(client, reader, address(ideas)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "2 personas" in page
    assert "Algo oculto" not in page


def test_groups_are_shown_with_their_members_and_causes_under_the_group_of_their_problem(client, facilitator, table):
    ideas = ExerciseFactory(table=table)
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas, phase=Phase.CLOSED)
    causes = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas, phase=Phase.CLOSED)
    person = ParticipantFactory(table=table)
    first, second, third = (
        ContributionFactory(exercise=ideas, text=f"Problema {n}", author=person) for n in range(3)
    )
    ContributionFactory(exercise=causes, kind=ContributionKind.CAUSE, text="Falta dinero", parent=second)
    merge(facilitator, grouping, [first, second], "Dos juntos")
    page = read(client, facilitator, address(grouping)).content.decode()
    assert (
        page.index("Dos juntos")
        < page.index("Problema 0")
        < page.index("Lo que quedó suelto")
        < page.index("Problema 2")
    )
    assert "La respalda 1 persona" in page
    page = read(client, facilitator, address(causes)).content.decode()
    assert page.index("Árbol de problemas de «Dos juntos»") < page.index("Falta dinero")
    assert page.count("Falta dinero") >= 2
    assert "Problema 1" not in page
    rows = list(csv.reader(StringIO(_file(client, grouping))))
    assert ["Dos juntos", "Problema 0", "1"] in rows
    assert ["", "Problema 2", "1"] in rows
    assert third.text == "Problema 2"


def _file(client, exercise):
    return b"".join(client.get(address(exercise, format="csv")).streaming_content).decode("utf-8-sig")


def test_a_profile_shows_what_was_written_and_has_no_file(client, facilitator, table):
    made = ExerciseFactory(table=table, type=ExerciseType.PROFILE, phase=Phase.CLOSED)
    ContributionFactory(
        exercise=made,
        kind=ContributionKind.PROJECT,
        text="Ciclovía",
        details={"problem": "No hay carriles", "place": ""},
    )
    page = read(client, facilitator, address(made)).content.decode()
    assert "Ciclovía" in page
    assert "No hay carriles" in page
    assert "¿Dónde?" not in page
    assert "format=csv" not in page


@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_the_page_costs_as_many_queries_for_many_people_as_for_few(
    client, reader, opinion, django_assert_max_num_queries, query
):
    client.force_login(reader)
    client.get(address(opinion))
    few = _queries(client, opinion, django_assert_max_num_queries, query)
    opinion.phase = Phase.OPEN
    opinion.save()
    said = list(Contribution.objects.filter(exercise=opinion))
    for _person in range(25):
        person = ParticipantFactory(table=opinion.table)
        cast([Sheet(person.pk, opinion.pk, {one.pk: 1 for one in said}, 1)])
    opinion.phase = Phase.CLOSED
    opinion.save()
    assert _queries(client, opinion, django_assert_max_num_queries, query) == few


def _queries(client, exercise, counted, query):
    with counted(40) as captured:
        response = client.get(address(exercise, **query))
        if response.streaming:
            b"".join(response.streaming_content)
    return len(captured)


def test_results_are_public_once_closed_and_shown(opinion):
    assert not public_results(opinion)
    assert list(with_public_results()) == []
    opinion.results_shown = True
    opinion.save()
    assert public_results(opinion)
    assert list(with_public_results()) == [opinion]
    opinion.phase = Phase.OPEN
    opinion.save()
    assert not public_results(opinion)
    assert list(with_public_results()) == []


def test_unknown_formats_show_the_page(client, reader, opinion):
    response = read(client, reader, address(opinion, format=str(uuid4())))
    assert response.status_code == 200
    assert not response.streaming


def test_the_console_tells_how_many_voted_and_not_what(client, facilitator, opinion):
    page = read(client, facilitator, reverse("participation:exercise", args=[opinion.plan.key, opinion.pk]))
    text = _Text.of(page.content.decode())
    assert "Afirmación 0 30" in text
    assert "En desacuerdo" not in text
