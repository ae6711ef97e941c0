"""The demonstration's indicators, with their values, targets and how everything stands: all of it invented."""

from rumbo.cli.demo_indicators.build import add_indicators

__all__ = ["add_indicators"]
