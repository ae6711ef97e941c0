"""The settings of importance, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import Scale

DEFAULT_POINTS = 10


class SettingsForm(forms.Form):
    """How importance is told, and how many points each has where points are spread."""

    scale = forms.ChoiceField(
        label=_("How each says it"), choices=Scale.choices, initial=Scale.RATING, widget=forms.RadioSelect
    )
    points = forms.IntegerField(
        label=_("Points that each spreads"),
        min_value=1,
        max_value=1000,
        initial=DEFAULT_POINTS,
        required=False,
        help_text=_("Only for points to spread."),
    )

    def settings(self) -> dict[str, Any]:
        """Return the exercise's settings."""
        return {"scale": self.cleaned_data["scale"], "points": self.cleaned_data["points"] or DEFAULT_POINTS}
