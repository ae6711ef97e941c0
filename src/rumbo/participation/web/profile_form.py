"""The form with which whoever leads a table fills in the profile of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from rumbo.core.errors import Refused
from rumbo.participation.exercises.profile import PART_LABELS
from rumbo.participation.services.profiles import PartConflict, save_part, tidy_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField

    from rumbo.participation.models import Contribution, Exercise

SEEN = "seen_"


class ProfileForm(forms.Form):
    """The parts of a profile, each with the text that the writer saw.

    ``current`` has what the parts say now that somebody else wrote in the meantime.
    """

    def __init__(self, exercise: Exercise, profile: Contribution | None, data: Any = None) -> None:
        details = profile.details if profile is not None else {}
        super().__init__(data, initial=dict(details) | {f"{SEEN}{part}": text for part, text in details.items()})
        self.exercise, self.profile = exercise, profile
        self.current: dict[str, str] = {}
        for part, label in PART_LABELS.items():
            self.fields[part] = forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}))
            self.fields[f"{SEEN}{part}"] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def rows(self) -> Iterator[tuple[BoundField, BoundField, str | None]]:
        """Return each part with the field of what was seen, and what it says now where somebody else wrote it."""
        for part in PART_LABELS:
            yield self[part], self[f"{SEEN}{part}"], self.current.get(part)

    def save(self, actor: Any) -> bool:
        """Store the parts that were changed; False where some were refused, with the sentence beside each."""
        seen = {f"{SEEN}{part}": self._save_part(actor, part) for part in PART_LABELS}
        self.data = {**{name: self.data[name] for name in self.data}, **seen}
        return not self.errors

    def _save_part(self, actor: Any, part: str) -> str:
        """Store a part where it was changed; return what the writer has seen of it now."""
        text, seen = self.cleaned_data.get(part, ""), self.cleaned_data.get(f"{SEEN}{part}", "")
        if tidy_part(text) == tidy_part(seen):
            return str(seen)
        try:
            save_part(actor, self.exercise, self.profile, part, text, seen=seen)
        except PartConflict as conflict:
            self.current[part] = seen = conflict.current
            self.add_error(part, conflict.message)
        except Refused as refusal:
            self.add_error(part, refusal.message)
        else:
            seen = text
        return str(seen)
