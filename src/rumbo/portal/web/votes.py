"""The public vote on what a round prioritises: its list, the ballot, and what came of it once it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.web.lockout import visitor_address
from rumbo.core.errors import Refused
from rumbo.participation.limits import TooMany, count_connection
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.web.session import seated
from rumbo.plan.queries.plans import sees
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found, trail
from rumbo.priority.enums import VoterKind, VotesTime
from rumbo.priority.queries.votes import Option, ballot_of, options, public_vote, tally, votes_time
from rumbo.priority.services import votes as service
from rumbo.priority.tokens import read_voter, voter_cookie

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.plan.models import Plan
    from rumbo.priority.models import Round

#: The cookie of somebody who may vote, that of what somebody chose before they confirmed, and how long both last.
VOTER, CHOSEN = "rumbo_voto", "rumbo_elegido"
COOKIE_SECONDS = 60 * 24 * 3600
#: Most things that the cookie of a choice holds.
MOST_CHOSEN = 400
TONES = {VotesTime.COMING: "mute", VotesTime.OPEN: "go", VotesTime.CLOSED: "done"}


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes: a pseudonym (empty: nobody yet), and how they came to it."""

    pseudonym: str = ""
    kind: VoterKind = VoterKind.PUBLIC


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows on the ballot: the choice, the municipality, the e-mail, and what is wrong with each."""

    chosen: frozenset[int] = frozenset()
    place: str = ""
    email: str = ""
    error: str = ""
    email_error: str = ""
    status: int = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def votes(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show what is voted on with the ballot; take a vote, or the e-mail of somebody who wants to vote."""
    plan = get_plan(request, plan_key)
    shown = found(public_vote(plan, key))
    voter = _voter(request, shown)
    if request.method == "POST":
        answer = _take(request, shown, voter)
        if not isinstance(answer, Sheet):
            return answer
        return _page(request, plan, shown, voter, answer)
    return _page(request, plan, shown, voter, _kept(request, shown, voter))


@require_safe
def vote_sent(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Say that a mail with a link is on its way."""
    plan = get_plan(request, plan_key)
    shown = found(public_vote(plan, key))
    crumbs = trail(plan, here=_("Look at your mail"), sections=((shown.name, _address(shown)),))
    return render(request, "portal/vote_sent.html", {"plan": plan, "round": shown, "crumbs": crumbs})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_vote(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page of a link with the button by which its owner begins to vote. A look at it changes nothing."""
    try:
        shown, voter = service.voter_of_link(token, confirmed=request.method == "POST")
        if not sees(request.user, shown.plan):
            raise Refused(_("This vote is not published any more."))
    except Refused as refusal:
        return render(request, "portal/enter_vote.html", {"refusal": refusal.message}, status=404)
    if request.method != "POST":
        is_over = votes_time(shown) == VotesTime.CLOSED
        return render(request, "portal/enter_vote.html", {"round": shown, "is_over": is_over})
    response = redirect(_address(shown))
    _keep_cookie(response, VOTER, voter_cookie(shown.pk, voter), shown)
    return response


def _take(request: HttpRequest, shown: Round, voter: Voter) -> HttpResponse | Sheet:
    """Do what a button says; return where to go, or the sheet with what is wrong."""
    sent = request.POST
    sheet = Sheet(_numbers(sent.getlist("item")), sent.get("place", ""), sent.get("email", ""))
    try:
        count_connection(visitor_address(request))
        return _do(request, shown, voter, sheet)
    except TooMany as refusal:
        return replace(sheet, error=refusal.message, status=429)
    except service.TakesNoVotes as refusal:
        return replace(sheet, error=refusal.message, status=409)
    except Refused as refusal:
        return replace(sheet, error=refusal.message)
    except ValidationError as error:
        return replace(sheet, email_error=" ".join(error.messages))


def _do(request: HttpRequest, shown: Round, voter: Voter, sheet: Sheet) -> HttpResponse:
    step = request.POST.get("do", "")
    response = redirect(_address(shown))
    if step == "leave":
        response.delete_cookie(VOTER, path=_address(shown))
        messages.info(request, _("Done. Whoever comes next on this device begins with their own e-mail."))
    elif not voter.pseudonym:
        return _ask(request, shown, sheet)
    elif step == "back":
        service.take_back(shown, voter.pseudonym)
        messages.success(request, _("Your vote was taken back. You can vote again until the last day."))
    else:
        service.cast(shown, voter.pseudonym, voter.kind, sheet.chosen, _place(shown, sheet.place))
        response.delete_cookie(CHOSEN, path=_address(shown))
        messages.success(request, _("Your vote is kept. You can change it here until the last day."))
    return response


def _ask(request: HttpRequest, shown: Round, sheet: Sheet) -> HttpResponse:
    """Send the link, and let the browser remember what was chosen so far."""
    service.ask_to_vote(shown, sheet.email, site=request.build_absolute_uri("/"))
    response = redirect("portal:vote_sent", shown.plan.key, shown.key)
    _keep_cookie(response, CHOSEN, ".".join(map(str, sorted(sheet.chosen)[:MOST_CHOSEN])), shown)
    return response


def _page(request: HttpRequest, plan: Plan, shown: Round, voter: Voter, sheet: Sheet) -> HttpResponse:
    time = votes_time(shown)
    listed = options(shown, with_text=time != VotesTime.CLOSED)
    cost = sum((option.cost for option in listed if option.pk in sheet.chosen and option.cost), Decimal(0))
    context: dict[str, Any] = {
        "plan": plan,
        "section": "priority",
        "round": shown,
        "time": time,
        "tone": TONES[time],
        "options": listed,
        "sheet": sheet,
        "voter": voter,
        "has_voted": bool(voter.pseudonym) and ballot_of(shown, voter.pseudonym) is not None,
        "cost": cost,
        "left": None if shown.votes_budget is None else shown.votes_budget - cost,
        "has_costs": any(option.cost is not None for option in listed),
        "municipalities": municipalities_of(plan) if time == VotesTime.OPEN else [],
        "tally": _tally(shown, listed, time),
        "crumbs": trail(plan, here=shown.name, sections=((_("Priority portfolio"), _priority(plan)),)),
        "can_manage": request.user.is_authenticated and request.user.has_perm("plan.manage", plan),
    }
    return render(request, "portal/votes.html", context, status=sheet.status)


def _tally(shown: Round, listed: Sequence[Option], time: VotesTime) -> Any:
    return tally(shown, listed) if time == VotesTime.CLOSED else None


def _voter(request: HttpRequest, shown: Round) -> Voter:
    """Return who votes: whoever opened the link of a mail here, else a participant of one of the plan's workshops."""
    pseudonym = read_voter(request.COOKIES.get(VOTER, ""), shown.pk)
    if pseudonym:
        return Voter(pseudonym)
    participant = seated(request)
    if participant is None:
        return Voter()
    pseudonym = service.voter_of_participant(shown, participant)
    return Voter(pseudonym, VoterKind.PARTICIPANT) if pseudonym else Voter()


def _kept(request: HttpRequest, shown: Round, voter: Voter) -> Sheet:
    """Return the ballot as it was kept, else what was chosen before the e-mail was confirmed."""
    ballot = ballot_of(shown, voter.pseudonym)
    if ballot is not None:
        return Sheet(_numbers(ballot.votes), str(ballot.territory_id or ""))
    return Sheet(_numbers(request.COOKIES.get(CHOSEN, "").split(".")))


def _numbers(texts: Any) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 12)


def _place(shown: Round, typed: str) -> Any:
    """Return the municipality that was chosen, None where none was."""
    if not typed:
        return None
    place = next((one for one in municipalities_of(shown.plan) if str(one.pk) == typed), None)
    if place is None:
        raise Refused(_("Choose a municipality of the list, or leave it out."))
    return place


def _keep_cookie(response: HttpResponse, name: str, value: str, shown: Round) -> None:
    response.set_cookie(
        name,
        value,
        max_age=COOKIE_SECONDS,
        path=_address(shown),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _address(shown: Round) -> str:
    return reverse("portal:votes", args=[shown.plan.key, shown.key])


def _priority(plan: Plan) -> str:
    return reverse("portal:priority", args=[plan.key])
