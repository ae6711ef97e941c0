"""What somebody says of themselves when they join a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from rumbo.accounts.enums import Sector
from rumbo.participation.enums import AgeGroup, Gender
from rumbo.participation.queries.live import municipalities
from rumbo.participation.services.joining import Person

if TYPE_CHECKING:
    from django.http import QueryDict

    from rumbo.participation.models import Participant, Table

_CHOOSE: tuple[str, Any] = ("", _("Choose…"))
_NOTHING: tuple[str, Any] = ("", _("I prefer not to say"))
_ELSEWHERE = "elsewhere"


class CodeForm(forms.Form):
    """The code that a projector shows."""

    code = forms.CharField(
        label=_("Code of the table"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
    )


class JoinForm(forms.Form):
    """Who comes: asked once, and little of it required. ``nonce`` makes a double tap one participant."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Only those who lead the table see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organization = forms.CharField(
        label=_("Organization"),
        max_length=250,
        required=False,
        help_text=_("Where you come from: an office, a company, a school, a neighborhood."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[_CHOOSE, *Sector.choices])
    territory = forms.ChoiceField(label=_("Municipality"))
    gender = forms.ChoiceField(label=_("Gender"), choices=[_NOTHING, *Gender.choices], required=False)
    age_group = forms.ChoiceField(label=_("Age"), choices=[_NOTHING, *AgeGroup.choices], required=False)
    nonce = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"invalid": _("Load the page again, and send it once more.")}
    )

    def __init__(self, data: QueryDict | None, *, table: Table, before: Participant | None = None) -> None:
        initial: dict[str, Any] = {"nonce": uuid4()}
        if before is not None:
            initial |= {name: getattr(before, name) for name in Person.__dataclass_fields__}
            initial["territory"] = before.territory_id or _ELSEWHERE
        super().__init__(data, initial=initial)
        self._places = {str(one.pk): one for one in municipalities(table)}
        places = [(key, one.name) for key, one in self._places.items()]
        field = self.fields["territory"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [_CHOOSE, *places, (_ELSEWHERE, _("Another one"))]

    def person(self) -> Person:
        """Return what they said."""
        data = {name: self.cleaned_data[name] for name in Person.__dataclass_fields__}
        return Person(**data | {"territory": self._places.get(data["territory"])})
