"""When people are written to, in which words, and what they do not want."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.communication.enums import Language, NoticeKind

DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class CommunicationRules(models.Model):
    """How a plan reminds: whether, when the deputy and the head of a silent liaison are asked, and the digest's day.

    ``deputy_after`` and ``head_after`` are days after the last day to report; ``digest_day`` 0 is Monday.
    """

    plan = models.OneToOneField(
        "plan.Plan", models.PROTECT, related_name="communication_rules", verbose_name=_("plan")
    )
    reminds = models.BooleanField(_("send reminders"), default=True)
    deputy_after = models.PositiveSmallIntegerField(_("days until the deputy is asked"), default=13, validators=DAYS)
    head_after = models.PositiveSmallIntegerField(_("days until the head is asked"), default=43, validators=DAYS)
    digest = models.BooleanField(_("send a weekly digest"), default=True)
    digest_day = models.PositiveSmallIntegerField(
        _("day of the digest"), default=0, validators=[MaxValueValidator(6)]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rules of communication")
        verbose_name_plural = _("rules of communication")

    def __str__(self) -> str:
        return str(self.plan_id)


class MessageTemplate(models.Model):
    """The words of a kind of notice in a language, where a plan has its own; names in {{ }} for what differs."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="message_templates", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SPANISH)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = (
            models.UniqueConstraint(fields=["plan", "kind", "language"], name="communication_template_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.language}"


class Preference(models.Model):
    """What an address wants of a plan: its language, and whether it wants the digest and news.

    Reminders of what somebody owes are not asked for here: they end when it is reported.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="preferences", verbose_name=_("plan"))
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SPANISH)
    digest = models.BooleanField(_("weekly digest"), default=True)
    announcements = models.BooleanField(_("announcements"), default=True)
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = (models.UniqueConstraint(fields=["plan", "email"], name="communication_preference_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.email}"


class Scan(models.Model):
    """Until when something was looked through for what to tell, so that nothing is told twice or missed."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="+", verbose_name=_("plan"))
    name = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = (models.UniqueConstraint(fields=["plan", "name"], name="communication_scan_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.name}"


class Job(models.Model):
    """When a job of the clock runs next. Whoever runs it holds it until ``held_until``; who dies lets go by that."""

    name = models.CharField(max_length=40, unique=True)
    next_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return self.name
