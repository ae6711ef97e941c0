"""The elements of a plan by kind and key, loaded in a constant number of queries."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Max, Model, QuerySet, Sum

from rumbo.core.models import Element, Record
from rumbo.importers.draft import KINDS
from rumbo.importers.schema import BY_KIND, Column

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: The model of each kind of row.
MODELS = {
    "plan": "plan.Plan",
    "territory": "places.Territory",
    "organization": "accounts.Organization",
    "axis": "plan.Axis",
    "theme": "plan.Theme",
    "problem": "plan.Problem",
    "objective": "plan.Objective",
    "goal": "plan.Goal",
    "strategy": "plan.Strategy",
    "program": "portfolio.Program",
    "project": "portfolio.Project",
    "component": "portfolio.Component",
    "profile": "portfolio.Profile",
    "study": "portfolio.FeasibilityStudy",
    "condition": "portfolio.Condition",
    "estimate": "portfolio.Estimate",
    "funding": "portfolio.Funding",
    "milestone": "portfolio.Milestone",
    "permit": "portfolio.Permit",
    "risk": "portfolio.Risk",
    "position": "portfolio.Position",
    "contract": "portfolio.Contract",
    "action": "portfolio.Action",
    "responsibility": "portfolio.Responsibility",
    "chapter": "plan.Chapter",
    "antecedent": "plan.Antecedent",
    "antecedent_link": "plan.AntecedentLink",
    "priority_entry": "portfolio.PriorityEntry",
}
#: Kinds that all plans share.
SHARED = ("territory", "organization")
#: Kinds that are no records: they have neither key nor state, and the letter that their made keys begin with.
LINKS = {"responsibility": "r", "antecedent_link": "l"}
#: Kinds that have a measure, and are named by it in responsibilities and links.
MEASURED = ("strategy", "project", "action")


def model_of(kind: str) -> type[Any]:
    """Return the model of a kind of row."""
    return apps.get_model(MODELS[kind])


def columns_of(kind: str) -> list[Column]:
    """Return the columns of a kind that hold values: all but the key."""
    return [column for column in BY_KIND[kind].columns if column.code != "key"]


def load(plan: Plan | None, *, current_only: bool = False) -> dict[str, list[Any]]:
    """Return the objects of each kind in order, with their many-to-many links prefetched.

    Without a plan, only what all plans share. The number of queries is the same for any size.
    """
    loaded: dict[str, list[Any]] = {}
    for kind in KINDS:
        if kind == "plan":
            loaded[kind] = [plan] if plan is not None else []
        elif kind in SHARED or plan is not None:
            loaded[kind] = list(_rows(kind, plan, current_only))
        else:
            loaded[kind] = []
    return loaded


def by_key(loaded: dict[str, list[Any]]) -> dict[str, dict[str, Any]]:
    """Return the loaded objects by kind and key; those of links by the key that is made for them."""
    return {kind: {key_of(kind, record): record for record in records} for kind, records in loaded.items()}


def key_of(kind: str, record: Any) -> str:
    """Return the key of an object; links have one made from their row in the database."""
    return f"{LINKS[kind]}{record.pk}" if kind in LINKS else str(record.key)


def fingerprint(plan: Plan | None) -> str:
    """Return a text that changes whenever something of the plan, a territory or an organization is written."""
    parts = []
    for kind in KINDS:
        if plan is None and kind not in SHARED:
            continue
        version = Max("pk") if kind in LINKS else Sum("version")
        found = _of_plan(kind, plan).aggregate(count=Count("pk"), version=version)
        parts.append(f"{found['count']}.{found['version'] or 0}")
    return hashlib.sha256("-".join(parts).encode()).hexdigest()


def _rows(kind: str, plan: Plan | None, current_only: bool) -> QuerySet[Any]:
    rows = _of_plan(kind, plan)
    model: type[Model] = rows.model
    if current_only and issubclass(model, Record):
        rows = rows.current()  # type: ignore[attr-defined]
    many = [column.code for column in columns_of(kind) if column.type == "references"]
    return rows.prefetch_related(*many) if many else rows


def _of_plan(kind: str, plan: Plan | None) -> QuerySet[Any]:
    model = model_of(kind)
    rows: QuerySet[Any] = model._default_manager.all()
    if kind == "plan":
        return rows.filter(pk=plan.pk if plan else None)
    if kind == "responsibility":
        return rows.filter(measure__plan=plan).select_related("share").order_by("pk")
    if kind == "antecedent_link":
        return rows.filter(antecedent__plan=plan).order_by("pk")
    return rows.filter(plan=plan) if issubclass(model, Element) else rows
