"""Whether a project is worth its cost."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.models.money import YEAR
from rumbo.portfolio.models.part import ProjectPart


class Appraisal(ProjectPart):
    """An economic appraisal; the title names the alternative that is appraised, the text its assumptions.

    ``flows`` holds ``[investment, operation, benefits]`` a year from ``first_year`` on, as decimal strings in pesos
    of ``price_year``; ``discount_rate`` is the social discount rate in per cent a year.
    """

    KIND = "appraisal"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "discount_rate",
        "price_year",
        "first_year",
        "flows",
    )

    discount_rate = models.DecimalField(
        _("social discount rate (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    price_year = models.PositiveSmallIntegerField(_("at prices of"), validators=YEAR)
    first_year = models.PositiveSmallIntegerField(_("first year"), validators=YEAR)
    flows = models.JSONField(_("flows by year"), default=list)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("economic appraisal")
        verbose_name_plural = _("economic appraisals")
