"""The votes of a round on the desk: who voted in numbers, what came of it, paper ballots, and files."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunKind, VoterKind, VotesTime
from rumbo.priority.models import ApprovalBallot, Round
from rumbo.priority.pseudonyms import sheet_voter
from rumbo.priority.queries.runs import listed_runs
from rumbo.priority.queries.votes import (
    LAST_SHEET,
    Option,
    ballot_of,
    ballots_of,
    entered_sheets,
    options,
    tally,
    turnout,
    votes_time,
)
from rumbo.priority.services import votes as service
from rumbo.priority.vote_files import FILE_LIMIT, VoteFile, read_votes, write_votes
from rumbo.priority.web.access import SECTION, get_round, money_way, way_to

TONES = {VotesTime.NONE: "mute", VotesTime.COMING: "mute", VotesTime.OPEN: "go", VotesTime.CLOSED: "done"}
#: Runs of money that the page lists.
RUNS = 10


class FileForm(forms.Form):
    """A file of the format of pabulib."""

    file = forms.FileField(
        label=gettext_lazy("File of votes (.pb)"),
        help_text=gettext_lazy(
            "In the format of pabulib, with approvals. Each project has its key or its number in the plan."
        ),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".pb,.txt,.csv,text/plain"}),
    )


@require_safe
@plan_page()
def votes(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show how many voted, and once the vote is over what it said."""
    found = get_round(plan, pk)
    time = votes_time(found)
    listed = options(found, with_text=False)
    kinds = (RunKind.ALLOCATION, RunKind.SELECTION, RunKind.SCENARIOS)
    return page(
        request,
        "priority/votes.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Votes and money")),
        round=found,
        time=time,
        tone=TONES[time],
        turnout=turnout(found),
        options=listed,
        without_cost=[option for option in listed if option.cost is None],
        tally=tally(found, listed) if time == VotesTime.CLOSED else None,
        runs=list(listed_runs(plan, found).filter(kind__in=kinds)[:RUNS]),
        imported=ApprovalBallot.objects.filter(round=found, kind=VoterKind.IMPORTED).count(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def sheets(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Enter numbered paper ballots, one after another."""
    found = get_round(plan, pk)
    typed = request.POST if request.method == "POST" else request.GET
    number = _sheet_number(typed.get("number", ""))
    chosen: set[int] = set()
    place, error = "", ""
    if request.method == "POST":
        chosen, place = _marks(request), request.POST.get("place", "")
        try:
            _enter(request, found, number, chosen, place)
            return redirect(f"{reverse('priority:vote_sheets', args=[plan.key, pk])}?number={number + 1}")
        except Refused as refusal:
            error = refusal.message
    entered = entered_sheets(found)
    ballot = ballot_of(found, sheet_voter(found.pk, number)) if number in entered and not error else None
    if ballot is not None:
        chosen, place = {int(item) for item in ballot.votes}, str(ballot.territory_id or "")
    return page(
        request,
        "priority/vote_sheets.html",
        plan,
        here=SECTION,
        crumbs=money_way(plan, found, _("Paper ballots")),
        round=found,
        options=options(found, with_text=False),
        number=number or (entered[-1] + 1 if entered else 1),
        known=number in entered,
        entered=entered,
        chosen=chosen,
        place=place,
        error=error,
        last=LAST_SHEET,
        municipalities=municipalities_of(plan),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def file(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a file of votes: first it is shown what it says, then it is kept whole."""
    found = get_round(plan, pk)
    is_file = request.method == "POST" and "held" not in request.POST
    form = FileForm(request.POST, request.FILES) if is_file else FileForm()
    said: VoteFile | None = None
    held, error = "", ""
    listed = options(found, with_text=False)
    try:
        if "held" in request.POST:
            return _keep_file(request, plan, found)
        if form.is_valid():
            data = _read(form.cleaned_data["file"])
            said, held = read_votes(found, data, listed), _pack(data)
    except Refused as refusal:
        if form.is_bound:
            form.add_error("file", refusal.message)
        else:
            error = refusal.message
    return page(
        request,
        "priority/vote_file.html",
        plan,
        here=SECTION,
        crumbs=money_way(plan, found, _("Votes from a file")),
        round=found,
        form=form,
        said=said,
        held=held,
        error=error,
        lines=_lines(said, listed) if said else [],
    )


@require_POST
@plan_page("plan.manage")
def drop(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take out what came from files."""
    number = service.drop_imported(request.user, get_round(plan, pk))
    message = ngettext("%(n)d ballot was taken out.", "%(n)d ballots were taken out.", number)
    messages.success(request, message % {"n": number})
    return redirect("priority:votes", plan.key, pk)


@require_safe
@plan_page("plan.manage")
def export(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the votes as a file of the format of pabulib, once the vote is over."""
    found = get_round(plan, pk)
    try:
        if votes_time(found) != VotesTime.CLOSED:
            raise Refused(_("The votes can be downloaded once the vote is over."))
        text = write_votes(found, options(found, with_text=False), ballots_of(found))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("priority:votes", plan.key, pk)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{plan.key}-{found.key}.pb"'
    return response


def _sheet_number(text: str) -> int:
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0


def _marks(request: HttpRequest) -> set[int]:
    texts = request.POST.getlist("item")
    return {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 12}


def _enter(request: HttpRequest, found: Round, number: int, chosen: set[int], typed: str) -> None:
    place = next((one for one in municipalities_of(found.plan) if str(one.pk) == typed), None)
    if typed and place is None:
        raise Refused(_("Choose a municipality of the list, or leave it out."))
    taken_out = request.POST.get("do") == "remove"
    if not chosen and not taken_out:
        raise Refused(_("Mark what stands on the sheet. A sheet without any mark is not entered."))
    service.enter_sheet(request.user, found, number, set() if taken_out else chosen, place)
    text = _("Sheet %(number)d was taken out.") if taken_out else _("Sheet %(number)d is kept.")
    messages.success(request, text % {"number": number})


def _keep_file(request: HttpRequest, plan: Any, found: Round) -> HttpResponse:
    said = service.import_votes(request.user, found, _unpack(request.POST["held"]))
    number = len(said.ballots)
    message = ngettext("%(n)d ballot of the file is kept.", "%(n)d ballots of the file are kept.", number)
    messages.success(request, message % {"n": number})
    return redirect("priority:votes", plan.key, found.pk)


def _read(upload: Any) -> bytes:
    if upload.size > FILE_LIMIT:
        message = _("The file is larger than %(limit)d MB. Divide it: each part has the same projects.")
        raise Refused(message % {"limit": FILE_LIMIT // (1024 * 1024)})
    data: bytes = upload.read()
    return data


def _pack(data: bytes) -> str:
    """Return a file as a text that the page holds until somebody says yes to it."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _unpack(text: str) -> bytes:
    try:
        made = zlib.decompressobj()
        data = made.decompress(base64.b64decode(text, validate=True), FILE_LIMIT + 1)
        if not made.eof and len(data) <= FILE_LIMIT:
            raise ValueError("cut short")
        return data
    except (zlib.error, binascii.Error, ValueError) as error:
        raise Refused(_("The file did not come back whole. Choose it again.")) from error


def _lines(said: VoteFile, listed: Sequence[Option]) -> list[tuple[Option, int]]:
    rows = [(option, said.votes.get(option.pk, 0)) for option in listed]
    return sorted(rows, key=lambda row: -row[1])
