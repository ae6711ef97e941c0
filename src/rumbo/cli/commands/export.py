"""`rumbo export`: lists and the workbook of a plan."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rumbo.cli.errors import UserError
from rumbo.cli.start import start_django

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

WHAT = ("workbook", "projects", "goals", "organizations", "territories", "priority", "antecedents", "observations")
FORMATS = ("csv", "xlsx", "json")


@click.command()
@click.argument("what", type=click.Choice(WHAT))
@click.option("--plan", "plan_key", default="", metavar="SLUG", help="Which plan; needed where there are several.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Form of a list; CSV where it is not given.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; standard output else."
)
def command(what: str, plan_key: str, form: str | None, output: Path | None) -> None:
    """Write a list of a plan (CSV, XLSX or JSON), or the whole plan as a workbook that can be imported again."""
    start_django()
    plan = find_plan(plan_key)
    if what == "workbook":
        if form not in (None, "xlsx"):
            raise UserError("The workbook is an .xlsx file: leave out --format, or say --format xlsx.")
        write(iter([workbook(plan)]), output)
    else:
        write(listed(plan, what, form or "csv"), output)


def find_plan(key: str) -> Plan:
    """Return the plan of this key, or the only one.

    Raises:
        UserError: there is no such plan, none at all, or several to choose from.
    """
    from rumbo.plan.models import Plan  # imported here: it needs Django

    plans: list[Plan] = list(Plan.objects.filter(**({"key": key} if key else {})).order_by("key"))
    if len(plans) == 1:
        return plans[0]
    known = ", ".join(Plan.objects.order_by("key").values_list("key", flat=True))
    if not known:
        raise UserError("There is no plan yet: import one with `rumbo import`, or see the example with `rumbo demo`.")
    if key:
        raise UserError(f"There is no plan “{key}”. There are: {known}.")
    raise UserError(f"There are several plans: say which with --plan. There are: {known}.")


def workbook(plan: Plan) -> bytes:
    """Return the plan's workbook."""
    from rumbo.importers.snapshot import snapshot
    from rumbo.importers.workbook import write_workbook

    return write_workbook(snapshot(plan), plan=plan.key)


def listed(plan: Plan, what: str, form: str) -> Iterator[bytes]:
    """Yield a list of the plan in one of the forms, in pieces."""
    from rumbo.cli.listings import LISTINGS
    from rumbo.core import tables

    table, rows_of = LISTINGS[what]
    rows = rows_of(plan)
    if form == "xlsx":
        with tables.xlsx_file(table, rows) as file:
            yield file.read()
    else:
        lines = tables.csv_lines(table, rows) if form == "csv" else tables.json_lines(table, rows)
        yield from (line.encode() for line in lines)


def write(pieces: Iterator[bytes], output: Path | None) -> None:
    """Write to a file, which appears only when it is complete, or to standard output.

    Raises:
        UserError: the file cannot be written, or binary data would go to a terminal.
    """
    if output is None:
        for piece in pieces:
            if sys.stdout.isatty() and b"\x00" in piece:
                raise UserError("This is no text: say where to write it with --output FILE.")
            sys.stdout.buffer.write(piece)
        return
    draft = output.with_name(f".{output.name}.part")
    try:
        with draft.open("wb") as file:
            file.writelines(pieces)
        draft.replace(output)
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}.") from None
