"""`rumbo test`: runs all checks and tests of the checkout, and says in a table what passed."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from tools import packages, translations
from tools.postgres import PostgresError
from tools.steps import STEPS, Run, Step

NAMES = [step.name for step in STEPS]


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Arguments after -- go to pytest. Steps: " + "; ".join(f"{s.name}: {s.title}" for s in STEPS) + ".",
)
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Run this step alone; may be repeated.")
@click.option("--skip", multiple=True, type=click.Choice(NAMES), help="Leave this step out; may be repeated.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first step that fails.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def main(only: Sequence[str], skip: Sequence[str], fail_fast: bool, pytest_arguments: Sequence[str]) -> None:
    """Run lint, types, contracts, migrations, translations and all tests; exit with 0 when everything passed."""
    steps = [step for step in STEPS if (not only or step.name in only) and step.name not in skip]
    try:
        packages.ensure(name for step in steps for name in step.needs)
    except packages.MissingProgramsError as error:
        click.echo(f"rumbo test: {error}.", err=True)
        sys.exit(2)
    translations.compile_catalogues()
    with _environment() as environment:
        results = list(_run(steps, Run(environment, pytest_arguments), fail_fast))
    click.echo(_table(steps, results))
    sys.exit(0 if len(results) == len(steps) and all(passed for passed, _ in results) else 1)


def _run(steps: Sequence[Step], run: Run, fail_fast: bool) -> Iterator[tuple[bool, float]]:
    """Yield of each step whether it passed, and the seconds it took."""
    for step in steps:
        click.secho(f"== {step.name}: {step.title}", bold=True)
        start = time.monotonic()
        try:
            passed = step.run(run)
        except (PostgresError, packages.MissingProgramsError) as error:
            click.echo(str(error))
            passed = False
        yield passed, time.monotonic() - start
        if fail_fast and not passed:
            return


@contextmanager
def _environment() -> Iterator[Mapping[str, str]]:
    """Yield the environment of the checks: no settings of the user's, a data folder that is gone afterwards."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("RUMBO_") or name.startswith("RUMBO_TEST_")
    }
    with tempfile.TemporaryDirectory(prefix="rumbo-test-") as folder:
        yield {**kept, "DJANGO_SETTINGS_MODULE": "rumbo.config.settings", "RUMBO_DATA_DIR": folder}


def _table(steps: Sequence[Step], results: Sequence[tuple[bool, float]]) -> str:
    lines = [""]
    for step, (passed, seconds) in zip(steps, results, strict=False):
        lines.append(f"{step.name:13} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    lines += [f"{step.name:13} not run" for step in steps[len(results) :]]
    return "\n".join(lines)


if __name__ == "__main__":
    main(prog_name="rumbo test")
