"""What a ranking lacks before it can be asked for, and what to know of it, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

_MISSING = {
    "no_delphi": gettext_lazy("No scores were taken yet. Open the first Delphi round."),
    "no_items": gettext_lazy("Nothing is prioritised in this round yet. Choose what is compared."),
    "no_criteria": gettext_lazy("This round has no criteria yet. Write at least one."),
    "no_evaluators": gettext_lazy("Nobody evaluates in this round yet. Add at least one evaluator."),
    "no_scores": gettext_lazy("There is no score yet. Ask the evaluators for theirs, or type in those on paper."),
    "no_weights": gettext_lazy(
        "No evaluator has given weights for these criteria. Ask for theirs, or take those of the criteria as given."
    ),
    "weights_zero": gettext_lazy("All weights are 0. Give at least one criterion a weight above 0."),
    "no_weighed_scores": gettext_lazy(
        "All scores are in criteria of weight 0. Ask for scores in another criterion, or give one of these a weight."
    ),
}


def missing(coded: Mapping[str, Any]) -> str:
    """Return what a ranking lacks, and what to do."""
    return str(_MISSING[coded["code"]])


def doubt(coded: Mapping[str, Any]) -> str:
    """Return what to know of a ranking; empty for a code of another version.

    What is missing for one choice of weights may be a doubt where another can be chosen.
    """
    if coded.get("code") in _MISSING:
        return missing(coded)
    count, of = coded.get("n", 0), coded.get("of", 0)
    return (_SAID[coded["code"]](count) % {"n": f"{count:,}", "of": f"{of:,}"}) if coded.get("code") in _SAID else ""


def _provisional(_count: int) -> str:
    return _("Scores are still being taken: this order is provisional.")


def _unscored(count: int) -> str:
    return ngettext(
        "%(n)s of %(of)s has no score at all: it gets no place.",
        "%(n)s of %(of)s have no score at all: they get no place.",
        count,
    )


def _incomplete(count: int) -> str:
    return ngettext(
        "%(n)s of the %(of)s scores that were asked for is missing. It does not count as a zero.",
        "%(n)s of the %(of)s scores that were asked for are missing. They do not count as zeros.",
        count,
    )


def _one_evaluator(_count: int) -> str:
    return _("One person alone gave scores: how much evaluators differ cannot be said.")


def _inconsistent(count: int) -> str:
    return ngettext(
        "%(n)s of the %(of)s people who gave weights contradicts themselves in pairs (consistency ratio above 0.1).",
        "%(n)s of the %(of)s people who gave weights contradict themselves in pairs (consistency ratio above 0.1).",
        count,
    )


def _old_weights(count: int) -> str:
    return ngettext(
        "The weights of %(n)s evaluator were given for other criteria, and do not count.",
        "The weights of %(n)s evaluators were given for other criteria, and do not count.",
        count,
    )


_SAID = {
    "provisional": _provisional,
    "unscored": _unscored,
    "incomplete": _incomplete,
    "one_evaluator": _one_evaluator,
    "inconsistent": _inconsistent,
    "old_weights": _old_weights,
}
