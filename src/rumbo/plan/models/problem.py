"""What the diagnosis found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element


class Problem(Element):
    """A problem of an axis, answered by objectives."""

    KIND = "problem"
    EDITABLE: ClassVar[tuple[str, ...]] = ("axis", *Element.EDITABLE)
    PARENTS: ClassVar[tuple[str, ...]] = ("axis",)
    TITLE_LIMIT: ClassVar[int] = 1000

    axis = models.ForeignKey("plan.Axis", models.PROTECT, related_name="problems", verbose_name=_("axis"))

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("problem")
        verbose_name_plural = _("problems")

    @property
    def axis_pk(self) -> int | None:
        """Its axis."""
        return self.axis_id
