"""A paper ballot as a form: one field for each thing that is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.errors import Refused
from rumbo.participation.enums import ExerciseType, Scale
from rumbo.participation.queries.items import items
from rumbo.participation.services.ballots import enter_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.participation.models import Contribution, Exercise

#: The keys of an opinion: agree, disagree, pass; the same letters in Spanish and English.
OPINION_KEYS = {"1": 1, "a": 1, "2": -1, "d": -1, "3": 0, "p": 0}
_SHOWN = {1: "a", -1: "d", 0: "p"}


class AnswerField(forms.CharField):
    """One answer, typed: a letter or digit for an opinion, a number for importance."""

    def __init__(self, exercise: Exercise, item: Contribution, *, last: int) -> None:
        self.opinion = exercise.type == ExerciseType.OPINION
        scale = exercise.settings.get("scale")
        attrs: dict[str, str] = {"data-line": "", "autocomplete": "off", "autocapitalize": "none"}
        if self.opinion:
            attrs["data-keys"] = "".join(OPINION_KEYS)
        elif scale == Scale.RATING:
            attrs |= {"data-keys": "12345", "inputmode": "numeric"}
        else:
            attrs["inputmode"] = "numeric"
        attrs["size"] = "3"
        super().__init__(label=item.text, required=False, max_length=12, widget=forms.TextInput(attrs=attrs))
        self.last = last

    def clean(self, value: Any) -> int | None:
        """Return the answer as it is stored; None where nothing was typed."""
        typed = super().clean(value).strip().casefold()
        if not typed:
            return None
        if self.opinion:
            if typed[:1] in OPINION_KEYS:
                return OPINION_KEYS[typed[:1]]
            raise forms.ValidationError(_("Type a (agree), d (disagree) or p (pass)."))
        if typed.isdecimal():
            return int(typed)
        raise forms.ValidationError(_("Type a number."))


class BallotForm(forms.Form):
    """A numbered paper ballot. ``asked`` are the things on it, in the order of the sheet."""

    number = forms.IntegerField(label=gettext_lazy("Sheet number"), min_value=1)

    def __init__(self, exercise: Exercise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        self.asked = list(items(exercise))
        self.fields["number"].widget.attrs |= {"inputmode": "numeric"}
        for item in self.asked:
            self.fields[f"item-{item.pk}"] = AnswerField(exercise, item, last=len(self.asked))

    def lines(self) -> list[forms.BoundField]:
        """Return the fields of the answers."""
        return [self[f"item-{item.pk}"] for item in self.asked]

    def clean_number(self) -> int:
        """Return the number of the sheet, which is one of the table's places."""
        number: int = self.cleaned_data["number"]
        capacity = self.exercise.table.capacity
        if number > capacity:
            message = _("Number the paper ballots from 1 to %(capacity)d, the places of the table.")
            raise forms.ValidationError(message % {"capacity": capacity})
        return number

    def clean(self) -> dict[str, Any]:
        """Refuse a sheet on which nothing is."""
        cleaned = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Nothing was answered. To take a sheet out, use its button below."))
        return cleaned

    def values(self) -> dict[int, int]:
        """Return the answers by item."""
        found = {item.pk: self.cleaned_data.get(f"item-{item.pk}") for item in self.asked}
        return {pk: value for pk, value in found.items() if value is not None}

    def save(self, actor: Any) -> bool:
        """Store the sheet; False where it was refused, with the sentence in the form."""
        try:
            enter_sheet(actor, self.exercise, self.cleaned_data["number"], self.values())
        except Refused as refusal:
            self.add_error(None, refusal.message)
            return False
        return True


def as_typed(exercise: Exercise, values: Mapping[int, int]) -> dict[str, str]:
    """Return what a stored sheet looks like in the form."""
    opinion = exercise.type == ExerciseType.OPINION
    return {f"item-{pk}": _SHOWN[value] if opinion else str(value) for pk, value in values.items()}
