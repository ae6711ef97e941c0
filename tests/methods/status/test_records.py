"""Stored inputs give the same status again."""

import datetime
import json
from dataclasses import replace

import pytest

from methods.status.test_attainment import RULES as AIMS
from methods.status.test_progress import RULES as WORKS
from rumbo.methods.status import (
    Dated,
    Flag,
    Path,
    Status,
    Thresholds,
    Verdict,
    Work,
    judge,
    judge_aim,
    judge_work,
    parts_as_document,
    project_as_document,
    roll_up,
    thresholds_of,
)
from rumbo.methods.status.records import aim_as_document, work_as_document

TODAY = datetime.date(2030, 7, 1)


@pytest.mark.parametrize("work", [row[0] for row in WORKS])
def test_work(work):
    document = json.loads(json.dumps(work_as_document(work)))
    assert judge(document, TODAY, Thresholds()) == judge_work(work, TODAY)


OWN = replace(AIMS[6][0], path=Path.OWN, points=(Dated(datetime.date(2025, 1, 1), 52.0),))


@pytest.mark.parametrize("aim", [*(row[0] for row in AIMS), OWN])
def test_aims(aim):
    document = json.loads(json.dumps(aim_as_document(aim)))
    assert judge(document, TODAY, Thresholds()) == judge_aim(aim, TODAY)


PARTS = {
    "project:1": Verdict(Status.NO_NEWS, "stale_report", datum_on=TODAY, days=0, last_known=Status.OFF_COURSE),
    "project:2": Verdict(Status.ON_COURSE, "as_planned", datum_on=TODAY, days=0, flags=frozenset({Flag.OVERDUE})),
    "project:3": Verdict(Status.NO_NEWS, "never_reported"),
}


def test_parts():
    document = json.loads(json.dumps(parts_as_document(PARTS)))
    assert document["parts"]["project:1"] == ["no_news", "2030-07-01", [], "off_course"]
    assert document["parts"]["project:3"] == ["no_news", None, []]
    assert judge(document, TODAY, Thresholds()) == roll_up(PARTS).verdict


def test_parts_that_were_stored_before_it_was_kept_what_was_last_known():
    document = {
        "of": "whole",
        "parts": {"project:1": ["no_news", "2030-01-01", ["stale"]], "project:2": ["done", None, []]},
    }
    found = judge(document, TODAY, Thresholds())
    assert (found.status, found.rule, found.params["silent_off"]) == (Status.NO_NEWS, "many_silent", 0)


def project(work, **steps):
    return judge(project_as_document(work, steps), TODAY, Thresholds())


ON_PLAN, LONG_AGO = {"progress": 40, "planned": 40}, datetime.date(2030, 2, 1)
BAD, GOOD = Verdict(Status.OFF_COURSE, "late_end"), Verdict(Status.ON_COURSE, "as_planned")
WAS_BAD = Verdict(Status.NO_NEWS, "stale_report", last_known=Status.OFF_COURSE)


@pytest.mark.parametrize(
    ("work", "steps", "status", "known"),
    [
        # Silent as a whole: it stays no news, and is known to have been what the worst of it was.
        (Work(reported_on=LONG_AGO, **ON_PLAN), {"a": WAS_BAD, "b": WAS_BAD}, Status.NO_NEWS, Status.OFF_COURSE),
        (
            Work(reported_on=LONG_AGO, progress=20, planned=40),
            {"a": WAS_BAD, **dict.fromkeys("bcdef", GOOD)},
            Status.NO_NEWS,
            Status.AT_RISK,
        ),
        (Work(reported_on=LONG_AGO, progress=2, planned=40), {"a": GOOD}, Status.NO_NEWS, Status.OFF_COURSE),
        # One step is silent and was off course: the project is not as planned.
        (Work(reported_on=TODAY, **ON_PLAN), {"a": WAS_BAD, **dict.fromkeys("bcdef", GOOD)}, Status.AT_RISK, None),
        # There is bad news of a part, though none of the project's own steps.
        (Work(reported_on=LONG_AGO, **ON_PLAN), {"a": BAD, "b": WAS_BAD}, Status.OFF_COURSE, None),
        (Work(starts_on=datetime.date(2031, 1, 1)), {"a": BAD}, Status.OFF_COURSE, None),
        (Work(starts_on=datetime.date(2031, 1, 1)), {"a": WAS_BAD}, Status.NOT_DUE, None),
    ],
)
def test_a_project_and_its_silent_steps(work, steps, status, known):
    found = project(work, **steps)
    assert (found.status, found.last_known) == (status, known)


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
