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

    def context(self, plan: Plan, current: str, filters: Filters) -> dict[str, Any]:
        """Return what the templates of all views read; ``tabs`` lead to the others under the same filters."""
        urls, query = {view: self.address(plan, view) for view in LABELS}, filters.address
        return {
            "frame": self.frame,
            "is_desk": self.is_desk,
            "view": current,
            "view_url": urls[current],
            "table_url": urls["table"],
            "filters": filters,
            "chips": filters.chips,
            "clear_url": f"{urls[current]}{filters.clear_address}",
            "text": filters.text,
            "file_query": query or "?",
            "formats": FORMATS,
            "tabs": [
                (str(LABELS[view]), f"{url}{query}", view == current, None) for view, url in urls.items() if url
            ],
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
