"""What a gate can ask for. Each requirement says in one sentence what is missing, or nothing where it is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.portfolio.enums import PermitState, ShareState, Stage, StudyKind, Verdict
from rumbo.portfolio.gates.facts import Facts

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Returns the sentence that says what is missing, given the facts and the threshold.
Check = Callable[[Facts, int], str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a gate asks for; ``default`` is its threshold, None where it has none, in ``unit``."""

    code: str
    label: StrPromise
    check: Check
    default: int | None = None
    unit: str = ""


def _accountable(facts: Facts, _value: int) -> str:
    return "" if facts.accountable else _("No organization is accountable for it.")


def _problem(facts: Facts, _value: int) -> str:
    return (
        ""
        if facts.profile and facts.profile.problem.strip()
        else _("The profile does not say which problem it answers.")
    )


def _profile(facts: Facts, value: int) -> str:
    share, names = completeness(facts)
    if share >= value:
        return ""
    message = _("The profile is %(share)d %% complete and %(value)d %% is asked for. It lacks: %(names)s.")
    return message % {"share": share, "value": value, "names": ", ".join(names)}


def _cost(facts: Facts, _value: int) -> str:
    return "" if facts.cost > 0 else _("There is no estimate of what it costs.")


def _location(facts: Facts, _value: int) -> str:
    return "" if facts.has_location else _("It has no place on the map: draw a point, a line or an area.")


def _funding(facts: Facts, value: int) -> str:
    if facts.cost <= 0:
        return _("Without an estimate nobody can say how much of it is funded.")
    share = int(facts.sure_money * 100 / facts.cost)
    if share >= value:
        return ""
    message = _("%(share)d %% of its cost is authorised and %(value)d %% is asked for.")
    return message % {"share": share, "value": value}


def _permits(facts: Facts, _value: int) -> str:
    lacking = [permit.name for permit in facts.permits if not _is_valid(permit, facts)]
    return _("Not granted: %(names)s.") % {"names": ", ".join(lacking)} if lacking else ""


def _is_valid(permit: object, facts: Facts) -> bool:
    expires = getattr(permit, "expires_on", None)
    granted = getattr(permit, "status", "") == PermitState.GRANTED
    return granted and (expires is None or expires >= facts.today)


def _shares(facts: Facts, _value: int) -> str:
    waiting = [str(share.territory) for share in facts.shares if share.state != ShareState.AGREED]
    return _("Not agreed to their share: %(names)s.") % {"names": ", ".join(waiting)} if waiting else ""


def _conditions(facts: Facts, _value: int) -> str:
    names = [condition.name for condition in facts.open_conditions]
    return _("Conditions of its studies are not met: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _schedule(facts: Facts, _value: int) -> str:
    if not facts.milestones:
        return _("It has no milestones.")
    return "" if facts.has_baseline else _("Its schedule has not been fixed as a baseline.")


def _finished(facts: Facts, _value: int) -> str:
    open_ones = [step.name for step in facts.milestones if step.done_on is None]
    return _("Milestones are not done: %(names)s.") % {"names": ", ".join(open_ones)} if open_ones else ""


def _study(kind: StudyKind) -> Check:
    def check(facts: Facts, _value: int) -> str:
        verdict = facts.verdict(kind)
        if verdict in {Verdict.FEASIBLE, Verdict.CONDITIONS}:
            return ""
        if verdict == Verdict.NOT_FEASIBLE:
            return _("The study says that it is not feasible: %(kind)s.") % {"kind": kind.label.lower()}
        return _("There is no verdict that counts today: %(kind)s.") % {"kind": kind.label.lower()}

    return check


def completeness(facts: Facts) -> tuple[int, list[str]]:
    """Return how much of the profile is filled in, in per cent, and the names of what is not."""
    profile = facts.profile
    parts = {
        _("problem"): bool(profile and profile.problem.strip()),
        _("population"): bool(profile and profile.population.strip()),
        _("people who benefit"): bool(profile and profile.beneficiaries),
        _("description"): bool((profile and profile.text.strip()) or facts.project.text.strip()),
        _("expected results"): bool(profile and profile.results.strip()),
        _("how it will be kept up"): bool(profile and profile.sustainability.strip()),
        _("dates"): bool(profile and profile.starts_on and profile.ends_on),
        _("goals"): bool(profile and list(profile.goals.all())),
        _("cost"): facts.cost > 0,
    }
    lacking = [name for name, there in parts.items() if not there]
    return (len(parts) - len(lacking)) * 100 // len(parts), lacking


REQUIREMENTS: dict[str, Requirement] = {
    one.code: one
    for one in (
        Requirement("accountable", gettext_lazy("An organization is accountable"), _accountable),
        Requirement("problem", gettext_lazy("The problem that it answers"), _problem),
        Requirement("profile", gettext_lazy("The profile is complete"), _profile, 80, "%"),
        Requirement("cost", gettext_lazy("An estimate of its cost"), _cost),
        Requirement("location", gettext_lazy("Its place on the map"), _location),
        *(Requirement(f"study-{kind.value}", kind.label, _study(kind)) for kind in StudyKind),
        Requirement("conditions", gettext_lazy("The conditions of its studies are met"), _conditions),
        Requirement("funding", gettext_lazy("Part of its cost that is authorised"), _funding, 100, "%"),
        Requirement("shares", gettext_lazy("All governments agree to their share"), _shares),
        Requirement("permits", gettext_lazy("Permits and land are granted"), _permits),
        Requirement("schedule", gettext_lazy("Milestones, fixed as a baseline"), _schedule),
        Requirement("finished", gettext_lazy("All milestones are done"), _finished),
    )
}

#: What the gate into each stage asks for, where a plan says nothing else.
DEFAULTS: dict[str, tuple[str, ...]] = {
    Stage.PROFILE: ("accountable", "problem"),
    Stage.FEASIBILITY: ("accountable", "profile", "cost", "location"),
    Stage.FUNDING: ("accountable", *(f"study-{kind.value}" for kind in StudyKind if kind != StudyKind.INSTITUTIONAL)),
    Stage.EXECUTION: ("accountable", "funding", "shares", "permits", "schedule"),
    Stage.OPERATION: ("accountable", "conditions", "finished"),
    Stage.CLOSED: ("accountable",),
}
