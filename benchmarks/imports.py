"""How long a whole plan takes from its files to the database, and from the database to a workbook and back.

The demonstration plan always; the reference plan too where RUMBO_TEST_DATA names the folder of reference data.
"""

from __future__ import annotations

from benchmarks.harness import Context, Figure

NAME = "imports"


def run(context: Context) -> list[Figure]:
    """Import each plan, write its workbook, and compare the workbook with the plan, which has to change nothing."""
    from benchmarks.whole_plans import folders, measured  # imported here: it needs Django, which starts later

    return [figure for name, folder in folders() for figure in measured(name, folder)]
