"""What the pages about who answers share: the way from one to the other, and what part of the plan they show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.desk.kinds import KINDS, MEASURED, Kind
from rumbo.plan.queries.axes import axes_of

Tab = tuple[str, str, bool, int | None]
#: The pages: name of the address, and what it is called.
PAGES = (
    ("desk:matrix", gettext_lazy("Matrix")),
    ("desk:missing", gettext_lazy("Nobody accountable")),
    ("desk:liaisons", gettext_lazy("Liaisons")),
    ("desk:vacancies", gettext_lazy("Vacancies")),
)


def answers_tabs(plan: Any, here: str) -> list[Tab]:
    """Return the tabs between the pages about who answers; ``here`` is the name of the address of the present one."""
    return [(str(label), reverse(name, args=[plan.key]), name == here, None) for name, label in PAGES]


def wanted(request: HttpRequest, plan: Any) -> tuple[Kind, Any, list[Any]]:
    """Return the kind that ``?kind=`` names (projects by default), the axis that ``?axis=`` names, and all axes.

    Raises:
        Http404: there is no such axis, or organizations do not answer for this kind.
    """
    axes = list(axes_of(plan))
    key, code = request.GET.get("axis", ""), request.GET.get("kind", "") or "project"
    axis = next((one for one in axes if one.key == key), None)
    if key and axis is None:
        raise Http404(_("The plan has no such axis."))
    if code not in MEASURED:
        raise Http404(_("Organizations answer for projects, strategies and actions alone."))
    return KINDS[code], axis, axes


def kind_tabs(kind: Kind, axis: Any) -> list[Tab]:
    """Return the tabs that choose between projects, strategies and actions, on the same axis."""
    order = sorted(MEASURED, key=lambda code: code != "project")
    return [(KINDS[code].plural, address(code, axis), code == kind.code, None) for code in order]


def axis_tabs(kind: Kind, axis: Any, axes: list[Any]) -> list[Tab]:
    """Return the tabs that choose the whole plan or one of its axes, of the same kind."""
    whole: Tab = (_("The whole plan"), address(kind.code, None), axis is None, None)
    return [whole, *((one.name, address(kind.code, one), one == axis, None) for one in axes)]


def address(code: str, axis: Any) -> str:
    """Return the part of an address that names a kind and an axis; what is the default is left out."""
    named = {"kind": "" if code == "project" else code, "axis": axis.key if axis is not None else ""}
    return f"?{urlencode({name: value for name, value in named.items() if value})}"
