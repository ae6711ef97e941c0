"""What could go wrong, and what has to be allowed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.enums import Level, PermitState
from rumbo.portfolio.models.part import ProjectPart


class Risk(ProjectPart):
    """A risk with its probability and impact; its text is the response."""

    KIND = "risk"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "probability",
        "impact",
        "owner",
        "reviewed_on",
    )

    probability = models.PositiveSmallIntegerField(_("probability"), choices=Level.choices, default=Level.MEDIUM)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level.choices, default=Level.MEDIUM)
    owner = models.CharField(_("who watches it"), max_length=150, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")

    @property
    def weight(self) -> int:
        """Probability times impact, from 1 to 9."""
        return self.probability * self.impact


class Permit(ProjectPart):
    """A permit or a piece of land that a project needs."""

    KIND = "permit"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "authority",
        "status",
        "granted_on",
        "expires_on",
    )

    authority = models.CharField(_("who grants it"), max_length=250, blank=True)
    status = models.CharField(_("how far"), max_length=9, choices=PermitState.choices, default=PermitState.NEEDED)
    granted_on = models.DateField(_("granted"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("permit")
        verbose_name_plural = _("permits and land")
