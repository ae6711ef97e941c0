"""Citizens' proposals: sending one, confirming its e-mail, deciding on it, answering it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation import limits
from rumbo.participation.enums import ANSWERED, PUBLIC, Asked, CallTime, ProposalNewsKind, ProposalState
from rumbo.participation.models import Call, Proposal
from rumbo.participation.models.call import ANSWER_LIMIT, BENEFICIARIES_LIMIT, PROBLEM_LIMIT, TITLE_LIMIT
from rumbo.participation.photos import clean_photo
from rumbo.participation.pseudonyms import email_digest, normal_email
from rumbo.participation.queries.calls import axes_of_call
from rumbo.participation.services.news import tell
from rumbo.participation.tokens import LinkExpired, read_confirm

if TYPE_CHECKING:
    from django.core.files.base import ContentFile
    from django.db.models import QuerySet

    from rumbo.core.actors import Actor
    from rumbo.plan.models import Axis, Measure

#: Longest name of a place and of an author, and longest reason, in characters.
PLACE_LIMIT, AUTHOR_LIMIT, REASON_LIMIT = 250, 120, 1000


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that somebody sent, and its size in bytes."""

    file: IO[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody proposes; ``site`` is the address they read the page at."""

    title: str
    problem: str
    axis: Axis | None
    email: str
    beneficiaries: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    photo: Photo | None = None
    author: str = ""
    site: str = ""


class LinkTooOld(Refused):
    """The link that confirms an e-mail address is older than seven days; another one can be sent."""


def propose(call: Call, draft: Draft, *, nonce: UUID) -> Proposal:
    """Store a proposal and send the mail by which its author confirms it; the same nonce again is the same proposal.

    Before it is confirmed, sending again with other words corrects it, and with another e-mail writes to that one.

    Raises:
        Refused: the call takes no proposals today.
        ValidationError: a field is wrong.
        TooMany: too many mails to this address, or too many proposals from it.
    """
    photo = None
    if draft.photo is not None and call.is_open and call.asks_photo != Asked.NO:
        # Before the transaction: reading a large photo takes a second, in which nobody else could write on SQLite.
        photo = clean_photo(draft.photo.file, draft.photo.size)
    try:
        return _propose(call, draft, nonce, photo)
    except IntegrityError:  # the same form was sent twice at once, and the other one was first
        return Proposal.objects.get(call=call, nonce=nonce)


@transaction.atomic
def confirm(token: str) -> Proposal:
    """Take a proposal whose author followed the link of the mail; again, it changes nothing.

    Raises:
        LinkTooOld: the link is older than seven days.
        Refused: the link is not ours, or the e-mail was corrected since.
    """
    seen = proposal_of(token)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("plan", "call").get(pk=seen.pk)
    if proposal.state != ProposalState.UNCONFIRMED:
        return proposal
    limits.know(email_digest(proposal.email))
    proposal.state, proposal.confirmed_at = ProposalState.RECEIVED, timezone.now()
    _save(None, proposal, "")
    tell(proposal, ProposalNewsKind.RECEIVED)
    return proposal


def proposal_of(token: str) -> Proposal:
    """Return the proposal of a link with its plan and call, and change nothing. Errors as in `confirm`."""
    late = False
    try:
        said = read_confirm(token)
    except LinkExpired as expired:
        said, late = expired.said, True
    found = _by_link(Proposal.objects.select_related("plan", "call"), said)
    if late and found.state == ProposalState.UNCONFIRMED:
        raise LinkTooOld(_("This link is older than seven days. Ask for another one."))
    return found


@transaction.atomic
def ask_again(token: str) -> Proposal:
    """Send another mail to confirm a proposal whose link is too old.

    Raises:
        Refused: the link is not ours.
        TooMany: too many mails to this address.
    """
    try:
        said = read_confirm(token)
    except LinkExpired as late:
        said = late.said
    proposal = _by_link(Proposal.objects.select_for_update(), said)
    if proposal.state == ProposalState.UNCONFIRMED:
        limits.count_mail(proposal.email)
        tell(proposal, ProposalNewsKind.CONFIRM)
    return proposal


@transaction.atomic
def publish(actor: Actor, proposal: Proposal, *, expected_version: int | None = None) -> Proposal:
    """Show a proposal to everybody; one that was refused too.

    Raises:
        PermissionDenied: the actor does not moderate its axis.
        Refused: it is public already, or its e-mail is not confirmed.
        Refused: somebody else decided in the meantime.
    """
    current = _taken(actor, proposal, expected_version)
    if current.is_public:
        raise Refused(_("It is published already."))
    current.state, current.reason, current.published_at = ProposalState.PUBLISHED, "", timezone.now()
    return _decided(actor, current, "", ProposalNewsKind.PUBLISHED)


@transaction.atomic
def refuse(actor: Actor, proposal: Proposal, reason: str, *, expected_version: int | None = None) -> Proposal:
    """Do not publish a proposal, or take it off the public page; its author is told why. Errors as in `publish`."""
    current = _taken(actor, proposal, expected_version)
    if current.is_answered:
        raise Refused(_("It was answered. Take the answer back first."))
    if current.state == ProposalState.REFUSED:
        raise Refused(_("It is not published."))
    reason = _needed("reason", reason, REASON_LIMIT, _("Say why: the author is told."))
    current.state, current.reason = ProposalState.REFUSED, reason
    return _decided(actor, current, reason, ProposalNewsKind.REFUSED)


@transaction.atomic
def answer(
    actor: Actor,
    proposal: Proposal,
    verdict: str,
    text: str,
    *,
    measure: Measure | None = None,
    merged_into: Proposal | None = None,
    expected_version: int | None = None,
) -> Proposal:
    """Answer a proposal, or answer it anew; the answer is public and its author is told.

    Accepted ones become the ``measure``; merged ones go into the proposal ``merged_into`` or into a measure of the
    plan. `rumbo.portfolio.services.proposals` makes the project of an accepted one.

    Raises:
        PermissionDenied: the actor does not moderate its axis.
        Refused: it is not public, or it is not said what it became.
        ValidationError: the answer is empty or too long.
        Refused: somebody else decided in the meantime.
    """
    current = _taken(actor, proposal, expected_version)
    if not current.is_public:
        raise Refused(_("Publish it first: the answer is public."))
    if verdict not in ANSWERED:
        raise ValidationError({"verdict": _("Choose one of the list.")})
    current.answer = _needed("answer", text, ANSWER_LIMIT, _("Write the answer: everybody reads it."))
    _check_target(current, verdict, measure, merged_into)
    current.state, current.measure, current.merged_into = verdict, measure, merged_into
    return _decided(actor, current, "", ProposalNewsKind(verdict))


@transaction.atomic
def reopen(actor: Actor, proposal: Proposal, reason: str, *, expected_version: int | None = None) -> Proposal:
    """Take an answer back, so that another can be given; a project made of it stays. Errors as in `answer`."""
    current = _taken(actor, proposal, expected_version)
    if not current.is_answered:
        raise Refused(_("It has no answer."))
    reason = _needed("reason", reason, REASON_LIMIT, _("Say why: the author is told."))
    current.state, current.answer, current.told = ProposalState.PUBLISHED, "", {}
    current.measure = current.merged_into = None
    return _decided(actor, current, reason, ProposalNewsKind.REOPENED, {"reason": reason})


def check_open(call: Call) -> None:
    """Raise ``Refused`` unless a call takes proposals today."""
    if call.is_open:
        return
    if call.is_published and call.is_current and call.time() == CallTime.COMING:
        raise Refused(_("This call is not open yet. Its page says when it opens."))
    raise Refused(_("This call is closed: it takes no more proposals."))


@transaction.atomic
def _propose(call: Call, draft: Draft, nonce: UUID, photo: ContentFile[bytes] | None) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(call=call, nonce=nonce).first()
    if proposal is not None and proposal.state != ProposalState.UNCONFIRMED:
        return proposal
    check_open(call)
    values = _cleaned(call, draft)
    known = proposal
    proposal = known or Proposal(plan_id=call.plan_id, call=call, nonce=nonce)
    asked = known is not None and known.email == values["email"]
    for name, value in values.items():
        setattr(proposal, name, value)
    if call.asks_photo == Asked.NO:
        proposal.photo = ""
    elif photo is not None:
        proposal.photo = photo
    elif call.asks_photo == Asked.NEEDED and not proposal.photo:
        raise ValidationError({"photo": _("Add a photo.")})
    if not asked:
        _count(proposal.email)
    proposal.language, proposal.site = (get_language() or "es")[:2], draft.site[:250]
    proposal.clean_fields(exclude=["call", "axis", "photo"])
    _save(None, proposal, "")
    if not asked:
        tell(proposal, ProposalNewsKind.CONFIRM)
    return proposal


def _count(email: str) -> None:
    limits.count_mail(email)
    message = _("From this address came a great many proposals today. Send the others tomorrow.")
    limits.count("proposals", normal_email(email), limits.PROPOSALS_A_DAY, limits.DAY, message)


def _cleaned(call: Call, draft: Draft) -> dict[str, Any]:
    """Return the fields of a proposal.

    Raises:
        ValidationError: some are wrong; all are named.
    """
    errors: dict[str, str] = {}
    values: dict[str, Any] = {
        "title": _line(errors, "title", draft.title, TITLE_LIMIT),
        "problem": _text(errors, "problem", draft.problem, PROBLEM_LIMIT),
        "beneficiaries": _text(errors, "beneficiaries", draft.beneficiaries, BENEFICIARIES_LIMIT),
        "place": _line(errors, "place", draft.place, PLACE_LIMIT),
        "author": _line(errors, "author", draft.author, AUTHOR_LIMIT),
        "email": _email(errors, draft.email),
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "axis": draft.axis,
    }
    if call.asks_beneficiaries == Asked.NO:
        values["beneficiaries"] = ""
    if call.asks_place == Asked.NO:
        values |= {"place": "", "latitude": None, "longitude": None}
    _check_needed(call, values, errors)
    _check_point(values, errors)
    if draft.axis is None or not axes_of_call(call).filter(pk=draft.axis.pk).exists():
        errors.setdefault("axis", _("Choose one of the list."))
    if errors:
        raise ValidationError(errors)
    return values


def _check_needed(call: Call, values: dict[str, Any], errors: dict[str, str]) -> None:
    if not values["title"]:
        errors.setdefault("title", _("Give it a title."))
    if not values["problem"]:
        errors.setdefault("problem", _("Say which problem it solves, and how."))
    if call.asks_beneficiaries == Asked.NEEDED and not values["beneficiaries"]:
        errors.setdefault("beneficiaries", _("Say who benefits."))
    if call.asks_place == Asked.NEEDED and not values["place"] and values["latitude"] is None:
        errors.setdefault("place", _("Say where it is, or put it on the map."))


def _check_point(values: dict[str, Any], errors: dict[str, str]) -> None:
    bounds = {"latitude": 90, "longitude": 180}
    if (values["latitude"] is None) != (values["longitude"] is None):
        missing = "latitude" if values["latitude"] is None else "longitude"
        errors.setdefault(missing, _("Give both latitude and longitude, or neither."))
    for name, bound in bounds.items():
        value = values[name]
        if value is None:
            continue
        if not value.is_finite() or abs(value) > bound:
            errors.setdefault(name, _("Give a number from -%(bound)d to %(bound)d.") % {"bound": bound})
        else:
            values[name] = round(value, 6)


def _line(errors: dict[str, str], name: str, text: str, limit: int) -> str:
    return _within(errors, name, " ".join(text.split()), limit)


def _text(errors: dict[str, str], name: str, text: str, limit: int) -> str:
    return _within(errors, name, text.replace("\r\n", "\n").replace("\r", "\n").strip(), limit)


def _within(errors: dict[str, str], name: str, text: str, limit: int) -> str:
    if len(text) > limit:
        errors[name] = _("That is %(length)d characters; %(limit)d fit. Say it shorter.") % {
            "length": len(text),
            "limit": limit,
        }
        return text[:limit]
    return text


def _needed(name: str, text: str, limit: int, empty: str) -> str:
    errors: dict[str, str] = {}
    tidy = _text(errors, name, text, limit)
    if not tidy:
        errors[name] = empty
    if errors:
        raise ValidationError(errors)
    return tidy


def _email(errors: dict[str, str], address: str) -> str:
    tidy = address.strip().lower()
    try:
        if len(tidy) > 254:
            raise ValidationError("")
        validate_email(tidy)
    except ValidationError:
        errors["email"] = _("Give an e-mail address such as nombre@example.org.")
    return tidy[:254]


def _check_target(proposal: Proposal, verdict: str, measure: Measure | None, merged_into: Proposal | None) -> None:
    if verdict == ProposalState.ACCEPTED and (measure is None or merged_into is not None):
        raise Refused(_("Say which project it became."))
    if verdict == ProposalState.REJECTED and (measure is not None or merged_into is not None):
        raise Refused(_("A proposal that is not taken up becomes nothing."))
    if verdict == ProposalState.MERGED and (measure is None) == (merged_into is None):
        raise Refused(_("Say what it is merged into: a proposal, or a project of the plan."))
    if measure is not None and measure.plan_id != proposal.plan_id:
        raise Refused(_("Choose one of the same plan."))
    if merged_into is not None:
        _check_merge(proposal, merged_into)


def _check_merge(proposal: Proposal, into: Proposal) -> None:
    if into.plan_id != proposal.plan_id or into.pk == proposal.pk:
        raise Refused(_("Choose another proposal of the same plan."))
    if into.state not in PUBLIC or into.state == ProposalState.MERGED:
        raise Refused(_("Choose a published proposal that is not merged itself."))


def _by_link(rows: QuerySet[Proposal], said: tuple[int, str] | None) -> Proposal:
    pk, digest = said or (0, "")
    found = rows.filter(pk=pk).first()
    if found is None or email_digest(found.email) != digest:
        raise Refused(_("This link is not complete, or a newer one was sent. Open the link of the last mail."))
    return found


def _taken(actor: Actor, proposal: Proposal, expected_version: int | None) -> Proposal:
    """Return the proposal, locked, for somebody who may decide on it as they saw it."""
    current = Proposal.objects.select_for_update(of=("self",)).select_related("axis").get(pk=proposal.pk)
    authorize(actor, "participation.moderate", current)
    if current.state == ProposalState.UNCONFIRMED:
        raise Refused(_("Its author has not confirmed the e-mail yet."))
    if expected_version is not None and expected_version != current.version:
        raise Refused(_("Somebody else decided on this proposal in the meantime. Look at it again."))
    return current


def _decided(
    actor: Actor, proposal: Proposal, reason: str, news: ProposalNewsKind, detail: dict[str, Any] | None = None
) -> Proposal:
    proposal.version += 1
    proposal.decided_by_id, proposal.decided_at = getattr(actor, "pk", None), timezone.now()
    _save(actor, proposal, reason)
    tell(proposal, news, detail)
    return proposal


def _save(actor: Actor | None, proposal: Proposal, reason: str) -> None:
    """Save a proposal with an entry in its history."""
    proposal._history_user = person_of(actor)  # type: ignore[attr-defined]
    proposal._change_reason = reason  # type: ignore[attr-defined]
    proposal.save()
