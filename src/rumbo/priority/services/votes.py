"""Approval votes: cast by participants of workshops and by whoever confirms an e-mail, or entered by staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation import limits
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.services.supports import write_link
from rumbo.participation.tokens import LinkExpired
from rumbo.priority.enums import VoterKind, VotesTime
from rumbo.priority.models import ApprovalBallot, Item, Round
from rumbo.priority.pseudonyms import file_voter, participant_voter, sheet_voter
from rumbo.priority.queries.votes import LAST_SHEET, forget_tally, options, votes_time
from rumbo.priority.services.keeping import check_undecided
from rumbo.priority.tokens import read_vote
from rumbo.priority.vote_files import VoteFile, read_votes
from rumbo.priority.vote_mails import of_vote

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.participation.models import Participant


class TakesNoVotes(Refused):
    """The round takes no votes now."""


def ask_to_vote(found: Round, email: str, *, site: str = "") -> None:
    """Write to an address the mail whose link leads to its owner's ballot; the address is not kept.

    Raises:
        TakesNoVotes: votes are not taken now.
        ValidationError: the address is none.
        TooMany: too many mails to this address.
    """
    check_takes_votes(found)
    write_link(email, lambda address: of_vote(found, address, site), plan=found.plan_id)


def voter_of_link(token: str, *, confirmed: bool = False) -> tuple[Round, str]:
    """Return the round of a link and what stands for its owner. ``confirmed``: they pressed the button on its page.

    Raises:
        Refused: the link is not ours or older than seven days, or the round is not public any more.
    """
    try:
        said = read_vote(token)
    except LinkExpired as late:
        message = _("This link is older than seven days. Ask for another one on the page of the vote.")
        raise Refused(message) from late
    pk, digests = said or (0, "")
    found: Round | None = Round.objects.current().select_related("plan").filter(pk=pk, is_published=True).first()
    if said is None:
        raise Refused(_("This link is not complete. Open the link of the mail."))
    if found is None:
        raise Refused(_("This vote is not published any more."))
    voter, _dash, address = digests.partition("-")
    if confirmed:
        limits.know(address)
    return found, voter


def voter_of_participant(found: Round, participant: Participant) -> str:
    """Return what stands for a participant in a round; empty where they do not take part in this plan."""
    table = participant.table
    if participant.left or not table.is_current or table.plan_id != found.plan_id:
        return ""
    return participant_voter(found.pk, participant.pk)


@transaction.atomic
def cast(
    found: Round, voter: str, kind: VoterKind, chosen: Iterable[int], territory: Any = None
) -> ApprovalBallot | None:
    """Keep what somebody approves of, in place of what they said before, and return the ballot.

    Raises:
        TakesNoVotes: votes are not taken now.
        Refused: nothing is chosen, too much, or what is not voted on; or the municipality is none of the plan.
    """
    check_takes_votes(found)
    items = set(chosen)
    if not items:
        raise Refused(_("Choose at least one, or take your vote back."))
    return _keep(found, voter, kind, items, territory)


@transaction.atomic
def take_back(found: Round, voter: str) -> bool:
    """Take somebody's ballot out, and return whether there was one.

    Raises:
        TakesNoVotes: votes are not taken now.
    """
    check_takes_votes(found)
    return bool(ApprovalBallot.objects.filter(round=found, voter=voter).delete()[0])


@transaction.atomic
def enter_sheet(actor: Actor, found: Round, number: int, chosen: Iterable[int], territory: Any = None) -> None:
    """Keep a numbered paper ballot; the same number again takes its place, and one without any mark is taken out.

    Sheets can be entered after the last day too: they were filled in before.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        TakesNoVotes: the round has no votes, or they have not begun.
        Refused: the number is none, what is on it does not fit, or a published decision rests on the votes.
    """
    authorize(actor, "plan.manage", found)
    check_undecided(found)
    _check_begun(found)
    if not 1 <= number <= LAST_SHEET:
        raise Refused(_("Number the paper ballots from 1 to %(last)d.") % {"last": LAST_SHEET})
    voter, items = sheet_voter(found.pk, number), set(chosen)
    if items:
        _keep(found, voter, VoterKind.PAPER, items, territory)
    else:
        ApprovalBallot.objects.filter(round=found, voter=voter).delete()
    forget_tally(found)


@transaction.atomic
def import_votes(actor: Actor, found: Round, data: bytes) -> VoteFile:
    """Keep all ballots of a file, or none, and return what it says; the same voters again are replaced.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        TakesNoVotes: the round has no votes, or they have not begun.
        Refused: as `read_votes`.
    """
    authorize(actor, "plan.manage", found)
    check_undecided(found)
    _check_begun(found)
    said = read_votes(found, data, options(found, with_text=False))
    rows = [
        ApprovalBallot(
            round=found,
            voter=file_voter(found.pk, voter),
            kind=VoterKind.IMPORTED,
            territory_id=place,
            votes={str(item): 1 for item in sorted(chosen)},
        )
        for voter, chosen, place in said.ballots
    ]
    ApprovalBallot.objects.bulk_create(
        sorted(rows, key=lambda row: row.voter),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["round", "voter"],
        update_fields=["votes", "territory", "kind"],
    )
    forget_tally(found)
    return said


@transaction.atomic
def drop_imported(actor: Actor, found: Round) -> int:
    """Take out all ballots that came from files, and return how many they were.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: a published decision rests on the votes.
    """
    authorize(actor, "plan.manage", found)
    check_undecided(found)
    number = ApprovalBallot.objects.filter(round=found, kind=VoterKind.IMPORTED).delete()[0]
    forget_tally(found)
    return number


def check_takes_votes(found: Round) -> None:
    """Raise ``TakesNoVotes`` unless a round takes votes now."""
    time = votes_time(found)
    if time == VotesTime.CLOSED:
        raise TakesNoVotes(_("The vote is over. What it said is on this page."))
    if time != VotesTime.OPEN or not found.is_published:
        raise TakesNoVotes(_("Votes are not taken yet."))


def _check_begun(found: Round) -> None:
    if votes_time(found) == VotesTime.NONE:
        raise TakesNoVotes(_("This round takes no votes. Give it the first and the last day of the votes."))
    if votes_time(found) == VotesTime.COMING:
        raise TakesNoVotes(_("The votes of this round have not begun."))


def _keep(found: Round, voter: str, kind: VoterKind, items: set[int], territory: Any) -> ApprovalBallot:
    known = set(Item.objects.filter(round=found, left=False).values_list("pk", flat=True))
    if not items <= known:
        raise Refused(_("Something that you chose is not voted on any more. Look at your choice again."))
    if found.votes_each is not None and len(items) > found.votes_each:
        message = ngettext(
            "Each person has %(each)d vote, and you chose %(chosen)d projects. Take some out.",
            "Each person has %(each)d votes, and you chose %(chosen)d projects. Take some out.",
            found.votes_each,
        )
        raise Refused(message % {"each": found.votes_each, "chosen": len(items)})
    if territory is not None and territory.pk not in {one.pk for one in municipalities_of(found.plan)}:
        raise Refused(_("Choose a municipality of the list, or leave it out."))
    ballot, _created = ApprovalBallot.objects.update_or_create(
        round=found,
        voter=voter,
        defaults={"kind": kind, "votes": {str(item): 1 for item in sorted(items)}, "territory": territory},
    )
    return ballot
