"""Runs one benchmark on the database of the environment and prints its figures as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module

from rumbo.cli.start import start_django


def main(module: str, database: str, size: str = "") -> None:
    """Make the tables, run the benchmark in ``module``, print the figures; ``size`` "small" asks for that alone."""
    start_django()
    from benchmarks.harness import Context  # imported here: these need Django
    from rumbo.cli.database import prepare_database

    prepare_database()
    figures = import_module(module).run(Context(database, small=size == "small"))
    print(json.dumps([asdict(figure) | {"met": figure.met} for figure in figures]))


if __name__ == "__main__":
    main(*sys.argv[1:])
