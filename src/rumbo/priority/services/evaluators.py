"""Evaluators: many at once, their links, and the mails that bring them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.accounts.models import Organization
from rumbo.accounts.services.people import has_mail_server
from rumbo.core.errors import Refused
from rumbo.core.letters import Letter, post
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.priority.models import Evaluator
from rumbo.priority.models.evaluator import new_secret
from rumbo.priority.services.keeping import managed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rumbo.core.actors import Actor
    from rumbo.priority.models import Round

#: The most evaluators of a round.
EVALUATORS_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who will score. ``organization`` is one there is, or the name of one to make (in ``sector``)."""

    name: str
    organization: Any = None
    axis: Any = None
    email: str = ""
    sector: str = ""


@dataclass(slots=True)
class Sent:
    """What became of mails: to whom they go, and who has no address."""

    sent: list[Evaluator] = field(default_factory=list)
    without: list[Evaluator] = field(default_factory=list)


@transaction.atomic
def add_many(actor: Actor, round: Round, people: Iterable[Person], *, reason: str = "") -> list[Evaluator]:  # noqa: A002
    """Make everybody of a list an evaluator, with the organizations that are not there yet; all or none.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there are too many.
        ValidationError: a field is wrong.
    """
    found = managed(actor, round)
    listed = list(people)
    if found.evaluators.count() + len(listed) > EVALUATORS_LIMIT:
        raise Refused(_("A round has at most %(limit)d evaluators.") % {"limit": EVALUATORS_LIMIT})
    organizations = _organizations(actor, listed, reason)
    made = [
        Evaluator(
            plan_id=found.plan_id,
            round=found,
            title=one.name,
            organization=organizations.get(one.organization.casefold())
            if isinstance(one.organization, str)
            else one.organization,
            axis=one.axis,
            email=one.email,
        )
        for one in listed
    ]
    return records.create_many(actor, [(evaluator, {}) for evaluator in made], reason=reason)


@transaction.atomic
def renew_link(actor: Actor, evaluator: Evaluator) -> Evaluator:
    """Give an evaluator another link; the one they had does not work any more. What they scored stays.

    Raises:
        PermissionDenied: the actor does not manage the plan.
    """
    authorize(actor, "plan.manage", evaluator.round)
    current: Evaluator = Evaluator.objects.select_for_update().get(pk=evaluator.pk)
    current.secret, current.invited_at = new_secret(), None
    return records.mark(actor, current, {}, reason=_("The link was renewed"))


@transaction.atomic
def send_links(
    actor: Actor,
    round: Round,  # noqa: A002
    evaluators: Iterable[Evaluator],
    link: Callable[[Evaluator], str],
) -> Sent:
    """Write evaluators their links (``link`` gives each one's) into the outbox, note when, and return to whom.

    Whoever has no address is left out, and told of in the answer.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the round was withdrawn, or the site has no mail server.
    """
    found = managed(actor, round)
    if not has_mail_server():
        raise Refused(_("This site sends no mails. Copy the links, or print the sheet of links."))
    became = Sent()
    with override(settings.LANGUAGE_CODE):
        subject = _("Your part in “%(round)s”") % {"round": found.name}
        for evaluator in evaluators:
            if not evaluator.email:
                became.without.append(evaluator)
                continue
            post(
                Letter(
                    evaluator.email,
                    " ".join(subject.split()),
                    _body(found, evaluator, link(evaluator)),
                    kind="link",
                    name=evaluator.title,
                    reason=_("You are to score in “%(round)s”.") % {"round": found.name},
                    plan=found.plan_id,
                    organization=evaluator.organization_id,
                    covers=(("evaluator", evaluator.pk),),
                )
            )
            became.sent.append(evaluator)
    Evaluator.objects.filter(pk__in=[one.pk for one in became.sent]).update(invited_at=timezone.now())
    return became


def _organizations(actor: Actor, people: list[Person], reason: str) -> dict[str, Organization]:
    """Make the organizations that are given by name, each once, and return them by folded name."""
    named: dict[str, Organization] = {}
    for one in people:
        if isinstance(one.organization, str) and one.organization.casefold() not in named:
            named[one.organization.casefold()] = Organization(title=one.organization, sector=one.sector)
    for organization in named.values():
        records.create(actor, organization, reason=reason)
    return named


def _body(found: Round, evaluator: Evaluator, link: str) -> str:
    values = {
        "name": evaluator.title,
        "round": found.name,
        "plan": found.plan.name,
        "day": date_format(found.closes_on),
        "link": link,
    }
    return (
        _(
            "%(name)s:\n\nYou are asked to score in “%(round)s”, of “%(plan)s”. There is time until %(day)s.\n\n"
            "This link is yours alone and needs no password. Please do not pass it on:\n%(link)s\n\n"
            "Your scores are saved as you go: you can stop, and go on with the same link.\n"
        )
        % values
    )
