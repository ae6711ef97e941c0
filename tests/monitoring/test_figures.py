"""Values as people read them, and how a stored status is told."""

import datetime

import pytest

from factories import IndicatorFactory
from rumbo.monitoring.figures import figure, plain
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.templatetags.measures import measured, told


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (82.5, "82.5"),
        (82.0, "82"),
        (1234.567, "1,234.57"),
        (1_234_567.8, "1,234,568"),
        (0.000123456, "0.000123"),
        (-0.25, "-0.25"),
        (float("inf"), "inf"),
    ],
)
def test_numbers(number, shown):
    assert plain(number) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [("porcentaje", "-82.5 %"), ("dinero", "-$82.5"), ("decimal", "-82.5"), ("cantidad", "-82.5")],
)
def test_formats(written, shown):
    assert figure(-82.5, written) == shown
    assert figure(None, written) == ""


def test_the_unit_is_said_once():
    assert measured(IndicatorFactory.build(plan=None, unit="%", format="porcentaje"), 5) == "5 %"
    assert measured(IndicatorFactory.build(plan=None, unit="viviendas"), 5) == "5 viviendas"
    assert measured(IndicatorFactory.build(plan=None, unit="viviendas"), None) == ""


def test_a_stored_status_in_words():
    record = StatusRecord(
        status="done",
        rule="target_reached",
        params={"value": 85.0, "target": 82.0},
        datum_on=datetime.date(2025, 12, 31),
        flags=["regressing"],
    )
    said = told(record, IndicatorFactory.build(plan=None, unit="viviendas"))
    assert "85 viviendas" in said.sentence
    assert len(said.flags) == 1
    assert told(None, None) is None
    record.rule = ""
    assert told(record, None) is None
