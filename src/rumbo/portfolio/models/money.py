"""What a project costs and where the money comes from. All amounts are exact decimals in the plan's currency."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.money import MoneyField
from rumbo.portfolio.enums import FundingSource, FundingState
from rumbo.portfolio.models.part import ProjectPart

YEAR = [MinValueValidator(2000)]


class Estimate(ProjectPart):
    """What a part of a project is estimated to cost, at the prices of ``price_year``; its title says what it pays."""

    KIND = "estimate"
    EDITABLE: ClassVar[tuple[str, ...]] = ("project", *Element.EDITABLE, "year", "amount", "price_year")

    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])
    price_year = models.PositiveSmallIntegerField(_("at prices of"), validators=YEAR)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ("year", "position", "pk")


class Funding(ProjectPart):
    """Money for a project from a source in a year, and how sure it is; its title names the fund or programme.

    ``spent`` is how much of the amount is spent so far; none where only the state tells.
    """

    KIND = "funding"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "source",
        "territory",
        "year",
        "amount",
        "status",
        "spent",
    )

    source = models.CharField(_("source"), max_length=13, choices=FundingSource.choices)
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])
    status = models.CharField(
        _("how sure"), max_length=10, choices=FundingState.choices, default=FundingState.IDENTIFIED
    )
    spent = MoneyField(_("spent so far"), null=True, blank=True, validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        ordering = ("year", "position", "pk")


class Contract(ProjectPart):
    """A contract of a project; ``ocid`` is its identifier in the Open Contracting Data Standard."""

    KIND = "contract"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        *Element.EDITABLE,
        "ocid",
        "contractor",
        "signed_on",
        "ends_on",
        "amount",
    )

    ocid = models.CharField(_("OCDS id"), max_length=120, blank=True)
    contractor = models.CharField(_("contractor"), max_length=250, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
