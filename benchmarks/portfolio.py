"""The views of the portfolio at 364 and at 5,000 projects, beside an empty page.

Each page is asked for in this process, without a server, with a session, so that no whole page is kept ready; what a
page reads may be, until the next write (docs/decisions/kept-values.md), as for the people who work on a plan. The
first page after a write is a figure of its own. The empty page is asked for in turn with the others, so that a
disturbance of the machine meets all alike. The limits are those of 364 projects; at 5,000 the pages have to take the
queries of 364, since they page or fold.
"""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.harness import BLANK, Context, Figure
from benchmarks.load import Timing
from benchmarks.sizes import KEY, ORDINARY, Size

NAME = "portfolio"
WIDE = Size(5_000, 10, 8, 6, 200, 100)
#: How often a page is made anew to know how long it takes, and how often at 5,000 projects.
TIMES, FEW_TIMES = 40, 15
#: How often a page is asked for as the first one after a write.
FIRST_TIMES = 3
#: Most times as slow as an empty page, at 364 projects.
TABLE_LIMIT, VIEW_LIMIT = 5, 15
PDF = "benchmarks.portfolio_pdf"

PUBLIC = {
    "table": f"/{KEY}/proyectos/",
    "board": f"/{KEY}/etapas/",
    "map": f"/{KEY}/mapa/",
    "schedule": f"/{KEY}/cronograma/",
    "budget": f"/{KEY}/presupuesto/",
    "budget of an axis": f"/{KEY}/presupuesto/?axis=eje-3",
    "matrix": f"/{KEY}/responsables/",
}
DESK = {
    "table": f"/mesa/{KEY}/proyectos/",
    "board": f"/mesa/{KEY}/tablero/",
    "map": f"/mesa/{KEY}/mapa/",
    "schedule": f"/mesa/{KEY}/cronograma/",
    "budget": f"/mesa/{KEY}/presupuesto/",
    "matrix": f"/mesa/{KEY}/responsables/",
}


def run(context: Context) -> list[Figure]:
    """Measure all views in public and on the desk on both portfolios, then the whole portfolio as one PDF."""
    queries: dict[str, int] = {}
    figures: list[Figure] = []
    for size in (ORDINARY, WIDE):
        fill(size)
        for area, pages, client in (("public", PUBLIC, visitor()), ("desk", DESK, manager())):
            prefix = f"{size.projects} projects, {area} "
            figures += _measured(prefix, area, client, pages, queries, is_first=size is ORDINARY)
        clear()
    return figures + _pdf(context)


def fill(size: Size) -> None:
    """Write a plan with stages, tags, money, schedules and places."""
    from benchmarks import plans  # imported here: these need Django

    plan = plans.fill(size)
    _life(plan)
    plans.analyze()


def visitor() -> Any:
    """Return a browser whose pages are made anew: one with a session."""
    from django.conf import settings  # imported here: these need Django
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    return client


def manager() -> Any:
    """Return the browser of somebody who may do everything."""
    from django.contrib.auth import get_user_model  # imported here: these need Django
    from django.test import Client

    person, _made = get_user_model().objects.get_or_create(
        email="medicion@example.org", defaults={"is_superuser": True, "is_staff": True}
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


def _measured(
    prefix: str, area: str, client: Any, pages: Mapping[str, str], queries: dict[str, int], *, is_first: bool
) -> list[Figure]:
    paths = {name: path for name, path in pages.items() if client.get(path).status_code == 200}
    timings = timed(client, [BLANK, *paths.values()], TIMES if is_first else FEW_TIMES)
    blank = timings[BLANK].percentile(95)
    figures = [Figure(f"{prefix}empty page: p95", round(blank, 1), "ms")]
    for name, path in paths.items():
        p95 = timings[path].percentile(95)
        limit = (TABLE_LIMIT if name == "table" else VIEW_LIMIT) if is_first else None
        figures.append(Figure(f"{prefix}{name}: p95", round(p95, 1), "ms"))
        figures.append(Figure(f"{prefix}{name}: p95, ratio", round(p95 / blank, 2), "x", limit))
        figures.append(Figure(f"{prefix}{name}: first after a write", round(first(client, path), 1), "ms"))
        count = queries_of(client, path)
        bound = None if is_first else queries.get(f"{area} {name}")
        queries.setdefault(f"{area} {name}", count)
        figures.append(Figure(f"{prefix}{name}: queries", count, "", bound))
    return figures


def timed(client: Any, paths: list[str], times: int) -> dict[str, Timing]:
    """Ask for each path in turn, so many rounds, and return how long that took."""
    total = dict.fromkeys(paths, Timing())
    for _round in range(times):
        for path in paths:
            start = time.perf_counter()
            client.get(path)
            taken = time.perf_counter() - start
            total[path] += Timing((taken * 1000,), taken)
    return total


def first(client: Any, path: str) -> float:
    """Return how many milliseconds a page takes, in the middle of some, of which nothing is kept."""
    from django.core.cache import caches  # imported here: it needs Django

    taken = []
    for _round in range(FIRST_TIMES):
        for name in ("pages", "values"):
            caches[name].clear()
        start = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[FIRST_TIMES // 2]


def queries_of(client: Any, path: str) -> int:
    """Return how many queries a page takes."""
    from django.db import connection  # imported here: these need Django
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def _life(plan: Any) -> None:
    """Give the projects stages, tags, money, a schedule and a place."""
    from benchmarks.plans import BATCH, save  # imported here: these need Django
    from rumbo.portfolio.enums import Stage
    from rumbo.portfolio.models import Estimate, Funding, Location, Milestone, Project

    dice = random.Random(2040)
    projects = list(Project.objects.filter(plan=plan).only("pk").order_by("pk"))
    pks = [project.pk for project in projects]

    def turn(name: str, values: Sequence[Any]) -> None:
        """Give the projects these values in turn."""
        for place, value in enumerate(values):
            some = pks[place :: len(values)]
            for first in range(0, len(some), BATCH):
                Project.objects.filter(pk__in=some[first : first + BATCH]).update(**{name: value})

    turn("stage", list(Stage))
    turn("suspended", [True, *[False] * 22])
    turn("tags", ["", "Agua", "Agua; Metropolitano", "Movilidad"])

    def parts(model: Any, each: int, values: Callable[[int], dict[str, Any]]) -> None:
        save(
            [
                model(
                    plan=plan,
                    project=project,
                    key=f"{model.KIND}-{project.pk}-{n}",
                    title=f"{model.KIND} {n}",
                    position=n,
                    **values(n),
                )
                for project in projects
                for n in range(1, each + 1)
            ]
        )

    def step(n: int) -> dict[str, Any]:
        begin = datetime.date(2026, 1, 1) + datetime.timedelta(days=120 * (n - 1) + dice.randrange(900))
        return {"starts_on": begin, "ends_on": begin + datetime.timedelta(days=150), "progress": dice.choice((0, 40))}

    def point(_n: int) -> dict[str, Any]:
        x, y = -103.4 + dice.random() / 5, 25.4 + dice.random() / 5
        geometry = {"type": "Point", "coordinates": [round(x, 5), round(y, 5)]}
        return {"geometry": geometry, "west": x, "east": x, "south": y, "north": y}

    parts(
        Estimate, 2, lambda n: {"year": 2026 + n, "price_year": 2026, "amount": Decimal(dice.randrange(10**6, 10**9))}
    )
    parts(Funding, 2, lambda n: {"year": 2026 + n, "status": "authorized", "amount": Decimal(dice.randrange(10**8))})
    parts(Milestone, 5, step)
    parts(Location, 1, point)


def _pdf(context: Context) -> list[Figure]:
    """Measure the whole portfolio as one PDF, where that benchmark is."""
    if find_spec(PDF) is None:
        return []
    figures: list[Figure] = import_module(PDF).run(context)
    return figures


def clear() -> None:
    """Empty the database."""
    from django.core.management import call_command  # imported here: it reads the apps

    call_command("flush", interactive=False, verbosity=0)
