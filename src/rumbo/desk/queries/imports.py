"""Imports that wait for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from rumbo.importers.enums import RunState


def waiting(plans: Sequence[Any]) -> QuerySet[Any]:
    """Return the imports of the plans that are being read or wait for review, newest first."""
    rows = apps.get_model("importers", "ImportRun")._default_manager.filter(plan__in=plans)
    return rows.filter(state__in=[RunState.READING, RunState.PROPOSED]).select_related("created_by")
