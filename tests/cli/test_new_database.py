"""A new database gets its tables from the models at once; they are those that the migrations make."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython, RunSQL

from cli.schema import schema_of
from cli.servers import environment, run

#: Tables that Django's own migrations make otherwise than its models say: the id is wider on PostgreSQL.
OTHERWISE = {"auth_group_permissions"}
#: Migrations of others that do more than change tables: they mend rows of older versions, which a new one has not.
OF_OTHERS = {
    "account.0006_emailaddress_lower",
    "account.0008_emailaddress_unique_primary_email_fixup",
    "auth.0011_update_proxy_permissions",
    "axes.0007_alter_accessattempt_unique_together",
    "contenttypes.0002_remove_content_type_name",
    "django_tasks_database.0008_separate_results_field",
    "django_tasks_database.0011_rename_complete_status",
    "django_tasks_database.0013_separate_exception_fields",
    "django_tasks_database.0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more",
    "django_tasks_database.0018_rename_succeeded_status",
}
MAKE = ("manage", "shell", "-c", "from rumbo.cli.database import prepare_database; prepare_database()")


@contextmanager
def empty_database(folder, name):
    """Yield the address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    address = os.environ["RUMBO_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def migrated(tmp_path, worker_id):
    """A database made by the migrations: its address."""
    with empty_database(tmp_path, f"rumbo_migrated_{worker_id}") as address:
        done = run("manage", "migrate", env=environment(tmp_path, RUMBO_DATABASE_URL=address))
        assert done.returncode == 0, done.stderr
        yield address


@pytest.fixture
def made(tmp_path, worker_id):
    """A database made from the models: its address."""
    with empty_database(tmp_path, f"rumbo_made_{worker_id}") as address:
        done = run(*MAKE, env=environment(tmp_path, RUMBO_DATABASE_URL=address))
        assert (done.returncode, done.stderr.strip()) == (0, "New database: making the tables.")
        yield address


def test_its_tables_are_those_of_the_migrations(made, migrated):
    from_models, from_migrations = schema_of(made), schema_of(migrated)
    assert "monitoring_statusrecord" in from_models
    assert from_models.keys() == from_migrations.keys()
    different = {
        table: (sorted(from_models[table] - rows), sorted(rows - from_models[table]))
        for table, rows in from_migrations.items()
        if from_models[table] != rows and table not in OTHERWISE
    }
    assert different == {}


def test_no_migration_does_more_than_change_tables():
    found, count = set(), 0
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/[0-9]*.py")):
            steps = import_module(f"{config.name}.migrations.{path.stem}").Migration.operations
            count += len(steps)
            if any(isinstance(step, RunPython | RunSQL) and not step.elidable for step in steps):
                found.add(f"{config.label}.{path.stem}")
    assert count > 500
    assert found == OF_OTHERS


def test_whoever_comes_second_takes_the_tables_of_the_first(tmp_path, made):
    again = ("manage", "shell", "-c", "from rumbo.cli import database; database._make_tables()")
    done = run(*again, env=environment(tmp_path, RUMBO_DATABASE_URL=made))
    assert (done.returncode, done.stderr) == (0, "")


def test_no_migration_is_pending_and_it_is_left_alone_the_next_time(tmp_path, made):
    env = environment(tmp_path, RUMBO_DATABASE_URL=made)
    plan = run("manage", "migrate", "--check", env=env)
    again = run(*MAKE, env=env)
    assert (plan.returncode, again.returncode, again.stderr) == (0, 0, "")
