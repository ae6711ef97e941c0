"""Where an evaluator's link leads: what is decided, until when, how far they are, and what happens afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.plan.enums import MeasureKind
from rumbo.priority.models import Evaluator, Weighting
from rumbo.priority.queries.own import OwnRow, Sitting, Standing, own_rows, own_standings, sitting_of
from rumbo.priority.services import assessments
from rumbo.priority.web.own_page import frame, own_page
from rumbo.priority.web.scoring import WAITING, following


@require_safe
@own_page
def start(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """Show who they are, what is decided, until when, how far they are, and what becomes of what they say."""
    sitting = sitting_of(evaluator)
    standings = own_standings(sitting)
    context = frame(token, sitting) | how_far(standings.values()) | {"onward": following(standings)}
    context |= {"is_past": _is_past(sitting), "weighting": _weighting(sitting)}
    context["asked_words"] = _counted(sitting.round.subject, context["asked_count"])
    name = "priority/own_start.html" if sitting.delphi is not None else "priority/own_closed.html"
    return render(request, name, context)


@require_safe
@own_page
def listed(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """List the projects, each with how far the evaluator is with it."""
    sitting = sitting_of(evaluator)
    if sitting.delphi is None:
        return redirect("evaluate:start", token)
    rows = own_rows(sitting)
    shown = request.GET.get("ver", "")
    outside = {own.row.pk: len(sitting.outside(own.row.pk, own.values)) for own in rows if own.conflict is None}
    groups = _groups(rows, outside)
    if shown not in groups:
        shown = ""
    here = reverse("evaluate:list", args=[token])
    names = {"": _("All"), "waiting": _("To be scored"), "done": _("Done"), "conflict": _("Conflicts")}
    names["outside"] = _("Outside the group")
    tabs = [
        (names[key], f"{here}?ver={key}" if key else here, key == shown, len(groups[key]))
        for key in names
        if key in groups
    ]
    context = frame(token, sitting) | how_far(own.standing for own in rows)
    context |= {
        "rows": [(own, outside.get(own.row.pk, 0)) for own in groups[shown]],
        "tabs": tabs,
        "shown": shown,
        "stands": sum(1 for own in rows if own.standing == Standing.STANDS),
        "onward": following({own.row.pk: own.standing for own in rows}),
    }
    return render(request, "priority/own_list.html", context)


@require_POST
@own_page
def keep(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """Keep the earlier scores of all that the evaluator has not looked at in this Delphi round."""
    try:
        kept = assessments.keep_rest(evaluator)
        text = ngettext("Your scores of %(n)d stay as they were.", "Your scores of %(n)d stay as they were.", kept)
        messages.success(request, text % {"n": kept})
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("evaluate:finish", token)


@require_safe
@own_page
def finish(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """Thank them, and say what is still open and what happens now."""
    sitting = sitting_of(evaluator)
    if sitting.delphi is None:
        return redirect("evaluate:start", token)
    standings = own_standings(sitting)
    context = frame(token, sitting) | how_far(standings.values()) | {"onward": following(standings)}
    return render(request, "priority/own_finish.html", context | {"weighting": _weighting(sitting)})


def how_far(standings: Iterable[Standing]) -> dict[str, Any]:
    """Return how many are done, wait, or are not scored for a conflict."""
    counts = Counter(standings)
    waiting = sum(counts[one] for one in WAITING)
    return {
        "done_count": counts[Standing.DONE],
        "waiting_count": waiting,
        "conflict_count": counts[Standing.CONFLICT],
        "asked_count": waiting + counts[Standing.DONE],
        "given_count": waiting + counts[Standing.DONE] - counts[Standing.NOT_YET],
    }


def _groups(rows: list[OwnRow], outside: dict[int, int]) -> dict[str, list[OwnRow]]:
    """Return the rows by the views of the list; a view with nothing in it, but the first, is not there."""
    found = {
        "": rows,
        "waiting": [own for own in rows if own.standing in WAITING],
        "done": [own for own in rows if own.standing == Standing.DONE],
        "conflict": [own for own in rows if own.standing == Standing.CONFLICT],
        "outside": [own for own in rows if outside.get(own.row.pk)],
    }
    return {key: listed for key, listed in found.items() if listed or not key}


def _counted(subject: str, count: int) -> str:
    """Return in words how many there are of what is prioritised."""
    texts = {
        MeasureKind.STRATEGY: ngettext("%(n)d strategy", "%(n)d strategies", count),
        MeasureKind.ACTION: ngettext("%(n)d action", "%(n)d actions", count),
        MeasureKind.PROJECT: ngettext("%(n)d project", "%(n)d projects", count),
    }
    return texts[MeasureKind(subject)] % {"n": count}


def _is_past(sitting: Sitting) -> bool:
    """Whether the last day that was named is over; scores are taken until somebody closes them."""
    last = sitting.delphi.closes_on if sitting.delphi is not None else None
    return last is not None and last < localdate()


def _weighting(sitting: Sitting) -> Weighting | None:
    return Weighting.objects.filter(evaluator=sitting.evaluator).first() if sitting.asks_weights else None
