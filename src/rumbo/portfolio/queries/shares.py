"""What part of a project is whose: the split, its shares, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum

from rumbo.core.models import State
from rumbo.places.enums import TerritoryKind
from rumbo.places.models import Territory
from rumbo.portfolio.gates.facts import ZERO
from rumbo.portfolio.models import Estimate, Responsibility, Share, Split
from rumbo.portfolio.queries.responsibilities import answer_for_shares

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

#: What may have a share.
GOVERNMENTS = (TerritoryKind.MUNICIPALITY, TerritoryKind.STATE)


@dataclass(frozen=True, slots=True)
class SplitPage:
    """How a project is split: ``split`` is None while nobody split it."""

    split: Split | None
    shares: list[Share]

    @property
    def version(self) -> int:
        """The version that the next person to split it starts from."""
        return self.split.version if self.split else 1


@dataclass(frozen=True, slots=True)
class ShareChange:
    """One entry of the history of a project's shares; ``place`` is empty where it is of the split as a whole."""

    at: datetime.datetime
    by: str
    place: str
    entry: Any

    @property
    def role(self) -> bool:
        """Whether it is of an organization's role for a share."""
        return hasattr(self.entry, "role")

    @property
    def gone(self) -> bool:
        """Whether the share, or the role, was taken away."""
        return bool(self.entry.history_type == "-")


def split_of(project: Project) -> SplitPage:
    """Return the split of a project with its shares by place: two queries."""
    split = Split.objects.select_related("project").filter(project=project).first()
    if split is None:
        return SplitPage(None, [])
    return SplitPage(split, list(split.shares.select_related("territory").order_by("territory__title", "pk")))


def answered_split_of(project: Project) -> SplitPage:
    """Return the split of a project, and at each share who answers for it (``answering``): three queries."""
    found = split_of(project)
    held = answer_for_shares(project) if found.shares else {}
    for share in found.shares:
        share.answering = held.get(share.pk, [])  # type: ignore[attr-defined]
    return found


def estimated_cost(project: Project) -> Decimal:
    """Return what the estimates in force of a project add up to."""
    rows = Estimate.objects.filter(project=project, state=State.CURRENT)
    total: Decimal | None = rows.order_by().aggregate(total=Sum("amount"))["total"]
    return ZERO if total is None else total


def places_of(plan: Plan, project: Project) -> list[Territory]:
    """Return the municipalities and states that a split of the project is likely between, by name.

    They are those of the project, and the plan's own: its territory, the members of it, and the states of these.
    """
    of_plan = Q(pk=plan.territory_id) | Q(areas=plan.territory_id) if plan.territory_id else Q(pk__in=[])
    near = Territory.objects.filter(of_plan | Q(projects=project))
    wanted = Q(pk__in=near.values("pk")) | Q(pk__in=near.values("parent"))
    return list(governments().filter(wanted))


def governments() -> Any:
    """Return all municipalities and states in force, by name."""
    return Territory.objects.current().filter(kind__in=GOVERNMENTS).order_by("title", "pk")


def share_history(project: Project, limit: int = 40) -> list[ShareChange]:
    """Return what was done to a project's shares and to who answers for them, newest first: five queries."""
    split = Split.objects.filter(project=project).first()
    if split is None:
        return []
    whole = Split.history.filter(id=split.pk).select_related("history_user")
    parts = Share.history.filter(split_id=split.pk).select_related("history_user", "territory")
    newest = ("-history_date", "-history_id")
    places = dict(parts.order_by().values_list("id", "territory__title"))
    roles = Responsibility.history.filter(measure_id=project.measure_id, share_id__isnull=False)
    roles = roles.select_related("history_user", "organization")
    entries: list[Any] = [row for rows in (whole, parts, roles) for row in rows.order_by(*newest)[:limit]]
    entries.sort(key=lambda entry: entry.history_date, reverse=True)
    return [
        ShareChange(entry.history_date, str(entry.history_user or "Rumbo"), _place_of(entry, places), entry)
        for entry in entries[:limit]
    ]


def _place_of(entry: Any, places: dict[int, str]) -> str:
    """Return whose share an entry of the history is of."""
    if hasattr(entry, "role"):
        return places.get(entry.share_id, "")
    return str(entry.territory) if hasattr(entry, "territory_id") else ""
