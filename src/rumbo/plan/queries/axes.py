"""Reading axes."""

from __future__ import annotations

from rumbo.plan.models import Axis, Plan


def axes_of(plan: Plan) -> list[Axis]:
    """Return the axes in force, in the plan's order, without their texts."""
    return list(Axis.objects.current().filter(plan=plan).defer("text", "text_en"))


def find_axis(plan: Plan, key: str) -> Axis | None:
    """Return the axis with this key, in force or not, or None."""
    found: Axis | None = Axis.objects.select_related("superseded_by").filter(plan=plan, key=key).first()
    return found
