"""Calls for citizens' projects, what people propose in them, who supports it, and what the authors were told."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.participation.enums import ANSWERED, PUBLIC, Asked, CallTime, ProposalNewsKind, ProposalState

#: Longest texts of a proposal, in characters.
TITLE_LIMIT, PROBLEM_LIMIT, BENEFICIARIES_LIMIT, ANSWER_LIMIT = 200, 3000, 1000, 3000


class Call(Element):
    """A call for citizens' projects; its text are its rules. It takes proposals from ``opens_on`` to ``closes_on``.

    Proposals are of one of its ``axes``, or of any where it names none. ``asks_...`` say what the form asks for.
    """

    KIND = "call"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        *Element.EDITABLE,
        "opens_on",
        "closes_on",
        "axes",
        "asks_place",
        "asks_photo",
        "asks_beneficiaries",
        "is_published",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("axes",)

    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    axes = models.ManyToManyField("plan.Axis", related_name="calls", blank=True, verbose_name=_("axes"))
    asks_place = models.CharField(_("place on the map"), max_length=8, choices=Asked.choices, default=Asked.OPTIONAL)
    asks_photo = models.CharField(_("photo"), max_length=8, choices=Asked.choices, default=Asked.OPTIONAL)
    asks_beneficiaries = models.CharField(
        _("who benefits"), max_length=8, choices=Asked.choices, default=Asked.OPTIONAL
    )
    is_published = models.BooleanField(_("on the public pages"), default=False)

    history = HistoricalRecords(m2m_fields=[axes])

    class Meta(Element.Meta):
        verbose_name = _("citizens' call")
        verbose_name_plural = _("citizens' calls")
        ordering = ("-opens_on", "-pk")

    def clean(self) -> None:
        """Refuse a call that closes before it opens."""
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("The last day is before the first one.")})

    def time(self, today: date | None = None) -> CallTime:
        """Return whether it is still to come, open or closed on a day (today where none is given)."""
        day = today or timezone.localdate()
        if day < self.opens_on:
            return CallTime.COMING
        return CallTime.OPEN if day <= self.closes_on and self.is_current else CallTime.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether it takes proposals today."""
        return self.is_published and self.is_current and self.time() == CallTime.OPEN


class Proposal(models.Model):
    """A project that somebody proposes in a call.

    ``author`` and ``email`` are for news and are never public, nor in the history. ``reason`` is told to the author
    of a proposal that was refused; ``answer`` is the institute's, and public. ``measure`` is the strategy, action or
    project that it became or was merged into, ``merged_into`` the proposal that it was merged into. ``nonce`` is
    made with the form, so that sending twice is one. ``version`` counts the decisions, so that nobody decides on
    what somebody else decided just now. ``told`` is what the author heard last of the project.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="+")
    call = models.ForeignKey("participation.Call", models.PROTECT, related_name="proposals", verbose_name=_("call"))
    axis = models.ForeignKey("plan.Axis", models.PROTECT, related_name="proposals", verbose_name=_("axis"))
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    problem = models.TextField(_("problem"))
    beneficiaries = models.TextField(_("who benefits"), blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    photo = models.FileField(_("photo"), upload_to="propuestas/", blank=True)
    author = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, default="es")
    site = models.CharField(max_length=250, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.UNCONFIRMED
    )
    reason = models.TextField(_("reason"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    measure = models.ForeignKey("plan.Measure", models.PROTECT, null=True, blank=True, related_name="proposals")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    told = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["author", "email", "language", "site", "told", "nonce", "photo"])

    class Meta:
        verbose_name = _("citizens' proposal")
        verbose_name_plural = _("citizens' proposals")
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["call", "nonce"], name="participation_proposal_nonce"),)
        indexes = (models.Index(fields=["plan", "state"], name="participation_proposal_state"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC

    @property
    def is_answered(self) -> bool:
        """Whether the institute answered it."""
        return self.state in ANSWERED

    @property
    def has_point(self) -> bool:
        """Whether it has a place on the map."""
        return self.latitude is not None and self.longitude is not None

    @property
    def point(self) -> str:
        """Its place on the map as other programs write it: "25.542800,-103.406800"."""
        return f"{self.latitude:.6f},{self.longitude:.6f}" if self.has_point else ""


class Support(models.Model):
    """Somebody supports a proposal. ``digest`` stands for an e-mail address that is not stored."""

    proposal = models.ForeignKey("participation.Proposal", models.PROTECT, related_name="supports")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = (models.UniqueConstraint(fields=["proposal", "digest"], name="participation_support_once"),)

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.digest[:8]}"


class ProposalNews(models.Model):
    """What the author of a proposal is told by mail; ``detail`` holds what the sentence needs."""

    proposal = models.ForeignKey("participation.Proposal", models.PROTECT, related_name="news")
    kind = models.CharField(max_length=10, choices=ProposalNewsKind.choices)
    detail = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("news of a proposal")
        verbose_name_plural = _("news of proposals")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.kind}"
