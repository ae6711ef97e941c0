"""Workbooks of scores: out and in again, what they change, and what is wrong in them."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories.priority import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
)
from rumbo.priority.models import Assessment
from rumbo.priority.services.sheets import enter
from rumbo.priority.workbooks import read_scores, write_scores
from rumbo.priority.workbooks.cells import cell_of, score_of
from rumbo.priority.workbooks.entries import unpacked

pytestmark = pytest.mark.django_db
SHEET = 2


@pytest.fixture
def delphi(plan):
    """Two evaluators, two items; `Agua` has five levels in words, `Costo` goes from 0 to 10."""
    delphi = DelphiRoundFactory(round__plan=plan)
    CriterionFactory(round=delphi.round, title="Agua")
    CriterionFactory(round=delphi.round, title="Costo", scale="interval", low=0, high=10, levels="")
    EvaluatorFactory.create_batch(2, round=delphi.round)
    ItemFactory.create_batch(2, round=delphi.round)
    return delphi


def opened(delphi, only=None):
    return openpyxl.load_workbook(io.BytesIO(write_scores(delphi.round, only)))


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled_in(delphi, **cells):
    """Return the reading of the round's workbook with cells filled in: ``E5="Mucho"``."""
    book = opened(delphi)
    for cell, value in cells.items():
        book.worksheets[SHEET][cell] = value
    return read_scores(delphi.round, saved(book))


def places(reading):
    return [fault.cell for fault in reading.faults]


def test_the_workbook_has_a_row_for_each_evaluator_and_item_and_defines_the_criteria(delphi):
    book = opened(delphi)
    rows = list(book.worksheets[SHEET].iter_rows(min_row=4, values_only=True))
    assert rows[0][4:6] == ("Agua", "Costo")
    assert len(rows) == 1 + 4
    assert rows[1][0].startswith("evaluador-")
    assert book.worksheets[1]["C2"].value == "1 Muy poco; 2 Poco; 3 Medio; 4 Mucho; 5 Muchísimo"
    assert book.worksheets[SHEET].data_validations.dataValidation[0].formula1.startswith('"Muy poco,')


def test_one_evaluator_can_have_their_own(delphi):
    only = delphi.round.evaluators.first()
    assert opened(delphi, only).worksheets[SHEET].max_row == 4 + 2


def test_who_is_not_asked_has_no_row(delphi, axis):
    first, second = delphi.round.evaluators.all()
    ConflictFactory(evaluator=first, item=delphi.round.items.first())
    second.axis = axis
    second.save()
    assert opened(delphi).worksheets[SHEET].max_row == 4 + 1


def test_an_untouched_workbook_changes_nothing(delphi):
    AssessmentFactory(delphi=delphi, evaluator=delphi.round.evaluators.first(), item=delphi.round.items.first())
    reading = read_scores(delphi.round, write_scores(delphi.round))
    assert (reading.changes, reading.faults, reading.empty) == ([], [], 4)


def test_what_is_filled_in_is_stored_once_and_the_rest_is_left(delphi, manager):
    reading = filled_in(delphi, E5="mucho", F5="7,5", E6=2, F6="?", G6="Urge")
    assert reading.faults == []
    assert reading.empty == 2
    assert [one.is_new for one in reading.changes] == [True, True]
    assert enter(manager, delphi.round, unpacked(reading.packed()), origin="workbook") == 2
    agua, costo = (str(one.pk) for one in delphi.round.criteria.order_by("pk"))
    stored = {(one.item_id, one.comment): one.values for one in Assessment.objects.all()}
    first, second = delphi.round.items.all()
    assert stored == {(first.pk, ""): {agua: 4, costo: 7.5}, (second.pk, "Urge"): {agua: 2, costo: None}}
    again = read_scores(delphi.round, write_scores(delphi.round))
    assert (again.changes, again.faults, again.same, again.empty) == ([], [], 2, 2)


def test_an_empty_cell_leaves_what_is_stored_and_a_change_says_what_differs(delphi):
    criteria = list(delphi.round.criteria.order_by("pk"))
    AssessmentFactory(
        delphi=delphi,
        evaluator=delphi.round.evaluators.first(),
        item=delphi.round.items.first(),
        values={str(one.pk): 3 for one in criteria},
        comment="Va",
        version=2,
    )
    (change,) = filled_in(delphi, E5=None, F5=9, G5=None).changes
    assert change.values == {str(criteria[0].pk): 3, str(criteria[1].pk): 9}
    assert (change.comment, change.before.version, change.is_new) == ("Va", 2, False)
    assert change.differing(criteria) == [criteria[1]]


def test_columns_and_rows_may_be_moved(delphi):
    book = opened(delphi)
    sheet = book.worksheets[SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows[4][4] = "Poco"
    moved = openpyxl.Workbook()
    moved.active.append([rows[0][0]])
    moved.active.append([])
    for row in (rows[2], rows[3], *reversed(rows[4:])):
        moved.active.append(row[::-1])
    (change,) = read_scores(delphi.round, saved(moved)).changes
    assert (change.row, set(change.values.values())) == (8, {2})


@pytest.mark.parametrize(
    ("cells", "place", "word"),
    [
        ({"E5": "Regular"}, "E5", "Muchísimo"),
        ({"E5": 6}, "E5", "Muchísimo"),
        ({"E5": 2.5}, "E5", "Muchísimo"),
        ({"F5": 11}, "F5", "10"),
        ({"F5": "-1"}, "F5", "0"),
        ({"F5": "1.234,5"}, "F5", "Costo"),
        ({"F5": "mucho"}, "F5", "mucho"),
        ({"F5": "nan"}, "F5", "nan"),
        ({"F5": "=1+1"}, "F5", ""),
        ({"F5": True}, "F5", "True"),
        ({"E5": 3, "A5": "evaluador-999"}, "A5", "evaluador-999"),
        ({"E5": 3, "A5": None}, "A5", "evaluador-1"),
        ({"E5": 3, "C5": "nada"}, "C5", "nada"),
        ({"E5": 3, "C5": None}, "C5", ""),
        ({"G5": "x" * 1001}, "G5", "1001"),
    ],
)
def test_what_is_wrong_is_told_by_cell_in_a_sentence(delphi, cells, place, word):
    reading = filled_in(delphi, **cells)
    assert places(reading) == [place]
    assert word in reading.faults[0].message
    assert len(reading.faults[0].message) > 20
    assert reading.changes == []


def test_a_row_twice_is_told(delphi):
    book = opened(delphi)
    sheet = book.worksheets[SHEET]
    sheet["E5"], sheet["E6"] = 3, 4
    sheet["C6"] = sheet["C5"].value
    assert places(read_scores(delphi.round, saved(book))) == ["A6"]


def test_scores_with_a_conflict_or_of_another_axis_are_told(delphi, axis):
    book = opened(delphi)
    sheet = book.worksheets[SHEET]
    sheet["E5"], sheet["E7"] = 3, 4
    first, second = delphi.round.evaluators.order_by("position", "pk")
    ConflictFactory(evaluator=first, item=delphi.round.items.first())
    second.axis = axis
    second.save()
    assert places(read_scores(delphi.round, saved(book))) == ["A5", "A7"]


def test_a_criterion_that_is_gone_is_told_once(delphi):
    book = opened(delphi)
    for cell in ("E5", "E6"):
        book.worksheets[SHEET][cell] = 3
    gone = delphi.round.criteria.order_by("pk").first()
    gone.state = "withdrawn"
    gone.save()
    assert places(read_scores(delphi.round, saved(book))) == ["E5"]


def test_other_workbooks_and_files_are_refused_with_a_sentence(delphi):
    other = DelphiRoundFactory(round__plan=delphi.round.plan)
    empty = saved(openpyxl.Workbook())
    lost = opened(delphi)
    lost.worksheets[SHEET].delete_rows(3)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    whole = write_scores(delphi.round)
    for content in (write_scores(other.round), empty, saved(lost), archive.getvalue(), b"", b"PK", whole[:900]):
        reading = read_scores(delphi.round, content)
        assert len(reading.faults) == 1
        assert len(reading.faults[0].message) > 20
        assert reading.changes == []


def test_very_many_faults_are_cut_short(delphi):
    book = opened(delphi)
    for _ in range(300):
        book.worksheets[SHEET].append(["nadie", "", "nada", "", 9, 99])
    assert len(read_scores(delphi.round, saved(book)).faults) == 201


def test_reading_and_writing_cost_as_many_queries_for_a_large_round(delphi, django_assert_max_num_queries):
    def both():
        read_scores(delphi.round, write_scores(delphi.round))

    with django_assert_max_num_queries(40) as small:
        both()
    EvaluatorFactory.create_batch(4, round=delphi.round)
    ItemFactory.create_batch(4, round=delphi.round)
    with django_assert_max_num_queries(len(small)):
        both()


LEVELS = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=12).filter(
        lambda text: text.strip()
    ),
    min_size=2,
    max_size=9,
)


class RoundTrips(TestCase):
    @given(
        levels=LEVELS,
        numbers=st.lists(st.none() | st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=2),
        place=st.integers(0, 8) | st.none(),
        comment=st.text(max_size=60),
    )
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_out_and_in_again_changes_nothing(self, levels, numbers, place, comment):
        delphi = DelphiRoundFactory()
        verbal = CriterionFactory(round=delphi.round, levels="\n".join(levels))
        scale = CriterionFactory(round=delphi.round, scale="interval", low=-1e6, high=1e6, levels="")
        count = len(verbal.level_names)
        level = None if place is None else min(place, count - 1) + 1
        for number in numbers:
            AssessmentFactory(
                delphi=delphi,
                evaluator__round=delphi.round,
                item__round=delphi.round,
                values={str(verbal.pk): level, str(scale.pk): number},
                comment=comment.strip(),
            )
        reading = read_scores(delphi.round, write_scores(delphi.round))
        assert (reading.faults, reading.changes) == ([], [])
        assert reading.same == 2

    @given(levels=LEVELS, place=st.integers(0, 8) | st.none())
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_a_level_reads_as_it_was_written(self, levels, place):
        criterion = CriterionFactory.build(levels="\n".join(levels), round=None, plan=None)
        names = criterion.level_names
        score = None if place is None else min(place, len(names) - 1) + 1
        assert score_of(criterion, str(cell_of(criterion, score))) == score
