"""What comes next in a round: one clear thing to do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.priority.enums import RoundPhase
from rumbo.priority.queries.stopping import verdict

if TYPE_CHECKING:
    from rumbo.priority.queries.overview import Overview


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: why, and the address and words of what to do (empty: wait)."""

    sentence: str
    url: str = ""
    action: str = ""


def next_step(plan: Any, seen: Overview) -> Step:
    """Return what comes next in a round."""
    phase = seen.round.phase
    if phase == RoundPhase.DRAFT:
        return _preparing(plan, seen)
    if phase == RoundPhase.SCORING:
        return _scoring(plan, seen)
    return _between(plan, seen) if phase == RoundPhase.BETWEEN else _deciding(plan, seen)


def _preparing(plan: Any, seen: Overview) -> Step:
    if not seen.items:
        return Step(_("Begin with what is compared."), _at("items", plan, seen), _("Choose what is prioritised"))
    if not seen.criteria or (seen.lacks and seen.evaluators):
        return Step(_("Say by what each is scored."), _at("criteria", plan, seen), _("Write the criteria"))
    if not seen.evaluators:
        return Step(_("Name who scores."), _at("evaluators", plan, seen), _("Name the evaluators"))
    return Step(
        _("All is ready: the evaluators can begin to score."),
        _at("open_delphi", plan, seen),
        _("Open the first Delphi round"),
    )


def _scoring(plan: Any, seen: Overview) -> Step:
    people, delphi = seen.people, seen.open
    close = (_at("close_delphi", plan, seen), _("Close this Delphi round"))
    if people is None or delphi is None or not people.unfinished:
        return Step(_("Everybody has finished."), *close)
    left = ngettext("%(n)d person has not finished.", "%(n)d people have not finished.", people.unfinished)
    said = left % {"n": people.unfinished}
    if delphi.closes_on and delphi.closes_on < localdate():
        past = _("The last day is past.")
        return Step(f"{past} {said}", *close)
    there = _at("progress", plan, seen)
    if there:
        return Step(said, there, _("See how far each is"))
    return Step(said, _at("evaluators", plan, seen), _("See the evaluators"))


def _between(plan: Any, seen: Overview) -> Step:
    found = verdict(seen.round, seen.delphi)
    finish = (_at("finish", plan, seen), _("Close the scores"))
    if found is None or not found.left:
        return Step(_("The Delphi rounds that were planned were held."), *finish)
    if found.enough:
        return Step(_("The evaluators agree enough: another Delphi round is not needed."), *finish)
    if found.still:
        return Step(_("Opinions hardly moved: another Delphi round would not change much."), *finish)
    number = len(seen.delphi) + 1
    action = _("Open Delphi round %(n)d") % {"n": number}
    return Step(
        _("The evaluators do not agree enough yet: another Delphi round is worth it."),
        _at("open_delphi", plan, seen),
        action,
    )


def _deciding(plan: Any, seen: Overview) -> Step:
    runs = _at("round_runs", plan, seen)
    if not seen.ranked:
        return Step(
            _("The scores are closed: now they become an order."), runs, _("Make the ranking") if runs else ""
        )
    decision = _at("decision", plan, seen)
    if seen.published:
        return Step(_("The priority portfolio is published."), decision, _("See the decision") if decision else "")
    sentence = _("The ranking is made: the council decides on it.")
    return Step(sentence, decision, _("Write down the decision") if decision else "")


def _at(name: str, plan: Any, seen: Overview) -> str:
    """Return the address of a page of the round; nothing where the site has no such page."""
    try:
        return reverse(f"priority:{name}", args=[plan.key, seen.round.pk])
    except NoReverseMatch:
        return ""
