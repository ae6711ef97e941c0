"""A server that is killed keeps every vote that it acknowledged, and phones that send again change nothing."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from cli.servers import LIMIT, alive, descendants, environment, holds, running

pytestmark = pytest.mark.sqlite
PEOPLE, VOTES = 20, 5
#: How many acknowledged votes the server is killed after.
ENOUGH = PEOPLE * VOTES // 3
PREPARE = f"""
import json
from rumbo.cli.start import start_django
start_django()
from rumbo.cli.database import prepare_database
prepare_database()
from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation import tokens
from rumbo.participation.pseudonyms import voter
opinion = ExerciseFactory(type="opinion")
people = [ParticipantFactory(table=opinion.table).pk for _n in range({PEOPLE})]
print(json.dumps({{
    "exercise": opinion.pk,
    "items": [ContributionFactory(exercise=opinion, kind="statement").pk for _n in range({VOTES})],
    "cookies": [f"{{tokens.COOKIE}}={{tokens.session_token(one, opinion.table_id)}}" for one in people],
    "voters": [voter(opinion.pk, one) for one in people],
}}))
"""


@pytest.fixture
def table(tmp_path):
    """A data folder with an open exercise, and all that phones need to vote in it."""
    env = environment(tmp_path / "data")
    command = [sys.executable, "-P", "-c", PREPARE]
    result = subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT, check=True)
    return env, json.loads(result.stdout.splitlines()[-1])


def value(person: int, item: int) -> int:
    return (person + item) % 3 - 1


def vote_all(env, table, acknowledged, enough=None):
    """Send all votes, each person on a connection of their own, until one fails."""

    def votes(person):
        with closing(http.client.HTTPConnection("127.0.0.1", int(env["RUMBO_PORT"]), timeout=LIMIT)) as connection:
            for number, item in enumerate(table["items"]):
                act = {
                    "id": f"{person}-{item}",
                    "type": "vote",
                    "exercise": table["exercise"],
                    "values": {str(item): value(person, item)},
                    "revision": number + 1,
                }
                head = {"Content-Type": "application/json", "X-Rumbo": "1", "Cookie": table["cookies"][person]}
                connection.request("POST", "/taller/enviar/", json.dumps({"acts": [act]}), head)
                answer = json.loads(connection.getresponse().read())
                assert answer == {"answers": [{"id": act["id"], "ok": True}]}
                acknowledged.add((table["voters"][person], item, value(person, item)))
                if enough is not None and len(acknowledged) >= ENOUGH:
                    enough.set()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return [pool.submit(votes, person) for person in range(PEOPLE)]


def stored(env):
    with closing(sqlite3.connect(f"{env['RUMBO_DATA_DIR']}/rumbo.sqlite3")) as database:
        return database.execute("SELECT voter, item_id, value FROM participation_ballot").fetchall()


def kill(process):
    """End the server and all its processes as a power cut does."""
    pids = descendants(process.pid)
    for pid in (process.pid, *pids):
        os.kill(pid, signal.SIGKILL)
    assert holds(lambda: not alive(pids))


def test_a_killed_server_keeps_what_it_acknowledged_and_phones_that_send_again_change_nothing(table):
    env, things = table
    acknowledged = set()
    enough = threading.Event()
    with running("serve", env=env) as process:
        killer = threading.Thread(target=lambda: enough.wait(LIMIT) and kill(process))
        killer.start()
        vote_all(env, things, acknowledged, enough)
        killer.join(LIMIT)
    assert len(acknowledged) >= ENOUGH
    assert acknowledged <= set(stored(env))

    again = set()
    with running("serve", env=env):
        for sent in vote_all(env, things, again):
            sent.result(LIMIT)
    rows = stored(env)
    assert sorted(rows) == sorted(
        (voter, item, value(person, item))
        for person, voter in enumerate(things["voters"])
        for item in things["items"]
    )
    assert again == set(rows)
