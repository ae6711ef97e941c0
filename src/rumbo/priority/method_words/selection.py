"""What a selection says, in words: what is wrong with a problem, which limits clash, and why a project is out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from rumbo.methods.selection import Limit, LimitKind, ProblemError, Reason

Names = Mapping[str, str]


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return what is wrong with the JSON document of a problem, where, and how to mend it."""
    text = _problem_texts()[code] % params
    place = params.get("place")
    return _("At %(place)s: %(text)s") % {"place": place, "text": text} if place else text


def problem_sentence(error: ProblemError, names: Names | None = None) -> str:
    """Return what is wrong with a problem for those who did not write its document, with names for its ids."""
    known = names or {}
    given = dict(error.params)
    for key in ("project", "source", "group"):
        if key in given:
            given[key] = known.get(str(given[key]), given[key])
    if error.code == "circle":
        given["projects"] = " → ".join(known.get(one, one) for one in str(given["projects"]).split(" → "))
    text = _problem_texts()[error.code] % given
    return text[:1].upper() + text[1:]


def clash_sentence(limits: Iterable[Limit], names: Names | None = None, *, proven: bool = True) -> str:
    """Return which limits clash, as one sentence with how to mend it."""
    words = [limit_words(limit, names) for limit in limits]
    if not words:
        return _("No selection that keeps all limits was found. Loosen some of them.")
    if len(words) == 1:
        return _("This limit cannot be kept: %(limit)s. Loosen it.") % {"limit": words[0]}
    listed = get_text_list(words, _("and"))
    if not proven:
        return _("No selection was found that keeps these limits together: %(limits)s. Loosen one of them.") % {
            "limits": listed
        }
    return _("These limits cannot be kept together: %(limits)s. Loosen one of them.") % {"limits": listed}


def limit_words(limit: Limit, names: Names | None = None) -> str:
    """Return what a limit asks for, as part of a sentence."""
    known = names or {}
    called = [known.get(name, name) for name in limit.names]
    if limit.kind is LimitKind.MINIMUM:
        text = _("at least %(share)s of all the money for %(name)s")
        return text % {"share": _percent(limit.share or 0.0), "name": called[1]}
    if limit.kind is LimitKind.BUDGET and limit.year is not None:
        return _("the money of %(source)s in %(year)s") % {"source": called[0], "year": limit.year}
    texts = {
        LimitKind.BUDGET: _("the money of %(first)s"),
        LimitKind.MUST: _("%(first)s has to be in"),
        LimitKind.WINDOW: _("the years in which %(first)s may begin"),
        LimitKind.PREREQUISITE: _("%(first)s comes after %(last)s"),
        LimitKind.EXCLUSION: _("at most one of %(all)s"),
    }
    return texts[limit.kind] % {"first": called[0], "last": called[-1], "all": get_text_list(called, _("and"))}


def reason_sentence(reason: Reason, names: Names | None = None) -> str:
    """Return what keeps a project from being added to a selection as it is."""
    texts = {
        "excluded": _("It excludes %(by)s, which is in."),
        "needs": _("It needs %(needs)s, which is out."),
        "too_late": _("It needs %(needs)s, which ends too late for it."),
        "no_years": _("There is no year in which it could begin and still be finished in time."),
        "never_paid": _(
            "In %(year)s it asks for %(short)s more of %(source)s than there is at all; other years are no better."
        ),
        "money": _("In %(year)s it lacks %(short)s of %(source)s."),
    }
    known = names or {}
    given: dict[str, Any] = {key: known.get(str(value), value) for key, value in reason.params.items()}
    if "short" in given:
        given["short"] = f"{given['short']:,.2f}".removesuffix(".00")
    return texts[reason.code] % given


def _problem_texts() -> Mapping[str, str]:
    return {**_file_texts(), **_type_texts(), **_fitting_texts()}


def _file_texts() -> Mapping[str, str]:
    return {
        "not_found": _("%(file)s does not exist: check the path."),
        "unreadable": _("%(file)s cannot be read: %(reason)s."),
        "file_too_big": _("%(file)s is larger than %(limit)s MiB. Leave out what is not needed."),
        "not_utf8": _("%(file)s is not UTF-8 text. Save it as UTF-8."),
        "not_json": _(
            "This is not JSON: line %(line)s, column %(column)s cannot be read. Look for a comma, a quotation mark "
            "or a bracket too many or too few."
        ),
        "number_too_long": _("A number has thousands of digits. Look whether a comma or a space is missing in it."),
        "key_twice": _("“%(key)s” is there twice in the same object. Leave one."),
    }


def _type_texts() -> Mapping[str, str]:
    return {
        "missing": _("“%(key)s” is missing. Add it."),
        "unknown_key": _("“%(key)s” means nothing here. Look whether it is one of these: %(known)s."),
        "not_object": _("an object is due here, with braces { }."),
        "not_list": _("a list is due here, with brackets [ ]."),
        "not_text": _("“%(value)s” is no text. Put it between quotation marks."),
        "not_number": _("“%(value)s” is no number. Write it as 1000 or 1000.50, without quotation marks."),
        "not_whole": _("“%(value)s” is no whole number, or too large. Write it as 2030."),
        "not_truth": _("“%(value)s” is neither true nor false. Write one of these, without quotation marks."),
        "unknown_objective": _("“%(value)s” is no objective. Write priority or utility."),
    }


def _fitting_texts() -> Mapping[str, str]:
    return {
        "negative": _("%(value)s is below zero. Correct it."),
        "too_large": _("%(value)s is too large. Look whether a digit is one too many."),
        "no_budgets": _("there is no source of money. Give at least one, with an amount for each year."),
        "no_years": _("the budget of %(source)s has no years. Give an amount for each year."),
        "years_differ": _(
            "the budget of %(source)s has %(found)s years and another has %(others)s. Give each as many."
        ),
        "delay_range": _("the loss by delay is %(value)s. It has to be at least 0 and less than 1."),
        "no_groups": _("the utility needs groups, of which one at least weighs more than zero. Add them."),
        "project_twice": _("project %(project)s is there twice. Leave one."),
        "too_big": _("%(projects)s projects in %(years)s years are too many to compare. Leave some out."),
        "no_id": _("the project has no id. Give it one."),
        "short": _("project %(project)s lasts %(value)s years. It has to last at least one."),
        "unknown_source": _(
            "project %(project)s asks for money of %(source)s, for which there is no budget. Add the budget or mend "
            "the name."
        ),
        "cost_after_end": _(
            "project %(project)s costs something in %(years)s years and lasts %(duration)s. Let it last longer or "
            "leave out the costs after its end."
        ),
        "share_range": _("%(value)s is no share. It has to be from 0 to 1."),
        "places_over": _(
            "the shares of the places of project %(project)s add up to %(total)s. They must not be more than 1."
        ),
        "unknown_group": _(
            "project %(project)s has a utility for %(group)s, which is none of the groups. Add the group or mend the "
            "name."
        ),
        "unknown_project": _("there is no project %(project)s. Add it or mend the name."),
        "not_out": _("project %(project)s is in the selection."),
        "lone_exclusion": _("an exclusion needs two different projects at least. Add one or leave it out."),
        "circle": _("these projects need each other first: %(projects)s. Leave one of the steps out."),
        "minimum_of": _("a minimum is for an axis or for a place. Give one of the two."),
    }


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"
