"""A proposal in the terminal: readable, and with the few questions that it leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from rumbo.importers.enums import LineAction, Reason, Verdict
from rumbo.importers.labels import kind_label, shown_changes
from rumbo.importers.models.run import name_of

if TYPE_CHECKING:
    from rumbo.importers.compare import Line
    from rumbo.importers.services.proposing import Proposal

#: How many lines of a list are shown; the page of the import shows all.
SHOWN = 40
#: How much of a text is shown.
WIDTH = 100


def tell_proposal(proposal: Proposal) -> None:
    """Print what an import would do: what is new, changed, doubtful, left, and the notes."""
    lines = proposal.lines
    _title(LineAction.CREATE.label, _kinds(line for line in lines if line.write == "create"))
    _title(LineAction.CHANGE.label, _kinds(line for line in lines if line.write == "change"))
    _list([_changed(line) for line in lines if line.write == "change" and line.action == LineAction.CHANGE])
    _title(LineAction.TO_CONFIRM.label, len(proposal.to_confirm))
    _list([_doubtful(line) for line in proposal.to_confirm])
    left = [line for line in lines if line.action == LineAction.LEFT]
    _title(LineAction.LEFT.label, len(left))
    for reason in Reason:
        _list([_left(line) for line in left if line.reason == reason], str(reason.label))
    _title(LineAction.NOTE.label, sum(line.action == LineAction.NOTE for line in lines))
    _list([f"{_place(line)}{line.message}" for line in lines if line.action == LineAction.NOTE])


def tell_counts(plan: str | None, counts: dict[str, int], *, applied: bool) -> None:
    """Print the figures of an import, and whether it was written."""
    names = {
        "taken": LineAction.CREATE,
        "changed": LineAction.CHANGE,
        "unchanged": LineAction.UNCHANGED,
        "matched": LineAction.MATCH,
        "to_confirm": LineAction.TO_CONFIRM,
        "left": LineAction.LEFT,
    }
    click.echo("\n" + " · ".join(f"{action.label}: {counts.get(name, 0)}" for name, action in names.items()))
    if applied:
        click.echo(_("Written to the plan %(plan)s.") % {"plan": plan} if plan else _("Written."))
    else:
        click.echo(_("Nothing was written."))


def tell_problems(errors: Sequence[dict[str, Any]]) -> None:
    """Print what has to be mended, each with its place, on stderr."""
    for error in errors:
        place = ":".join(str(error[part]) for part in ("file", "sheet", "line") if error.get(part))
        click.echo(f"rumbo: {place}: {error['message']}" if place else f"rumbo: {error['message']}", err=True)
    click.echo(_("Nothing was written."), err=True)


def ask_decisions(proposal: Proposal) -> dict[int, tuple[str, str]]:
    """Ask for each doubtful match what it is, and return verdict and choice by the order of the line."""
    answers: dict[int, tuple[str, str]] = {}
    numbered = enumerate(proposal.lines, start=1)
    doubtful = [(order, one) for order, one in numbered if one.action == LineAction.TO_CONFIRM]
    if not doubtful:
        return answers
    click.echo("\n" + _("Each doubtful match: a accepts, r rejects, a number chooses, Enter decides later."))
    for order, line in doubtful:
        click.echo(f"\n{_doubtful(line)}")
        answer = click.prompt("a / r / 1…", default="", show_default=False).strip().casefold()
        if answer in ("a", "r"):
            answers[order] = (Verdict.ACCEPT if answer == "a" else Verdict.REJECT, "")
        elif answer.isdecimal() and 0 < int(answer) <= len(line.candidates):
            chosen = line.candidates[int(answer) - 1]
            answers[order] = (Verdict.CHOOSE, f"{chosen['kind']}:{chosen['key']}")
    return answers


def confirm() -> bool:
    """Ask whether to write the proposal."""
    return click.confirm("\n" + _("Write this?"))


def _kinds(lines: Iterable[Line]) -> str:
    counted = Counter(line.kind for line in lines)
    return " · ".join(f"{kind_label(kind)} {count}" for kind, count in counted.items()) or "0"


def _title(label: Any, value: Any) -> None:
    click.echo(f"{label}: {value}")


def _list(texts: Sequence[str], label: str = "") -> None:
    if texts and label:
        click.echo(f"  {label} ({len(texts)})")
    for text in texts[:SHOWN]:
        click.echo(f"    {text}")
    if len(texts) > SHOWN:
        click.echo("    " + _("… and %(count)d more") % {"count": len(texts) - SHOWN})


def _changed(line: Line) -> str:
    changes = [
        f"{label}: {_short(before)} → {_short(after)}"
        for label, before, after in shown_changes(line.kind, line.before, line.after)
    ]
    return f"{_place(line)}{_named(line)}\n        " + "\n        ".join(changes)


def _doubtful(line: Line) -> str:
    other = name_of(line.counterpart) if line.counterpart else ""
    text = f"{_place(line)}{_named(line)} ≈ {other} ({line.score or 0:.2f})"
    return text + _candidates(line) if len(line.candidates) > 1 else text


def _left(line: Line) -> str:
    return f"{_place(line)}{_named(line)}{_candidates(line)}"


def _candidates(line: Line) -> str:
    return "".join(
        f"\n        {number}. {kind_label(one['kind'])}: {name_of(one)} ({one['score']:.2f})"
        for number, one in enumerate(line.candidates, start=1)
    )


def _named(line: Line) -> str:
    return _short(f"{line.number} {line.title}".strip())


def _place(line: Line) -> str:
    parts = [line.source.file, line.source.sheet, str(line.source.line or "")]
    place = ":".join(part for part in parts if part)
    return f"{place}  " if place else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= WIDTH else f"{flat[:WIDTH].rstrip()}…"
