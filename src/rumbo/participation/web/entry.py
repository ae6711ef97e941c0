"""The form with which whoever leads a table enters what was said aloud or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.errors import Refused
from rumbo.participation.enums import ExerciseType
from rumbo.participation.models import Participant
from rumbo.participation.queries.items import problems
from rumbo.participation.services.contributions import clean_text, enter

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise


class EntryForm(forms.Form):
    """What was said; for causes, the problem by its number on the list; who said it, by the number of their seat.

    ``nonce`` makes sending the form twice one contribution.
    """

    parent = forms.IntegerField(
        label=gettext_lazy("Number of the problem"),
        min_value=1,
        error_messages={"invalid": gettext_lazy("Give the number of the problem, as on the list.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number of whoever said it"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("As on the attendance list. Empty: nobody in particular."),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, exercise: Exercise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        self.fields["nonce"].initial = uuid4
        self.problems: list[Contribution] = []
        if exercise.type == ExerciseType.CAUSES:
            self.problems = list(problems(exercise))
        else:
            del self.fields["parent"]
        for name in ("parent", "number"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": "numeric"}

    def clean_parent(self) -> Contribution:
        """Return the problem with the number."""
        number: int = self.cleaned_data["parent"]
        if number > len(self.problems):
            message = _("There is no problem %(number)d: the list goes from 1 to %(last)d.")
            raise forms.ValidationError(message % {"number": number, "last": len(self.problems)})
        return self.problems[number - 1]

    def clean_text(self) -> str:
        """Return the text tidied."""
        try:
            return clean_text(self.cleaned_data["text"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_number(self) -> Participant | None:
        """Return the participant with the number."""
        number = self.cleaned_data["number"]
        if number is None:
            return None
        found = Participant.objects.filter(table=self.exercise.table_id, number=number, left=False).first()
        if found is None:
            raise forms.ValidationError(
                _("Nobody has number %(number)d on the attendance list.") % {"number": number}
            )
        return found

    def save(self, actor: Any) -> Contribution | None:
        """Store what was said; None where that was refused, with the sentence in the form."""
        data = self.cleaned_data
        try:
            return enter(
                actor,
                self.exercise,
                data["text"],
                parent=data.get("parent"),
                participant=data["number"],
                nonce=data["nonce"],
            )
        except Refused as refusal:
            self.add_error("text", refusal.message)
            return None
