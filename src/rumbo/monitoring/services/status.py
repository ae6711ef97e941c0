"""Statuses: the rules of a plan, each version kept, and how everything stands by them, found again at any time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.methods.status import Thresholds, Verdict, judge, thresholds_of
from rumbo.monitoring.judging import Judged, judge_all, known_of, params_of
from rumbo.monitoring.models import StatusRecord, StatusRules
from rumbo.monitoring.queries.status_inputs import Key, inputs_of
from rumbo.monitoring.status_lines import checked
from rumbo.plan.models import Plan

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: Longest reason, and rows written at a time.
REASON_LIMIT, CHUNK = 500, 1000


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How many statuses were found, and how many of them were written since something changed."""

    judged: int
    changed: int


@transaction.atomic
def set_rules(actor: Actor, plan: Plan, values: Mapping[str, Any], reason: str) -> StatusRules:
    """Let a plan draw its lines there from now on; what is not given is as usual. Return the new version.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        ValidationError: by line, where a value is out of its range or two are the wrong way round.
        Refused: nothing changes, or no reason is given.
    """
    authorize(actor, "plan.manage", plan)
    _lock(plan)
    wanted = asdict(checked(values))
    text = _given(reason)
    last = StatusRules.objects.filter(plan=plan).first()
    if wanted == asdict(thresholds_of(last.values) if last is not None else Thresholds()):
        raise Refused(_("Nothing changes: the rules draw their lines there already."))
    return StatusRules.objects.create(
        plan=plan,
        number=last.number + 1 if last is not None else 1,
        values=wanted,
        reason=text,
        actor=person_of(actor),
    )


@transaction.atomic
def evaluate(plan: Plan, today: datetime.date | None = None) -> Evaluated:
    """Find how everything of a plan stands on a day and write what changed. Safe to run at any time, and again.

    A status that is the same, for the same inputs, keeps its row and so the day since when it stands.

    Raises:
        Refused: some status is of a later day already.
    """
    day = today or timezone.localdate()
    _lock(plan)
    rules = StatusRules.objects.filter(plan=plan).first() or StatusRules.objects.create(plan=plan, number=1)
    judged = judge_all(inputs_of(plan, day), day, thresholds_of(rules.values))
    current = {
        (row["kind"], row["thing"]): row
        for row in StatusRecord.objects.filter(plan=plan, is_current=True)
        .order_by()
        .values("pk", "kind", "thing", "on", "status", "rule", "flags", "inputs", "params")
    }
    later = max((row["on"] for row in current.values()), default=day)
    if later > day:
        raise Refused(
            _("There are statuses of %(day)s already: they are not found anew for an earlier day.")
            % {"day": date_format(later)}
        )
    changed = {key: one for key, one in judged.items() if _differs(current.get(key), one)}
    passing = [row for key, row in current.items() if key in changed or key not in judged]
    _delete(row["pk"] for row in passing if row["on"] == day)
    _pass(row["pk"] for row in passing if row["on"] != day)
    rows = [_record(plan, key, one, day, rules) for key, one in changed.items()]
    StatusRecord.objects.bulk_create(rows, batch_size=CHUNK)
    return Evaluated(len(judged), len(changed))


def preview(
    plan: Plan, values: Mapping[str, Any], today: datetime.date | None = None
) -> dict[Key, tuple[Verdict, Verdict]]:
    """Return how everything stands by the present rules and by others, without writing anything.

    Raises:
        ValidationError: as `set_rules`.
    """
    day = today or timezone.localdate()
    wanted = checked(values)
    inputs = inputs_of(plan, day)
    before, after = judge_all(inputs, day, rules_in_force(plan)), judge_all(inputs, day, wanted)
    return {key: (one.verdict, after[key].verdict) for key, one in before.items()}


def rules_in_force(plan: Plan) -> Thresholds:
    """Return the thresholds of the newest version of a plan's rules; the usual ones where it has none."""
    last = StatusRules.objects.filter(plan=plan).first()
    return thresholds_of(last.values) if last is not None else Thresholds()


def recompute(record: StatusRecord) -> Verdict:
    """Find a status again from its stored inputs and the version of the rules that it was found by."""
    return judge(record.inputs, record.on, thresholds_of(record.rules.values))


def _lock(plan: Plan) -> None:
    """Let one at a time write rules and statuses of a plan."""
    Plan.objects.select_for_update().get(pk=plan.pk)


def _given(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why: it stays on record."))
    if len(text) > REASON_LIMIT:
        raise Refused(_("The reason is too long: at most %(limit)d characters.") % {"limit": REASON_LIMIT})
    return text


def _differs(row: Mapping[str, Any] | None, one: Judged) -> bool:
    if row is None:
        return True
    verdict = one.verdict
    found = (verdict.status.value, verdict.rule, verdict.last_known, _flags(verdict), one.inputs)
    return (row["status"], row["rule"], known_of(row["params"]), row["flags"], row["inputs"]) != found


def _record(plan: Plan, key: Key, one: Judged, day: datetime.date, rules: StatusRules) -> StatusRecord:
    verdict = one.verdict
    return StatusRecord(
        plan=plan,
        kind=key[0],
        thing=key[1],
        on=day,
        status=verdict.status.value,
        rule=verdict.rule,
        params=params_of(verdict),
        inputs=one.inputs,
        flags=_flags(verdict),
        datum_on=verdict.datum_on,
        rules=rules,
    )


def _flags(verdict: Verdict) -> list[str]:
    return sorted(flag.value for flag in verdict.flags)


def _delete(pks: Iterable[int]) -> None:
    for some in _chunks(pks):
        StatusRecord.objects.filter(pk__in=some).delete()


def _pass(pks: Iterable[int]) -> None:
    for some in _chunks(pks):
        StatusRecord.objects.filter(pk__in=some).update(is_current=False)


def _chunks(pks: Iterable[int]) -> Iterable[list[int]]:
    waiting = list(pks)
    return (waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK))
