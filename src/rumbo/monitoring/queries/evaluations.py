"""Evaluations and commitments as the staff sees them, published or not; each in constant queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from rumbo.core.models import State
from rumbo.monitoring.enums import Answer, ImprovementState
from rumbo.monitoring.models import Evaluation, EvaluationQuestion, Finding, Improvement, Recommendation
from rumbo.monitoring.queries.learning import OF_FINDING, Learned, Promise, learned, promise_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

_OF_FINDING = (
    *OF_FINDING,
    "report__assignment__period",
    "report__assignment__organization",
    # the ways to the axis whose editors may change it
    "measure__project__program__theme",
    "measure__strategy__objective__theme",
    "measure__action__strategy__objective__theme",
    "measure__action__project__program__theme",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an evaluation with what was found about it."""

    row: EvaluationQuestion
    findings: Sequence[Learned]


@dataclass(frozen=True, slots=True)
class Judged:
    """An evaluation with its questions, findings of no question, and how many recommendations await an answer."""

    questions: Sequence[Asked]
    others: Sequence[Learned]
    pending: int

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return len(self.others) + sum(len(one.findings) for one in self.questions)

    def rows(self) -> list[Finding]:
        """Return all findings, those of questions first."""
        found = [*(one for asked in self.questions for one in asked.findings), *self.others]
        return [one.row for one in found]

    @property
    def unanswered(self) -> int:
        """How many questions have neither an answer nor a finding."""
        return sum(not one.row.body and not one.findings for one in self.questions)


def evaluations_of(plan: Plan) -> QuerySet[Evaluation, Any]:
    """Return the evaluations of a plan, the newest first, with how much each holds."""
    current = Q(findings__state=State.CURRENT)
    advised = current & Q(findings__recommendations__state=State.CURRENT)
    found: QuerySet[Evaluation, Any] = (
        Evaluation.objects.filter(plan=plan)
        .select_related("axis")
        .annotate(
            finding_count=Count("findings", filter=current, distinct=True),
            advice_count=Count("findings__recommendations", filter=advised, distinct=True),
            pending_count=Count(
                "findings__recommendations",
                filter=advised & Q(findings__recommendations__answer=Answer.PENDING),
                distinct=True,
            ),
        )
    )
    return found


def find_evaluation(plan: Plan, pk: int) -> Evaluation | None:
    """Return an evaluation of a plan; None where there is none."""
    ways = ("axis", "measure__project", "measure__strategy", "measure__action")
    return Evaluation.objects.filter(plan=plan, pk=pk).select_related("plan", *ways).first()


def judged(plan: Plan, evaluation: Evaluation, today: datetime.date) -> Judged:
    """Return what an evaluation holds."""
    rows = findings_of(plan).filter(evaluation=evaluation)
    found = learned(plan, rows, today, everything=True)
    by_question: dict[int | None, list[Learned]] = defaultdict(list)
    for one in found:
        by_question[one.row.question_id].append(one)
    questions = list(EvaluationQuestion.objects.current().filter(evaluation=evaluation))
    asked = [Asked(row, by_question.pop(row.pk, [])) for row in questions]
    pending = sum(advice.row.answer == Answer.PENDING for one in found for advice in one.advice)
    return Judged(asked, [one for some in by_question.values() for one in some], pending)


def findings_of(plan: Plan) -> QuerySet[Finding, Finding]:
    """Return the findings in force of a plan, in order."""
    found: QuerySet[Finding, Finding] = Finding.objects.current().filter(plan=plan).select_related(*_OF_FINDING)
    return found


def loose_findings(plan: Plan) -> QuerySet[Finding, Any]:
    """Return the findings in force that are of no evaluation, the newest first."""
    rows = findings_of(plan).filter(evaluation=None).order_by("-pk")
    advised = Q(recommendations__state=State.CURRENT)
    return rows.annotate(
        advice_count=Count("recommendations", filter=advised, distinct=True),
        pending_count=Count(
            "recommendations", filter=advised & Q(recommendations__answer=Answer.PENDING), distinct=True
        ),
    )


def find_finding(plan: Plan, pk: int) -> Finding | None:
    """Return a finding of a plan, in force or not; None where there is none."""
    return Finding.objects.filter(plan=plan, pk=pk).select_related("plan", *_OF_FINDING).first()


def find_recommendation(plan: Plan, pk: int) -> Recommendation | None:
    """Return a recommendation of a plan; None where there is none."""
    ways = tuple(f"finding__{way}" for way in _OF_FINDING)
    return Recommendation.objects.filter(plan=plan, pk=pk).select_related("plan", "organization", *ways).first()


def find_improvement(plan: Plan, pk: int) -> Improvement | None:
    """Return a commitment of a plan; None where there is none."""
    ways = ("plan", "organization", "liaison", "recommendation__finding")
    return Improvement.objects.filter(plan=plan, pk=pk).select_related(*ways).first()


def promises_of(plan: Plan, today: datetime.date) -> tuple[list[Promise], list[Promise], list[Promise]]:
    """Return the commitments in force: those that are late, those under way, and those kept or given up."""
    rows = Improvement.objects.current().filter(plan=plan)
    ways = ("organization", "liaison", "recommendation__finding__evaluation")
    found = [promise_of(one, today) for one in rows.select_related(*ways)]
    under_way = [one for one in found if one.row.progress == ImprovementState.OPEN]
    closed = [one for one in found if one.row.progress != ImprovementState.OPEN]
    closed.sort(key=lambda one: (one.row.done_on or one.row.due_on, one.row.pk), reverse=True)
    return [one for one in under_way if one.days_late], [one for one in under_way if not one.days_late], closed


def pending_of(plan: Plan) -> QuerySet[Recommendation, Recommendation]:
    """Return the recommendations in force that await an answer, the oldest first."""
    rows = Recommendation.objects.current().filter(plan=plan, answer=Answer.PENDING, finding__state=State.CURRENT)
    found: QuerySet[Recommendation, Recommendation] = rows.select_related("finding__evaluation").order_by("pk")
    return found
