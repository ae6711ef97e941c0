"""Past workshops: what the plan has of them, proposing, and writing a proposal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.compare import Line
from rumbo.importers.draft import Draft, Problem, Source
from rumbo.importers.enums import Verdict
from rumbo.importers.workshops.propose import ELEMENTS, Known, KnownElement, KnownSaid, propose
from rumbo.importers.workshops.read import ROW
from rumbo.importers.workshops.structure import PROCESS
from rumbo.participation.enums import Phase
from rumbo.participation.exercises import KINDS
from rumbo.participation.models import Contribution, Exercise, Process, Stage, Table, Workshop
from rumbo.participation.services import past
from rumbo.plan.models import Axis

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.importers.models import ImportLine
    from rumbo.plan.models import Plan

_MODELS: dict[str, Any] = {
    "process": Process,
    "stage": Stage,
    "workshop": Workshop,
    "table": Table,
    "exercise": Exercise,
}
_REFERENCES = {"process": "process", "stage": "stage", "workshop": "workshop", "table": "table", "source": "exercise"}
#: From an exercise up to its process.
_ABOVE = ("table", "table__workshop", "table__workshop__stage", "table__workshop__stage__process")


def propose_workshops(draft: Draft, plan: Plan | None) -> list[Line]:
    """Return what an import of past workshops would do to a plan. Without one, that is what is wrong."""
    if plan is None:
        message = _(
            "Past workshops come into a plan: import the plan first, then these into it (in the terminal with "
            "--plan and its key; in the browser from its page)."
        )
        source = draft.rows[0].source if draft.rows else Source()
        return propose(Draft(problems=[*draft.problems, Problem(message, Source(source.file))]), Known({}))
    return propose(draft, known(plan))


def known(plan: Plan) -> Known:
    """Return what a plan has of past workshops, in a constant number of queries."""
    axes = dict(Axis.objects.current().filter(plan=plan).values_list("key", "title"))
    elements: dict[tuple[str, str], KnownElement] = {}
    for kind, model in _MODELS.items():
        for one in model.objects.filter(plan=plan, key__startswith=PROCESS):
            on = one.date if kind == "workshop" else None
            elements[(kind, one.key)] = KnownElement(one.is_current, one.title, on, one.version)
    rows = Contribution.objects.filter(plan=plan, exercise__key__startswith=PROCESS)
    rows = rows.select_related("exercise", *(f"exercise__{name}" for name in _ABOVE), "exercise__table__axis")
    return Known(axes, elements, {str(one.nonce): _known_said(one) for one in rows})


def fingerprint(plan: Plan | None) -> str:
    """Return a text that changes whenever something is written that a proposal of past workshops depends on."""
    parts = []
    for model in (Axis, *_MODELS.values()):
        found = model.objects.filter(plan=plan).aggregate(count=Count("pk"), version=Sum("version"))
        parts.append(f"{found['count']}.{found['version'] or 0}")
    said = Contribution.objects.filter(plan=plan).aggregate(count=Count("pk"), last=Max("pk"))
    parts.append(f"{said['count']}.{said['last'] or 0}")
    return hashlib.sha256("-".join(parts).encode()).hexdigest()


def write(actor: Actor, plan: Plan | None, lines: Sequence[ImportLine]) -> None:
    """Write the lines of a proposal: elements with their history, then what was said, all in bulk.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there is no plan, or an axis is gone.
    """
    if plan is None:
        raise Refused(_("Past workshops come into a plan: import the plan first."))
    made: dict[tuple[str, str], Any] = {("axis", axis.key): axis for axis in Axis.objects.filter(plan=plan)}
    for kind in ELEMENTS:
        for one in _MODELS[kind].objects.filter(plan=plan, key__startswith=PROCESS):
            made[(kind, one.key)] = one
        created = [line for line in lines if line.kind == kind and line.write == "create"]
        _create(actor, plan, kind, created, made)
    for line in lines:
        if line.kind == "workshop" and line.write == "change":
            changes = {"date": _date(line.after["date"])}
            records.update(actor, made[("workshop", line.key)], changes, reason=_reason(line))
    said = [line for line in lines if line.kind == ROW]
    past.store(actor, plan, [_said(line, made) for line in said if line.write == "create"])
    scores = {UUID(line.key): _decimal(line.after["score"]) for line in said if line.write == "change"}
    past.rescore(actor, plan, scores)


def _create(
    actor: Actor, plan: Plan, kind: str, lines: Sequence[ImportLine], made: dict[tuple[str, str], Any]
) -> None:
    """Make elements of one kind; exercises that work on others after these."""
    waves = [[line for line in lines if not line.after.get("source")]]
    waves.append([line for line in lines if line.after.get("source")])
    places = {line.key: position for position, line in enumerate(lines, start=1)}
    for wave in waves:
        entries: list[tuple[Any, dict[str, Any]]] = [
            (_element(plan, kind, line, made, places[line.key]), {}) for line in wave
        ]
        for record in records.create_many(actor, entries, reason=_reason(wave[0]) if wave else ""):
            made[(kind, record.key)] = record


def _element(plan: Plan, kind: str, line: ImportLine, made: dict[tuple[str, str], Any], position: int) -> Any:
    values: dict[str, Any] = {}
    for code, value in line.after.items():
        if code in _REFERENCES or code == "axis":
            values[code] = _found(made, _REFERENCES.get(code, code), value) if value else None
        else:
            values[code] = value
    if kind == "workshop":
        values["date"] = _date(values["date"])
    if kind == "exercise":
        values["settings"] = KINDS[values["type"]].clean(dict(values["settings"]))
        values["phase"] = Phase.CLOSED
    return _MODELS[kind](plan=plan, key=line.key, position=position, **values)


def _said(line: ImportLine, made: dict[tuple[str, str], Any]) -> past.Said:
    after = line.after
    return past.Said(
        exercise=_found(made, "exercise", after["exercise"]),
        nonce=UUID(line.key),
        kind=after["kind"],
        text=after["text"],
        parent=_parent(line),
        score=_decimal(after["score"]),
    )


def _parent(line: ImportLine) -> UUID | None:
    """Return the problem of a cause as it was proposed, or as a person decided."""
    if line.decision == Verdict.REJECT:
        return None
    chosen = line.choice.partition(":")[2] if line.decision == Verdict.CHOOSE else line.after["parent"]
    return UUID(chosen) if chosen else None


def _found(made: dict[tuple[str, str], Any], kind: str, key: str) -> Any:
    found = made.get((kind, key))
    if found is None:
        raise Refused(_("“%(key)s” is not in the plan any more. Read the files again.") % {"key": key})
    return found


def _known_said(one: Contribution) -> KnownSaid:
    exercise: Any = one.exercise
    above = (exercise, exercise.table, exercise.table.workshop, exercise.table.workshop.stage.process)
    in_force = not one.hidden and all(element.is_current for element in above)
    return KnownSaid(exercise.key, exercise.table.axis.key, one.kind, one.text, one.score, in_force)


def _reason(line: ImportLine) -> str:
    return str(_("Import of %(file)s") % {"file": line.file} if line.file else _("Import"))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
