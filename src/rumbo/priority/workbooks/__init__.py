"""The scores of a round as a workbook: prepared with what was said so far, filled in anywhere, and read again.

The sheet of scores has a row for each evaluator and project, and a column for each criterion. Hidden cells say of
which round it is and what the columns are, so that rows and columns may be moved, sorted and left out.
"""

from rumbo.priority.workbooks.entries import Change, Fault, Reading
from rumbo.priority.workbooks.read import read_scores
from rumbo.priority.workbooks.write import write_scores

__all__ = ["Change", "Fault", "Reading", "read_scores", "write_scores"]
