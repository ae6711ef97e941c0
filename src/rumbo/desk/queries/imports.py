"""Imports that wait for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from rumbo.importers.enums import RunState


def waiting(plans: Sequence[Any]) -> QuerySet[Any]:
    """Return the imports of the plans that are being read or applied or wait for review, newest first."""
    rows = _rows().filter(plan__in=plans)
    return rows.filter(state__in=[RunState.READING, RunState.PROPOSED, RunState.APPLYING])


def new_plans() -> QuerySet[Any]:
    """Return the imports that would make a plan and are not closed, newest first; those that failed among them."""
    return _rows().filter(plan=None).exclude(state__in=[RunState.APPLIED, RunState.DISCARDED])


def _rows() -> QuerySet[Any]:
    return apps.get_model("importers", "ImportRun")._default_manager.select_related("created_by")
