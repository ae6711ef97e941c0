"""The workbook: a plan as tables, in an .xlsx file or in a folder of CSV files with the same columns."""

from rumbo.importers.workbook.csv_tables import is_table, read_tables
from rumbo.importers.workbook.read import read_workbook
from rumbo.importers.workbook.write import write_workbook

__all__ = ["is_table", "read_tables", "read_workbook", "write_workbook"]
