"""How everything stands, the rules by which that was found, and what it was found from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.monitoring.enums import StatusKind


class StatusRules(models.Model):
    """Where a plan draws the lines of its statuses (`rumbo.methods.status.Thresholds`); each version is kept."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="status_rules", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("version"))
    values = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("rules of status")
        verbose_name_plural = _("rules of status")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="monitoring_rules_number"),)

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.number}"


class StatusRecord(models.Model):
    """How something stood on a day: status, rule, the figures of its sentence, and the inputs it was found from.

    ``thing`` is the id of the milestone, project, series ...; ``is_current`` marks the newest of each thing.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="statuses", verbose_name=_("plan"))
    kind = models.CharField(_("of"), max_length=9, choices=StatusKind.choices)
    thing = models.PositiveBigIntegerField()
    on = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=10)
    rule = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    datum_on = models.DateField(null=True, blank=True)
    rules = models.ForeignKey("monitoring.StatusRules", models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["kind", "thing", "on"], name="monitoring_status_of_day"),
            models.UniqueConstraint(
                fields=["kind", "thing"],
                condition=models.Q(is_current=True),
                name="monitoring_status_current",
            ),
        )
        indexes = (
            models.Index(
                fields=["plan", "kind", "status"],
                condition=models.Q(is_current=True),
                name="monitoring_status_now",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}: {self.status}"
