"""Scoring one project: a page with all criteria, saved as one goes or by its button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.participation import limits
from rumbo.priority.models import Assessment, Evaluator
from rumbo.priority.queries.own import OwnRow, Sitting, Standing, own_row, own_standings, sitting_of
from rumbo.priority.services import assessments, conflicts
from rumbo.priority.web.own_page import frame, own_page
from rumbo.priority.web.score_form import Sent, fields, read

#: What a link may save in an hour: in all, and of one project.
SAVES, SAVES_OF_ONE = 6000, 600
#: The states of what still waits for the evaluator.
WAITING = (Standing.NOT_YET, Standing.BEGUN, Standing.STANDS)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def score(request: HttpRequest, token: str, evaluator: Evaluator, pk: int) -> HttpResponse:
    """Show a project with all criteria, and take what is said of it. Scripts send ``X-Rumbo`` and get JSON."""
    sitting = sitting_of(evaluator)
    own = _own(sitting, pk)
    if request.method == "POST":
        return _take(request, token, sitting, own)
    if sitting.delphi is None:
        return redirect("evaluate:start", token)
    return _show(request, token, sitting, own)


@require_POST
@own_page
def conflict(request: HttpRequest, token: str, evaluator: Evaluator, pk: int) -> HttpResponse:
    """Declare a conflict of interest, or take it back."""
    own = _own(sitting_of(evaluator), pk)
    item = own.row.item
    try:
        _count(evaluator, pk)
        if request.POST.get("act") == "take-back":
            conflicts.take_back(evaluator, item)
            messages.success(request, _("It is taken back: you can score this again."))
        else:
            conflicts.declare(evaluator, item, request.POST.get("reason", ""))
            messages.success(request, _("It is written down. You do not score this one; thank you for saying so."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("evaluate:score", token, pk)


def _own(sitting: Sitting, pk: int) -> OwnRow:
    own = own_row(sitting, pk)
    if own is None:
        raise Http404(_("You are not asked about this one. It may have been taken out of the round."))
    return own


def _take(request: HttpRequest, token: str, sitting: Sitting, own: OwnRow) -> HttpResponse:
    """Save a form, and answer with the next page or, to a script, with what became of it."""
    sent = read(sitting.criteria, request.POST)
    status, say, saved, current = 200, "", None, None
    try:
        _count(sitting.evaluator, own.row.pk)
        if sent.errors:
            raise Refused(" ".join(sent.errors.values()))
        saved = assessments.save(
            sitting.evaluator,
            own.row.item,
            sent.values,
            request.POST.get("comment", ""),
            expected_version=_version(request.POST.get("version", "")),
        )
    except assessments.Overtaken as overtaken:
        status, say, current = 409, overtaken.message, overtaken.current
    except limits.TooMany as refused:
        status, say = 429, refused.message
    except Refused as refused:
        status, say = 422, refused.message
    if request.headers.get("X-Rumbo") == "1":
        return _answer(request, token, sitting, own, saved, status=status, say=say, current=current, sent=sent)
    if saved is not None:
        return redirect(_next(token, sitting, own, saved))
    if sitting.delphi is None:
        messages.error(request, say)
        return redirect("evaluate:start", token)
    return _show(request, token, sitting, own, sent=sent, say=say, current=current)


def _answer(
    request: HttpRequest,
    token: str,
    sitting: Sitting,
    own: OwnRow,
    saved: Assessment | None,
    *,
    status: int,
    say: str,
    current: Assessment | None,
    sent: Sent,
) -> JsonResponse:
    found: dict[str, Any] = {"say": say, "errors": {f"c-{pk}": text for pk, text in sent.errors.items()}}
    if saved is not None:
        found["version"] = saved.version
        if request.POST.get("go"):
            found["next"] = _next(token, sitting, own, saved)
    elif status == 409:
        found["version"] = current.version if current is not None else 0
    return JsonResponse(found, status=status)


def _next(token: str, sitting: Sitting, own: OwnRow, saved: Assessment) -> str:
    """Return where to go on: to say why, where one stays outside of the group's spread; else to what waits next."""
    here = reverse("evaluate:score", args=[token, own.row.pk])
    if not saved.comment and sitting.outside(own.row.pk, saved.values):
        return f"{here}?porque=1"
    after = following(own_standings(sitting), own.row.pk)
    return (
        reverse("evaluate:finish", args=[token]) if after is None else reverse("evaluate:score", args=[token, after])
    )


def following(standings: Mapping[int, Standing], pk: int | None = None) -> int | None:
    """Return the next item that still waits, after this one and then from the beginning; None where none does."""
    order = list(standings)
    start = order.index(pk) + 1 if pk is not None and pk in standings else 0
    turned = [*order[start:], *order[:start]]
    return next((one for one in turned if standings[one] in WAITING and one != pk), None)


def _show(
    request: HttpRequest,
    token: str,
    sitting: Sitting,
    own: OwnRow,
    *,
    sent: Sent | None = None,
    say: str = "",
    current: Assessment | None = None,
) -> HttpResponse:
    standings = own_standings(sitting)
    order = list(standings)
    at = order.index(own.row.pk) if own.row.pk in standings else 0  # it may be taken out at this moment
    saved = current if current is not None else own.assessment
    asked = "porque" in request.GET and sent is None and own.assessment is not None
    outside = sitting.outside(own.row.pk, own.values) if asked else []
    context = frame(token, sitting) | {
        "own": own,
        "element": own.row.element,
        "fields": fields(sitting, own, sent),
        "comment": request.POST.get("comment", "") if sent is not None else (saved.comment if saved else ""),
        "version": saved.version if saved is not None else 0,
        "number": at + 1,
        "count": len(order),
        "previous": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
        "onward": following(standings, own.row.pk),
        "say": say,
        "others": _others(sitting, own, current),
        "outside": outside,
    }
    return render(request, "priority/own_score.html", context)


def _others(sitting: Sitting, own: OwnRow, current: Assessment | None) -> list[tuple[str, str]]:
    """Return what was saved on another screen, by criterion."""
    if current is None:
        return []
    listed = fields(sitting, replace(own, assessment=current))
    said = [(one.criterion.name, _("Cannot say") if one.cannot else one.text or "–") for one in listed]
    return [*said, (_("Comment"), current.comment or "–")]


def _version(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _count(evaluator: Evaluator, pk: int) -> None:
    message = _("A great deal was sent with this link in the last hour. Try again later; nothing was lost.")
    limits.count("scores", str(evaluator.pk), SAVES, limits.HOUR, message)
    limits.count("scores-of", f"{evaluator.pk}.{pk}", SAVES_OF_ONE, limits.HOUR, message)
