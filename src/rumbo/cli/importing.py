"""What `rumbo import` does once Django has started: find the plan, propose, ask, apply."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from rumbo.cli.database import prepare_database
from rumbo.cli.proposal_text import ask_decisions, confirm, tell_counts, tell_problems, tell_proposal
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.importers.compare import Line
from rumbo.importers.enums import Format, LineAction
from rumbo.importers.files import InputFile, gather
from rumbo.importers.formats import read
from rumbo.importers.models import ImportLine
from rumbo.importers.new_plan import find_title, fits
from rumbo.importers.records import model_of
from rumbo.importers.services import applying, decisions, runs
from rumbo.importers.services.given import given_values
from rumbo.importers.services.proposing import Proposal, propose

_KEY = re.compile(r"[a-z0-9][-a-z0-9]{0,79}")
_INTEGERS = ("taken", "changed", "unchanged", "matched", "to_confirm", "left")


@dataclass(slots=True)
class Outcome:
    """What came of an import: its proposal where the files could be read, what was wrong, whether it was applied."""

    plan: str | None = None
    proposal: Proposal | None = None
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    applied: bool = False
    run: int | None = None
    asked: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        lines = self.proposal.lines if self.proposal else []
        return {
            "plan": self.plan,
            "format": self.proposal.format if self.proposal else "",
            **{name: 0 if self.errors else self.counts.get(name, 0) for name in _INTEGERS},
            "errors": self.errors,
            "applied": self.applied,
            "run": self.run,
            "details": {
                "new": _by_kind(line for line in lines if line.write == "create"),
                "to_confirm": [_detail(line) for line in lines if line.action == LineAction.TO_CONFIRM],
                "left": [_detail(line) for line in lines if line.action == LineAction.LEFT],
                "notes": [_error(line) for line in lines if line.action == LineAction.NOTE],
            },
        }


def run_import(path: Path, slug: str, *, write: bool, ask: bool) -> Outcome:
    """Import a file or folder and return what came of it; what is wrong is among its errors.

    ``slug`` is the key of the plan, or empty; ``ask`` shows the proposal and asks before writing.

    Raises:
        UserError: the database is of another version.
    """
    try:
        files = gather(path)
        database = has_tables()
        if database:
            prepare_database()
        plan, new_key = find_plan(files, slug) if database else (None, _checked(slug))
        proposal = propose(files, plan, new_key=new_key, database=database)
    except Refused as error:
        return Outcome(errors=[{"file": str(path), "line": 0, "message": error.message}])
    outcome = Outcome(_key(proposal), proposal, proposal.counts, [_error(line) for line in proposal.problems])
    if outcome.errors or not write:
        return outcome
    answers: dict[int, tuple[str, str]] = {}
    if ask:
        outcome.asked = True
        tell_proposal(proposal)
        if not at_terminal():
            message = _("Nothing was written: there is no terminal to ask at. Say --yes to accept the proposal.")
            outcome.errors.append({"file": str(path), "line": 0, "message": message})
            return outcome
        answers = ask_decisions(proposal)
        if not confirm():
            return outcome
    if not database:
        prepare_database()
        proposal = outcome.proposal = propose(files, None, new_key=new_key)
    _write(outcome, files, proposal, answers)
    return outcome


def tell(outcome: Outcome) -> None:
    """Print what came of an import, for people."""
    if outcome.errors:
        tell_problems(outcome.errors)
        return
    if outcome.proposal is not None:
        if not outcome.asked:
            tell_proposal(outcome.proposal)
        tell_counts(outcome.plan, outcome.counts, applied=outcome.applied)


def has_tables() -> bool:
    """Say whether there is a database with tables, without making one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:")):
        file = Path(name)
        if not file.exists() or not file.stat().st_size:
            return False
    return bool(connection.introspection.table_names())


def at_terminal() -> bool:
    """Say whether there is somebody to ask."""
    return sys.stdin.isatty()


def find_plan(files: Sequence[InputFile], slug: str) -> tuple[Any, str]:
    """Return the plan that files belong to; or None and the key of a new one (empty: made from its title).

    Raises:
        Refused: no plan is named and the files could be of several, or of another than the only one.
    """
    model = model_of("plan")
    plans = list(model.objects.order_by("title"))
    if slug:
        found = next((plan for plan in plans if plan.key == slug), None)
        return (found, "") if found else (None, _checked(slug))
    if not plans:
        return None, ""
    reading = read(files)
    only = plans[0] if len(plans) == 1 else None
    into_a_plan = reading.format in (Format.WORKSHOPS, Format.OBSERVATIONS)
    if reading.format == Format.ORGANIZATIONS or (into_a_plan and only is not None):
        return only, ""
    row = next(reading.draft.of("plan"), None)
    if into_a_plan:
        raise Refused(_which("", [plan.key for plan in plans]))
    title = str(row.fields.get("title") or "") if row else find_title(files, reading.mapping).title
    same = [plan for plan in plans if (row and row.key == plan.key) or fits(title, plan.title)]
    same = same or [plan for plan in plans if _was_of(plan, title, reading.format)]
    if len(same) == 1:
        return same[0], ""
    if only is not None and not title:
        return only, ""
    raise Refused(_which(title, [plan.key for plan in plans]))


def _was_of(plan: Any, title: str, format_: str) -> bool:
    """Say whether a title is the one that an earlier import gave the plan."""
    given = given_values(plan, format_)[0].get(("plan", plan.key), {})
    return fits(title, str(given.get("title") or ""))


def _which(title: str, keys: list[str]) -> str:
    if title:
        message = _(
            "The files are of “%(title)s”, which is not here. Say --plan with the key of the plan they go into "
            "(%(keys)s), or with a new key to make a plan of them."
        )
    else:
        message = _("There are several plans: say which with --plan (%(keys)s), or give a new key to make a plan.")
    return message % {"title": title, "keys": ", ".join(keys)}


def _checked(slug: str) -> str:
    if slug and not _KEY.fullmatch(slug):
        message = _("“%(key)s” cannot be the key of a plan: use lower-case letters without accents, digits, hyphens.")
        raise Refused(message % {"key": slug})
    return slug


def _write(
    outcome: Outcome, files: Sequence[InputFile], proposal: Proposal, answers: dict[int, tuple[str, str]]
) -> None:
    """Keep the proposal with its decisions and apply it, all in one transaction."""
    try:
        with transaction.atomic():
            run = runs.store(SYSTEM, files, proposal)
            for order, (verdict, choice) in answers.items():
                decisions.decide(SYSTEM, ImportLine.objects.get(run=run, order=order), verdict, choice)
            run = applying.apply(SYSTEM, run)
    except (Refused, ValidationError) as error:
        message = error.message if isinstance(error, Refused) else "; ".join(error.messages)
        outcome.errors.append({"file": "", "line": 0, "message": message})
        return
    outcome.applied, outcome.run, outcome.counts = True, run.pk, run.counts
    outcome.plan = run.plan.key if run.plan else None


def _key(proposal: Proposal) -> str | None:
    return proposal.plan.key if proposal.plan else proposal.new_key or None


def _error(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"file": line.source.file, "line": line.source.line, "message": line.message}
    return {**found, "sheet": line.source.sheet} if line.source.sheet else found


def _detail(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "key": line.key,
        "number": line.number,
        "title": line.title,
        "file": line.source.file,
        "line": line.source.line,
        "reason": str(line.reason),
        "score": line.score,
        "counterpart": line.counterpart,
        "candidates": line.candidates,
    }


def _by_kind(lines: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.kind] = found.get(line.kind, 0) + 1
    return found
