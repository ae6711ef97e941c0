"""Who scores in a round, what they may not score, what they said of weights, and their scores."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, number_keys
from rumbo.priority.enums import Origin, WeightMethod

if TYPE_CHECKING:
    from rumbo.core.models import Record

#: What the keys begin with: a number follows, so that no address tells who it is.
KEY = "evaluador-"


def new_secret() -> str:
    """Return what makes the link of an evaluator theirs; another one takes the place of a link that was passed on."""
    return secrets.token_hex(8)


class Evaluator(Element):
    """A person (the title is their name) who scores in a round for an organization. Never shown in public.

    ``axis`` is the one whose projects they are asked about; none: all. ``user`` is their account, where they are
    staff. ``secret`` makes their link; it is in no history.
    """

    KIND = "evaluator"
    EDITABLE: ClassVar[tuple[str, ...]] = ("round", "title", "organization", "axis", "email", "text")
    PARENTS: ClassVar[tuple[str, ...]] = ("round",)
    TITLE_LIMIT: ClassVar[int] = 150

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="evaluators", verbose_name=_("round"))
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluators",
        verbose_name=_("organization"),
    )
    axis = models.ForeignKey(
        "plan.Axis",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluators",
        verbose_name=_("one axis"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    invited_at = models.DateTimeField(_("link sent"), null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["secret", "invited_at"])

    class Meta(Element.Meta):
        verbose_name = _("evaluator")
        verbose_name_plural = _("evaluators")

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """Give each a key that does not hold the person's name: ``evaluador-1``, ``evaluador-2`` ..."""
        number_keys(records, KEY)

    def clean(self) -> None:
        """Refuse an axis of another plan, and that who has scored goes to another round."""
        if self.axis is not None and self.axis.plan_id != self.plan_id:
            raise ValidationError({"axis": gettext("Choose one of the same plan.")})
        if self.pk is None or not Assessment.objects.filter(evaluator=self.pk).exists():
            return
        if Evaluator.objects.filter(pk=self.pk).exclude(round=self.round_id).exists():
            message = gettext("They have scored in their round: add them to the other one as somebody new.")
            raise ValidationError({"round": message})


class Conflict(models.Model):
    """A declared conflict of interest: the evaluator does not score the item. ``actor`` is who declared it for them.

    Taking it back (``withdrawn``) leaves it on record.
    """

    evaluator = models.ForeignKey("priority.Evaluator", models.PROTECT, related_name="conflicts")
    item = models.ForeignKey("priority.Item", models.PROTECT, related_name="conflicts")
    reason = models.CharField(_("why"), max_length=300)
    withdrawn = models.BooleanField(_("taken back"), default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["evaluator", "item"], name="priority_conflict_once"),)

    def __str__(self) -> str:
        return self.reason


class Assessment(models.Model):
    """The scores that an evaluator gave an item in a Delphi round, one for each criterion.

    ``values`` is ``{criterion: score}``, with None where they said that they cannot tell; a criterion that is not in
    it has no answer yet. ``past`` are the earlier answers of the same round: ``{"values", "comment", "at", "by"}``.
    ``actor`` is who typed them in for the evaluator; none where they did it themselves.
    """

    delphi = models.ForeignKey("priority.DelphiRound", models.PROTECT, related_name="assessments")
    evaluator = models.ForeignKey("priority.Evaluator", models.PROTECT, related_name="assessments")
    item = models.ForeignKey("priority.Item", models.PROTECT, related_name="assessments")
    values = models.JSONField(default=dict)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    origin = models.CharField(_("came"), max_length=8, choices=Origin.choices, default=Origin.LINK)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)
    past = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = (
            models.UniqueConstraint(fields=["delphi", "evaluator", "item"], name="priority_assessment_once"),
        )

    def __str__(self) -> str:
        return f"{self.evaluator_id} · {self.item_id}"


class Weighting(models.Model):
    """How much each criterion counts for an evaluator.

    ``answers`` is what they said, as the method asks; ``weights`` what follows, ``{criterion: share}`` of sum 1;
    ``ratio`` the consistency ratio of judgements in pairs.
    """

    evaluator = models.OneToOneField("priority.Evaluator", models.PROTECT, related_name="weighting")
    method = models.CharField(_("how"), max_length=8, choices=WeightMethod.choices, default=WeightMethod.POINTS)
    answers = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    ratio = models.FloatField(_("consistency ratio"), null=True, blank=True)
    origin = models.CharField(_("came"), max_length=8, choices=Origin.choices, default=Origin.LINK)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)
    at = models.DateTimeField(_("when"), auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("weights of an evaluator")
        verbose_name_plural = _("weights of evaluators")

    def __str__(self) -> str:
        return f"{self.evaluator_id} · {self.method}"
