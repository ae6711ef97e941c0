"""Which organization answers for what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.portfolio.enums import Responsible


class Responsibility(models.Model):
    """An organization's role for a strategy, project or action, or for a government's share of a project.

    One organization at most is accountable for the whole, and one for each share.
    """

    measure = models.ForeignKey(
        "plan.Measure", models.CASCADE, related_name="responsibilities", verbose_name=_("measure")
    )
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("organization"),
    )
    share = models.ForeignKey(
        "portfolio.Share",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("share"),
    )
    role = models.CharField(_("role"), max_length=11, choices=Responsible.choices)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "organization", "role"],
                condition=models.Q(share=None),
                name="portfolio_responsibility_once",
            ),
            models.UniqueConstraint(
                fields=["share", "organization", "role"], name="portfolio_responsibility_once_a_share"
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=models.Q(role=Responsible.ACCOUNTABLE, share=None),
                name="portfolio_responsibility_one_accountable",
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=models.Q(role=Responsible.ACCOUNTABLE),
                name="portfolio_responsibility_one_accountable_a_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_role_display()}"
