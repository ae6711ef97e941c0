"""What a project lacks to pass its next gate."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rumbo.portfolio.enums import Stage
from rumbo.portfolio.gates.facts import facts_of
from rumbo.portfolio.gates.requirements import DEFAULTS, REQUIREMENTS, Requirement
from rumbo.portfolio.lacks import Lack
from rumbo.portfolio.models import GateRule, Passage

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

ORDER = list(Stage)
#: What a gate asks for: (requirement, threshold).
Asked = list[tuple[Requirement, int]]


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate before a project: the stage behind it, and for each requirement what is missing, if anything."""

    stage: Stage
    results: tuple[tuple[Requirement, Lack | None], ...]

    @property
    def lacks(self) -> list[Lack]:
        """What is missing."""
        return [lack for _requirement, lack in self.results if lack is not None]

    @property
    def missing(self) -> list[str]:
        """The sentences of what is missing."""
        return [str(lack) for lack in self.lacks]

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def next_stage(stage: str) -> Stage | None:
    """Return the stage after one; None after the last."""
    place = ORDER.index(Stage(stage)) + 1
    return ORDER[place] if place < len(ORDER) else None


def asked_by(plan: Plan) -> dict[str, Asked]:
    """Return what each gate of a plan asks for: its own rules, or the defaults for stages that it has no rule of."""
    own: dict[str, list[GateRule]] = {}
    for rule in GateRule.objects.filter(plan=plan):
        own.setdefault(rule.stage, []).append(rule)
    asked: dict[str, Asked] = {}
    for stage in ORDER[1:]:
        if stage in own:
            rules = [rule for rule in own[stage] if rule.active and rule.requirement in REQUIREMENTS]
            asked[stage] = [(REQUIREMENTS[rule.requirement], _threshold(rule)) for rule in rules]
        else:
            asked[stage] = [(REQUIREMENTS[code], REQUIREMENTS[code].default or 0) for code in DEFAULTS[stage]]
    return asked


def gates_of(plan: Plan, projects: Iterable[Project], today: datetime.date) -> dict[int, Gate | None]:
    """Return the gate before each project, None at the end of the way: thirteen queries, however many there are."""
    listed = list(projects)
    asked, facts = asked_by(plan), facts_of(listed, today)
    gates: dict[int, Gate | None] = {}
    for project in listed:
        stage = next_stage(project.stage)
        if stage is None:
            gates[project.pk] = None
            continue
        results = tuple((one, one.check(facts[project.pk], value)) for one, value in asked[stage])
        gates[project.pk] = Gate(stage, results)
    return gates


def passages_of(project: Project) -> list[Passage]:
    """Return how a project came to its stage, the latest first."""
    return list(Passage.objects.filter(project=project).select_related("actor").order_by("-pk"))


def _threshold(rule: GateRule) -> int:
    return rule.value if rule.value is not None else REQUIREMENTS[rule.requirement].default or 0
