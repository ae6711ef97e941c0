"""Work of the portfolio in the background."""

from __future__ import annotations

from django_tasks import task

from rumbo.portfolio.services import prints


@task()
def make_print(pk: int) -> None:
    """Make a file of many projects that was asked for. Safe to run again."""
    prints.make(pk)
