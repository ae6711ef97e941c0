"""What the gates look at, read for many projects at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from rumbo.core.models import State
from rumbo.portfolio.enums import Responsible, Verdict
from rumbo.portfolio.models import (
    Baseline,
    Condition,
    Estimate,
    FeasibilityStudy,
    Funding,
    Location,
    Milestone,
    Permit,
    Profile,
    Project,
    Responsibility,
    Share,
)
from rumbo.portfolio.models.money import SURE, ZERO
from rumbo.portfolio.sums import sure

__all__ = ["SURE", "ZERO", "Facts", "facts_of"]


@dataclass(slots=True)
class Facts:
    """What is known of a project. ``verdicts`` has the newest study that still counts of each kind."""

    project: Any
    today: datetime.date
    profile: Any = None
    accountable: bool = False
    cost: Decimal = ZERO
    sure_money: Decimal = ZERO
    studies: dict[str, Any] = field(default_factory=dict)
    open_conditions: list[Any] = field(default_factory=list)
    permits: list[Any] = field(default_factory=list)
    milestones: list[Any] = field(default_factory=list)
    has_baseline: bool = False
    shares: list[Any] = field(default_factory=list)
    has_location: bool = False

    def verdict(self, kind: str) -> str:
        """Return the verdict of a kind of study that still counts today."""
        study = self.studies.get(kind)
        return study.verdict if study is not None else Verdict.UNKNOWN


def facts_of(projects: Iterable[Project], today: datetime.date) -> dict[int, Facts]:
    """Return what is known of each project by its number: twelve queries, however many there are."""
    found = {project.pk: Facts(project, today) for project in projects}
    _read_profile(found)
    _read_money(found)
    _read_studies(found, today)
    _read_schedule(found)
    for permit in Permit.objects.filter(project__in=found, state=State.CURRENT):
        found[permit.project_id].permits.append(permit)
    for share in Share.objects.filter(split__project__in=found).select_related("territory", "split"):
        found[share.split.project_id].shares.append(share)
    located = Location.objects.current().filter(project__in=found).order_by()
    for project in located.values_list("project", flat=True).distinct():
        found[project].has_location = True
    return found


def _read_profile(found: dict[int, Facts]) -> None:
    for profile in Profile.objects.filter(project__in=found, state=State.CURRENT).prefetch_related("goals"):
        found[profile.project_id].profile = profile
    by_measure = {facts.project.measure_id: facts for facts in found.values()}
    held = Responsibility.objects.filter(measure__in=by_measure, share=None, role=Responsible.ACCOUNTABLE)
    for measure in held.values_list("measure", flat=True):
        by_measure[measure].accountable = True


def _read_money(found: dict[int, Facts]) -> None:
    for project, total in _sums(Estimate.objects.all(), found):
        found[project].cost = total
    for project, total in _sums(Funding.objects.all(), found, sure()):
        found[project].sure_money = total


def _sums(rows: Any, found: dict[int, Facts], amount: Any = "amount") -> Any:
    rows = rows.filter(project__in=found, state=State.CURRENT).order_by()
    return rows.values_list("project").annotate(total=Sum(amount))


def _read_studies(found: dict[int, Facts], today: datetime.date) -> None:
    studies = FeasibilityStudy.objects.filter(project__in=found, state=State.CURRENT)
    for study in studies.order_by(F("date").asc(nulls_first=True), "pk"):
        if study.expires_on is None or study.expires_on >= today:
            found[study.project_id].studies[study.kind] = study
    open_ones = Condition.objects.filter(study__project__in=found, state=State.CURRENT, met_on__isnull=True)
    for condition in open_ones.filter(study__state=State.CURRENT).select_related("study"):
        found[condition.study.project_id].open_conditions.append(condition)


def _read_schedule(found: dict[int, Facts]) -> None:
    steps: dict[int, list[Any]] = defaultdict(list)
    for milestone in Milestone.objects.filter(project__in=found, state=State.CURRENT):
        steps[milestone.project_id].append(milestone)
    for project, milestones in steps.items():
        found[project].milestones = milestones
    for project in Baseline.objects.filter(project__in=found).values_list("project", flat=True).distinct():
        found[project].has_baseline = True
