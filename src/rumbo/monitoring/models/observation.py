"""Observed values: every row that ever came, as it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.monitoring.enums import Standing


class DataSource(models.Model):
    """Where values come from, as it was named."""

    name = models.CharField(_("name"), max_length=300, unique=True)

    class Meta:
        verbose_name = _("source of data")
        verbose_name_plural = _("sources of data")

    def __str__(self) -> str:
        return self.name


class ObservationBatch(models.Model):
    """Values that came together: a file, a report or what somebody typed; who brought them and when."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="observation_batches")
    title = models.CharField(_("what"), max_length=250)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True)
    summary = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("batch of observations")
        verbose_name_plural = _("batches of observations")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title


class Observation(models.Model):
    """One value of a series at a day, exactly as it was given (``text``); ``number`` is empty where it is none.

    Of several for one day all are kept, in the ``order`` of the file: the same value again is marked as repeated,
    another one "to confirm" with the first, which the chart uses until somebody chooses. A value that was revised
    stays; the one that ``revises`` it counts.
    """

    series = models.ForeignKey("monitoring.Series", models.PROTECT, related_name="observations")
    on = models.DateField(_("day"))
    text = models.CharField(_("value"), max_length=60)
    number = models.FloatField(_("number"), null=True, blank=True)
    source = models.ForeignKey(
        "monitoring.DataSource", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    note = models.TextField(_("note"), blank=True)
    order = models.PositiveIntegerField(default=0)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, default=Standing.COUNTS)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by", verbose_name=_("revises")
    )
    batch = models.ForeignKey("monitoring.ObservationBatch", models.PROTECT, related_name="observations")

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("series", "on", "order", "pk")
        indexes = (
            models.Index(fields=["series", "on", "order"], name="monitoring_obs_in_order"),
            models.Index(
                fields=["series", "on"],
                condition=models.Q(standing=Standing.TO_CONFIRM),
                name="monitoring_obs_to_confirm",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}: {self.text}"
