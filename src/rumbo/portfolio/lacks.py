"""What a gate can lack, as a code with values: kept with a passage, and said to each reader in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy

from rumbo.portfolio.enums import StudyKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: The sentence of each code.
SENTENCES: dict[str, StrPromise] = {
    "accountable": gettext_lazy("No organization is accountable for it."),
    "problem": gettext_lazy("The profile does not say which problem it answers."),
    "profile": gettext_lazy(
        "The profile is %(share)d %% complete and %(value)d %% is asked for. It lacks: %(names)s."
    ),
    "cost": gettext_lazy("There is no estimate of what it costs."),
    "location": gettext_lazy("It has no place on the map: draw a point, a line or an area."),
    "no-estimate": gettext_lazy("Without an estimate nobody can say how much of it is funded."),
    "funding": gettext_lazy("%(share)d %% of its cost is authorised and %(value)d %% is asked for."),
    "permits": gettext_lazy("Not granted: %(names)s."),
    "shares": gettext_lazy("Not agreed to their share: %(names)s."),
    "conditions": gettext_lazy("Conditions of its studies are not met: %(names)s."),
    "no-milestones": gettext_lazy("It has no milestones."),
    "baseline": gettext_lazy("Its schedule has not been fixed as a baseline."),
    "milestones": gettext_lazy("Milestones are not done: %(names)s."),
    "not-feasible": gettext_lazy("The study says that it is not feasible: %(kind)s."),
    "no-verdict": gettext_lazy("There is no verdict that counts today: %(kind)s."),
}
#: What the profile can lack, by code.
PROFILE: dict[str, StrPromise] = {
    "problem": gettext_lazy("problem"),
    "population": gettext_lazy("population"),
    "beneficiaries": gettext_lazy("people who benefit"),
    "description": gettext_lazy("description"),
    "results": gettext_lazy("expected results"),
    "sustainability": gettext_lazy("how it will be kept up"),
    "dates": gettext_lazy("dates"),
    "goals": gettext_lazy("goals"),
    "cost": gettext_lazy("cost"),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a gate lacks. As a text it is the sentence that says what, in the reader's language.

    ``values`` are numbers, a kind of study, or ``names``: titles with their English ones, or codes of `PROFILE`.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        said = {name: _said(name, value) for name, value in self.values.items()}
        return str(SENTENCES[self.code]) % said if said else str(SENTENCES[self.code])

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept with a passage."""
        return {"code": self.code, "values": dict(self.values)}


def named(row: Any) -> list[str]:
    """Return the titles of a record, Spanish and English, as a value of a lack."""
    return [row.title, row.title_en]


def sentence_of(kept: Any) -> str:
    """Return the sentence of a lack as it was kept; the oldest were kept as the sentence itself."""
    if isinstance(kept, dict) and kept.get("code") in SENTENCES:
        return str(Lack(kept["code"], kept.get("values") or {}))
    return str(kept)


def _said(name: str, value: Any) -> Any:
    if name == "kind":
        return str(StudyKind(value).label).lower()
    return ", ".join(map(_name, value)) if name == "names" else value


def _name(value: Any) -> str:
    if isinstance(value, str):
        return str(PROFILE.get(value, value))
    title, title_en = value
    return str(title_en if title_en and (get_language() or "").startswith("en") else title)
