"""Supporting a proposal: counted once for each e-mail address that its owner confirms; no address is stored."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.letters import Letter, post
from rumbo.participation import limits, mails
from rumbo.participation.enums import ProposalState
from rumbo.participation.models import Proposal, Support
from rumbo.participation.tokens import LinkExpired, read_support

#: States in which a proposal takes support.
OPEN = (ProposalState.PUBLISHED,)


def ask_support(proposal: Proposal, email: str, *, site: str = "") -> None:
    """Write to an address the mail whose link counts its support; whoever was counted already gets the same mail.

    Raises:
        ValidationError: the address is none.
        Refused: the proposal takes no support.
        TooMany: too many mails to this address.
    """
    check_takes_support(proposal)
    write_link(email, lambda address: mails.of_support(proposal, address, site), plan=proposal.plan_id)


def write_link(email: str, made: Callable[[str], mails.Mail], *, plan: int) -> None:
    """Write to an address the mail that is made for it, by which its owner confirms it.

    The outbox keeps the address only until the mail is out.

    Raises:
        ValidationError: the address is none.
        TooMany: too many mails to this address.
    """
    address = email.strip().lower()
    try:
        if len(address) > 254:
            raise ValidationError("")
        validate_email(address)
    except ValidationError as error:
        message = _("Give an e-mail address such as nombre@example.org.")
        raise ValidationError({"email": message}) from error
    limits.count_mail(address)
    subject, body = made(address)
    post(Letter(address, subject, body, kind="confirm", plan=plan, forget=True))


@transaction.atomic
def confirm_support(token: str) -> Proposal:
    """Count the support of whoever has the link, and return the proposal; again, it changes nothing.

    Raises:
        Refused: the link is not ours or older than seven days, or the proposal is not public any more.
    """
    proposal, supporter, address = _said(token)
    Support.objects.get_or_create(proposal=proposal, digest=supporter)
    limits.know(address)
    return proposal


def supported(token: str) -> Proposal:
    """Return the proposal of a link. Errors as in `confirm_support`."""
    return _said(token)[0]


def check_takes_support(proposal: Proposal) -> None:
    """Raise ``Refused`` unless a proposal takes support."""
    if proposal.state not in OPEN:
        raise Refused(_("This proposal takes no support: it was answered, or is not published."))


def _said(token: str) -> tuple[Proposal, str, str]:
    try:
        said = read_support(token)
    except LinkExpired as late:
        message = _("This link is older than seven days. Support the proposal on its page once more.")
        raise Refused(message) from late
    pk, digest = said or (0, "")
    proposal = Proposal.objects.select_related("plan", "call").filter(pk=pk).first()
    if proposal is None:
        raise Refused(_("This link is not complete. Open the link of the mail."))
    if not proposal.is_public:
        raise Refused(_("This proposal is not published any more."))
    supporter, _dash, address = digest.partition("-")
    return proposal, supporter, address
