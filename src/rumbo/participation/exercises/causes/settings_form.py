"""The settings of causes, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SettingsForm(forms.Form):
    """How many causes each may write."""

    limit = forms.IntegerField(
        label=_("How many each may write"), min_value=1, max_value=50, initial=10, help_text=_("From 1 to 50.")
    )

    def settings(self) -> dict[str, Any]:
        """Return the exercise's settings."""
        return {"limit": self.cleaned_data["limit"]}
