"""What was said to an organization otherwise than by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.communication.enums import NoteKind


class DialogueNote(models.Model):
    """A telephone call, letter or meeting with an organization, as the staff noted it. Never changed, never public.

    ``on`` is its day; ``liaison`` the person it was with, where they are known.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="dialogue_notes", verbose_name=_("plan"))
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="dialogue_notes", verbose_name=_("organization")
    )
    liaison = models.ForeignKey(
        "portfolio.Liaison", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    kind = models.CharField(_("how"), max_length=7, choices=NoteKind.choices, default=NoteKind.CALL)
    on = models.DateField(_("day"))
    text = models.TextField(_("what was said"), max_length=2000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("noted"), auto_now_add=True)

    class Meta:
        verbose_name = _("note of the dialogue")
        verbose_name_plural = _("notes of the dialogue")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["plan", "organization"], name="communication_notes_of"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
