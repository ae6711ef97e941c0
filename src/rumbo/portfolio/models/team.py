"""Who works on a project."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.models.part import ProjectPart


class Position(ProjectPart):
    """A function in a project's team, such as "Site engineer"; vacant while no person is named."""

    KIND = "position"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "person",
        "organization",
        "dedication",
        "from_day",
        "until_day",
    )

    person = models.CharField(_("person"), max_length=150, blank=True)
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("organization"),
    )
    dedication = models.PositiveSmallIntegerField(
        _("dedication (% of full time)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("position in the team")
        verbose_name_plural = _("team")

    @property
    def is_vacant(self) -> bool:
        """Whether nobody has it."""
        return not self.person
