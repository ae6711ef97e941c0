"""The models of monitoring, one aggregate a file."""

from rumbo.monitoring.models.evaluation import (
    Evaluation,
    EvaluationQuestion,
    Finding,
    Improvement,
    PlanChange,
    Recommendation,
)
from rumbo.monitoring.models.indicator import Indicator, Series, Target, rests_on
from rumbo.monitoring.models.logframe import Logframe, LogframeRow
from rumbo.monitoring.models.observation import DataSource, Observation, ObservationBatch
from rumbo.monitoring.models.report import (
    Assignment,
    Evidence,
    ProgressReport,
    ReportedMilestone,
    ReportingPeriod,
    ReportingRules,
    ReportLink,
    ReportMessage,
)
from rumbo.monitoring.models.status import StatusRecord, StatusRules

__all__ = [
    "Assignment",
    "DataSource",
    "Evaluation",
    "EvaluationQuestion",
    "Evidence",
    "Finding",
    "Improvement",
    "Indicator",
    "Logframe",
    "LogframeRow",
    "Observation",
    "ObservationBatch",
    "PlanChange",
    "ProgressReport",
    "Recommendation",
    "ReportLink",
    "ReportMessage",
    "ReportedMilestone",
    "ReportingPeriod",
    "ReportingRules",
    "Series",
    "StatusRecord",
    "StatusRules",
    "Target",
    "rests_on",
]
