"""What is wrong with a recorded run, or with what a run is given, and what differs when it is done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.methods.runs import ABSENT, Difference
from rumbo.priority.method_words import selection

_DOCUMENT: dict[str, str | Promise] = {
    "not_json": gettext_lazy("This is no JSON text in UTF-8: line %(line)s cannot be read. Get the file again."),
    "not_a_run": gettext_lazy("This is no recorded run. A run is a JSON object with a format, a kind and a result."),
    "format": gettext_lazy("The format is “%(given)s”, and this version reads “%(expected)s”."),
    "unknown_kind": gettext_lazy("There is no run of the kind “%(given)s”. The kinds are: %(kinds)s."),
    "changed": gettext_lazy(
        "The checksum does not fit: the run was changed after it was recorded. Get the file again from where it was "
        "published."
    ),
}
_FIELDS: dict[str, str | Promise] = {
    "missing": gettext_lazy("%(at)s is missing. Add it."),
    "not_object": gettext_lazy("%(at)s has to be an object, as {…}."),
    "not_list": gettext_lazy("%(at)s has to be a list, as […]."),
    "not_text": gettext_lazy("%(at)s has to be a text."),
    "not_number": gettext_lazy("%(at)s has to be a number."),
    "not_whole": gettext_lazy("%(at)s has to be a whole number."),
    "not_yes_no": gettext_lazy("%(at)s has to be true or false."),
    "not_amount": gettext_lazy("%(at)s has to be an amount written as a text, such as “1000.50”."),
    "choice": gettext_lazy("%(at)s is “%(given)s”. It has to be one of: %(choices)s."),
    "no_value": gettext_lazy("%(at)s holds something that JSON does not have."),
    "id_twice": gettext_lazy("%(at)s: “%(id)s” is there twice. Leave one."),
    "unknown_id": gettext_lazy("%(at)s: there is no “%(id)s”. Correct it or add it."),
    "shape": gettext_lazy("%(at)s needs %(expected)s entries and has %(found)s."),
}
_RANKING: dict[str, str | Promise] = {
    "no_alternatives": gettext_lazy("There is nothing to rank. Choose at least one."),
    "no_criteria": gettext_lazy("There are no criteria. Add at least one."),
    "no_evaluators": gettext_lazy("There are no evaluators, so that nobody can give a score. Invite at least one."),
    "no_scores": gettext_lazy("There is no score yet in any criterion with a weight. Ask for scores first."),
    "no_weights": gettext_lazy("Nobody has given weights. Give the criteria weights."),
    "one_row": gettext_lazy("With given weights there is exactly one row of weights, and here are %(found)s."),
    "weights_zero": gettext_lazy("All weights are 0 (%(at)s): give at least one criterion a weight above 0."),
    "negative_score": gettext_lazy(
        "“%(criterion)s” is on a ratio scale, where no score is below 0 (%(at)s). Correct the score or the scale."
    ),
    "no_level": gettext_lazy(
        "“%(criterion)s” has levels from 1 to %(levels)s, and a score that is none of them (%(at)s)."
    ),
    "preference": gettext_lazy(
        "The thresholds of the preference “%(shape)s” do not fit it (%(at)s): none is below 0, p is above q where "
        "both count, and p of “v” and s of “gaussian” are above 0."
    ),
}
_ALLOCATION: dict[str, str | Promise] = {
    "no_projects": gettext_lazy("There are no projects to fund. Add at least one."),
    "no_voters": gettext_lazy("Nobody has voted, so that nothing can be divided among voters. Take votes first."),
    "too_large": gettext_lazy("An amount or a sum of points is too large (%(at)s). Look for a digit too many."),
    "small_step": gettext_lazy(
        "The step is too small for this budget and would take too long. Take %(low)s or more."
    ),
}
_SENTENCES = {**_DOCUMENT, **_FIELDS, **_RANKING, **_ALLOCATION}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return what is wrong with a run, where, and how to mend it: the code and parameters of a `RunError`."""
    several = _SEVERAL.get(code)
    if several is not None:
        return several(params)
    listed = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in params.items()
    }
    return str(_SENTENCES[code]) % listed


def difference(one: Difference) -> str:
    """Return one thing that differs, as one line."""
    values = {"path": one.path, "recorded": _value(one.recorded), "found": _value(one.found)}
    if one.recorded is ABSENT:
        return _("%(path)s: now %(found)s, and nothing was recorded") % values
    if one.found is ABSENT:
        return _("%(path)s: %(recorded)s was recorded, and now there is nothing") % values
    return _("%(path)s: %(recorded)s was recorded, and now it is %(found)s") % values


def _out_of_range(params: Mapping[str, Any]) -> str:
    if "low" not in params:
        return _("%(at)s is too large.") % params
    if "high" not in params:
        return (
            _("%(at)s has to be %(low)s or more.") % params if params["low"] else _("%(at)s is below zero.") % params
        )
    return _("%(at)s has to be between %(low)s and %(high)s.") % params


def _utility(params: Mapping[str, Any]) -> str:
    if params["approval"]:
        return _("These ballots are approvals: the utility is the cost or the same for each project, not the points.")
    return _("These ballots give points, and the utility is the points: leave the utility out.")


def _problem(params: Mapping[str, Any]) -> str:
    """Return what is wrong with the problem of a selection."""
    text = selection.sentence(params["of"], params["params"])
    return text if params["at"] == "inputs" else f"{params['at']}: {text}"


_SEVERAL: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "out_of_range": _out_of_range,
    "utility": _utility,
    "problem": _problem,
}


def _value(value: Any) -> str:
    text = json.dumps(None if value is ABSENT else value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
