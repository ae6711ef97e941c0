"""What the address of a page of priority names, or 404; and the way there."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.priority.models import Evaluator, Round, Run
from rumbo.priority.tokens import read_link

#: The section of the desk.
SECTION = "priority:home"


def get_round(plan: Any, pk: int) -> Round:
    """Return a round of the plan.

    Raises:
        Http404: the plan has no such round.
    """
    found: Round | None = Round.objects.filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such round in this plan."))
    found.plan = plan
    return found


def get_run(plan: Any, pk: int) -> Run:
    """Return a run of the plan with its round.

    Raises:
        Http404: the plan has no such run.
    """
    found: Run | None = Run.objects.select_related("round").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such run in this plan."))
    found.plan = plan
    return found


def get_evaluator(token: str) -> Evaluator:
    """Return the evaluator of a link, with round and plan.

    Raises:
        Http404: the link is not ours, was renewed, or its evaluator or round is not in force any more.
    """
    named = read_link(token)
    found: Evaluator | None = None
    if named is not None:
        rows = Evaluator.objects.current().select_related("round__plan", "organization", "axis")
        found = rows.filter(pk=named[0], secret=named[1]).first()
    if found is None or not found.round.is_current:
        raise Http404(_("This link does not work any more. Ask who invited you for a new one."))
    return found


def way_to(plan: Any, found: Round | None = None, *last: str) -> list[tuple[str, str]]:
    """Return the crumbs of a page: prioritisation, the round, and the page about it."""
    crumbs = [(_("Prioritisation"), reverse("priority:home", args=[plan.key]))]
    if found is not None:
        crumbs.append((found.name, reverse("priority:round", args=[plan.key, found.pk])))
    crumbs += [(name, "") for name in last]
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def money_way(plan: Any, found: Round, here: str) -> list[tuple[str, str]]:
    """Return the crumbs of a page below that of votes and money."""
    above = way_to(plan, found, "")[:-1]
    return [*above, (_("Votes and money"), reverse("priority:votes", args=[plan.key, found.pk])), (here, "")]


def run_way(plan: Any, run: Run, here: str) -> list[tuple[str, str]]:
    """Return the crumbs of a page about a run."""
    above = way_to(plan, run.round, "")[:-1]
    return [*above, (str(run), reverse("priority:run", args=[plan.key, run.pk])), (here, "")]
