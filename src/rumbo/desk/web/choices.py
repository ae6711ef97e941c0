"""What can be chosen for a relative of an element: of the same plan, in force, where the person may write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q

from rumbo.core.models import State
from rumbo.desk.kinds import KINDS, kind_of
from rumbo.monitoring.enums import Purpose
from rumbo.monitoring.models import ProgressReport, Series
from rumbo.plan.enums import MeasureKind, Role
from rumbo.plan.models import Measure
from rumbo.plan.queries.roles import member_ids, roles_of
from rumbo.portfolio.queries.documents import EVIDENCE
from rumbo.priority.models import Run
from rumbo.priority.queries.runs import runs_to_publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from rumbo.core.models import Record


#: Digits of a number that a database has no room for.
_DIGITS = 19


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; a number that no database can hold is no choice, and no error of the program."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was ticked."""
        return [one if len(one) < _DIGITS else "0" for one in super().value_from_datadict(data, files, name) or ()]


def limit_choices(field: forms.ModelChoiceField[Any], name: str, record: Record, actor: Any) -> None:
    """Restrict a field to sensible choices and name each with what it stands under."""
    assert field.queryset is not None  # noqa: S101 (a model form always gives one)
    model: Any = field.queryset.model
    plan = getattr(record, "plan", None)
    if issubclass(model, get_user_model()):
        field.queryset = people_of(plan, _chosen(record, name))
        return
    if not hasattr(model, "KIND"):
        _limit_others(field, model, record, name)
        return
    kind = KINDS[model.KIND]
    rows = kind.rows(plan).order_by(*_order(kind.code))
    wanted = Q(state=State.CURRENT)
    if name in record.PARENTS or name in kind_of(record).axes:
        wanted &= _where_may_write(kind.axes, plan, actor)
    elif name in EVIDENCE and _chosen(record, "project"):
        wanted &= Q(project__in=_chosen(record, "project"))
    elif record.KIND == "liaison" and name == "project":
        wanted &= _where_may_write(kind.axes, plan, actor)
        field.required = not actor.has_perm("plan.manage", plan)
    elif name == "problems" and _chosen(record, "theme"):
        wanted &= Q(axis=record.axis_pk)
    elif record.KIND == "logframe_row" and name == "under":
        wanted &= Q(logframe__in=_chosen(record, "logframe"), level=Purpose.COMPONENT)
    elif issubclass(model, type(record)) and record.pk is not None:
        wanted &= ~Q(pk=record.pk)
    field.queryset = rows.filter(wanted | Q(pk__in=_chosen(record, name)))
    field.label_from_instance = _path  # type: ignore[assignment,method-assign]
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = Boxes()
        field.widget.choices = field.choices


def people_of(plan: Any, chosen: list[int]) -> QuerySet[Any]:
    """Return who has a role in a plan and may sign in, by name, and whoever is chosen already."""
    held = Q(pk__in=member_ids(plan), is_active=True)
    return get_user_model()._default_manager.filter(held | Q(pk__in=chosen)).order_by("name", "email")


def _limit_others(field: Any, model: Any, record: Any, name: str) -> None:
    """Restrict a field of rows that are no kind of the desk."""
    if issubclass(model, Run):
        field.queryset = runs_to_publish(record, name)
        return
    rows_of, label = _KINDLESS[model]
    field.queryset = rows_of(record.plan, Q(pk__in=_chosen(record, name)))
    field.label_from_instance = label


def _measures(plan: Any, chosen: Q) -> QuerySet[Any]:
    """Return the strategies, projects and actions in force, each by its anchor; and what is chosen already."""
    in_force = Q()
    for kind in MeasureKind.values:
        in_force |= Q(**{f"{kind}__state": State.CURRENT})
    rows = Measure.objects.filter(Q(plan=plan) & in_force | chosen)
    return rows.select_related(*MeasureKind.values).order_by(
        "kind", *(f"{kind}__title" for kind in MeasureKind.values)
    )


def _series(plan: Any, chosen: Q) -> QuerySet[Any]:
    in_force = Q(indicator__plan=plan, indicator__state=State.CURRENT)
    rows = Series.objects.filter(in_force | chosen).select_related("indicator", "territory")
    return rows.order_by("indicator__title", "territory__title")


def _reports(plan: Any, chosen: Q) -> QuerySet[Any]:
    sent = Q(assignment__period__plan=plan, sent_at__isnull=False)
    things = [f"assignment__measure__{kind}" for kind in MeasureKind.values]
    related = ("assignment__period", "assignment__series__indicator", "assignment__series__territory", *things)
    return ProgressReport.objects.filter(sent | chosen).select_related(*related).order_by("-sent_at")


def _measure_label(measure: Any) -> str:
    return f"{measure.get_kind_display()} › {measure.element}"


def _report_label(report: Any) -> str:
    assignment = report.assignment
    thing = assignment.series if assignment.series_id else assignment.measure.element
    return f"{assignment.period} › {thing}"


#: Models that are no kind of the desk: the rows to choose from, and how each is named.
_KINDLESS: dict[Any, tuple[Callable[[Any, Q], QuerySet[Any]], Callable[[Any], str]]] = {
    Measure: (_measures, _measure_label),
    Series: (_series, str),
    ProgressReport: (_reports, _report_label),
}


def _path(record: Any) -> str:
    """Name an element with what it stands under: "Agua › Acuífero"."""
    parent = record.parent() if hasattr(record, "parent") and callable(record.parent) else None
    return f"{parent.name} › {record}" if parent is not None else str(record)


def _order(code: str) -> tuple[str, ...]:
    kind = KINDS[code]
    axes = tuple(f"{path}__position" for path in kind.axes if path != "pk")
    return (*axes, *map(str, kind.model._meta.ordering or ("pk",)))


def _where_may_write(axes: tuple[str, ...], plan: Any, actor: Any) -> Q:
    if plan is None or actor.has_perm("plan.manage", plan):
        return Q()
    own = [held.axis_id for held in roles_of(actor) if held.plan_id == plan.pk and held.role == Role.EDITOR]
    wanted = Q(pk__in=[])
    for path in axes:
        wanted |= Q(**{f"{path}__in": own})
    return wanted


def _chosen(record: Record, name: str) -> list[int]:
    """What is chosen already stays a choice, in force or not."""
    if name in record.LINKS:
        return [] if record.pk is None else list(getattr(record, name).values_list("pk", flat=True))
    chosen = getattr(record, f"{name}_id", None)
    return [chosen] if chosen else []
