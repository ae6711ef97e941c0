"""Approval votes of participants and of the public on what a round prioritises."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.priority.enums import VoterKind


class ApprovalBallot(models.Model):
    """What somebody approves of in a round. Who it was is known to nobody: ``voter`` is a pseudonym.

    ``votes`` is ``{item: points}``, 1 for an approval. ``territory`` is the municipality that they said they live in.
    No time is kept.
    """

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="ballots", verbose_name=_("round"))
    voter = models.CharField(max_length=64)
    kind = models.CharField(_("of"), max_length=11, choices=VoterKind.choices, default=VoterKind.PUBLIC)
    territory = models.ForeignKey(
        "places.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    votes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("approval ballot")
        verbose_name_plural = _("approval ballots")
        constraints = (models.UniqueConstraint(fields=["round", "voter"], name="priority_ballot_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.pk}"
