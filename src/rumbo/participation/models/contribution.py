"""What people said, who said it, and what those who lead the table did with it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import Act, ContributionKind

#: Longest text of a contribution, in characters.
TEXT_LIMIT = 600
#: Longest text of one that was imported: minutes of the past put several sentences into one contribution.
IMPORTED_LIMIT = 5000


class Contribution(models.Model):
    """Something said at a table, or a group of such things.

    A group (``is_group``) has members, whose ``merged_into`` it is; groups are never merged into groups, so there is
    one depth. Whoever wrote a member is an author of the group; `Authorship` rows stay where they are, whatever is
    merged or split. ``parent`` is the problem of a cause. ``score`` is an importance that was imported.
    ``details`` are the parts of a project profile, ``{part: text}``. ``nonce`` is made by the phone, so that sending
    twice is one.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="+")
    exercise = models.ForeignKey(
        "participation.Exercise", models.PROTECT, related_name="contributions", verbose_name=_("exercise")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContributionKind.choices)
    text = models.CharField(_("text"), max_length=IMPORTED_LIMIT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="causes", verbose_name=_("cause of")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("merged into")
    )
    is_group = models.BooleanField(_("group"), default=False)
    hidden = models.BooleanField(_("hidden"), default=False)
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)
    score = models.DecimalField(_("importance"), max_digits=7, decimal_places=3, null=True, blank=True)
    details = models.JSONField(_("profile"), default=dict, blank=True)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["exercise", "nonce"], name="participation_contribution_nonce"),
            models.CheckConstraint(
                condition=models.Q(is_group=False) | models.Q(merged_into__isnull=True),
                name="participation_group_depth",
            ),
        )

    def __str__(self) -> str:
        return self.text


class Authorship(models.Model):
    """Somebody said it, or said that it is theirs too. Never deleted by those who lead the table."""

    contribution = models.ForeignKey("participation.Contribution", models.PROTECT, related_name="authorships")
    participant = models.ForeignKey("participation.Participant", models.PROTECT, related_name="authorships")
    first = models.BooleanField(_("wrote it"), default=False)

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        constraints = (
            models.UniqueConstraint(fields=["contribution", "participant"], name="participation_authorship_once"),
        )

    def __str__(self) -> str:
        return f"{self.participant_id} · {self.contribution_id}"


class ContributionChange(models.Model):
    """What was done with contributions of a table: who, when, why, and what they were before and after.

    ``before`` and ``after`` hold ``{contribution: {field: value}}``, so that the act can be undone; ``undoes`` is the
    act that this one took back.
    """

    table = models.ForeignKey("participation.Table", models.PROTECT, related_name="changes")
    act = models.CharField(_("act"), max_length=8, choices=Act.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        verbose_name = _("change of contributions")
        verbose_name_plural = _("changes of contributions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.pk}"
