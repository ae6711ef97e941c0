"""An organization that takes part in the plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.accounts.enums import Sector
from rumbo.core.models import Record


class Organization(Record):
    """A public office, company, university, civil organization or medium. One may take part in several plans."""

    KIND = "organization"
    EDITABLE: ClassVar[tuple[str, ...]] = ("title", "text", "sector", "group", "territory", "other_names")

    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices, blank=True)
    group = models.CharField(_("group"), max_length=120, blank=True)
    territory = models.ForeignKey(
        "places.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("territory"),
    )
    other_names = models.CharField(_("other names"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=["key"], name="accounts_organization_key"),)
