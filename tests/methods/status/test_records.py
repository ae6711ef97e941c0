"""Stored inputs give the same status again."""

import datetime
import json

import pytest

from methods.status.test_attainment import RULES as AIMS
from methods.status.test_progress import RULES as WORKS
from rumbo.methods.status import Thresholds, judge, judge_aim, judge_work, thresholds_of
from rumbo.methods.status.records import aim_as_document, work_as_document

TODAY = datetime.date(2030, 7, 1)


@pytest.mark.parametrize("work", [row[0] for row in WORKS])
def test_work(work):
    document = json.loads(json.dumps(work_as_document(work)))
    assert judge(document, TODAY, Thresholds()) == judge_work(work, TODAY)


@pytest.mark.parametrize("aim", [row[0] for row in AIMS])
def test_aims(aim):
    document = json.loads(json.dumps(aim_as_document(aim)))
    assert judge(document, TODAY, Thresholds()) == judge_aim(aim, TODAY)


@pytest.mark.parametrize(
    "document",
    [{}, {"of": "mood"}, {"of": "work", "colour": "red"}, {"of": "aim"}, {"of": "work", "starts_on": "2030-02-31"}],
)
def test_what_is_no_input(document):
    with pytest.raises(ValueError, match=r"status|day"):
        judge(document, TODAY, Thresholds())


def test_thresholds():
    assert thresholds_of({"risk_points": 5}) == Thresholds(risk_points=5)
    with pytest.raises(ValueError, match="colour"):
        thresholds_of({"colour": 1})
