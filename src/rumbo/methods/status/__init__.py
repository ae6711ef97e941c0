"""Status that explains itself: pure functions that return a status and the rule, datum and age that gave it."""

from rumbo.methods.status.attainment import Aim, Dated, Path, judge_aim
from rumbo.methods.status.progress import Work, judge_work
from rumbo.methods.status.records import (
    aim_as_document,
    judge,
    judge_whole,
    parts_as_document,
    project_as_document,
    thresholds_of,
    work_as_document,
)
from rumbo.methods.status.rollup import Whole, roll_up
from rumbo.methods.status.states import (
    AIM_RULES,
    RULES,
    USUAL,
    WHOLE_RULES,
    WORK_RULES,
    Age,
    Flag,
    Status,
    Thresholds,
    Verdict,
)

__all__ = [
    "AIM_RULES",
    "RULES",
    "USUAL",
    "WHOLE_RULES",
    "WORK_RULES",
    "Age",
    "Aim",
    "Dated",
    "Flag",
    "Path",
    "Status",
    "Thresholds",
    "Verdict",
    "Whole",
    "Work",
    "aim_as_document",
    "judge",
    "judge_aim",
    "judge_whole",
    "judge_work",
    "parts_as_document",
    "project_as_document",
    "roll_up",
    "thresholds_of",
    "work_as_document",
]
