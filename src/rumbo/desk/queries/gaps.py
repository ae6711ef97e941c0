"""What a plan still lacks: each gap is a list of elements to go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import RecordQuerySet, State
from rumbo.desk.kinds import KINDS
from rumbo.plan.enums import Standing
from rumbo.portfolio.enums import PermitState, Responsible, Stage, Verdict

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: the kind of element that has it, its name, and the condition.

    ``page`` is the address of a page of its own for it, where the list of the kind is not enough.
    """

    code: str
    kind: str
    label: StrPromise
    condition: Callable[[], Q]
    page: str = ""

    def rows(self, plan: Any) -> RecordQuerySet:
        """Return the elements in force of the plan that have it."""
        return KINDS[self.kind].rows(plan).filter(self.condition(), state=State.CURRENT)


def _without(child: str, field: str) -> Q:
    rows = KINDS[child].model._default_manager.filter(**{field: OuterRef("pk")}, state=State.CURRENT)
    return ~Q(Exists(rows))


def _unaccountable() -> Q:
    model = KINDS["project"].model._meta.apps.get_model("portfolio", "Responsibility")
    return ~Q(Exists(model.objects.filter(measure=OuterRef("measure"), share=None, role=Responsible.ACCOUNTABLE)))


def _conditions_overdue() -> Q:
    return Q(met_on=None, due_on__lt=timezone.localdate(), study__state=State.CURRENT)


def _without_verdict() -> Q:
    """Projects beyond the idea without any verdict that counts today."""
    rows = KINDS["study"].model._default_manager.filter(project=OuterRef("pk"), state=State.CURRENT)
    counts = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
    return ~Q(stage=Stage.IDEA) & ~Q(Exists(rows.filter(counts).exclude(verdict=Verdict.UNKNOWN)))


def _permits_missing() -> Q:
    return ~Q(status=PermitState.GRANTED) | Q(expires_on__lt=timezone.localdate())


GAPS: tuple[Gap, ...] = (
    Gap("unaccountable", "project", _("Projects that nobody is accountable for"), _unaccountable, "desk:missing"),
    Gap("unanswered", "strategy", _("Strategies that nobody is accountable for"), _unaccountable, "desk:missing"),
    Gap("undone", "action", _("Actions that nobody is accountable for"), _unaccountable, "desk:missing"),
    Gap("goalless", "objective", _("Objectives without goals"), lambda: _without("goal", "objective")),
    Gap("undated", "goal", _("Goals without a term"), lambda: Q(term="")),
    Gap("aimless", "theme", _("Themes without objectives"), lambda: _without("objective", "theme")),
    Gap("verdictless", "project", _("Projects beyond the idea without a verdict that counts"), _without_verdict),
    Gap("expired", "study", _("Studies that expired"), lambda: Q(expires_on__lt=timezone.localdate())),
    Gap("overdue", "condition", _("Conditions that are overdue"), _conditions_overdue),
    Gap("missing", "permit", _("Permits and land not granted or expired"), _permits_missing),
    Gap("vacant", "position", _("Vacancies in the teams"), lambda: Q(person=""), "desk:vacancies"),
)

#: Counterparts that an import found and a person has to look at.
TO_CONFIRM = tuple(
    Gap(f"{kind}-to-confirm", kind, label, lambda: Q(standing=Standing.TO_CONFIRM))
    for kind, label in (
        ("theme", _("Themes whose counterpart in the vision is to be confirmed")),
        ("priority_entry", _("Priority entries whose counterpart is to be confirmed")),
    )
)

BY_CODE = {gap.code: gap for gap in (*GAPS, *TO_CONFIRM)}


def counts(plan: Any) -> list[tuple[Gap, int]]:
    """Return each gap with how many elements have it; one query a gap."""
    return [(gap, gap.rows(plan).count()) for gap in GAPS]
