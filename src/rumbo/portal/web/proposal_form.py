"""The form by which a citizen proposes a project; the service judges what is typed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.participation.enums import Asked
from rumbo.participation.models.call import BENEFICIARIES_LIMIT, PROBLEM_LIMIT, TITLE_LIMIT
from rumbo.participation.queries.calls import axes_of_call
from rumbo.participation.services.proposals import AUTHOR_LIMIT, PLACE_LIMIT, Draft, Photo

if TYPE_CHECKING:
    from rumbo.participation.models import Call


class AxisChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An axis by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of an axis."""
        return str(obj.name)


class ProposalForm(forms.Form):
    """What a citizen proposes in a call. Lengths are said to the browser here, and held by the service."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("What do you propose?"),
        help_text=gettext_lazy("In one line, such as “Shade at the bus stops of the avenue”."),
        widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT}),
    )
    axis = AxisChoice(label=gettext_lazy("Axis of the plan it belongs to"), queryset=None)
    problem = forms.CharField(
        label=gettext_lazy("Which problem does it solve, and how?"),
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": PROBLEM_LIMIT}),
    )
    beneficiaries = forms.CharField(
        label=gettext_lazy("Who benefits?"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": BENEFICIARIES_LIMIT}),
    )
    place = forms.CharField(
        label=gettext_lazy("Where is it?"),
        help_text=gettext_lazy("A street, a neighbourhood, a corner."),
        widget=forms.TextInput(attrs={"maxlength": PLACE_LIMIT}),
    )
    latitude = forms.CharField(
        label=gettext_lazy("Latitude"), widget=forms.TextInput(attrs={"inputmode": "text", "placeholder": "25.5428"})
    )
    longitude = forms.CharField(
        label=gettext_lazy("Longitude"),
        widget=forms.TextInput(attrs={"inputmode": "text", "placeholder": "-103.4068"}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Choose a photo"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP. Where and when it was taken is removed. Show the place, not people's faces."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    author = forms.CharField(
        label=gettext_lazy("Your name"),
        widget=forms.TextInput(attrs={"maxlength": AUTHOR_LIMIT, "autocomplete": "name"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("We send a link to confirm it, and write when there is news."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
    )

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        axes = axes_of_call(call)
        choice = cast("forms.ModelChoiceField[Any]", self.fields["axis"])
        choice.queryset = axes
        choice.empty_label = gettext_lazy("Choose one") if len(axes) != 1 else None
        self.fields["nonce"].initial = uuid4()
        self._ask("beneficiaries", call.asks_beneficiaries)
        self._ask("photo", call.asks_photo)
        for name in ("place", "latitude", "longitude"):
            self._ask(name, call.asks_place)
        for name in ("latitude", "longitude", "place", "author"):
            if name in self.fields:
                self.fields[name].required = False
        for name, field in self.fields.items():
            if name != "nonce":
                field.error_messages["required"] = gettext_lazy("This is needed.")

    def about(self) -> list[forms.BoundField]:
        """Return the fields about the project."""
        return [self[name] for name in ("title", "axis", "problem", "beneficiaries") if name in self.fields]

    def clean_latitude(self) -> Decimal | None:
        """Read the latitude."""
        return self._number("latitude")

    def clean_longitude(self) -> Decimal | None:
        """Read the longitude."""
        return self._number("longitude")

    def draft(self, site: str) -> Draft:
        """Return what was typed, for the service; only after the form was found to be whole."""
        given = self.cleaned_data
        photo = given.get("photo")
        return Draft(
            title=given["title"],
            problem=given["problem"],
            axis=given["axis"],
            email=given["email"],
            beneficiaries=given.get("beneficiaries", ""),
            place=given.get("place", ""),
            latitude=given.get("latitude"),
            longitude=given.get("longitude"),
            photo=Photo(photo.file, photo.size) if photo else None,
            author=given["author"],
            site=site,
        )

    def nonce_given(self) -> UUID:
        """Return what makes sending twice one; a new one where the form was taken apart."""
        return self.cleaned_data.get("nonce") or uuid4()

    def take(self, error: ValidationError) -> None:
        """Show what the service found wrong at the fields that the form has."""
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def _ask(self, name: str, asked: str) -> None:
        if asked == Asked.NO:
            del self.fields[name]
        else:
            self.fields[name].required = asked == Asked.NEEDED

    def _number(self, name: str) -> Decimal | None:
        typed = self.cleaned_data[name].strip().replace(",", ".")
        if not typed:
            return None
        try:
            return Decimal(typed[:40])
        except InvalidOperation as error:
            raise ValidationError(_("Give a number such as 25.5428.")) from error
