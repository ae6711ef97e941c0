"""What a list says of somebody: the form of an invitation, and of whoever signed the attendance list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rumbo.accounts.enums import Sector
from rumbo.participation.enums import AgeGroup, Gender
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.services.invitations import Guest
from rumbo.participation.services.joining import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from rumbo.participation.models.people import Described

NOTHING = ("", "—")


class PersonForm(forms.Form):
    """A person on a list; all of it may be left out, but for a name or an organization."""

    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    organization = forms.CharField(label=_("Organization"), max_length=250, required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=[NOTHING, *Sector.choices], required=False)
    territory = forms.ChoiceField(label=_("Municipality"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=[NOTHING, *Gender.choices], required=False)
    age_group = forms.ChoiceField(label=_("Age"), choices=[NOTHING, *AgeGroup.choices], required=False)

    def __init__(self, plan: Any, *args: Any, before: Described | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = municipalities_of(plan)
        if before is not None:
            self.initial = {name: getattr(before, name) for name in self.fields if name != "territory"}
            self.initial["territory"] = str(before.territory_id or "")
            if before.territory is not None and before.territory not in places:
                places.append(before.territory)
        self.places = {str(one.pk): one for one in places}
        field = self.fields["territory"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [NOTHING, *((key, one.name) for key, one in self.places.items())]
        for text in ("name", "organization"):
            self.fields[text].widget.attrs["autocomplete"] = "off"

    def person(self) -> Person:
        """Return what the form says."""
        data = {name: self.cleaned_data[name] for name in Person.__dataclass_fields__}
        return Person(**data | {"territory": self.places.get(data["territory"])})

    def save(self, act: Callable[[], Any]) -> Any:
        """Do what the form is for, and return what came of it; None where its errors say why not."""
        try:
            return act()
        except ValidationError as error:
            for name, errors in getattr(error, "error_dict", {None: error}).items():
                self.add_error(name if name in self.fields else None, errors)
            return None


class InvitationForm(PersonForm):
    """Somebody to invite, with an address."""

    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    field_order = ("name", "organization", "email", "sector", "territory", "gender", "age_group")

    def guest(self) -> Guest:
        """Return whom the form names."""
        return Guest(self.person(), self.cleaned_data["email"])
