"""The database's settings, as the database itself reports them."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from rumbo.config.database import database


@pytest.fixture(autouse=True)
def _databases_of_their_own(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def sqlite(tmp_path):
    defaults = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None, "TEST": {}}
    return DatabaseWrapper(defaults | database("", tmp_path), alias="other")


def test_sqlite_file_is_in_the_data_folder_by_default(tmp_path):
    assert database("", tmp_path)["NAME"] == str(tmp_path / "rumbo.sqlite3")


def test_sqlite_by_address():
    settings = database("sqlite:////srv/plan%20a/plan.db", Path("unused"))
    assert (settings["ENGINE"], settings["NAME"]) == ("django.db.backends.sqlite3", "/srv/plan a/plan.db")


def test_sqlite_waits_and_writes_ahead(tmp_path):
    wrapper = sqlite(tmp_path)
    try:
        with wrapper.cursor() as cursor:
            values = {
                name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            }
    finally:
        wrapper.close()
    assert values == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 20_000, "foreign_keys": 1}


def test_sqlite_takes_the_write_lock_when_a_transaction_begins(tmp_path):
    first, second = sqlite(tmp_path), sqlite(tmp_path)
    try:
        first.ensure_connection()
        second.ensure_connection()
        second.connection.execute("PRAGMA busy_timeout = 0")
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with pytest.raises(Exception, match="database is locked"):
            second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        first.rollback()
    finally:
        first.close()
        second.close()


def test_postgres_by_address():
    settings = database("postgres://user:pa%2Fss@db.example.org:5433/rumbo", Path("unused"))
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["USER"], settings["PASSWORD"], settings["HOST"], settings["PORT"], settings["NAME"]) == (
        "user",
        "pa/ss",
        "db.example.org",
        5433,
        "rumbo",
    )
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (60, True)


def test_postgres_by_socket():
    assert database("postgres://rumbo@%2Frun%2Fpostgresql/rumbo", Path("unused"))["HOST"] == "/run/postgresql"


@pytest.mark.postgresql
def test_these_tests_run_on_postgres(db):
    assert connection.vendor == "postgresql"
