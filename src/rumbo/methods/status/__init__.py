"""Status that explains itself: pure functions that return a status and the rule, datum and age that gave it."""

from rumbo.methods.status.attainment import Aim, Dated, Path, judge_aim
from rumbo.methods.status.progress import Work, judge_work
from rumbo.methods.status.records import judge, thresholds_of
from rumbo.methods.status.rollup import Whole, roll_up
from rumbo.methods.status.states import USUAL, Age, Flag, Status, Thresholds, Verdict

__all__ = [
    "USUAL",
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
    "judge",
    "judge_aim",
    "judge_work",
    "roll_up",
    "thresholds_of",
]
