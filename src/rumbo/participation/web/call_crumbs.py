"""The way to the pages of citizens' calls on the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

Crumb = tuple[str, str]


def crumb_home(plan: Any) -> Crumb:
    """Return the breadcrumb of the plan's participation."""
    return _("Participation"), reverse("participation:home", args=[plan.key])


def way_to_proposals(plan: Any) -> list[Crumb]:
    """Return the way to the overview of calls, and on to the list of proposals."""
    return [
        crumb_home(plan),
        (_("Citizens' calls"), reverse("participation:calls", args=[plan.key])),
        (_("Proposals"), reverse("participation:proposals", args=[plan.key])),
    ]
