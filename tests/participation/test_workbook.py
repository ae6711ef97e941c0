"""A table's workbook: prepared, filled in, read, shown, written, and read again."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import BallotFactory, ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.tables.web import XLSX
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase, Scale
from rumbo.participation.models import Ballot, Contribution
from rumbo.participation.queries.sheets import entered, sheet
from rumbo.participation.services.ballots import enter_sheet
from rumbo.participation.workbooks import read_table_workbook, write_table_workbook

FIRST = 5


@pytest.fixture
def opinion(table):
    made = ExerciseFactory(table=table, type=ExerciseType.OPINION, title="¿De acuerdo? [sí/no]")
    made.items = [ContributionFactory(exercise=made, kind=ContributionKind.STATEMENT) for _n in range(3)]
    return made


@pytest.fixture
def causes(table, ideas):
    made = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas, title="¿Qué lo causa?")
    made.asked = [ContributionFactory(exercise=ideas) for _n in range(2)]
    return made


class Book:
    """A workbook that somebody fills in."""

    def __init__(self, table) -> None:
        self.table = table
        self.book = openpyxl.load_workbook(io.BytesIO(write_table_workbook(table)))

    def sheet(self, exercise):
        return next(s for s in self.book if str(s["A1"].value).startswith(f"{exercise.pk}/"))

    def fill(self, exercise, rows, first=FIRST):
        for number, row in enumerate(rows, start=first):
            for column, value in enumerate(row, start=1):
                self.sheet(exercise).cell(number, column).value = value
        return self

    def content(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def read(self):
        return read_table_workbook(self.table, self.content())


@pytest.fixture
def upload(browser, console, plan, table, facilitator):
    """Upload a workbook as whoever leads the table; with ``write`` say yes to what it says."""

    def send(content, *, write=True):
        address = console("workbook", plan, table.pk)
        client = browser(facilitator)
        response = client.post(address, {"upload": SimpleUploadedFile("mesa.xlsx", content, XLSX)})
        if write and response.context["entries"]:
            return client.post(address, {"entries": response.context["entries"]})
        return response

    return send


def faults(reading) -> list[tuple[str, str]]:
    return [(fault.cell, fault.message) for fault in reading.faults]


def test_it_has_a_sheet_for_each_exercise_that_takes_answers(table, ideas, opinion, causes):
    ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas)
    ExerciseFactory(table=table, state="withdrawn")
    book = Book(table).book
    marks = [str(one["A1"].value).partition("/")[0] for one in book][1:]
    assert marks == [str(one.pk) for one in (ideas, opinion, causes)]
    assert all(len(one.title) <= 31 for one in book)


def test_what_is_empty_says_nothing(table, ideas, opinion, causes):
    reading = Book(table).read()
    assert (reading.texts, reading.ballots, reading.faults) == ([], [], [])


def test_texts_are_written_with_who_said_them(upload, table, ideas):
    person = ParticipantFactory(table=table, number=7)
    upload(Book(table).fill(ideas, [("  Falta   agua", 7), ("Baches",)]).content())
    first, second = Contribution.objects.order_by("pk")
    assert (first.text, first.authorships.get().participant) == ("Falta agua", person)
    assert (second.text, second.authorships.count()) == ("Baches", 0)


def test_causes_find_their_problem(upload, table, causes):
    upload(Book(table).fill(causes, [("Fugas", None, 2)]).content())
    assert causes.contributions.get().parent == causes.asked[1]


def test_ballots_are_written_in_words_and_keys(upload, table, opinion):
    rows = [(1, "De acuerdo", "desacuerdo"), (2, "Disagree", "p", "Agree")]
    upload(Book(table).fill(opinion, rows[1:], first=FIRST + 1).content())
    one, two, three = (item.pk for item in opinion.items)
    assert sheet(opinion, 2) == {one: -1, two: 0, three: 1}
    assert entered(opinion) == [2]


def test_importing_it_again_changes_nothing(upload, table, ideas, opinion):
    book = Book(table).fill(ideas, [("Falta agua",), ("Baches",), ("Baches",)]).fill(opinion, [(1, "a", "d", "p")])
    upload(book.content())
    before = (list(Contribution.objects.values()), list(Ballot.objects.values("voter", "item_id", "value")))
    assert Contribution.objects.filter(exercise=ideas).count() == 3
    assert upload(book.content(), write=False).context["reading"].new == []
    upload(book.content())
    assert (list(Contribution.objects.values()), list(Ballot.objects.values("voter", "item_id", "value"))) == before


def test_rows_may_be_put_in_between(upload, table, ideas):
    book = Book(table).fill(ideas, [("Falta agua",), ("Baches",)])
    upload(book.content())
    book.sheet(ideas).insert_rows(FIRST)
    book.fill(ideas, [("Basura",)])
    upload(book.content())
    assert set(ideas.contributions.values_list("text", flat=True)) == {"Basura", "Baches", "Falta agua"}
    assert ideas.contributions.count() == 3


def test_the_same_text_in_two_copies_is_said_twice(upload, table, ideas):
    """Two people filled in a copy each: what both heard is not one."""
    for _copy in range(2):
        upload(Book(table).fill(ideas, [("Falta agua",)]).content())
    assert ideas.contributions.count() == 2


def test_ballots_entered_before_stand_on_it_and_are_replaced(upload, table, opinion):
    one, two, _three = (item.pk for item in opinion.items)
    enter_sheet(SYSTEM, opinion, 3, {one: 1, two: -1})
    book = Book(table)
    assert [cell.value for cell in book.sheet(opinion)[FIRST]][:3] == [3, "De acuerdo", "En desacuerdo"]
    assert book.read().new == []
    book.fill(opinion, [(3, "En desacuerdo", None)])
    (entry,) = book.read().new
    assert (entry.replaces, entry.values) == (True, {one: -1})
    upload(book.content())
    assert sheet(opinion, 3) == {one: -1}


def test_votes_of_phones_do_not_stand_on_it(table, opinion):
    BallotFactory(exercise=opinion, item=opinion.items[0])
    rows = list(Book(table).sheet(opinion).iter_rows(min_row=FIRST, min_col=2, values_only=True))
    assert not any(value for row in rows for value in row)


@pytest.mark.parametrize(
    ("row", "cell", "word"),
    [
        (("a" * 601,), "A5", "601"),
        ((None, 7), "A5", "Escribe"),
        (("Falta agua", 99), "B5", "99"),
        (("Falta agua", "siete"), "B5", "siete"),
        (("=1+1",), "A5", "fórmula"),
    ],
)
def test_a_wrong_text_is_told_with_its_cell(table, ideas, row, cell, word):
    ((found, message),) = faults(Book(table).fill(ideas, [row]).read())
    assert found == cell
    assert word in message


@pytest.mark.parametrize("number", [None, 0, 3, "uno", "9" * 30])
def test_a_wrong_problem_is_told_with_its_cell(table, causes, number):
    ((cell, _message),) = faults(Book(table).fill(causes, [("Fugas", None, number)]).read())
    assert cell == "C5"


@pytest.mark.parametrize(
    ("row", "cell", "word"),
    [
        ((41, "a"), "A5", "40"),
        ((None, "a"), "A5", "40"),
        (("x", "a"), "A5", "40"),
        ((1, "tal vez"), "B5", "tal vez"),
        ((1, None, 7), "C5", "7"),
    ],
)
def test_a_wrong_ballot_is_told_with_its_cell(table, opinion, row, cell, word):
    ((found, message),) = faults(Book(table).fill(opinion, [row]).read())
    assert found == cell
    assert word in message


def test_a_number_stands_once(table, opinion):
    ((cell, message),) = faults(Book(table).fill(opinion, [(1, "a"), (1, "d")]).read())
    assert cell == "A6"
    assert "5" in message


def test_points_that_do_not_fit_are_told(table, ideas):
    items = [ContributionFactory(exercise=ideas) for _n in range(2)]
    vote = ExerciseFactory(
        table=table, type=ExerciseType.IMPORTANCE, source=ideas, settings={"scale": Scale.POINTS, "points": 10}
    )
    ((cell, message),) = faults(Book(table).fill(vote, [(1, 8, 5)]).read())
    assert cell == "A5"
    assert "13" in message
    (entry,) = Book(table).fill(vote, [(1, 8, 2)]).read().ballots
    assert entry.values == {items[0].pk: 8, items[1].pk: 2}


def test_answers_to_what_is_not_asked_any_more_are_told(table, opinion):
    book = Book(table).fill(opinion, [(1, "a", "d", "p")])
    opinion.items[1].hidden = True
    opinion.items[1].save()
    assert [cell for cell, _message in faults(book.read())] == ["C4"]


def test_nothing_is_written_while_something_is_wrong(upload, table, ideas):
    response = upload(Book(table).fill(ideas, [("Falta agua",), ("Baches", 99)]).content())
    page = response.content.decode()
    assert "B6" in page
    assert response.context["entries"] == ""
    assert not Contribution.objects.exists()


def test_it_shows_before_it_writes(upload, table, ideas, opinion):
    book = Book(table).fill(ideas, [("<script>alert(1)</script>",)]).fill(opinion, [(1, "a")])
    page = upload(book.content(), write=False).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "De acuerdo" in page
    assert not ideas.contributions.exists()
    assert not Ballot.objects.exists()


def test_what_changed_in_between_is_refused_whole(browser, console, plan, table, facilitator, ideas, opinion, told):
    address, client = console("workbook", plan, table.pk), browser(facilitator)
    book = Book(table).fill(ideas, [("Falta agua",)]).fill(opinion, [(1, "a")])
    upload = {"upload": SimpleUploadedFile("mesa.xlsx", book.content(), XLSX)}
    entries = client.post(address, upload).context["entries"]
    Contribution.objects.filter(exercise=opinion).update(hidden=True)
    response = client.post(address, {"entries": entries})
    assert "No se guardó nada" in told(response)[0]
    assert not ideas.contributions.exists()


def test_forged_or_foreign_entries_are_refused(browser, console, plan, table, facilitator, ideas, told):
    client = browser(facilitator)
    upload = {"upload": SimpleUploadedFile("m.xlsx", Book(table).fill(ideas, [("Falta agua",)]).content(), XLSX)}
    entries = client.post(console("workbook", plan, table.pk), upload).context["entries"]
    other = TableFactory(axis=table.axis, facilitator=facilitator)
    for address, value in ((table.pk, "x"), (table.pk, entries[:-2]), (other.pk, entries)):
        assert "otra vez" in told(client.post(console("workbook", plan, address), {"entries": value}))[-1]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"texto", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"])
def test_what_is_no_workbook_is_told(table, ideas, content):
    assert len(read_table_workbook(table, content).faults) == 1


def test_a_workbook_of_another_table_is_told(table, ideas):
    other = TableFactory(axis=table.axis)
    ExerciseFactory(table=other)
    assert "agenda" in read_table_workbook(table, Book(other).content()).faults[0].message
    empty = openpyxl.Workbook()
    stream = io.BytesIO()
    empty.save(stream)
    assert "esta mesa" in read_table_workbook(table, stream.getvalue()).faults[0].message


def test_a_closed_exercise_is_filled_in_too(upload, table, ideas):
    ideas.phase = Phase.CLOSED
    ideas.save()
    upload(Book(table).fill(ideas, [("Falta agua",)]).content())
    assert ideas.contributions.count() == 1


def test_no_text_becomes_a_formula(table, opinion):
    opinion.items[0].text = "=HYPERLINK(1)"
    opinion.items[0].save()
    cell = Book(table).sheet(opinion).cell(FIRST - 1, 2)
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def test_both_pages_are_of_who_leads_the_table(answers, statuses, console, plan, other_axis, table, ideas):
    for name in ("workbook", "workbook_file"):
        assert answers(console(name, plan, table.pk)) == statuses(reader=403, editor=200)
