"""Monitoring at 364 and at 5,000 projects: the statuses of a night, and its pages beside an empty page.

The large plan has 2,000 indicators with 5 million values and reports on its projects of four quarters. Each page is
asked for in this process, without a server; what a page reads may be kept, until the next write, as for those who
use it (docs/decisions/kept-values.md and kept-pages.md). What it takes when nothing is kept is a figure of its own,
without a limit. All statuses are found three times: the first time, again on the same day, and after a tenth of the
steps moved on. The large pages have to take the queries of the small ones. On SQLite, and with ``--small``, only the
small plan is measured.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from benchmarks.harness import BLANK, Context, Figure
from benchmarks.portfolio import WIDE, clear, first, manager, queries_of, timed
from benchmarks.portfolio import fill as fill_portfolio
from benchmarks.sizes import KEY, ORDINARY, Size

NAME = "monitoring"
#: Indicators, and values of each in each of five territories, by size.
MEASURED = {ORDINARY: (258, 6), WIDE: (2_000, 511)}
#: Most seconds that all statuses of a plan may take, and most times as slow as an empty page.
NIGHT_LIMIT, VIEW_LIMIT = 60, 15
#: How often a page is asked for.
TIMES = 30


def run(context: Context) -> list[Figure]:
    """Measure the small plan, then the large one; on PostgreSQL alone the latter."""
    is_whole = context.database == "postgres" and not context.small
    queries: dict[str, int] = {}
    figures: list[Figure] = []
    for size in (ORDINARY, WIDE) if is_whole else (ORDINARY,):
        figures += _measured(size, queries)
        clear()
    return figures


def _measured(size: Size, queries: dict[str, int]) -> list[Figure]:
    from benchmarks import monitored  # imported here: these need Django
    from benchmarks.plans import analyze
    from rumbo.plan.models import Plan

    prefix = f"{size.projects} projects: "
    fill_portfolio(size)
    plan = Plan.objects.get(key=KEY)
    start = time.perf_counter()
    values = monitored.fill(plan, *MEASURED[size])
    analyze()
    figures = [
        Figure(f"{prefix}values", values),
        Figure(f"{prefix}values, reports and steps written", round(time.perf_counter() - start, 1), "s"),
    ]
    figures += _nights(prefix, plan)
    for area, client, pages in (
        ("public", _anybody(), monitored.public_pages(plan)),
        ("desk", manager(), monitored.desk_pages(plan)),
        ("liaison's", _anybody(), monitored.liaison_pages(plan)),
    ):
        figures += _pages(f"{prefix}{area} ", area, client, pages, queries)
    return figures


def _anybody() -> Any:
    """Return the browser of a visitor, for whom whole pages are kept ready."""
    from django.test import Client  # imported here: it needs Django

    return Client(headers={"host": "localhost"})


def _nights(prefix: str, plan: Any) -> list[Figure]:
    from benchmarks.monitored import move_on  # imported here: these need Django
    from rumbo.monitoring.services import status

    figures = []
    for name, before in (("first night", None), ("same day again", None), ("a tenth moved on", move_on)):
        if before is not None:
            before(plan)
        start, worked = time.perf_counter(), time.process_time()
        found = status.evaluate(plan)
        taken, worked = time.perf_counter() - start, time.process_time() - worked
        figures.append(Figure(f"{prefix}{name}: all statuses", round(taken, 2), "s", NIGHT_LIMIT))
        figures.append(Figure(f"{prefix}{name}: processor time of that, without the database", round(worked, 2), "s"))
        figures.append(Figure(f"{prefix}{name}: statuses written", found.changed))
    start = time.perf_counter()
    status.preview(plan, {"risk_points": 5})
    figures.append(Figure(f"{prefix}preview of other rules", round(time.perf_counter() - start, 2), "s"))
    return figures


def _forget() -> None:
    """Throw away what is kept, so that a page is made anew."""
    from django.core.cache import caches  # imported here: it needs Django

    for name in ("pages", "values"):
        caches[name].clear()


def _pages(prefix: str, area: str, client: Any, pages: dict[str, str], queries: dict[str, int]) -> list[Figure]:
    answers = {name: client.get(path).status_code for name, path in pages.items()}
    for name, code in answers.items():
        if code != 200:
            print(f"{prefix}{name}: {pages[name]} answers with {code}, not measured", file=sys.stderr)
    paths = {name: path for name, path in pages.items() if answers[name] == 200}
    timings = timed(client, [BLANK, *paths.values()], TIMES)
    blank = timings[BLANK].percentile(95)
    figures = [Figure(f"{prefix}empty page: p95", round(blank, 1), "ms")]
    for name, path in paths.items():
        p95 = timings[path].percentile(95)
        figures.append(Figure(f"{prefix}{name}: p95", round(p95, 1), "ms"))
        figures.append(Figure(f"{prefix}{name}: p95, ratio", round(p95 / blank, 2), "x", VIEW_LIMIT))
        figures.append(Figure(f"{prefix}{name}: when nothing is kept", round(first(client, path), 1), "ms"))
        _forget()
        count = queries_of(client, path)
        figures.append(Figure(f"{prefix}{name}: queries", count, "", queries.get(f"{area} {name}")))
        queries.setdefault(f"{area} {name}", count)
    return figures
