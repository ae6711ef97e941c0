"""The rounds of a plan: where its staff begins, and what is next in each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import Round
from rumbo.priority.queries.overview import Overview, overviews
from rumbo.priority.queries.stopping import agreement_of, verdict
from rumbo.priority.web.access import SECTION, get_round, way_to
from rumbo.priority.web.steps import next_step

#: The shape of each phase (docs/look.md).
TONES = {
    RoundPhase.DRAFT: "mute",
    RoundPhase.SCORING: "go",
    RoundPhase.BETWEEN: "ask",
    RoundPhase.CLOSED: "done",
}


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the rounds of the plan."""
    return page(
        request,
        "priority/home.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan),
        rounds=[
            {"seen": seen, "step": next_step(plan, seen), "tone": TONES[RoundPhase(seen.round.phase)]}
            for seen in overviews(plan)
        ],
        gone=list(Round.objects.filter(plan=plan).exclude(state="current")),
    )


@require_safe
@plan_page()
def one(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a round: what is prepared, how far the scores are, and what comes next."""
    found = get_round(plan, pk)
    (seen,) = overviews(plan, found.pk)
    return page(
        request,
        "priority/round.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found),
        round=found,
        seen=seen,
        tone=TONES[RoundPhase(found.phase)],
        step=next_step(plan, seen) if found.is_current else None,
        held=[_held(one) for one in seen.delphi],
        verdict=verdict(found, seen.delphi),
        remarks=_remarks(seen),
        today=localdate(),
        title=_("Prioritisation round"),
    )


def _held(delphi: Any) -> dict[str, Any]:
    """Return what the page shows of a Delphi round: the agreement as a share for its bar, and who answered."""
    found = agreement_of(delphi)
    return {"delphi": delphi, "w": found, "people": delphi.result.get("people")}


def _remarks(seen: Overview) -> list[str]:
    """Return what may be so, and is said all the same."""
    remarks = []
    if seen.items == 1:
        remarks.append(_("Only one thing is prioritised: there is nothing to compare it with."))
    if 0 < seen.evaluators < 3:
        remarks.append(_("With fewer than three evaluators nobody is shown what the others think."))
    if seen.items and seen.round.first > seen.items:
        remarks.append(
            _("The portfolio would hold %(first)d, and only %(n)d are compared.")
            % {"first": seen.round.first, "n": seen.items}
        )
    return remarks
