"""The public pages that people open most, on an ordinary plan and on one of 20,000 projects, beside an empty page."""

from __future__ import annotations

import time
from statistics import median

from benchmarks.harness import Context, Figure
from benchmarks.sizes import KEY, LARGE, ORDINARY, Size

NAME = "pages"
#: How often a page is made anew to know how long it takes.
TIMES = 20

#: Most times as slow as an empty page of the same server.
LIMITS = {ORDINARY: 5, LARGE: 8}

PAGES = {
    "plan": f"/{KEY}/",
    "axis": f"/{KEY}/ejes/eje-3/",
    "list": f"/{KEY}/proyectos/?axis=eje-3&under_way=no&sort=title",
    "project": f"/{KEY}/proyectos/204/",
    "search": f"/{KEY}/buscar/?q=semaforizasion+ciclista",
}


def run(context: Context) -> list[Figure]:
    """Measure the pages on an ordinary plan, then on a large one."""
    figures: list[Figure] = []
    for size in (ORDINARY, LARGE):
        figures += _measured(context, size)
        _clear()
    return figures


def _measured(context: Context, size: Size) -> list[Figure]:
    from benchmarks.plans import analyze, fill  # imported here: these need Django

    prefix = f"{size.projects} projects: "
    fill(size)
    analyze()
    with context.serve() as site:
        figures = site.compare(PAGES, limit=LIMITS[size], prefix=prefix)
    return figures + [Figure(f"{prefix}{name}: made anew, p50", _anew(path), "ms") for name, path in PAGES.items()]


def _anew(path: str) -> float:
    """Return how long a page takes that is not kept ready: one for somebody with a session, without a server."""
    from django.conf import settings  # imported here: these need Django
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        assert client.get(path).status_code == 200
        taken.append((time.perf_counter() - start) * 1000)
    return round(median(taken), 1)


def _clear() -> None:
    from django.core.management import call_command  # imported here: it reads the apps

    call_command("flush", interactive=False, verbosity=0)
