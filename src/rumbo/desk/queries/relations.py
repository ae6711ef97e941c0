"""What hangs on an element: organizations that answer for it, links to earlier plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db.models import Case, IntegerField, Value, When

from rumbo.desk.kinds import MEASURED
from rumbo.portfolio.enums import Responsible

if TYPE_CHECKING:
    from rumbo.core.models import Record


def responsibilities(record: Record) -> list[Any]:
    """Return the responsibilities of a strategy, project or action as a whole, the accountable organization first."""
    order = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(Responsible.values)),
        output_field=IntegerField(),
    )
    model = apps.get_model("portfolio", "Responsibility")
    rows = model._default_manager.filter(measure_id=cast("Any", record).measure_id, share=None)
    return list(rows.select_related("organization").order_by(order, "organization__title"))


def answers_for(organization: Any, plan: Any) -> list[Any]:
    """Return the responsibilities of an organization in a plan, with their elements and shares."""
    model = apps.get_model("portfolio", "Responsibility")
    rows = model._default_manager.filter(organization=organization, measure__plan=plan)
    related = ("measure__strategy", "measure__project", "measure__action", "share__territory")
    return list(rows.select_related(*related).order_by("role", "pk"))


def antecedent_links(record: Record) -> list[Any]:
    """Return the links of an element to earlier plans, or of an earlier plan to elements."""
    model = apps.get_model("plan", "AntecedentLink")
    if record.KIND == "antecedent":
        where: dict[str, Any] = {"antecedent": record}
    elif record.KIND in MEASURED:
        where = {"measure_id": cast("Any", record).measure_id}
    else:
        where = {record.KIND: record}
    related = ("antecedent", "axis", "theme", "objective", "goal")
    measures = ("measure__strategy", "measure__project", "measure__action")
    return list(model._default_manager.filter(**where).select_related(*related, *measures).order_by("pk"))
