"""A table's answers as a workbook: prepared with its exercises, filled in away from the network, and read again.

Each exercise has a sheet. Its first cell names the exercise and the copy of the workbook, so that reading the same
copy again is known, whatever the sheet is called by then. Texts are rows; ballots are rows with a column for each
thing that is asked.
"""

from rumbo.participation.workbooks.entries import BallotEntry, Entry, Fault, Reading, TextEntry
from rumbo.participation.workbooks.read import read_table_workbook
from rumbo.participation.workbooks.write import write_table_workbook

__all__ = [
    "BallotEntry",
    "Entry",
    "Fault",
    "Reading",
    "TextEntry",
    "read_table_workbook",
    "write_table_workbook",
]
