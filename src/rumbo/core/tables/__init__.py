"""Lists as files: a table says its columns once, and CSV, XLSX and JSON are written from it. See docs/exports.md."""

from rumbo.core.tables.table import Column, Table
from rumbo.core.tables.web import export_response
from rumbo.core.tables.writers import csv_lines, json_lines, text_cell, xlsx_file

__all__ = ["Column", "Table", "csv_lines", "export_response", "json_lines", "text_cell", "xlsx_file"]
