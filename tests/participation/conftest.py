"""People with their browsers; a table with an exercise of ideas."""

from __future__ import annotations

import pytest
from django.urls import reverse

from desk.conftest import EVERYBODY, _told, anonymous, answers, browser, statuses, superuser
from factories import ExerciseFactory

__all__ = ("EVERYBODY", "_told", "anonymous", "answers", "browser", "statuses", "superuser")


@pytest.fixture
def console():
    """Give the address of a page of the console: ``console("table", plan, pk)``."""

    def make(name, plan, *args):
        return reverse(f"participation:{name}", args=[plan.key, *args])

    return make


@pytest.fixture
def ideas(table):
    """An open exercise of ideas at the table."""
    return ExerciseFactory(table=table)
