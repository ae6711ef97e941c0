"""Recording values, choosing among conflicting ones, revising them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.monitoring import IndicatorFactory, ObservationFactory, SeriesFactory
from factories.places import TerritoryFactory
from factories.plan import PlanFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.monitoring.models import DataSource, Observation, ObservationBatch, Series
from rumbo.monitoring.services.observations import NewValue, check_value, choose, record_batch, revise

pytestmark = pytest.mark.django_db
DAY = date(2020, 12, 31)


@pytest.fixture
def indicator(plan, axis):
    return IndicatorFactory(plan=plan, axis=axis, format="cantidad")


@pytest.fixture
def place(db):
    return TerritoryFactory(title="Torreón")


@pytest.fixture
def value(indicator, place):
    """A value of the indicator in the place."""

    def make(text="5", on=DAY, **more):
        return NewValue(indicator, place, on, text, **more)

    return make


def stored():
    """Texts and standings by day and order."""
    return [(one.text, one.standing) for one in Observation.objects.order_by("on", "order", "pk")]


class TestRecording:
    def test_every_row_is_kept_as_it_came(self, plan, value, manager):
        batch = record_batch(manager, plan, "valores.csv", [value(" 5.10 ", source="INEGI ", note="Nota\r\n")])
        one = Observation.objects.get()
        assert (one.text, one.number, one.source.name, one.note) == (" 5.10 ", 5.1, "INEGI ", "Nota\r\n")
        assert (one.on, one.standing, one.batch, batch.actor) == (DAY, "counts", batch, manager)
        assert batch.summary == {"given": 1, "new": 1, "repeated": 0, "to_confirm": 0, "no_number": 0}
        assert Series.history.count() == 1

    @pytest.mark.parametrize("text", ["X", "ND", "n.d.", "12,5", "5%", "1 234", "nan", "inf", "1e999", "١٢"])
    def test_what_is_no_number_is_kept_as_text(self, plan, value, text):
        record_batch(SYSTEM, plan, "v", [value(text)])
        assert list(Observation.objects.values_list("text", "number")) == [(text, None)]

    @pytest.mark.parametrize(
        ("texts", "standings"),
        [
            (["5"], ["counts"]),
            (["5", "5"], ["counts", "repeated"]),
            (["5", "5.00"], ["counts", "repeated"]),
            (["X", "X"], ["counts", "repeated"]),
            (["5", "6"], ["to_confirm", "to_confirm"]),
            (["5", "X"], ["to_confirm", "to_confirm"]),
            (["5", "6", "5", "6", "7"], ["to_confirm", "to_confirm", "repeated", "repeated", "to_confirm"]),
        ],
    )
    @pytest.mark.parametrize("at_once", [True, False])
    def test_several_values_of_a_day(self, plan, value, texts, standings, at_once):
        rows = [value(text, note=f"{order}") for order, text in enumerate(texts)]
        for batch in [rows] if at_once else [[row] for row in rows]:
            record_batch(SYSTEM, plan, "v", batch)
        assert stored() == list(zip(texts, standings, strict=True))

    def test_the_same_file_again_adds_nothing(self, plan, value):
        rows = [value("5"), value("5"), value("6"), value("7", date(2021, 1, 31), source="INEGI")]
        record_batch(SYSTEM, plan, "v", rows)
        before = list(Observation.objects.values())
        batch = record_batch(SYSTEM, plan, "v", rows)
        assert batch.summary["new"] == 0
        assert list(Observation.objects.values()) == before
        assert record_batch(SYSTEM, plan, "v", [*rows, value("5")]).summary["new"] == 1

    def test_the_number_of_queries_is_the_same_for_many(self, plan, indicator, django_assert_max_num_queries):
        places = TerritoryFactory.create_batch(30)
        rows = [
            NewValue(indicator, place, date(2000 + year, 12, 31), f"{year}", source=f"F{year % 4}")
            for place in places
            for year in range(3)
        ]
        with django_assert_max_num_queries(20):
            record_batch(SYSTEM, plan, "v", rows)
        assert (Observation.objects.count(), DataSource.objects.count()) == (90, 3)
        with django_assert_max_num_queries(20):
            record_batch(SYSTEM, plan, "v", rows)
        assert Observation.objects.count() == 90

    def test_more_series_than_can_be_named(self, plan, value, monkeypatch):
        monkeypatch.setattr("rumbo.monitoring.services.observations._NAMED", 0)
        for _again in range(2):
            record_batch(SYSTEM, plan, "v", [value()])
        assert stored() == [("5", "counts")]

    def test_nothing_at_all(self, plan, manager, editor):
        assert record_batch(manager, plan, "v", []).summary["given"] == 0
        with pytest.raises(PermissionDenied):
            record_batch(editor, plan, "v", [])

    def test_who_edits_the_axis_may_and_others_may_not(self, plan, value, editor, other_editor, reader):
        record_batch(editor, plan, "v", [value()])
        for other in (other_editor, reader):
            with pytest.raises(PermissionDenied):
                record_batch(other, plan, "v", [value("6")])
        assert stored() == [("5", "counts")]

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"text": " "}, "vacío"),
            ({"text": "5" * 61}, "60"),
            ({"source": "F" * 301}, "300"),
            ({"note": "a\x00b"}, "byte"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, plan, value, more, words):
        with pytest.raises(Refused, match=words):
            record_batch(SYSTEM, plan, "v", [value("6"), value(**more)])
        assert not Observation.objects.exists()
        assert not ObservationBatch.objects.exists()

    def test_indicators_that_take_no_values(self, plan, place):
        computed = IndicatorFactory(plan=plan, computation="sum")
        withdrawn = IndicatorFactory(plan=plan, state="withdrawn")
        foreign = IndicatorFactory(plan=PlanFactory())
        for indicator in (computed, withdrawn, foreign):
            with pytest.raises(Refused, match=indicator.title):
                record_batch(SYSTEM, plan, "v", [NewValue(indicator, place, DAY, "5")])


class TestChoosing:
    @pytest.fixture
    def conflict(self, plan, value):
        record_batch(SYSTEM, plan, "v", [value("5"), value("6"), value("6", note="otra vez"), value("7")])
        return list(Observation.objects.order_by("order"))

    def test_one_counts_and_the_others_stay(self, conflict, editor):
        choose(editor, conflict[1], "La revisó el INEGI")
        assert stored() == [("5", "not_chosen"), ("6", "counts"), ("6", "repeated"), ("7", "not_chosen")]
        kept = ObservationBatch.objects.first()
        assert (kept.actor, kept.reason) == (editor, "La revisó el INEGI")
        assert kept.summary == {"chosen": conflict[1].pk, "not_chosen": [conflict[0].pk, conflict[3].pk]}

    def test_a_choice_can_be_changed_and_twice_the_same_is_one(self, conflict):
        choose(SYSTEM, conflict[1])
        choose(SYSTEM, conflict[1])
        assert ObservationBatch.objects.count() == 2
        choose(SYSTEM, conflict[3])
        assert [standing for _text, standing in stored()] == ["not_chosen", "not_chosen", "repeated", "counts"]

    def test_choosing_a_repeated_row_chooses_its_value(self, conflict):
        assert choose(SYSTEM, conflict[2]).pk == conflict[1].pk
        assert stored()[1:3] == [("6", "counts"), ("6", "repeated")]

    def test_what_comes_after_a_choice(self, conflict, plan, value):
        choose(SYSTEM, conflict[1])
        record_batch(SYSTEM, plan, "v", [value("5", note="de nuevo"), value("8")])
        assert stored()[4:] == [("5", "repeated"), ("8", "to_confirm")]
        assert stored()[1] == ("6", "counts")

    def test_without_another_value_there_is_nothing_to_choose(self, plan, value, reader):
        record_batch(SYSTEM, plan, "v", [value("5"), value("5.0")])
        one = Observation.objects.first()
        with pytest.raises(Refused, match="otro valor"):
            choose(SYSTEM, one)
        with pytest.raises(PermissionDenied):
            choose(reader, one)


class TestRevising:
    @pytest.fixture
    def one(self, plan, value):
        record_batch(SYSTEM, plan, "v", [value("5", source="INEGI")])
        return Observation.objects.get()

    def test_the_old_value_stays_and_the_new_one_counts(self, one, editor):
        new = revise(editor, one, "5.5", "INEGI", "Corregido", "Censo corregido")
        assert (new.revises, new.standing, new.number, new.on, new.order) == (one, "counts", 5.5, one.on, one.order)
        assert (new.batch.reason, new.batch.actor, new.source) == ("Censo corregido", editor, one.source)
        assert stored() == [("5", "revised"), ("5.5", "counts")]
        newest = revise(editor, new, "ND", "", "", "No se sabe")
        assert (newest.number, newest.source) == (None, None)
        assert [standing for _text, standing in stored()] == ["revised", "revised", "counts"]

    def test_the_file_it_came_from_again_changes_nothing(self, one, plan, value):
        revise(SYSTEM, one, "5.5", reason="Corregido")
        record_batch(SYSTEM, plan, "v", [value("5", source="INEGI")])
        assert stored() == [("5", "revised"), ("5.5", "counts")]

    @pytest.mark.parametrize(
        ("text", "source", "reason", "words"),
        [
            ("5.5", "INEGI", " ", "por qué"),
            ("5", "INEGI", "Sí", "lo mismo"),
            (" ", "INEGI", "Sí", "vacío"),
            ("5" * 61, "INEGI", "Sí", "60"),
        ],
    )
    def test_what_is_refused(self, one, text, source, reason, words):
        with pytest.raises(Refused, match=words):
            revise(SYSTEM, one, text, source, "", reason)
        assert stored() == [("5", "counts")]

    def test_what_was_revised_is_closed(self, one, reader):
        revise(SYSTEM, one, "5.5", reason="Corregido")
        with pytest.raises(Refused, match="ya se corrigió"):
            revise(SYSTEM, one, "6", reason="Otra vez")
        with pytest.raises(Refused, match="se corrigió"):
            choose(SYSTEM, one)
        with pytest.raises(PermissionDenied):
            revise(reader, one, "6", reason="Otra vez")

    def test_a_revision_may_end_a_conflict(self, plan, value):
        record_batch(SYSTEM, plan, "v", [value("5"), value("6")])
        first, second = Observation.objects.order_by("order")
        revise(SYSTEM, second, "5", reason="Era un error de dedo")
        assert stored() == [("5", "repeated"), ("6", "revised"), ("5", "counts")]
        assert first.pk != second.pk

    def test_a_revision_of_one_in_conflict_stays_in_it(self, plan, value):
        record_batch(SYSTEM, plan, "v", [value("5"), value("6")])
        revise(SYSTEM, Observation.objects.get(text="6"), "7", reason="Corregido")
        assert stored() == [("5", "to_confirm"), ("6", "revised"), ("7", "to_confirm")]

    def test_a_repeated_row_revised_becomes_another_value(self, plan, value):
        record_batch(SYSTEM, plan, "v", [value("5"), value("5", note="b")])
        revise(SYSTEM, Observation.objects.get(note="b"), "6", reason="Corregido")
        assert stored() == [("5", "counts"), ("5", "revised"), ("6", "to_confirm")]


class TestDoubts:
    @pytest.fixture
    def series(self, indicator, place):
        series = SeriesFactory(indicator=indicator, territory=place)
        ObservationFactory(series=series, on=date(2019, 12, 31), number=12.0)
        ObservationFactory(series=series, on=DAY, number=15.0)
        return series

    @pytest.mark.parametrize(
        ("text", "on", "words"),
        [
            ("14", "2020-02-31", "calendario"),
            ("14", "31/02/2020", "calendario"),
            ("14", "ayer", "2026-02-28"),
            ("14", "", "falta"),
            ("14%", "2021-12-31", "signo de porcentaje"),
            ("14,5", "2021-12-31", "coma decimal"),
            ("14,500", "2021-12-31", "millares"),
            ("1 450", "2021-12-31", "solo el número"),
            ("$1.450,00", "2021-12-31", "solo el número"),
            ("-14", "2021-12-31", "conteo"),
            ("15000", "2021-12-31", "1000 veces"),
            ("0.014", "2021-12-31", "1071"),
            ("ND", "2021-12-31", "no es un número"),
            ("16", "2020-12-31", "15"),
        ],
    )
    def test_each_is_a_sentence(self, series, text, on, words):
        doubts = check_value(series, text, on)
        assert len(doubts) == 1
        assert words in doubts[0]
        assert doubts[0].endswith(".")

    @pytest.mark.parametrize(("text", "on"), [("14", "2021-12-31"), ("15.0", DAY), ("0", "31/12/2021"), ("5e2", DAY)])
    def test_what_is_sound_gives_none(self, series, text, on):
        assert check_value(series, text, on if text != "5e2" else "2021-12-30") == []

    def test_a_series_that_is_not_there_yet(self, indicator, place):
        assert check_value(Series(indicator=indicator, territory=place), "5", DAY) == []

    def test_percentages_may_fall(self, series):
        series.indicator.format = "porcentaje"
        assert check_value(series, "-3", "2021-12-31") == []


TEXTS = st.sampled_from(["1", "1.0", "2", "3", "X", "ND"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.tuples(st.integers(1, 2), TEXTS, st.sampled_from("ab")), max_size=6), max_size=4))
def test_whatever_comes_all_is_kept_and_one_value_a_day_is_used(plan, value, batches):
    Observation.objects.all().delete()
    expected: dict = {}
    for rows in batches:
        record_batch(SYSTEM, plan, "v", [value(text, date(2020, 1, day), note=note) for day, text, note in rows])
        for row in set(rows):
            expected[row] = max(expected.get(row, 0), rows.count(row))
    kept = [(one.on.day, one.text, one.note) for one in Observation.objects.all()]
    assert {row: kept.count(row) for row in set(kept)} == expected
    for day in {row[0] for row in kept}:
        rows = list(Observation.objects.filter(on=date(2020, 1, day)).order_by("order", "pk"))
        different = {one.text if one.number is None else one.number for one in rows}
        used = [one for one in rows if one.standing in ("counts", "to_confirm")]
        assert len(used) == len(different)
        assert used[0] == rows[0]
        assert {one.standing for one in used} == ({"counts"} if len(different) == 1 else {"to_confirm"})
