"""Work of priority in the background."""

from __future__ import annotations

from django_tasks import task

from rumbo.priority.services import runs


@task()
def perform_run(pk: int) -> None:
    """Do a run that was asked for. Safe to run again."""
    runs.perform(pk)
