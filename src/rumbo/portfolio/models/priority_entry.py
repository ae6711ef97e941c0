"""The published priority list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.plan.enums import Standing


class PriorityEntry(Element):
    """One entry of the priority portfolio as it was published, and the project or programme it names.

    ``axis_title`` is the heading it stood under; ``axis`` is empty where that axis is not in the plan.
    """

    KIND = "priority_entry"
    EDITABLE: ClassVar[tuple[str, ...]] = ("title", "axis", "project", "program")
    MARKS: ClassVar[tuple[str, ...]] = ("axis_title", "standing", "score")

    axis = models.ForeignKey("plan.Axis", models.PROTECT, null=True, blank=True, related_name="priority_entries")
    axis_title = models.CharField(_("heading"), max_length=250, blank=True)
    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, null=True, blank=True, related_name="priority_entries"
    )
    program = models.ForeignKey(
        "portfolio.Program", models.PROTECT, null=True, blank=True, related_name="priority_entries"
    )
    standing = models.CharField(_("counterpart"), max_length=12, choices=Standing.choices, default=Standing.NONE)
    score = models.FloatField(_("likeness"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("priority entry")
        verbose_name_plural = _("priority portfolio")

    @property
    def axis_pk(self) -> int | None:
        """Its axis."""
        return self.axis_id
