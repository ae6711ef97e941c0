"""What all tests share: the people who recur in them, and the reference data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from factories import AxisFactory, MembershipFactory, PlanFactory, TableFactory, UserFactory

pytest_plugins = ["plugins.strictness"]

# No test is timed: a machine that does something else at the same time is no error.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of reference data; without it the test is skipped."""
    folder = os.environ.get("RUMBO_TEST_DATA")
    if not folder:
        pytest.skip("RUMBO_TEST_DATA is not set: no reference data")
    return Path(folder)


@pytest.fixture(scope="session")
def reference_data(test_data: Path) -> Path:
    """The real plan."""
    return test_data / "torreon-2040"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables come from the models, as those of any new database, and the program takes them for its own."""
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()


@pytest.fixture(autouse=True)
def _first_language():
    """Every test begins in the site's first language, whatever the one before it read."""
    translation.deactivate_all()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _immediate_tasks(settings):
    """Tasks run at once, in the test that starts them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    """Each test sees its own pages: a test's rows are taken back, and the next one's look the same from outside."""
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": nothing, "values": nothing}


@pytest.fixture(autouse=True)
def _files_in_memory(settings):
    """What people send in a test stays in that test."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _mail_server(settings):
    """The site has a mail server, as far as it knows; what is written stays in ``django.core.mail.outbox``."""
    settings.MAIL_DELIVERY = "smtp"


@pytest.fixture
def plan(db):
    return PlanFactory(key="plan-2040", title="Plan 2040")


@pytest.fixture
def axis(plan):
    return AxisFactory(plan=plan, key="agua", title="Agua")


@pytest.fixture
def other_axis(plan):
    return AxisFactory(plan=plan, key="movilidad", title="Movilidad")


@pytest.fixture
def outsider(db):
    """Signed in, without any role."""
    return UserFactory(email="ajena@example.org", name="Persona ajena")


@pytest.fixture
def reader(plan):
    return MembershipFactory(plan=plan, role="reader", user__email="lectora@example.org").user


@pytest.fixture
def editor(plan, axis):
    """Edits the axis `agua`."""
    return MembershipFactory(plan=plan, role="editor", axis=axis, user__email="editora@example.org").user


@pytest.fixture
def other_editor(plan, other_axis):
    """Edits the axis `movilidad` only."""
    return MembershipFactory(plan=plan, role="editor", axis=other_axis, user__email="otra@example.org").user


@pytest.fixture
def manager(plan):
    return MembershipFactory(plan=plan, role="manager", user__email="gestora@example.org").user


@pytest.fixture
def administrator(plan):
    return MembershipFactory(plan=plan, role="administrator", user__email="admin@example.org").user


@pytest.fixture
def facilitator(plan):
    """Reads the plan, and leads the table `table`."""
    return MembershipFactory(plan=plan, role="reader", user__email="facilita@example.org").user


@pytest.fixture
def table(plan, axis, facilitator):
    """A table on the axis `agua`."""
    return TableFactory(axis=axis, title="Mesa de agua", facilitator=facilitator)
