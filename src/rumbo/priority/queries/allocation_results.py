"""What came of equal shares, as a page shows it: what is funded, who paid, each group's part, greedy beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.tables.table import Column, Table
from rumbo.methods.runs import perform
from rumbo.priority.models import Run


@dataclass(frozen=True, slots=True)
class Payer:
    """How much of a project's cost a group of voters paid; ``share`` of it, from 0 to 1."""

    name: str
    amount: Decimal
    share: float

    @property
    def percent(self) -> int:
        """The share in per cent."""
        return round(100 * self.share)


@dataclass(frozen=True, slots=True)
class Line:
    """A project of the vote. ``place`` is its place in order of selection, None where it is not funded.

    ``completed``: it was added with money that its supporters did not bring; ``greedy``: the greedy rule funds it.
    """

    key: str
    title: str
    item: int | None
    cost: Decimal
    voters: int
    place: int | None
    payers: tuple[Payer, ...]
    completed: bool
    greedy: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of voters: its share of those who voted, and of the money under equal shares and under greedy."""

    name: str
    voters: int
    voters_share: float
    money: Decimal
    money_share: float | None
    greedy_share: float | None

    @property
    def voters_percent(self) -> int:
        """Its share of the voters in per cent."""
        return round(100 * self.voters_share)

    @property
    def money_percent(self) -> int | None:
        """Its share of the money in per cent."""
        return None if self.money_share is None else round(100 * self.money_share)

    @property
    def greedy_percent(self) -> int | None:
        """Its share of the money under greedy in per cent."""
        return None if self.greedy_share is None else round(100 * self.greedy_share)


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """What the page of a run of equal shares shows."""

    funded: tuple[Line, ...]
    others: tuple[Line, ...]
    groups: tuple[GroupLine, ...]
    voters: int
    cost: Decimal
    budget: Decimal
    left_out: tuple[str, ...]
    greedy_cost: Decimal

    @property
    def left(self) -> Decimal:
        """What of the budget is not spent."""
        return self.budget - self.cost

    @property
    def percent(self) -> int:
        """How much of the budget is spent, in per cent."""
        return round(100 * self.cost / self.budget) if self.budget else 0


def allocation_result(run: Run) -> AllocationResult:
    """Return what came of a finished run of equal shares. No query: all of it is in the run."""
    result, greedy = run.result, _greedy(run)
    places = {project: place for place, project in enumerate(result["selected"], start=1)}
    support = {one["id"]: one["voters"] for one in result["support"]}
    paid = {one["id"]: one["groups"] for one in result["payments"] or ()}
    items: Mapping[str, int] = run.origin.get("items", {})
    by_greedy = set(greedy["selected"])
    lines = [
        Line(
            key=project["id"],
            title=project.get("name") or project["id"],
            item=items.get(project["id"]),
            cost=Decimal(project["cost"]),
            voters=support.get(project["id"], 0),
            place=places.get(project["id"]),
            payers=_payers(paid.get(project["id"], ()), Decimal(project["cost"])),
            completed=project["id"] in places and project["id"] not in paid and result["payments"] is not None,
            greedy=project["id"] in by_greedy,
        )
        for project in run.inputs["projects"]
    ]
    others = sorted((line for line in lines if line.place is None), key=lambda line: (-line.voters, line.key))
    return AllocationResult(
        funded=tuple(sorted((line for line in lines if line.place is not None), key=lambda line: line.place or 0)),
        others=tuple(others),
        groups=_groups(result, greedy),
        voters=len(run.inputs["ballots"]),
        cost=Decimal(result["cost"]),
        budget=Decimal(result["budget"]),
        left_out=tuple(one["name"] for one in run.origin.get("left_out", ())),
        greedy_cost=Decimal(greedy["cost"]),
    )


#: One row a project, as it is kept in a spreadsheet.
ALLOCATION = Table(
    "allocation",
    gettext_lazy("Equal shares"),
    (
        Column("key", gettext_lazy("Key"), lambda line: line.key, 12),
        Column("project", gettext_lazy("Project"), lambda line: line.title, 60),
        Column("cost", gettext_lazy("Cost"), lambda line: line.cost, 18),
        Column("voters", gettext_lazy("Approve"), lambda line: line.voters, 10),
        Column("place", gettext_lazy("Place"), lambda line: line.place, 8),
        Column("greedy", gettext_lazy("Greedy funds it"), lambda line: line.greedy, 14),
    ),
)


def group_name(name: str) -> str:
    """Return what a group of voters is called: empty are those of small municipalities, and who did not say."""
    return name or _("Others, or not said")


def _greedy(run: Run) -> Mapping[str, Any]:
    """Return what the greedy rule makes of the same votes; it is kept, as a run never changes."""
    if run.method.get("rule") == "greedy":
        return dict(run.result)
    name = f"greedy-{run.checksum}"
    found: Mapping[str, Any] | None = caches["results"].get(name)
    if found is None:
        method = {"rule": "greedy", "utility": run.method.get("utility", "cost"), "completion": "none"}
        found = perform("allocation", run.inputs, method)
        caches["results"].set(name, found, 3600)
    return found


def _payers(groups: Any, cost: Decimal) -> tuple[Payer, ...]:
    payers = [Payer(group_name(one["id"]), Decimal(str(one["amount"])), 0.0) for one in groups]
    made = [Payer(one.name, one.amount, float(one.amount / cost) if cost else 0.0) for one in payers]
    return tuple(sorted(made, key=lambda one: -one.amount))


def _groups(result: Mapping[str, Any], greedy: Mapping[str, Any]) -> tuple[GroupLine, ...]:
    other = {one["id"]: one["money_share"] for one in greedy["by_group"]}
    lines = [
        GroupLine(
            group_name(one["id"]),
            one["voters"],
            one["voters_share"],
            Decimal(str(one["money"])),
            one["money_share"],
            other.get(one["id"]),
        )
        for one in result["by_group"]
    ]
    return tuple(sorted(lines, key=lambda line: -line.voters))
