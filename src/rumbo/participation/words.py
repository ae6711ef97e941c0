"""Sentences that results of several types share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rumbo.participation.queries.disclosure import FEWEST


def told_few(asked: bool, nothing: str) -> str:
    """Say why there are no results: ``nothing`` is there to answer, or too few people answered."""
    if not asked:
        return nothing
    message = _("At least %(people)d people have to answer: with fewer, the results would give away who said what.")
    return message % {"people": FEWEST}
