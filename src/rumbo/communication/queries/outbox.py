"""The outbox of a plan, to read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from rumbo.communication.enums import NoticeState
from rumbo.communication.models import Notice


def counts_of(plan: Any) -> list[tuple[str, str, int]]:
    """Return (state, its word, how many notices of the plan have it), all states. One query."""
    rows = Notice.objects.filter(plan=plan).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(state.value, str(state.label), counts.get(state.value, 0)) for state in NoticeState]
