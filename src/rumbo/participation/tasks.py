"""Work of the participation in the background. What a task is given names no person: it stays in the database."""

from __future__ import annotations

from smtplib import SMTPException

import structlog
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from rumbo.core.errors import unsent
from rumbo.participation import mails
from rumbo.participation.models import ProposalNews

log = structlog.get_logger(__name__)


@task()
def send_news(proposal_id: int) -> None:
    """Send the author of a proposal what they were not sent yet, in their language. Safe to run again.

    What the mail server does not take now goes with the next news.
    """
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
    try:
        send_mail(subject, body, None, [proposal.email])
    except (SMTPException, OSError) as error:
        log.warning("mail_failed", error=unsent(error), proposal=proposal.pk)
        return
    news.sent_at = timezone.now()
    news.save(update_fields=["sent_at"])
