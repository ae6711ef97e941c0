"""What tests of commands share."""

from __future__ import annotations

import pytest
from django.db import transaction

from rumbo.cli import demo


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The demonstration and who can sign in, made once for the tests of a module, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build()
        transaction.set_rollback(True)
