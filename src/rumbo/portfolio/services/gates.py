"""Moving a project from stage to stage: only here, with what the gate asks for checked and every passage kept."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.core.services.many import chunks, save_many
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.gates.requirements import DEFAULTS, REQUIREMENTS
from rumbo.portfolio.models import GateRule, Passage, Project
from rumbo.portfolio.queries.bulk import chosen
from rumbo.portfolio.queries.bulk_stages import Move, Standing, standings_of
from rumbo.portfolio.queries.gates import ORDER, Gate, gates_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


class GateClosed(Refused):
    """The gate lacks something; ``missing`` are the sentences that say what."""

    def __init__(self, message: str, missing: list[str]) -> None:
        super().__init__(message)
        self.missing = missing


@transaction.atomic
def pass_gate(actor: Actor, project: Project, *, on: datetime.date, minutes: str = "", seen: str = "") -> Passage:
    """Let a project pass its next gate and return the passage.

    ``seen`` is the stage that the person saw it at: one press does not pass two gates.

    Raises:
        PermissionDenied: the actor may not edit the project.
        GateClosed: something that the gate asks for is missing.
        Refused: the project is closed, suspended, not in force or not where it was seen, or the date is in the
            future.
    """
    records.authorize(actor, "plan.edit", project)
    current = _locked(project, seen=seen)
    gate = _gate(current, on)
    if not gate.is_open:
        message = _("The gate into “%(stage)s” is closed: %(count)d things are missing.")
        raise GateClosed(message % {"stage": gate.stage.label, "count": len(gate.missing)}, gate.missing)
    return _pass(actor, current, PassageKind.PASSED, gate.stage, on=on, minutes=minutes)


@transaction.atomic
def pass_by_decision(
    actor: Actor, project: Project, *, on: datetime.date, minutes: str, reason: str, seen: str = ""
) -> Passage:
    """Let a project pass although something is missing, by decision of the council, and return the passage.

    What was missing is kept with it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: no minutes or no reason is given, nothing is missing, or as in `pass_gate`.
    """
    records.authorize(actor, "plan.manage", project.plan)
    if not minutes.strip() or not reason.strip():
        raise Refused(_("Name the minutes of the council's decision, and its reason: both are published."))
    current = _locked(project, seen=seen)
    gate = _gate(current, on)
    if gate.is_open:
        raise Refused(_("Nothing is missing: it can pass the gate in the ordinary way."))
    values = {"on": on, "minutes": minutes, "reason": reason, "missing": [lack.kept() for lack in gate.lacks]}
    return _pass(actor, current, PassageKind.EXCEPTION, gate.stage, **values)


@transaction.atomic
def send_back(
    actor: Actor, project: Project, stage: str, *, on: datetime.date, reason: str, minutes: str = "", seen: str = ""
) -> Passage:
    """Send a project back to an earlier stage, with the reason. Same errors as `pass_gate`."""
    records.authorize(actor, "plan.edit", project)
    current = _locked(project, seen=seen)
    _check_day(on)
    if stage not in Stage.values or ORDER.index(Stage(stage)) >= ORDER.index(Stage(current.stage)):
        raise Refused(_("Choose a stage before the present one."))
    _need_reason(reason)
    return _pass(actor, current, PassageKind.BACK, Stage(stage), on=on, minutes=minutes, reason=reason)


@transaction.atomic
def suspend(actor: Actor, project: Project, *, on: datetime.date, reason: str, suspended: bool = True) -> Passage:
    """Set a project aside, or take it up again, with the reason; its stage stays.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: no reason is given, or it is suspended (or not) already.
    """
    records.authorize(actor, "plan.edit", project)
    current = _locked(project, suspended=not suspended)
    _check_day(on)
    _need_reason(reason)
    kind = PassageKind.SUSPENDED if suspended else PassageKind.RESUMED
    records.mark(actor, current, {"suspended": suspended}, reason=reason)
    return _record(actor, current, kind, current.stage, current.stage, on=on, reason=reason)


@dataclass(slots=True)
class Moved:
    """What became of a move of many projects: the passages, and which projects stayed, with why."""

    passages: list[Passage] = field(default_factory=list)
    left: list[tuple[Any, str]] = field(default_factory=list)


@transaction.atomic
def move_many(
    actor: Actor, plan: Plan, seen: Mapping[int, str], move: Move, *, decided: Collection[int] = ()
) -> Moved:
    """Move many projects, each through its own gate, and return the passages; what cannot move stays and is said.

    ``seen`` holds the mark (`Standing.mark`) that a person saw of each; ``decided`` are those that the council lets
    pass although something is missing.

    Raises:
        PermissionDenied: something is decided, and the actor does not manage the plan.
        Refused: the day is in the future, a stage, the reason or the minutes of a decision are missing.
    """
    if decided:
        records.authorize(actor, "plan.manage", plan)
    _check_move(move, decided)
    moved = Moved()
    for chunk in chunks(sorted(seen)):
        rows = list(chosen(plan, chunk).select_for_update(of=("self",)))
        going = []
        for standing in standings_of(actor, plan, rows, move):
            if why := _why_it_stays(standing, seen[standing.project.pk], decided):
                moved.left.append((standing.project, why))
            else:
                going.append(standing)
        moved.passages += _move_chunk(actor, going, move)
    return moved


@transaction.atomic
def set_rules(actor: Actor, plan: Plan, stage: str, asked: dict[str, int | None], *, reason: str = "") -> None:
    """Set what a plan's gate into a stage asks for: thresholds by requirement.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        ValidationError: the stage has no gate, or a requirement is unknown.
    """
    records.authorize(actor, "plan.manage", plan)
    if stage not in DEFAULTS:
        raise ValidationError(_("There is no gate into this stage."))
    if unknown := [code for code in asked if code not in REQUIREMENTS]:
        raise ValidationError(_("There is no such requirement: %(code)s.") % {"code": unknown[0]})
    for code in REQUIREMENTS:
        rule = GateRule.objects.filter(plan=plan, stage=stage, requirement=code).first()
        if rule is None and code not in asked and code not in DEFAULTS[stage]:
            continue  # neither asked for, nor a default that has to be put off
        rule = rule or GateRule(plan=plan, stage=stage, requirement=code)
        active, value = code in asked, asked.get(code, rule.value)
        if rule.pk is None or (active, value) != (rule.active, rule.value):
            rule.active, rule.value = active, value
            _sign(rule, actor, reason)
            rule.full_clean(exclude=["plan"])
            rule.save()


@transaction.atomic
def reset_rules(actor: Actor, plan: Plan, stage: str, *, reason: str = "") -> None:
    """Let a plan's gate into a stage ask for the defaults again. Same errors as `set_rules`."""
    records.authorize(actor, "plan.manage", plan)
    if stage not in DEFAULTS:
        raise ValidationError(_("There is no gate into this stage."))
    for rule in GateRule.objects.filter(plan=plan, stage=stage):
        _sign(rule, actor, reason)
        rule.delete()


def _check_move(move: Move, decided: Collection[int]) -> None:
    _check_day(move.on)
    if move.kind not in {PassageKind.PASSED, PassageKind.BACK, PassageKind.SUSPENDED, PassageKind.RESUMED}:
        raise Refused(_("Choose what to do with the projects."))
    if (move.to or move.kind == PassageKind.BACK) and move.to not in Stage.values:
        raise Refused(_("Choose the stage."))
    if move.kind != PassageKind.PASSED:
        _need_reason(move.reason)
    if decided and (not move.minutes.strip() or not move.reason.strip()):
        raise Refused(_("Name the minutes of the council's decision, and its reason: both are published."))


def _why_it_stays(standing: Standing, mark: str, decided: Collection[int]) -> str:
    if standing.mark != mark:
        return _("Somebody changed it since you looked: look at it again.")
    if standing.missing and standing.project.pk not in decided:
        return " ".join(standing.missing)
    return standing.refused


def _move_chunk(actor: Actor, going: list[Standing], move: Move) -> list[Passage]:
    """Write a new version and a passage of each; those who pass by decision keep what was missing."""
    kinds: dict[PassageKind, list[Standing]] = {}
    for standing in going:
        kind = PassageKind.EXCEPTION if standing.missing else PassageKind(move.kind)
        kinds.setdefault(kind, []).append(standing)
    person = person_of(actor)
    passages = []
    for kind, standings in kinds.items():
        words = {"on": move.on, "minutes": move.minutes, "actor": person}
        if kind != PassageKind.PASSED:
            words["reason"] = move.reason
        for standing in standings:
            project, before = standing.project, standing.project.stage
            project.stage = standing.to
            if kind in {PassageKind.SUSPENDED, PassageKind.RESUMED}:
                project.suspended = kind == PassageKind.SUSPENDED
            passage = Passage(project=project, kind=kind, from_stage=before, to_stage=standing.to, **words)
            passage.missing = [lack.kept() for lack in standing.gate.lacks] if standing.gate is not None else []
            passages.append(passage)
        rows = [standing.project for standing in standings]
        save_many(actor, rows, ["stage", "suspended"], reason=words.get("reason") or str(kind.label))
    if passages:
        passages[0].full_clean(exclude=["project", "actor"])  # they all have the same words
    created: list[Passage] = Passage.objects.bulk_create(passages)
    return created


def _sign(rule: GateRule, actor: Actor, reason: str) -> None:
    """Say in the history of a rule who changes it, and why."""
    rule._history_user = person_of(actor)  # type: ignore[attr-defined]
    rule._change_reason = reason  # type: ignore[attr-defined]


def _gate(project: Project, on: datetime.date) -> Gate:
    _check_day(on)
    gate = gates_of(project.plan, [project], on)[project.pk]
    if gate is None:
        raise Refused(_("It is closed: there is no gate after that."))
    return gate


def _check_day(on: datetime.date) -> None:
    if on > datetime.date.today() + datetime.timedelta(days=1):  # noqa: DTZ011 - somewhere it is tomorrow already
        raise Refused(_("The day is in the future: record the passage when it has taken place."))


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why: the reason is published with it."))


def _locked(project: Project, *, suspended: bool = False, seen: str = "") -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("plan", "program__theme")
    current: Project = rows.get(pk=project.pk)
    if not current.is_current:
        raise Refused(_("The project is not in force any more."))
    if current.suspended and not suspended:
        raise Refused(_("The project is suspended: take it up again first."))
    if seen and seen != current.stage:
        message = _("Somebody else moved it in the meantime: it is at “%(stage)s” now. Look at it again.")
        raise Refused(message % {"stage": current.get_stage_display()})
    if suspended and not current.suspended:
        raise Refused(_("The project is not suspended."))
    return current


def _pass(actor: Actor, project: Project, kind: PassageKind, stage: Stage, **values: Any) -> Passage:
    before = project.stage
    records.mark(actor, project, {"stage": stage}, reason=values.get("reason") or str(kind.label))
    return _record(actor, project, kind, before, stage, **values)


def _record(actor: Actor, project: Project, kind: PassageKind, before: str, after: str, **values: Any) -> Passage:
    person = person_of(actor)
    passage = Passage(project=project, kind=kind, from_stage=before, to_stage=after, actor=person, **values)
    passage.full_clean(exclude=["project", "actor"])
    passage.save()
    return passage
