"""Voting at a workshop: 500 phones that vote at the same moment, 20 times in 60 seconds, beside the projector.

Each phone has a connection of its own that stays open, on which it also asks every few seconds whether anything
changed, as the page does; a vote waits for that answer. A vote's time runs from the moment at which all press to its
answer. Then the rows are counted: each vote once, with its value. In the second part the server is killed in the
middle of a burst and started again, and the phones send again what was not acknowledged, and some of what was. On
PostgreSQL, which is set up to lose nothing, two web workers answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse

from benchmarks.harness import HOST, Context, Figure, Site
from benchmarks.load import Timing
from benchmarks.phones import Order, choice

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Table

NAME = "workshop"
DURABLE = True
PHONES, BURSTS, INTERVAL = 500, 20, 3.0
STATEMENTS = 25
P95_LIMIT, LAG_LIMIT = 300, 2
#: The second part: bursts, seconds between them, the one in which the server is killed, and how far into it.
KILL_BURSTS, KILL_INTERVAL, KILL_IN, KILL_AFTER = 8, 2.0, 3, 0.06
#: Every how many acknowledged votes one is sent again after the kill.
REPLAYS = 3
#: Where in the version of the projector the number of votes is (`rumbo.participation.queries.live.screen_version`).
_VOTES = 8


def run(context: Context) -> list[Figure]:
    """Measure the votes, then kill the server."""
    table, seats = _table()
    cookies = _cookies(table, seats)
    workers = 2 if context.database == "postgres" else 1
    figures = _paced(context, workers, _exercise(table, 1), seats, cookies)
    return figures + _killed(context, workers, _exercise(table, 2), seats, cookies)


def _paced(
    context: Context, workers: int, exercise: Exercise, seats: Sequence[int], cookies: Sequence[str]
) -> list[Figure]:
    with context.serve(workers=workers) as site:
        order = _order(site, exercise, cookies, BURSTS, INTERVAL)
        start = time.perf_counter()
        seen = _phones(order, lambda _burst: None)
        seconds = time.perf_counter() - start
    timing = Timing(tuple((v[3] - v[2]) * 1000 for v in seen["votes"] if v[3]), seconds)
    name = f"{PHONES} × {BURSTS} votes"
    return [
        Figure(f"{name}: p50", round(timing.percentile(50), 1), "ms"),
        Figure(f"{name}: p95", round(timing.percentile(95), 1), "ms", P95_LIMIT),
        Figure(f"{name}: slowest", round(timing.percentile(100), 1), "ms"),
        Figure(f"{name}: errors", len(seen["errors"]) + seen["broken"], "", 0),
        *_counted(name, order, exercise, seats),
        *_lag(seen, name),
        Figure(f"{name}: questions of phones beside them", seen["asked"]),
        Figure("load of the machine, last minute", round(os.getloadavg()[0], 1)),
    ]


def _killed(
    context: Context, workers: int, exercise: Exercise, seats: Sequence[int], cookies: Sequence[str]
) -> list[Figure]:
    stored: list[dict[tuple[str, int], int]] = []
    gone: list[float] = []
    with _restartable(context, workers) as (site, restart):

        def kill(burst: int) -> None:
            if burst == KILL_IN:
                time.sleep(KILL_AFTER)
                site.kill()
                began = time.perf_counter()
                stored.append(_stored(exercise))
                restart(site.port)
                gone.append(time.perf_counter() - began)

        order = _order(site, exercise, cookies, KILL_BURSTS, KILL_INTERVAL, replays=REPLAYS)
        seen = _phones(order, kill)
    before = [
        (number, burst) for number, burst, _born, answered, _times, lives in seen["votes"] if answered and not lives
    ]
    kept = {(number, burst) for number, burst in before if _key(order, exercise, seats, number, burst) in stored[0]}
    unsaid = sum(1 for _n, burst, *_rest, lives in seen["votes"] if burst == KILL_IN and lives)
    name = "killed and started again"
    return [
        Figure(f"{name}: seconds until it answered", round(gone[0], 1), "s"),
        Figure(f"{name}: votes acknowledged before", len(before)),
        Figure(f"{name}: of these lost", len(set(before) - kept), "", 0),
        Figure(f"{name}: votes of that moment not acknowledged", unsaid),
        Figure(f"{name}: sent again though acknowledged", seen["replayed"]),
        Figure(f"{name}: refused", len(seen["errors"]), "", 0),
        *_counted(name, order, exercise, seats),
    ]


def _phones(order: Order, on_burst: Callable[[int], None]) -> dict[str, Any]:
    """Run the phones; tell when each burst begins; return what they saw."""
    command = [sys.executable, "-m", "benchmarks.phones"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(order)) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if "votes" in said:
                return said
            on_burst(said["burst"])
    raise RuntimeError("The phones stopped; their message is above.")


@contextmanager
def _restartable(context: Context, workers: int) -> Iterator[tuple[Site, Callable[[int], Site]]]:
    """Yield a served site and a function that serves it again on its port."""
    with ExitStack() as stack:
        site = stack.enter_context(context.serve(workers=workers))
        yield site, lambda port: stack.enter_context(context.serve(workers=workers, port=port))


def _order(
    site: Site, exercise: Exercise, cookies: Sequence[str], bursts: int, interval: float, replays: int = 0
) -> Order:
    from rumbo.participation.queries.live import phone_version
    from rumbo.participation.web.lane import PATH, STATE_PATH

    items = sorted(exercise.contributions.values_list("pk", flat=True))
    screen = reverse("live:screen_state", args=[exercise.table.code])
    asks = f"{STATE_PATH}?v={quote(phone_version(exercise.table_id))}"
    return Order(HOST, site.port, PATH, asks, screen, cookies, exercise.pk, items, bursts, interval, replays)


def _counted(name: str, order: Order, exercise: Exercise, seats: Sequence[int]) -> list[Figure]:
    """Compare the rows with the votes: each once, with its value, and no other."""
    from rumbo.participation.models import Ballot

    rows = Counter(Ballot.objects.filter(exercise=exercise).values_list("voter", "item_id"))
    wanted = {
        _key(order, exercise, seats, number, burst): choice(number, burst, order.items)[1]
        for number in range(len(seats))
        for burst in range(order.bursts)
    }
    stored = _stored(exercise)
    return [
        Figure(f"{name}: rows", sum(rows.values())),
        Figure(f"{name}: votes lost", len(wanted.keys() - stored.keys()), "", 0),
        Figure(f"{name}: votes counted twice", sum(rows.values()) - len(wanted.keys() & rows.keys()), "", 0),
        Figure(f"{name}: votes with another value", sum(stored.get(key, v) != v for key, v in wanted.items()), "", 0),
    ]


def _key(order: Order, exercise: Exercise, seats: Sequence[int], number: int, burst: int) -> tuple[str, int]:
    from rumbo.participation.pseudonyms import voter

    return voter(exercise.pk, seats[number]), choice(number, burst, order.items)[0]


def _stored(exercise: Exercise) -> dict[tuple[str, int], int]:
    from rumbo.participation.models import Ballot

    rows = Ballot.objects.filter(exercise=exercise).values_list("voter", "item_id", "value")
    return {(voter, item): value for voter, item, value in rows}


def _lag(seen: dict[str, Any], name: str) -> list[Figure]:
    """Return how long after a vote was acknowledged the projector showed as many as were acknowledged by then.

    Raises:
        RuntimeError: the projector never showed the last one.
    """
    shown = [(at, int(version.split("-")[_VOTES] or 0)) for at, version in seen["screens"]]
    lags = []
    for count, at in enumerate(sorted(vote[3] for vote in seen["votes"]), start=1):
        first = next((moment for moment, votes in shown if votes >= count), None)
        if first is None:
            raise RuntimeError(f"The projector never showed the {count}th vote: {seen['screens'][-1:]}.")
        lags.append(max(first - at, 0.0))
    return [
        Figure(f"{name}: the projector shows a vote after, p50", round(sorted(lags)[len(lags) // 2], 2), "s"),
        Figure(f"{name}: the projector shows a vote after, longest", round(max(lags), 2), "s", LAG_LIMIT),
    ]


def _cookies(table: Table, seats: Sequence[int]) -> list[str]:
    from rumbo.participation.tokens import COOKIE, session_token

    return [f"{COOKIE}={session_token(seat, table.pk)}" for seat in seats]


def _table() -> tuple[Table, list[int]]:
    """Write a plan, a workshop with one table, and those who sit at it."""
    from benchmarks.plans import save
    from rumbo.participation.models import Participant, Process, Stage, Table, Workshop
    from rumbo.participation.models.workshop import free_code
    from rumbo.plan.models import Axis, Plan

    (plan,) = save([Plan(key="plan-2040", title="Plan de prueba", start_year=2015, end_year=2040)])
    (axis,) = save([Axis(plan=plan, key="eje-1", title="Eje 1", position=1)])
    usual = {"plan": plan, "title": "Taller de prueba", "position": 1}
    (process,) = save([Process(key="proceso-1", **usual)])
    (stage,) = save([Stage(key="etapa-1", process=process, **usual)])
    (workshop,) = save([Workshop(key="taller-1", stage=stage, **usual)])
    (table,) = save(
        [Table(key="mesa-1", workshop=workshop, axis=axis, capacity=PHONES + 100, code=free_code(), **usual)]
    )
    people = (Participant(table=table, number=number) for number in range(1, PHONES + 1))
    Participant.objects.bulk_create(people)
    return table, list(Participant.objects.filter(table=table).order_by("number").values_list("pk", flat=True))


def _exercise(table: Table, number: int) -> Exercise:
    """Write an open exercise of opinion and its statements."""
    from benchmarks.plans import save
    from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
    from rumbo.participation.exercises import KINDS
    from rumbo.participation.models import Contribution, Exercise

    (exercise,) = save(
        [
            Exercise(
                plan_id=table.plan_id,
                table=table,
                key=f"ejercicio-{number}",
                title="¿Qué opinas?",
                position=number,
                type=ExerciseType.OPINION,
                phase=Phase.OPEN,
                settings=KINDS[ExerciseType.OPINION].clean({}),
            )
        ]
    )
    Contribution.objects.bulk_create(
        Contribution(
            plan_id=table.plan_id,
            exercise=exercise,
            kind=ContributionKind.STATEMENT,
            text=f"Conviene plantar árboles en la calle {one}.",
        )
        for one in range(1, STATEMENTS + 1)
    )
    made: Exercise = exercise
    return made
