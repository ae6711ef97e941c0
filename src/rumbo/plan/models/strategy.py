"""How an objective is to be reached."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, MeasuredElement
from rumbo.plan.enums import Term


class Strategy(MeasuredElement):
    """A strategy of an objective; programmes serve it."""

    KIND = "strategy"
    EDITABLE: ClassVar[tuple[str, ...]] = ("objective", *Element.EDITABLE, "term")
    PARENTS: ClassVar[tuple[str, ...]] = ("objective",)

    objective = models.ForeignKey(
        "plan.Objective", models.PROTECT, related_name="strategies", verbose_name=_("objective")
    )
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)

    history = HistoricalRecords()

    class Meta(MeasuredElement.Meta):
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its objective's theme."""
        return self.objective.theme.axis_id
