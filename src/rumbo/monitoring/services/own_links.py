"""What a liaison has by a link, whatever it opens: mails with the links to what they owe, in which language."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.letters import Letter, choose_language, post
from rumbo.monitoring.models import ReportLink
from rumbo.monitoring.queries.assignments import title_of
from rumbo.monitoring.queries.report_page import owed_assignments
from rumbo.monitoring.report_mails import address_of, readers_language
from rumbo.monitoring.services.evidence import refuse_ended
from rumbo.monitoring.services.links import link_for

#: Reports that one mail has links to.
MOST = 60


@transaction.atomic
def mail_links(link: ReportLink, *, site: str = "", today: datetime.date | None = None) -> int:
    """Mail whoever has the link to a list the links to what they owe, to their own address; return how many.

    They stand on no page: whoever sees the page of a list opens no report by it.

    Raises:
        Refused: the link does not work or is no link to a list, they have no e-mail, or they owe nothing.
    """
    day = today or timezone.localdate()
    present = ReportLink.objects.select_related("liaison__plan", "liaison__project").get(pk=link.pk)
    refuse_ended(present, day)
    liaison = present.liaison
    if present.assignment_id is not None:
        raise Refused(_("This link is of one report: it does not know of others."))
    if not liaison.email:
        message = _("We have no e-mail of yours. Ask the technical secretariat of %(plan)s for the links.")
        raise Refused(message % {"plan": liaison.plan.name})
    owed = owed_assignments(liaison)[:MOST]
    if not owed:
        raise Refused(_("You owe nothing at this moment: there is no link to send."))
    with readers_language(liaison):
        lines = []
        for one in owed:
            own = link_for(one, liaison, today=day)
            words = {"title": title_of(one), "day": date_format(one.period.due_on), "link": address_of(own, site)}
            lines.append(_("%(title)s, until %(day)s:\n%(link)s") % words)
        hello = _("Hello, %(name)s:") % {"name": liaison.title}
        told = _("these are your links to report; each takes three minutes, without a password. Do not pass them on.")
        post(
            Letter(
                to=liaison.email,
                subject=_("Your links to report"),
                text="\n\n".join([hello, told, *lines, liaison.plan.name]) + "\n",
                kind="link",
                name=liaison.title,
                reason=_("You asked for them on the page of what you owe."),
                plan=liaison.plan_id,
                liaison=liaison.pk,
                organization=liaison.organization_id,
                covers=tuple(("assignment", one.pk) for one in owed),
            )
        )
    return len(owed)


@transaction.atomic
def write_in(link: ReportLink, language: str, *, today: datetime.date | None = None) -> None:
    """Write to whoever has the link in a language, such as ``en``, from now on: reminders, questions, acceptances.

    Somebody without an e-mail is written to in none; then nothing is kept.

    Raises:
        Refused: the link does not work, or there is no such language.
    """
    present = ReportLink.objects.select_related("liaison__plan", "liaison__project").get(pk=link.pk)
    refuse_ended(present, today or timezone.localdate())
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages."))
    if present.liaison.email:
        choose_language(present.liaison.plan_id, present.liaison.email, language)
