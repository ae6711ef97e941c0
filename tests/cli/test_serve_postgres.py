"""`rumbo serve` on PostgreSQL."""

import os
import signal

import psycopg
import pytest

from cli.servers import alive, descendants, environment, running, stop

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(worker_id):
    """The address of an empty database on the server of the tests."""
    address = os.environ["RUMBO_DATABASE_URL"]
    name = f"rumbo_serve_{worker_id}"
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
        yield f"{address.rpartition('/')[0]}/{name}"
        database.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_new_database_gets_its_tables_and_sigterm_stops_everything(tmp_path, url):
    env = environment(tmp_path, RUMBO_DATABASE_URL=url)
    with running("serve", env=env) as process:
        pids = descendants(process.pid)
        code, output, errors, seconds = stop(process, signal.SIGTERM)
    assert (code, output.splitlines()[0]) == (0, f"Rumbo answers at http://127.0.0.1:{env['RUMBO_PORT']}")
    assert errors.splitlines()[0] == "New database: making the tables."
    assert alive(pids) == set()
    assert seconds < 8
    with psycopg.connect(url) as database:
        assert database.execute("SELECT count(*) FROM plan_plan").fetchone() == (0,)
    assert not (tmp_path / "rumbo.sqlite3").exists()
