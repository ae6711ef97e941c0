"""The mail by which the owner of an address begins to vote, in the language that is active."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.participation.mails import Mail, address, subject_line
from rumbo.participation.pseudonyms import email_digest
from rumbo.priority.models import Round
from rumbo.priority.pseudonyms import mail_voter
from rumbo.priority.tokens import vote_token


def of_vote(found: Round, email: str, site: str) -> Mail:
    """Return subject and body of the mail with the link that leads to somebody's own ballot."""
    token = vote_token(found.pk, mail_voter(found.pk, email), email_digest(email))
    link = address(site, reverse("portal:enter_vote", args=[token]))
    text = _(
        "Somebody, you we hope, wants to vote with your e-mail address in:\n“%(title)s”\n\n"
        "Press the button on this page and choose; the link works for seven days, also to change your vote:\n"
        "%(link)s\n\n"
        "If it was not you, do nothing: nothing is counted, and your address is not kept."
    )
    values = {"title": found.name, "link": link}
    return subject_line(_("Your vote"), found.name), f"{text % values}\n\n{found.plan.name}\n"
