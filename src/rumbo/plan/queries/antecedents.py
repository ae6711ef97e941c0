"""Reading earlier plans and what this one did with them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from rumbo.core.models import State
from rumbo.plan.models import Antecedent, AntecedentLink, Axis, Measure, Plan, Theme


def antecedents_of(plan: Plan) -> QuerySet[Any]:
    """Return the antecedents in force, oldest first, each with ``link_count``."""
    rows: QuerySet[Any, Any] = (
        Antecedent.objects.current().filter(plan=plan).annotate(link_count=Count("links")).order_by("year", "pk")
    )
    return rows


def find_antecedent(plan: Plan, key: str) -> Antecedent | None:
    """Return the antecedent with this key, in force or not, or None."""
    found: Antecedent | None = Antecedent.objects.select_related("superseded_by").filter(plan=plan, key=key).first()
    return found


def links_from(antecedent: Antecedent) -> list[AntecedentLink]:
    """Return the links of an earlier plan to elements of this one, each with its element and that one's parents."""
    return list(
        AntecedentLink.objects.filter(antecedent=antecedent)
        .select_related(
            "axis",
            "theme",
            "objective__theme",
            "goal__objective__theme",
            "measure__strategy",
            "measure__project",
            "measure__action",
        )
        .order_by("relation", "pk")
    )


def links_of_axis(axis: Axis) -> list[AntecedentLink]:
    """Return what an axis took from earlier plans."""
    return _links(Q(axis=axis))


def links_of_theme(theme: Theme) -> list[AntecedentLink]:
    """Return what a theme, its objectives and their goals took from earlier plans, each with its element."""
    return _links(Q(theme=theme) | Q(objective__theme=theme) | Q(goal__objective__theme=theme))


def links_of_measure(measure: Measure | int) -> list[AntecedentLink]:
    """Return what a strategy, project or action took from earlier plans, by its measure or the key of that."""
    return _links(Q(measure=measure))


def _links(condition: Q) -> list[AntecedentLink]:
    return list(
        AntecedentLink.objects.filter(condition, antecedent__state=State.CURRENT)
        .select_related("antecedent", "objective__theme", "goal__objective__theme")
        .defer("antecedent__text", "antecedent__text_en")
        .order_by("antecedent__year", "pk")
    )
