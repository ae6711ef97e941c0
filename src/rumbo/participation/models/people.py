"""Who is invited to a workshop, who should come, and who came."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.accounts.enums import Sector
from rumbo.participation.enums import AgeGroup, Answer, Dimension, Gender, Origin


class Described(models.Model):
    """What people say of themselves; all of it may be empty."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    organization = models.CharField(_("organization"), max_length=250, blank=True)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices, blank=True)
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    age_group = models.CharField(_("age"), max_length=8, choices=AgeGroup.choices, blank=True)

    class Meta:
        abstract = True


class Invitation(Described):
    """Somebody invited to a workshop, and what they answered. Whoever comes is linked from `Participant`."""

    workshop = models.ForeignKey(
        "participation.Workshop", models.PROTECT, related_name="invitations", verbose_name=_("workshop")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices, default=Answer.INVITED)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("name", "organization", "pk")

    def __str__(self) -> str:
        return self.name or self.organization


class Target(models.Model):
    """How many people of a sector, municipality, gender or age a workshop wants; ``value`` is its code or key."""

    workshop = models.ForeignKey("participation.Workshop", models.PROTECT, related_name="targets")
    dimension = models.CharField(_("by"), max_length=9, choices=Dimension.choices)
    value = models.CharField(_("group"), max_length=80)
    number = models.PositiveSmallIntegerField(_("people"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("dimension", "value")
        constraints = (
            models.UniqueConstraint(fields=["workshop", "dimension", "value"], name="participation_target_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.value}: {self.number}"


class Participant(Described):
    """Somebody at a table. No time is kept, so that nothing here can be laid beside the votes.

    ``number`` counts the people of the table from 1; ``nonce`` is made by the phone, so that joining twice is one.
    """

    table = models.ForeignKey(
        "participation.Table", models.PROTECT, related_name="participants", verbose_name=_("table")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    origin = models.CharField(_("came"), max_length=8, choices=Origin.choices, default=Origin.PHONE)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        "participation.Invitation", models.PROTECT, null=True, blank=True, related_name="participants"
    )
    left = models.BooleanField(_("taken off the list"), default=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("table", "number")
        constraints = (
            models.UniqueConstraint(fields=["table", "number"], name="participation_participant_number"),
            models.UniqueConstraint(fields=["table", "nonce"], name="participation_participant_nonce"),
        )

    def __str__(self) -> str:
        return self.name or f"{self._meta.verbose_name} {self.number}"
