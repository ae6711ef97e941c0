"""The two places where the views of the portfolio are: among the public pages and on the staff's desk.

All of them stand under the same filters; the tabs above each lead to the others and keep the filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.web.filters import Filters

#: The files that a list is downloaded as: what ``format`` says, and its name.
FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"))
LABELS = {
    "table": _("List of projects"),
    "board": _("Stages"),
    "map": _("Map"),
    "schedule": _("Schedule"),
    "budget": _("Budget"),
    "matrix": _("Who answers"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A place: the template that frames its pages, and the name of the address of each view."""

    frame: str
    names: Mapping[str, str]
    is_desk: bool = False

    def address(self, plan: Plan, view: str) -> str:
        """Return the address of a view; empty where this place has no such view."""
        try:
            return reverse(self.names[view], args=[plan.key])
        except (KeyError, NoReverseMatch):
            return ""

    def tabs(self, plan: Plan, current: str, filters: Filters) -> list[tuple[str, str, bool, None]]:
        """Return the tabs of the views, each under the same filters, for ``components/tabs.html``."""
        addresses = ((view, self.address(plan, view)) for view in LABELS)
        return [
            (str(LABELS[view]), f"{url}{filters.address}", view == current, None) for view, url in addresses if url
        ]

    def context(self, plan: Plan, current: str, filters: Filters) -> dict[str, Any]:
        """Return what the templates of all views read."""
        return {
            "frame": self.frame,
            "is_desk": self.is_desk,
            "view": current,
            "view_url": self.address(plan, current),
            "table_url": self.address(plan, "table"),
            "filters": filters,
            "chips": filters.chips,
            "clear_url": f"{self.address(plan, current)}{filters.clear_address}",
            "text": filters.text,
            "file_query": filters.address or "?",
            "formats": FORMATS,
            "tabs": self.tabs(plan, current, filters),
        }


PUBLIC = Area(
    "public.html",
    {
        "table": "portal:projects",
        "board": "portal:board",
        "map": "portal:map",
        "schedule": "portal:plan_schedule",
        "budget": "portal:budget",
        "matrix": "portal:matrix",
    },
)
DESK = Area(
    "staff.html",
    {
        "table": "desk:portfolio",
        "board": "desk:board",
        "map": "desk:map",
        "schedule": "desk:plan_schedule",
        "budget": "desk:plan_budget",
        "matrix": "desk:matrix",
    },
    is_desk=True,
)
