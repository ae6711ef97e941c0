"""`rumbo serve`: starts on a new database, refuses what cannot work, and stops cleanly."""

import os
import shutil
import signal
import socket
import sqlite3
import threading
from contextlib import ExitStack, closing

import pytest
from django.db import connection

from cli.servers import alive, children, descendants, environment, get, holds, run, running, stop

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The data folder after a first start, and what that start printed."""
    folder = tmp_path_factory.mktemp("served") / "data"
    env = environment(folder)
    with running("serve", env=env) as process:
        pids = descendants(process.pid)
        names = set(children(process.pid))
        code, output, errors, seconds = stop(process, signal.SIGTERM)
    return {
        "folder": folder,
        "port": env["RUMBO_PORT"],
        "pids": pids,
        "names": names,
        "code": code,
        "output": output,
        "errors": errors,
        "seconds": seconds,
    }


@pytest.fixture
def folder(served, tmp_path):
    """A copy of the data folder of a stopped site."""
    return shutil.copytree(served["folder"], tmp_path / "data")


def test_a_new_database_gets_its_tables_and_the_site_answers(served):
    assert served["output"] == f"Rumbo answers at http://127.0.0.1:{served['port']}\nStop it with Ctrl+C.\n"
    assert served["errors"].splitlines()[0] == "New database: making the tables."
    with closing(sqlite3.connect(served["folder"] / "rumbo.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM plan_plan").fetchone() == (0,)


def test_sigterm_stops_web_worker_and_clock_within_seconds(served):
    assert served["names"] == {"web", "worker", "clock"}
    assert len(served["pids"]) >= 4  # web, its process that answers, the worker and the clock
    assert served["code"] == 0
    assert served["seconds"] < 8
    assert alive(served["pids"]) == set()
    assert "Traceback" not in served["errors"]


def test_a_second_start_collects_nothing_again_and_ctrl_c_stops_it(folder):
    collected = (folder / "static" / ".collected").stat().st_mtime_ns
    env = environment(folder)
    with running("serve", env=env) as process:
        code, _, errors, _ = stop(process, signal.SIGINT)
    assert code == 0
    assert "making the tables" not in errors
    assert (folder / "static" / ".collected").stat().st_mtime_ns == collected


def test_hundreds_of_phones_keep_a_connection_and_the_next_is_still_answered(folder):
    env = environment(folder)
    address = ("127.0.0.1", int(env["RUMBO_PORT"]))
    with running("serve", env=env), ExitStack() as phones:
        for _n in range(700):
            phones.enter_context(socket.create_connection(address, timeout=10))
        assert "ok" in get(env, "/health/")


def test_a_stop_lets_running_requests_finish(folder):
    env = environment(folder, DJANGO_SETTINGS_MODULE="slow_site.settings")
    answers = []
    with running("serve", env=env) as process:
        request = threading.Thread(target=lambda: answers.append(get(env, "/slow/")))
        request.start()
        threading.Event().wait(0.5)
        code, *_ = stop(process, signal.SIGTERM)
        request.join(5)
    assert (code, answers) == (0, ["done"])


@pytest.mark.parametrize("victim", ["web", "worker", "clock"])
def test_when_one_process_dies_the_other_is_stopped(folder, victim):
    env = environment(folder, RUMBO_LOG_FORMAT="json")
    with running("serve", env=env) as process:
        pids = descendants(process.pid)
        os.kill(children(process.pid)[victim], signal.SIGKILL)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f'"process": "{victim}", "code": -9, "event": "process_ended"' in errors
    assert alive(pids) == set()


def test_when_the_program_itself_is_killed_its_processes_stop(folder):
    with running("serve", env=environment(folder)) as process:
        pids = descendants(process.pid)
        process.kill()
        process.wait(5)
        assert holds(lambda: not alive(pids), 25)


def test_without_a_secret_it_does_not_start(tmp_path):
    env = environment(tmp_path)
    del env["RUMBO_SECRET_KEY"]
    result = run("serve", env=env)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "rumbo: RUMBO_SECRET_KEY is missing. Set it to a secret of at least 32 characters, such as the output of "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`, and keep it.\n"
    )
    assert not (tmp_path / "rumbo.sqlite3").exists()


def test_any_host_name_needs_a_public_address(tmp_path):
    result = run("serve", env=environment(tmp_path, RUMBO_HOSTS="*"))
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "rumbo: RUMBO_HOSTS lets any host name through, and the links in mails would lead to whatever name a visitor "
        "sends. Name the hosts of the site, or set RUMBO_BASE_URL to its public address.\n"
    )
    assert not (tmp_path / "rumbo.sqlite3").exists()


def test_a_taken_port_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", env=environment(tmp_path, RUMBO_PORT=str(port)))
    assert result.returncode == 2
    assert result.stderr == (
        f"rumbo: Port {port} of 127.0.0.1 cannot be used: Address already in use. "
        "Stop the program that has it, or set RUMBO_PORT (and RUMBO_HOST).\n"
    )


def test_pending_migrations_stop_the_start_and_are_named(folder):
    with closing(sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'mfa'")
        before = database.execute("SELECT count(*) FROM django_migrations").fetchone()
    result = run("serve", env=environment(folder))
    assert result.returncode == 2
    assert result.stderr.startswith(
        "rumbo: The database is of an older version; these migrations are pending: mfa.0001_initial, mfa.0002_"
    )
    assert result.stderr.endswith(". Make a backup, then run `rumbo manage migrate`.\n")
    with closing(sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)) as database:
        assert database.execute("SELECT count(*) FROM django_migrations").fetchone() == before


def test_a_database_of_a_newer_version_is_refused(folder):
    with closing(sqlite3.connect(folder / "rumbo.sqlite3", isolation_level=None)) as database:
        database.execute("INSERT INTO django_migrations VALUES (9999, 'plan', '0099_later', '2040-01-01')")
    result = run("serve", env=environment(folder))
    assert result.returncode == 2
    assert result.stderr == (
        "rumbo: The database is of a newer version of Rumbo: plan.0099_later. "
        "Install that version, or restore a backup.\n"
    )


def test_a_database_of_another_program_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "rumbo.sqlite3", isolation_level=None)) as database:
        database.execute("CREATE TABLE accounts (id INTEGER)")
    result = run("serve", env=environment(tmp_path))
    assert result.returncode == 2
    assert result.stderr == (
        "rumbo: The database has tables of another program. "
        "Give Rumbo an empty database of its own: RUMBO_DATABASE_URL.\n"
    )
    with closing(sqlite3.connect(tmp_path / "rumbo.sqlite3", isolation_level=None)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("accounts",)]


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "rumbo.sqlite3").write_text("This is no database. " * 100)
    result = run("serve", env=environment(tmp_path))
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1] == (
        "rumbo: The database at RUMBO_DATABASE_URL (or in RUMBO_DATA_DIR) does not work: file is not a database. "
        "Is it running, and does it have its tables (`rumbo manage migrate`)?"
    )


def test_these_run_on_sqlite():
    assert connection.vendor == "sqlite"
