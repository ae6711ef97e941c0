"""People with their browsers; a table with an exercise of ideas."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import transaction
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


@pytest.fixture(scope="session")
def db_again():
    """Take back what an example wrote, so that the next one of a property test begins anew."""

    @contextmanager
    def begin():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return begin
