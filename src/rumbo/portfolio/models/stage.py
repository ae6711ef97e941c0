"""How a project came to its stage, and what each gate asks for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.lacks import sentence_of


class Passage(models.Model):
    """A project passed a gate, was sent back, suspended or resumed. Never changed afterwards.

    ``missing`` is what the gate still lacked where the council let it pass all the same, as `rumbo.portfolio.lacks`
    keeps it; ``lacked`` says it.
    """

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="passages", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=PassageKind.choices)
    from_stage = models.CharField(_("from"), max_length=11, choices=Stage.choices)
    to_stage = models.CharField(_("to"), max_length=11, choices=Stage.choices)
    on = models.DateField(_("date"))
    minutes = models.CharField(_("minutes"), max_length=250, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    missing = models.JSONField(_("missing"), default=list, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("passage of a gate")
        verbose_name_plural = _("passages of gates")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_from_stage_display()} → {self.get_to_stage_display()}"

    @property
    def lacked(self) -> list[str]:
        """The sentences of what the gate still lacked, in the reader's language."""
        return [sentence_of(kept) for kept in self.missing]


class GateRule(models.Model):
    """A requirement of the gate into a stage, in one plan; ``value`` is its threshold, where it has one."""

    plan = models.ForeignKey("plan.Plan", models.CASCADE, related_name="gate_rules", verbose_name=_("plan"))
    stage = models.CharField(_("gate into"), max_length=11, choices=Stage.choices)
    requirement = models.SlugField(_("requirement"), max_length=40)
    value = models.PositiveIntegerField(_("threshold"), null=True, blank=True)
    active = models.BooleanField(_("asked for"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("requirement of a gate")
        verbose_name_plural = _("requirements of gates")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "stage", "requirement"], name="portfolio_gate_rule_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.requirement}"
