"""The outbox: every mail that Rumbo sends, with why, to whom, and what became of each attempt."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rumbo.communication.enums import NoticeKind, NoticeState, Outcome


class Notice(models.Model):
    """One mail to one address, written in the transaction of what it is about, sent by the worker.

    ``key`` names what it says, so that the same is never put in twice; ``reason`` tells the recipient why they get
    it. ``message_id`` is that of the mail, the same however often it is tried. ``headers`` are further ones by name.
    ``covers`` are the things it speaks of: ``[[kind, id], ...]``. ``not_before`` holds it back, and the next attempt.
    ``retries`` are the attempts since it was written or a person sent it again. Of one that ``forgets``, and of those
    about accounts or to confirm something, the text is gone once it was sent; of one that forgets, the address too.
    """

    plan = models.ForeignKey(
        "plan.Plan", models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices, default=NoticeKind.OTHER)
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    to = models.EmailField(_("to"), max_length=254)
    name = models.CharField(_("name"), max_length=250, blank=True)
    liaison = models.ForeignKey(
        "portfolio.Liaison", models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("liaison")
    )
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("organization"),
    )
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    covers = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=NoticeState.choices, default=NoticeState.WAITING)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retries = models.PositiveSmallIntegerField(default=0)
    forgets = models.BooleanField(default=False)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(state__in=[NoticeState.WAITING, NoticeState.SENDING]),
                name="communication_to_send",
            ),
            models.Index(fields=["plan", "state"], name="communication_by_state"),
            models.Index(fields=["to", "kind", "at"], name="communication_to_whom"),
        )

    def __str__(self) -> str:
        return self.subject


class Attempt(models.Model):
    """One attempt to send a notice, written before it begins; its outcome after. Without one, nobody knows."""

    notice = models.ForeignKey("communication.Notice", models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("what the mail server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["notice", "number"], name="communication_attempt_number"),)

    def __str__(self) -> str:
        return f"{self.notice_id} · {self.number}"
