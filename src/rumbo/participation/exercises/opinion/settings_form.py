"""The settings of opinion, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SettingsForm(forms.Form):
    """Whether people add statements."""

    people_add = forms.BooleanField(
        label=_("People may add statements on their phones"), required=False, initial=False
    )

    def settings(self) -> dict[str, Any]:
        """Return the exercise's settings."""
        return {"people_add": self.cleaned_data["people_add"]}
