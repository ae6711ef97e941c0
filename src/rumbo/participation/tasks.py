"""Work of the participation in the background. What a task is given names no person: it stays in the database."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from rumbo.core.letters import Letter, post
from rumbo.participation import mails
from rumbo.participation.enums import ProposalNewsKind
from rumbo.participation.models import ProposalNews


@task()
def send_news(proposal_id: int) -> None:
    """Write to the author of a proposal what they were not written yet, in their language. Safe to run again."""
    for pk in ProposalNews.objects.filter(proposal=proposal_id, sent_at=None).values_list("pk", flat=True):
        _send(pk)


@transaction.atomic
def _send(pk: int) -> None:
    news = (
        ProposalNews.objects.select_for_update(of=("self",))
        .select_related("proposal__plan", "proposal__call")
        .get(pk=pk)
    )
    if news.sent_at is not None:
        return
    proposal = news.proposal
    with override(proposal.language):
        subject, body = mails.of_news(news)
    kind = "confirm" if news.kind == ProposalNewsKind.CONFIRM else "reply"
    covers = (("proposal", proposal.pk),)
    post(
        Letter(
            proposal.email, subject, body, kind=kind, plan=proposal.plan_id, key=f"proposal-news:{pk}", covers=covers
        )
    )
    news.sent_at = timezone.now()
    news.save(update_fields=["sent_at"])
