"""Dropping what citizens sent and never confirmed, with its photos."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from rumbo.core.services.files import remove_unreferenced
from rumbo.participation.enums import ProposalState
from rumbo.participation.models import Proposal, ProposalNews

#: For how many days a proposal waits for its author to confirm it.
WAITS_DAYS = 30


def clean() -> tuple[int, int]:
    """Drop proposals that nobody confirmed in time, then photos without a proposal; return how many of each.

    A photo goes a day after its proposal at the earliest: what is young may still be on its way in.
    """
    proposals = _drop_unconfirmed(timezone.now() - datetime.timedelta(days=WAITS_DAYS))
    kept = set(Proposal.objects.exclude(photo="").values_list("photo", flat=True))
    return proposals, remove_unreferenced("propuestas/", kept)


@transaction.atomic
def _drop_unconfirmed(before: datetime.datetime) -> int:
    """Delete them with their history: nobody has ever seen them, and the words are those of whoever sent them."""
    late = Proposal.objects.select_for_update().filter(state=ProposalState.UNCONFIRMED, created_at__lt=before)
    dropped = set(late.values_list("pk", flat=True))
    dropped -= set(
        ProposalNews.objects.filter(proposal__in=dropped, created_at__gte=before).values_list("proposal", flat=True)
    )
    ProposalNews.objects.filter(proposal__in=dropped).delete()
    Proposal.objects.filter(pk__in=dropped).delete()
    Proposal.history.filter(id__in=dropped).delete()
    return len(dropped)
