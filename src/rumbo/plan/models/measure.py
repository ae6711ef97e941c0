"""The one anchor of strategies, projects and actions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import Record
from rumbo.plan.enums import MeasureKind


class Measure(models.Model):
    """What is prioritised, answered for, reported on and evaluated, whatever its kind.

    Scores, responsibilities and reports point here; `element` is the strategy, project or action itself.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="measures", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=8, choices=MeasureKind.choices)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def element(self) -> Record:
        """The strategy, project or action that this measure stands for."""
        found: Record = getattr(self, self.kind)
        return found
