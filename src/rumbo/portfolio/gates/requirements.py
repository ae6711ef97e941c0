"""What a gate can ask for. Each requirement says what is missing (see `Lack`), or nothing where it is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from rumbo.portfolio.enums import PermitState, ShareState, Stage, StudyKind, Verdict
from rumbo.portfolio.gates.facts import Facts
from rumbo.portfolio.lacks import PROFILE, Lack, named

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Returns what is missing, given the facts and the threshold.
Check = Callable[[Facts, int], Lack | None]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a gate asks for; ``default`` is its threshold, None where it has none, in ``unit``."""

    code: str
    label: StrPromise
    check: Check
    default: int | None = None
    unit: str = ""


def _accountable(facts: Facts, _value: int) -> Lack | None:
    return None if facts.accountable else Lack("accountable")


def _problem(facts: Facts, _value: int) -> Lack | None:
    return None if facts.profile and facts.profile.problem.strip() else Lack("problem")


def _profile(facts: Facts, value: int) -> Lack | None:
    share, names = _filled_in(facts)
    return None if share >= value else Lack("profile", {"share": share, "value": value, "names": names})


def _cost(facts: Facts, _value: int) -> Lack | None:
    return None if facts.cost > 0 else Lack("cost")


def _location(facts: Facts, _value: int) -> Lack | None:
    return None if facts.has_location else Lack("location")


def _funding(facts: Facts, value: int) -> Lack | None:
    if facts.cost <= 0:
        return Lack("no-estimate")
    share = int(facts.sure_money * 100 / facts.cost)
    return None if share >= value else Lack("funding", {"share": share, "value": value})


def _permits(facts: Facts, _value: int) -> Lack | None:
    return _these("permits", (permit for permit in facts.permits if not _is_valid(permit, facts)))


def _is_valid(permit: object, facts: Facts) -> bool:
    expires = getattr(permit, "expires_on", None)
    granted = getattr(permit, "status", "") == PermitState.GRANTED
    return granted and (expires is None or expires >= facts.today)


def _shares(facts: Facts, _value: int) -> Lack | None:
    return _these("shares", (share.territory for share in facts.shares if share.state != ShareState.AGREED))


def _conditions(facts: Facts, _value: int) -> Lack | None:
    return _these("conditions", facts.open_conditions)


def _schedule(facts: Facts, _value: int) -> Lack | None:
    if not facts.milestones:
        return Lack("no-milestones")
    return None if facts.has_baseline else Lack("baseline")


def _finished(facts: Facts, _value: int) -> Lack | None:
    return _these("milestones", (step for step in facts.milestones if step.done_on is None))


def _these(code: str, rows: Iterable[Any]) -> Lack | None:
    names = [named(row) for row in rows]
    return Lack(code, {"names": names}) if names else None


def _study(kind: StudyKind) -> Check:
    def check(facts: Facts, _value: int) -> Lack | None:
        verdict = facts.verdict(kind)
        if verdict in {Verdict.FEASIBLE, Verdict.CONDITIONS}:
            return None
        code = "not-feasible" if verdict == Verdict.NOT_FEASIBLE else "no-verdict"
        return Lack(code, {"kind": kind.value})

    return check


def completeness(facts: Facts) -> tuple[int, list[str]]:
    """Return how much of the profile is filled in, in per cent, and the names of what is not."""
    share, lacking = _filled_in(facts)
    return share, [str(PROFILE[code]) for code in lacking]


def _filled_in(facts: Facts) -> tuple[int, list[str]]:
    profile = facts.profile
    parts = {
        "problem": bool(profile and profile.problem.strip()),
        "population": bool(profile and profile.population.strip()),
        "beneficiaries": bool(profile and profile.beneficiaries),
        "description": bool((profile and profile.text.strip()) or facts.project.text.strip()),
        "results": bool(profile and profile.results.strip()),
        "sustainability": bool(profile and profile.sustainability.strip()),
        "dates": bool(profile and profile.starts_on and profile.ends_on),
        "goals": bool(profile and list(profile.goals.all())),
        "cost": facts.cost > 0,
    }
    lacking = [code for code, there in parts.items() if not there]
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
