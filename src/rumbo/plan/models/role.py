"""Who may do what in a plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.plan.enums import Role


class Membership(models.Model):
    """A role of a person in a plan. An editor's is for one axis; a person may have several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    plan = models.ForeignKey("plan.Plan", models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=13, choices=Role.choices)
    axis = models.ForeignKey(
        "plan.Axis", models.CASCADE, null=True, blank=True, related_name="memberships", verbose_name=_("axis")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role=Role.EDITOR, axis__isnull=False)
                | (~models.Q(role=Role.EDITOR) & models.Q(axis__isnull=True)),
                name="plan_membership_axis",
            ),
            models.UniqueConstraint(fields=["user", "plan", "role", "axis"], name="plan_membership_once"),
            models.UniqueConstraint(
                fields=["user", "plan", "role"],
                condition=models.Q(axis__isnull=True),
                name="plan_membership_once_in_plan",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
