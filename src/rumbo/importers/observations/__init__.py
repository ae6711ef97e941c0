"""Indicators and their values: two tables, in CSV files or the sheets of a workbook, together or each alone."""

from rumbo.importers.observations.read import is_observations, read_observations
from rumbo.importers.observations.sheets import tables_in

__all__ = ["is_observations", "read_observations", "tables_in"]
