"""Forecasts of indicators: what is expected, a band that says how sure it is, the chance of reaching a target."""

from rumbo.methods.forecast.band import Pool, rolling_errors, scale_of
from rumbo.methods.forecast.combination import extrapolate
from rumbo.methods.forecast.forecasting import Forecast, Point, Sureness, forecast
from rumbo.methods.forecast.reference import REFERENCE
from rumbo.methods.forecast.series import LEAST, ForecastError, Series, read_series

__all__ = [
    "LEAST",
    "REFERENCE",
    "Forecast",
    "ForecastError",
    "Point",
    "Pool",
    "Series",
    "Sureness",
    "extrapolate",
    "forecast",
    "read_series",
    "rolling_errors",
    "scale_of",
]
