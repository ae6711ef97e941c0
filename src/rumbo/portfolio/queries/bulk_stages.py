"""What a change of stage would do to many projects: who passes, and what each of the others lacks."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.services.many import chunks
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.queries.bulk import chosen
from rumbo.portfolio.queries.gates import ORDER, Gate, gates_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked of projects: to pass their next gate, to go back, to be set aside or taken up again.

    ``to`` is the stage to go back to; for passing, the one stage whose gate is meant, empty for the next of each.
    """

    kind: str
    on: datetime.date
    to: str = ""
    minutes: str = ""
    reason: str = ""


@dataclass(slots=True)
class Standing:
    """A project before a move: why it stays, or the gate that it passes or finds closed, and the stage it comes to.

    ``mark`` tells whether somebody changed since what the move depends on.
    """

    project: Any
    refused: str = ""
    gate: Gate | None = None
    to: str = ""

    @property
    def missing(self) -> list[str]:
        """What the gate lacks."""
        return self.gate.missing if self.gate is not None else []

    @property
    def kind(self) -> str:
        """Whether it moves, lacks something, or stays for another reason."""
        return "refused" if self.refused else "lacks" if self.missing else "moves"

    @property
    def to_label(self) -> str:
        """The stage it comes to, in words."""
        return str(Stage(self.to).label) if self.to else ""

    @property
    def mark(self) -> str:
        """What the move depends on, shortened."""
        lacks = zlib.crc32("\n".join(self.missing).encode()) if self.missing else 0
        return f"{self.project.stage}-{self.project.suspended:d}-{lacks:x}"


def standings(actor: Actor, plan: Plan, numbers: Sequence[int], move: Move) -> list[Standing]:
    """Return how each project stands before a move, in the order given: thirteen queries a chunk of 250."""
    found: list[Standing] = []
    for chunk in chunks(numbers):
        rows = {project.pk: project for project in chosen(plan, chunk)}
        found += standings_of(actor, plan, [rows[pk] for pk in chunk if pk in rows], move)
    return found


def standings_of(actor: Actor, plan: Plan, projects: Sequence[Any], move: Move) -> list[Standing]:
    """Return how projects that were read already stand: twelve queries for gates, none for other moves."""
    passing = move.kind == PassageKind.PASSED
    gates = gates_of(plan, projects, move.on) if passing else {}
    return [_standing(actor, project, gates.get(project.pk), move) for project in projects]


def _standing(actor: Actor, project: Any, gate: Gate | None, move: Move) -> Standing:
    standing = Standing(project, refused=_refusal(actor, project, move))
    if standing.refused:
        return standing
    standing.to = project.stage
    if move.kind == PassageKind.PASSED:
        standing.refused = _gate_refusal(project, gate, move.to)
        standing.gate = None if standing.refused else gate
        standing.to = gate.stage.value if gate is not None else ""
    elif move.kind == PassageKind.BACK:
        standing.to = move.to
        if ORDER.index(Stage(move.to)) >= ORDER.index(Stage(project.stage)):
            standing.refused = _("It is not beyond that stage.")
    return standing


def _refusal(actor: Actor, project: Any, move: Move) -> str:
    if not project.is_current:
        return _("It is not in force any more.")
    if not actor.has_perm(project.PERMISSION, project):
        return _("You may not edit the projects of this axis: ask who manages the plan.")
    if move.kind == PassageKind.RESUMED and not project.suspended:
        return _("It is not suspended.")
    if move.kind == PassageKind.SUSPENDED and project.suspended:
        return _("It is suspended already.")
    if move.kind != PassageKind.RESUMED and project.suspended:
        return _("It is suspended: take it up again first.")
    return ""


def _gate_refusal(project: Any, gate: Gate | None, to: str) -> str:
    if gate is None:
        return _("It is closed: there is no gate after that.")
    if to and gate.stage != to:
        message = _("Its next gate leads to “%(next)s”: gates are passed one by one.")
        return message % {"next": gate.stage.label}
    return ""
