"""Telling those who proposed something what became of it, once a move."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rumbo.communication.addresses import whole
from rumbo.communication.enums import NoticeKind
from rumbo.communication.models import Scan
from rumbo.communication.queries.moved import Author, Move, authors_of, elements_of, moves_since
from rumbo.communication.services.outbox import put
from rumbo.communication.words import written
from rumbo.core.letters import Letter
from rumbo.core.links import public_url

if TYPE_CHECKING:
    from rumbo.communication.models import Notice
    from rumbo.plan.models import Plan

#: The name of the scan.
SCAN = "replies"
#: The first time, one looks back so far; and each time a little further than the last, for what was being written.
FIRST, OVERLAP = datetime.timedelta(days=7), datetime.timedelta(hours=1)


@transaction.atomic
def reply(plan: Plan, now: datetime.datetime | None = None) -> int:
    """Write to the authors of proposals what moved since the last time; return how many mails that is.

    A move is told once: its key in the outbox says so, however often and however late this runs.
    """
    now = now or timezone.now()
    scan, is_new = Scan.objects.select_for_update().get_or_create(
        plan=plan, name=SCAN, defaults={"until": now - FIRST}
    )
    since = scan.until if is_new else scan.until - OVERLAP
    authors = authors_of(plan)
    count = 0
    if authors:
        elements = elements_of(authors)
        for move in moves_since(plan, since, authors):
            for author in authors.get(move.measure, ()):
                if move.is_for(author):
                    count += _write(plan, author, move, elements[move.measure]) is not None
    if now > scan.until:
        scan.until = now
        scan.save(update_fields=["until"])
    return count


def _write(plan: Plan, author: Author, move: Move, element: Any) -> Notice | None:
    proposal = author.proposal
    with translation.override(proposal.language):
        sentence = move.sentence()
        if not sentence:
            return None
        link = whole(public_url(element, plan.key), proposal.site)
        text = _(
            "there is news of what came of your proposal “%(title)s”.\n\n“%(project)s”\n%(news)s\n\n"
            "This is its page, and it is public:\n%(link)s"
        )
        values = {
            "name": proposal.author,
            "title": proposal.title,
            "plan": plan.name,
            "project": element.name,
            "news": sentence,
            "link": link,
        }
        values["body"] = text % values
        subject, text, html = written(plan, NoticeKind.REPLY, proposal.language, values)
        reason = _("You proposed “%(title)s” and confirmed this address.") % values
    letter = Letter(
        to=proposal.email,
        name=proposal.author,
        subject=subject,
        text=text,
        html=html,
        kind=NoticeKind.REPLY,
        reason=reason,
        key=f"reply:{move.key}:{proposal.pk}",
        plan=plan.pk,
        covers=((element.KIND, element.pk),),
    )
    return put(letter)
