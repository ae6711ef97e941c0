"""The models of monitoring, one aggregate a file."""

from rumbo.monitoring.models.indicator import Indicator, Series, Target, rests_on
from rumbo.monitoring.models.observation import DataSource, Observation, ObservationBatch
from rumbo.monitoring.models.status import StatusRecord, StatusRules

__all__ = [
    "DataSource",
    "Indicator",
    "Observation",
    "ObservationBatch",
    "Series",
    "StatusRecord",
    "StatusRules",
    "Target",
    "rests_on",
]
