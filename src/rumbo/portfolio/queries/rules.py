"""What the gates of a plan ask for, as its people set it, and who set it so."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rumbo.portfolio.enums import Stage
from rumbo.portfolio.gates.requirements import DEFAULTS, REQUIREMENTS, Requirement
from rumbo.portfolio.models import GateRule
from rumbo.portfolio.queries.gates import ORDER, asked_by

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a gate can ask for: whether it does, from which threshold on, and whether that is a default."""

    requirement: Requirement
    asked: bool
    value: int | None
    by_default: bool


@dataclass(frozen=True, slots=True)
class GateSheet:
    """The gate into a stage; ``is_default`` where the plan set nothing."""

    stage: Stage
    is_default: bool
    rules: tuple[Rule, ...]

    @property
    def asked(self) -> list[Rule]:
        """The rules that are asked for."""
        return [rule for rule in self.rules if rule.asked]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule as somebody set it; ``kind`` is asked, off or default."""

    at: datetime.datetime
    by: str
    reason: str
    stage: str
    label: str
    kind: str
    value: int | None
    unit: str


def gate_sheets(plan: Plan) -> list[GateSheet]:
    """Return the six gates of a plan, in order: two queries."""
    own = set(GateRule.objects.filter(plan=plan).values_list("stage", flat=True))
    asked = asked_by(plan)
    sheets = []
    for stage in ORDER[1:]:
        values = {requirement.code: value for requirement, value in asked[stage]}
        rules = tuple(
            Rule(
                one,
                one.code in values,
                None if one.default is None else values.get(one.code, one.default),
                one.code in DEFAULTS[stage],
            )
            for one in REQUIREMENTS.values()
        )
        sheets.append(GateSheet(stage, stage not in own, rules))
    return sheets


def rule_changes(plan: Plan, limit: int = 20) -> list[RuleChange]:
    """Return the last changes of a plan's rules, the newest first."""
    past = GateRule.history.filter(plan=plan, requirement__in=REQUIREMENTS).select_related("history_user")
    changes = []
    for entry in past.order_by("-history_id")[:limit]:
        requirement = REQUIREMENTS[entry.requirement]
        kind = "default" if entry.history_type == "-" else "asked" if entry.active else "off"
        value = entry.value if requirement.default is not None and kind == "asked" else None
        changes.append(
            RuleChange(
                at=entry.history_date,
                by=str(entry.history_user or "Rumbo"),
                reason=entry.history_change_reason or "",
                stage=str(Stage(entry.stage).label),
                label=str(requirement.label),
                kind=kind,
                value=value,
                unit=requirement.unit,
            )
        )
    return changes
