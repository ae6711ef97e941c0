"""Reporting periods: who must report on what by when, the links that let them, and what they reported."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.money import MoneyField
from rumbo.monitoring.enums import Frequency, MessageKind, PeriodState, ReportOrigin, ReportState

if TYPE_CHECKING:
    import datetime

#: Folders of the storage: evidence as it was sent, and the small pictures of it.
EVIDENCE, EVIDENCE_THUMBNAILS = "evidencias/", "evidencias-miniaturas/"


def new_secret() -> str:
    """Return what makes a link one person's for one report; another one takes the place of a link passed on."""
    return secrets.token_hex(12)


class ReportingRules(models.Model):
    """How a plan asks for reports: how often, and how many days after the end of a period they are due.

    ``link_days`` is how long a personal link works, from when it is made.
    """

    plan = models.OneToOneField("plan.Plan", models.PROTECT, related_name="reporting_rules", verbose_name=_("plan"))
    frequency = models.CharField(
        _("how often"), max_length=11, choices=Frequency.choices, default=Frequency.QUARTERLY
    )
    due_days = models.PositiveSmallIntegerField(
        _("days to report"), default=15, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    link_days = models.PositiveSmallIntegerField(
        _("days that a link works"), default=120, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rules of reporting")
        verbose_name_plural = _("rules of reporting")

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.frequency}"


class ReportingPeriod(Element):
    """The days that reports are about (``starts_on`` to ``ends_on``), and the last day to send them (``due_on``).

    ``phase`` and its days are written by services alone.
    """

    KIND = "reporting_period"
    EDITABLE: ClassVar[tuple[str, ...]] = ("title", "title_en", "starts_on", "ends_on", "due_on", "text", "text_en")
    MARKS: ClassVar[tuple[str, ...]] = ("phase", "opened_on", "closed_on")
    GATED: ClassVar[tuple[str, ...]] = ("phase", "opened_on", "closed_on")

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("last day to report"))
    phase = models.CharField(_("phase"), max_length=7, choices=PeriodState.choices, default=PeriodState.PLANNED)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ("-starts_on", "-pk")

    def clean(self) -> None:
        """Refuse a period that ends before it begins, or is due before it ends, or that no calendar goes on from."""
        wrong = {}
        if self.ends_on < self.starts_on:
            wrong["ends_on"] = gettext("It ends before it begins.")
        if self.due_on < self.ends_on:
            wrong["due_on"] = gettext("Reports would be due before the period ends: choose a later day.")
        for name in ("starts_on", "ends_on", "due_on"):
            if not 2000 <= getattr(self, name).year <= 2200:
                wrong[name] = gettext("This year is none of a plan: write one from 2000 to 2200.")
        if wrong:
            raise ValidationError(wrong)

    def check_beside(self) -> None:
        """Refuse days that another period in force of the plan has; the plan is locked, so that two cannot pass.

        Days that it has already stay as they are, so that the rest of it can be edited.
        """
        type(self.plan).objects.select_for_update(no_key=True).get(pk=self.plan_id)
        own = {"pk": self.pk, "starts_on": self.starts_on, "ends_on": self.ends_on}
        others = ReportingPeriod.objects.current().filter(plan=self.plan_id)
        if self.pk is not None and others.filter(**own).exists():
            return
        beside = others.exclude(pk=self.pk).filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on)
        if found := list(beside.order_by("ends_on", "pk")):
            raise ValidationError(self._overlap(found))

    def _overlap(self, found: list[ReportingPeriod]) -> dict[str, str]:
        """Return the sentence about the first or last period that has days of this one, by the field to mend."""
        after = self.starts_on >= min(one.starts_on for one in found)
        other = found[-1] if after else found[0]
        text = (
            gettext(
                "These days overlap with “%(name)s”, from %(first)s to %(last)s. Choose days after %(last)s, or "
                "change or withdraw that period."
            )
            if after
            else gettext(
                "These days overlap with “%(name)s”, from %(first)s to %(last)s. Choose days before %(first)s, or "
                "change or withdraw that period."
            )
        )
        words = {"name": other.name, "first": date_format(other.starts_on), "last": date_format(other.ends_on)}
        return {"starts_on" if after else "ends_on": text % words}


class Assignment(models.Model):
    """That an organization reports in a period on one thing: a project, action or strategy, or a series of values.

    ``excused`` says why it need not, after all; it stays on record.
    """

    period = models.ForeignKey(
        "monitoring.ReportingPeriod", models.PROTECT, related_name="assignments", verbose_name=_("period")
    )
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="assignments", verbose_name=_("organization")
    )
    measure = models.ForeignKey(
        "plan.Measure", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("measure")
    )
    series = models.ForeignKey(
        "monitoring.Series",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("series"),
    )
    excused = models.CharField(_("why it need not report"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("report to make")
        verbose_name_plural = _("reports to make")
        ordering = ("organization__title", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(measure__isnull=False, series__isnull=True)
                | models.Q(measure__isnull=True, series__isnull=False),
                name="monitoring_assignment_of_one",
            ),
            models.UniqueConstraint(
                fields=["period", "organization", "measure"],
                condition=models.Q(measure__isnull=False),
                name="monitoring_assignment_measure_once",
            ),
            models.UniqueConstraint(
                fields=["period", "organization", "series"],
                condition=models.Q(series__isnull=False),
                name="monitoring_assignment_series_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.measure_id or self.series_id}"


class ReportLink(models.Model):
    """A liaison's personal link: to one report, or (without ``assignment``) to the list of what they owe.

    It opens that alone. ``revoked_at`` ends it before its day.
    """

    liaison = models.ForeignKey("portfolio.Liaison", models.PROTECT, related_name="links", verbose_name=_("liaison"))
    assignment = models.ForeignKey(
        "monitoring.Assignment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("report to make"),
    )
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    expires_on = models.DateField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("link to report")
        verbose_name_plural = _("links to report")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["liaison", "assignment"],
                condition=models.Q(revoked_at__isnull=True, assignment__isnull=False),
                name="monitoring_link_once",
            ),
            models.UniqueConstraint(
                fields=["liaison"],
                condition=models.Q(revoked_at__isnull=True, assignment__isnull=True),
                name="monitoring_list_link_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.liaison_id} · {self.assignment_id or ''}"

    def works_on(self, day: datetime.date) -> bool:
        """Whether it opens anything on a day."""
        return self.revoked_at is None and day <= self.expires_on


class ProgressReport(models.Model):
    """What an organization reports on one thing in a period.

    ``draft`` is what is typed and not sent, field by field as it was typed; sending checks it and writes the fields.
    Once sent it stays as it was sent, without ``draft_at``. Of a series, ``text`` is where its value comes from.
    ``nothing_changed`` says that all is as before, which is a report too. ``on`` is the day that it speaks of,
    ``progress`` in per cent, ``spent`` all that was spent until then; ``value`` is that of a series, as it was typed.
    ``liaison`` sent it, or ``actor`` typed it in for them.
    """

    assignment = models.OneToOneField("monitoring.Assignment", models.PROTECT, related_name="report")
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT)
    nothing_changed = models.BooleanField(_("nothing changed"), default=False)
    on = models.DateField(_("as of"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("progress (%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    spent = MoneyField(_("spent so far"), null=True, blank=True, validators=[MinValueValidator(0)])
    spent_reason = models.TextField(_("why less is spent than before"), blank=True)
    value = models.CharField(_("value"), max_length=60, blank=True)
    text = models.TextField(_("what was done"), blank=True)
    problem = models.TextField(_("problem"), blank=True)
    help_needed = models.TextField(_("help needed"), blank=True)
    origin = models.CharField(_("came"), max_length=5, choices=ReportOrigin.choices, default=ReportOrigin.LINK)
    liaison = models.ForeignKey("portfolio.Liaison", models.PROTECT, null=True, blank=True, related_name="reports")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("first sent"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    draft_at = models.DateTimeField(_("last typed"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    at = models.DateTimeField(_("when"), auto_now=True)

    history = HistoricalRecords(excluded_fields=["draft", "draft_at"])

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.state}"

    @property
    def is_sent(self) -> bool:
        """Whether it was sent and counts as a report."""
        return self.sent_at is not None


class ReportedMilestone(models.Model):
    """How far a milestone is, by a report."""

    report = models.ForeignKey("monitoring.ProgressReport", models.CASCADE, related_name="milestones")
    milestone = models.ForeignKey("portfolio.Milestone", models.PROTECT, related_name="reported")
    progress = models.PositiveSmallIntegerField(_("progress (%)"), validators=[MaxValueValidator(100)])
    done_on = models.DateField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("reported milestone")
        verbose_name_plural = _("reported milestones")
        ordering = ("milestone__starts_on", "milestone__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["report", "milestone"], name="monitoring_milestone_once_a_report"),
        )

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.progress} %"


class Evidence(models.Model):
    """A photo or file that shows what a report says, or what a finding rests on. Taken back, it stays on record."""

    report = models.ForeignKey(
        "monitoring.ProgressReport", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    finding = models.ForeignKey("monitoring.Finding", models.PROTECT, null=True, blank=True, related_name="files")
    file = models.FileField(_("file"), upload_to=EVIDENCE, max_length=200)
    name = models.CharField(_("name of the file"), max_length=250)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    thumbnail = models.FileField(_("thumbnail"), upload_to=EVIDENCE_THUMBNAILS, max_length=200, blank=True)
    caption = models.CharField(_("caption"), max_length=250, blank=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(report__isnull=False, finding__isnull=True)
                | models.Q(report__isnull=True, finding__isnull=False),
                name="monitoring_evidence_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ReportMessage(models.Model):
    """One step of the dialogue about a report: sent, asked, answered, accepted, reopened. Never changed.

    ``liaison`` or ``actor`` is who; ``version`` the version of the report it is about.
    """

    report = models.ForeignKey("monitoring.ProgressReport", models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind.choices)
    text = models.TextField(_("text"), blank=True)
    liaison = models.ForeignKey("portfolio.Liaison", models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("message about a report")
        verbose_name_plural = _("messages about reports")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
