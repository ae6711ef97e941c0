"""Which organization answers for what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.portfolio.enums import Responsible


class Responsibility(models.Model):
    """An organization's role for a strategy, project or action. One organization at most is accountable."""

    measure = models.ForeignKey(
        "plan.Measure", models.CASCADE, related_name="responsibilities", verbose_name=_("measure")
    )
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=11, choices=Responsible.choices)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = (
            models.UniqueConstraint(fields=["measure", "organization", "role"], name="portfolio_responsibility_once"),
            models.UniqueConstraint(
                fields=["measure"],
                condition=models.Q(role=Responsible.ACCOUNTABLE),
                name="portfolio_responsibility_one_accountable",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_role_display()}"
