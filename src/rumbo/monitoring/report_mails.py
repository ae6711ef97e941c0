"""The mails about a report to whoever sent it: a question, a report that was opened again, one that was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from rumbo.core.letters import Letter, language_of
from rumbo.monitoring.queries.assignments import title_of
from rumbo.monitoring.tokens import token_of

if TYPE_CHECKING:
    from rumbo.monitoring.models import ProgressReport, ReportLink, ReportMessage
    from rumbo.portfolio.models import Liaison


def address_of(link: ReportLink, site: str = "") -> str:
    """Return the whole address that a link opens, at the site's public address where it is set."""
    path = reverse("report:start", args=[token_of(link)])
    return f"{(settings.BASE_URL or site).rstrip('/')}{path}"


def letter_of_question(report: ProgressReport, message: ReportMessage, link: ReportLink, site: str = "") -> Letter:
    """Return the mail that asks something about a report, or says why it was opened again."""
    text = _(
        "thank you for the report on “%(title)s” (%(period)s). Before it is accepted there is a question:\n\n"
        "%(said)s\n\nAnswer here, or correct the report; no password is needed:\n%(link)s"
    )
    return _letter("question", _("A question about your report"), text, report, message, link, site)


def letter_of_acceptance(report: ProgressReport, message: ReportMessage, link: ReportLink, site: str = "") -> Letter:
    """Return the mail that says that a report was accepted, and what became of it."""
    text = _(
        "your report on “%(title)s” (%(period)s) was accepted. Thank you.\n\n%(said)s\n\n"
        "What came of it is here:\n%(link)s"
    )
    return _letter("accepted", _("Your report was accepted"), text, report, message, link, site)


def _letter(
    kind: str, subject: str, text: str, report: ProgressReport, message: ReportMessage, link: ReportLink, site: str
) -> Letter:
    liaison, period = link.liaison, report.assignment.period
    words = {
        "title": title_of(report.assignment),
        "period": period.name,
        "said": message.text,
        "link": address_of(link, site),
    }
    body = "\n\n".join(part.strip() for part in (text % words).split("\n\n") if part.strip())
    title = " ".join(words["title"].split())
    return Letter(
        to=liaison.email,
        subject=f"{subject}: {title if len(title) <= 60 else title[:59].rstrip() + '…'}",
        text=f"{_('Hello, %(name)s:') % {'name': liaison.title}}\n\n{body}\n\n{period.plan.name}\n",
        kind=kind,
        name=liaison.title,
        reason=_("You report on it."),
        values={**words, "name": liaison.title, "plan": period.plan.name},
        key=f"report-{kind}-{message.pk}",
        plan=period.plan_id,
        liaison=liaison.pk,
        organization=report.assignment.organization_id,
        covers=(("report", report.pk),),
    )


def written_in(liaison: Liaison) -> str:
    """Return the language in which a liaison is written to: the one they chose, or the site's."""
    return language_of(liaison.plan_id, liaison.email) or settings.LANGUAGE_CODE


def readers_language(liaison: Liaison) -> translation.override:
    """Return a context in which mails to a liaison are written: in their language, whoever presses the button."""
    return translation.override(written_in(liaison))
