"""What part of a project is whose."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.money import MoneyField
from rumbo.portfolio.enums import ShareState


class Share(models.Model):
    """The part of a municipality or state in a project: cost, people who benefit, and what is in its competence.

    The shares of a project always add up to its ``Split``. Each government agrees to its own, for its own term
    (``administration``).
    """

    split = models.ForeignKey("portfolio.Split", models.PROTECT, related_name="shares", verbose_name=_("split"))
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, related_name="shares", verbose_name=_("municipality or state")
    )
    cost = MoneyField(_("cost"), validators=[MinValueValidator(0)])
    beneficiaries = models.PositiveIntegerField(_("people who benefit"), default=0)
    competence = models.TextField(_("what it has to do"), blank=True)
    state = models.CharField(_("agreed"), max_length=8, choices=ShareState.choices, default=ShareState.PROPOSED)
    agreed_on = models.DateField(_("on"), null=True, blank=True)
    administration = models.CharField(_("administration"), max_length=60, blank=True)
    minutes = models.CharField(_("minutes"), max_length=250, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["split", "territory"], name="portfolio_share_once"),)

    def __str__(self) -> str:
        return str(self.territory)


class Split(models.Model):
    """What is shared of a project: the cost and the people that its shares add up to."""

    project = models.OneToOneField(
        "portfolio.Project", models.PROTECT, related_name="split", verbose_name=_("project")
    )
    cost = MoneyField(_("cost"), validators=[MinValueValidator(0)])
    beneficiaries = models.PositiveIntegerField(_("people who benefit"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("split")
        verbose_name_plural = _("splits")

    def __str__(self) -> str:
        return str(self.project)
