"""`rumbo bench`: runs the benchmarks and shows their figures."""

from __future__ import annotations

import json
import os
import pkgutil
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tools.packages import MissingProgramsError, ensure
from tools.postgres import PostgresError, throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgres")


class BenchmarkError(Exception):
    """A benchmark failed; its output is on stderr."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--small", is_flag=True, help="Only the small size, of benchmarks that have several.")
@click.option("--database", type=click.Choice([*DATABASES, "both"]), default="both", show_default=True)
def main(names: Sequence[str], as_json: bool, small: bool, database: str) -> None:
    """Run the benchmarks NAMES, or all. A figure above its limit is marked MISSED; only a failure exits with 1."""
    modules = find()
    unknown = [name for name in names if name not in modules]
    if unknown:
        raise click.BadParameter(f"there is no {', '.join(unknown)}; there are: {', '.join(modules)}")
    databases = DATABASES if database == "both" else (database,)
    results: list[dict[str, Any]] = []
    try:
        if "postgres" in databases:
            ensure(["postgresql"])
        for name in names or modules:
            for kind in databases:
                results.append(
                    {"benchmark": name, "database": kind, "figures": run(modules[name], kind, small=small)}
                )
                if not as_json:
                    show(results[-1])
    except (BenchmarkError, MissingProgramsError, PostgresError) as error:
        click.echo(f"rumbo bench: {error}.", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"results": results}, ensure_ascii=False, indent=2))


def find() -> dict[str, str]:
    """Return the benchmarks: name and module."""
    found = (f"benchmarks.{module.name}" for module in pkgutil.iter_modules([str(ROOT / "benchmarks")]))
    sources = {path: (ROOT / f"{path.replace('.', '/')}.py") for path in found}
    return {
        import_module(path).NAME: path
        for path, source in sources.items()
        if source.exists() and "\nNAME = " in source.read_text(encoding="utf-8")
    }


def run(module: str, database: str, *, small: bool = False) -> list[dict[str, Any]]:
    """Run one benchmark in a process and a database of its own; return its figures.

    Raises:
        BenchmarkError: it failed.
    """
    durable = getattr(import_module(module), "DURABLE", False)
    with _environment(database, durable) as environment:
        command = [sys.executable, "-m", "benchmarks.single", module, database, *(["small"] if small else [])]
        result = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=False)
    if result.returncode != 0:
        raise BenchmarkError(f"{module} failed on {database}; its message is above")
    figures: list[dict[str, Any]] = json.loads(result.stdout.splitlines()[-1])
    return figures


def show(result: dict[str, Any]) -> None:
    """Print the figures of one benchmark on one database."""
    click.secho(f"{result['benchmark']} on {result['database']}", bold=True)
    width = max((len(figure["name"]) for figure in result["figures"]), default=0)
    for figure in result["figures"]:
        limit = "" if figure["limit"] is None else f"  (at most {figure['limit']:g}{figure['unit']})"
        mark = "  MISSED" if figure["met"] is False else ""
        click.echo(f"  {figure['name']:{width}}  {figure['value']:>10,g} {figure['unit']}{limit}{mark}")


@contextmanager
def _environment(database: str, durable: bool) -> Iterator[dict[str, str]]:
    """Yield the environment of a benchmark: none of the user's settings, a data folder and database of its own.

    The PostgreSQL server forgoes durability, which costs time, unless the benchmark has ``DURABLE = True``.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("RUMBO_")}
    tests = {name: value for name, value in os.environ.items() if name.startswith("RUMBO_TEST_")}
    with (
        tempfile.TemporaryDirectory(prefix="rumbo-bench-") as folder,
        throwaway_postgres(durable=durable) if database == "postgres" else nullcontext("") as url,
    ):
        yield {
            **kept,
            **tests,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PYTHONPATH": str(ROOT),
            "RUMBO_DATA_DIR": folder,
            "RUMBO_DATABASE_URL": url,
            "RUMBO_SECRET_KEY": secrets.token_urlsafe(48),
            "RUMBO_LOG_LEVEL": "ERROR",
        }


if __name__ == "__main__":
    main(prog_name="rumbo bench")
