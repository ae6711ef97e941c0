"""The mails to people who propose and support: what each says, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.core.links import public_url
from rumbo.participation.enums import ProposalNewsKind
from rumbo.participation.models import Proposal, ProposalNews
from rumbo.participation.pseudonyms import email_digest, supporter
from rumbo.participation.tokens import confirm_token, support_token

Mail = tuple[str, str]


def of_news(news: ProposalNews) -> Mail:
    """Return subject and body of the mail about what happened to a proposal."""
    proposal = news.proposal
    subject, text = _TEXTS[ProposalNewsKind(news.kind)](proposal, news.detail)
    about = proposal.call.title if news.kind == ProposalNewsKind.CONFIRM else proposal.title
    return subject_line(subject, about), _body(proposal, text)


def of_support(proposal: Proposal, email: str, site: str) -> Mail:
    """Return subject and body of the mail by which the owner of an address confirms that they support a proposal."""
    token = support_token(proposal.pk, supporter(proposal.pk, email), email_digest(email))
    link = address(site, reverse("portal:confirm_support", args=[token]))
    text = _(
        "Somebody, you we hope, supports this proposal with your e-mail address:\n“%(title)s”\n\n"
        "Press the button on this page and your support counts; the link works for seven days:\n%(link)s\n\n"
        "If it was not you, do nothing: nothing is counted, and your address is not kept."
    )
    values = {"title": proposal.title, "link": link}
    return subject_line(_("Confirm your support"), proposal.title), f"{text % values}\n\n{proposal.plan.name}\n"


def address(site: str, path: str) -> str:
    """Return the full address of a page: of the site's public address, else of the one somebody read it at."""
    return f"{(settings.BASE_URL or site).rstrip('/')}{path}"


def subject_line(words: str, about: str) -> str:
    """Return a subject of one line, with so much of the title that it is about as fits."""
    title = " ".join(about.split())
    return f"{words}: {title if len(title) <= 60 else title[:59].rstrip() + '…'}"


def moves(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each thing that changed about a project."""
    sentences = {
        ("state", "current"): _("It is in force again."),
        ("state", "withdrawn"): _("It was withdrawn: it is not in force any more."),
        ("state", "superseded"): _("Another project took its place."),
        ("under_way", True): _("It is under way."),
        ("under_way", False): _("It is not marked as under way any more."),
        ("priority", True): _("It is in the priority portfolio now."),
        ("priority", False): _("It is not in the priority portfolio any more."),
    }
    changed = [(name, value) for name, value in now.items() if before.get(name) != value]
    lines = [sentences[one] for one in changed if one in sentences]
    return [*lines, str(now["reason"])] if now.get("reason") and before.get("state") != now.get("state") else lines


def _body(proposal: Proposal, text: str) -> str:
    greeting = _("Hello,")
    return f"{greeting}\n\n{text}\n\n{proposal.plan.name}\n"


def _page(proposal: Proposal) -> str:
    return address(proposal.site, reverse("portal:proposal", args=[proposal.plan.key, proposal.pk]))


def _confirm(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    """Quote nothing that was typed: anybody can have this mail sent to an address of somebody else."""
    token = confirm_token(proposal.pk, email_digest(proposal.email))
    text = _(
        "this address was given with a proposal for the call “%(call)s”.\n\n"
        "Press the button on this page and the proposal is on its way; the link works for seven days:\n%(link)s\n\n"
        "If it was not you, do nothing: an unconfirmed proposal is not read by anybody."
    )
    link = address(proposal.site, reverse("portal:confirm_proposal", args=[token]))
    return _("Confirm your proposal"), text % {"call": proposal.call.title, "link": link}


def _received(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _(
        "your proposal “%(title)s” arrived. The team reads it, and we write to you when it is published; if it "
        "is not, we tell you why.\n\nYour name and your e-mail address are never published."
    )
    return _("Your proposal arrived"), text % {"title": proposal.title}


def _published(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _(
        "your proposal “%(title)s” is published. Share its page: whoever supports it can say so there.\n%(link)s\n\n"
        "We write to you as soon as it has an answer."
    )
    return _("Your proposal is published"), text % {"title": proposal.title, "link": _page(proposal)}


def _refused(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _("your proposal “%(title)s” is not published. This is why:\n\n%(reason)s")
    return _("Your proposal is not published"), text % {"title": proposal.title, "reason": proposal.reason}


def _accepted(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _(
        "your proposal “%(title)s” was accepted. It is now in the plan:\n“%(project)s”\n%(project_link)s\n\n"
        "The answer:\n%(answer)s\n\nYour proposal with its answer:\n%(link)s\n\n"
        "We write to you when the project moves."
    )
    return _("Your proposal was accepted"), text % _answered(proposal)


def _merged(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _(
        "your proposal “%(title)s” goes on together with this one:\n“%(project)s”\n%(project_link)s\n\n"
        "The answer:\n%(answer)s\n\nYour proposal with its answer:\n%(link)s"
    )
    return _("Your proposal goes on with another one"), text % _answered(proposal)


def _rejected(proposal: Proposal, _detail: Mapping[str, Any]) -> Mail:
    text = _(
        "your proposal “%(title)s” is not taken up. This is the answer:\n\n%(answer)s\n\nIt is public:\n%(link)s"
    )
    return _("Your proposal has an answer"), text % _answered(proposal)


def _reopened(proposal: Proposal, detail: Mapping[str, Any]) -> Mail:
    text = _("the answer to your proposal “%(title)s” was taken back, and it waits for another one:\n\n%(reason)s")
    return _("The answer was taken back"), text % {"title": proposal.title, "reason": detail.get("reason", "")}


def _project(proposal: Proposal, detail: Mapping[str, Any]) -> Mail:
    text = _(
        "the project that came of your proposal “%(title)s” has news.\n\n“%(project)s”\n%(news)s\n%(project_link)s"
    )
    before, now = detail.get("before", {}), detail.get("now", {})
    return _("News of your project"), text % (_answered(proposal) | {"news": "\n".join(moves(before, now))})


def _answered(proposal: Proposal) -> dict[str, str]:
    element: Any = proposal.measure.element if proposal.measure is not None else None
    if element is not None:
        name, link = str(element), address(proposal.site, public_url(element, proposal.plan.key))
    elif proposal.merged_into is not None:
        name, link = proposal.merged_into.title, _page(proposal.merged_into)
    else:
        name, link = "", ""
    return {
        "title": proposal.title,
        "answer": proposal.answer,
        "link": _page(proposal),
        "project": name,
        "project_link": link,
    }


_TEXTS = {
    ProposalNewsKind.CONFIRM: _confirm,
    ProposalNewsKind.RECEIVED: _received,
    ProposalNewsKind.PUBLISHED: _published,
    ProposalNewsKind.REFUSED: _refused,
    ProposalNewsKind.ACCEPTED: _accepted,
    ProposalNewsKind.MERGED: _merged,
    ProposalNewsKind.REJECTED: _rejected,
    ProposalNewsKind.REOPENED: _reopened,
    ProposalNewsKind.PROJECT: _project,
}
