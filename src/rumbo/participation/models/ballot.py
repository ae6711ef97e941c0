"""One answer to one item, without the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ballot(models.Model):
    """What somebody answered to an item of an exercise.

    ``voter`` is a pseudonym that only the site's secret can make from a participant (see
    `rumbo.participation.pseudonyms`): there is no person, no user, no time and no history here. ``value`` is 1, -1
    or 0 for agree, disagree and pass; the rating, points or place for importance. ``revision`` counts the changes of
    mind on the phone, so that an answer that comes late never covers a newer one.
    """

    exercise = models.ForeignKey("participation.Exercise", models.PROTECT, related_name="ballots", db_index=False)
    voter = models.CharField(_("voter"), max_length=32)
    item = models.ForeignKey("participation.Contribution", models.PROTECT, related_name="ballots")
    value = models.SmallIntegerField(_("value"))
    revision = models.PositiveIntegerField(_("revision"), default=1)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (
            models.UniqueConstraint(fields=["exercise", "voter", "item"], name="participation_ballot_once"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"
