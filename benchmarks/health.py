"""The least the server can do: the health check beside an empty page."""

from __future__ import annotations

from benchmarks.harness import Context, Figure

NAME = "health"


def run(context: Context) -> list[Figure]:
    """Measure the health check, which asks the database one question."""
    with context.serve() as site:
        return site.compare({"health check": "/health/"})
