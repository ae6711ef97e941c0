"""Asking for a ranking of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.priority.enums import RankMethod, RunKind, ScoresBy, WeightsFrom
from rumbo.priority.models import DelphiRound, Run
from rumbo.priority.queries.run_inputs import (
    LEAST_SAMPLES,
    MOST_SAMPLES,
    Wanted,
    ranking_inputs,
    scored_delphi,
    wanted_of,
)
from rumbo.priority.services import runs

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.priority.models import Round


@transaction.atomic
def ask(
    actor: Actor,
    found: Round,
    wanted: Wanted | None = None,
    *,
    delphi: DelphiRound | None = None,
    title: str = "",
) -> Run:
    """Let a task rank what a round prioritises, and return the run.

    Without ``wanted`` as the round says; without ``delphi`` by the scores of its last closed Delphi round, or of the
    open one where none was closed. The title says that a ranking is provisional.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: something is missing, or several runs are at work already.
    """
    authorize(actor, "plan.manage", found)
    wanted = wanted or wanted_of(found)
    _check(wanted)
    delphi = delphi or next(iter(scored_delphi(found)), None)
    if delphi is not None and delphi.round_id != found.pk:
        raise Refused(_("Choose a Delphi round of this prioritisation round."))
    inputs, method, origin = ranking_inputs(found, delphi, wanted)
    name = " ".join(title.split()) or default_title(wanted, delphi)
    if origin["provisional"] and _("provisional") not in name.lower():
        provisional = _("provisional")
        name = f"{name} ({provisional})"
    return runs.ask(actor, found.plan, RunKind.RANKING, name, inputs, method, round=found, origin=origin)


def default_title(wanted: Wanted, delphi: DelphiRound | None) -> str:
    """Return the title of a ranking that is given none."""
    method = RankMethod(wanted.method).label
    if delphi is None:
        return str(method)
    return _("%(method)s, Delphi round %(n)d") % {"method": method, "n": delphi.number}


def _check(wanted: Wanted) -> None:
    known = (
        wanted.method in RankMethod.values
        and wanted.scores_by in ScoresBy.values
        and wanted.weights_from in WeightsFrom.values
    )
    if not known:
        raise Refused(_("Choose a method, how scores are put together, and whose weights count."))
    if wanted.first < 1 or not LEAST_SAMPLES <= wanted.samples <= MOST_SAMPLES:
        message = _("Take at least one place of priority, and from %(low)d to %(high)d random combinations.")
        raise Refused(message % {"low": LEAST_SAMPLES, "high": MOST_SAMPLES})
