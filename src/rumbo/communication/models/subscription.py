"""Who follows what by e-mail."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.communication.enums import FollowKind, Language


def new_secret() -> str:
    """Return what makes the links of a subscription its own."""
    return secrets.token_hex(12)


class Subscription(models.Model):
    """An address that follows a project, programme, axis, territory or the whole plan.

    It counts once it is confirmed, until it is ended; ``thing`` is the id of what is followed. Never shown in public.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="subscriptions", verbose_name=_("plan"))
    email = models.EmailField(_("e-mail"))
    kind = models.CharField(_("what"), max_length=9, choices=FollowKind.choices)
    thing = models.PositiveBigIntegerField()
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SPANISH)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    at = models.DateTimeField(_("asked for"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "email", "kind", "thing"],
                condition=models.Q(ended_at__isnull=True),
                name="communication_subscription_once",
            ),
        )
        indexes = (models.Index(fields=["plan", "kind", "thing"], name="communication_followers"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
