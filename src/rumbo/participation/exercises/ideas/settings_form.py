"""The settings of ideas, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ContributionKind


class SettingsForm(forms.Form):
    """What is said, and how much of it each may say."""

    kind = forms.ChoiceField(
        label=_("What people say"), choices=ContributionKind.choices, initial=ContributionKind.PROBLEM
    )
    limit = forms.IntegerField(
        label=_("How many each may write"), min_value=1, max_value=50, initial=10, help_text=_("From 1 to 50.")
    )

    def settings(self) -> dict[str, Any]:
        """Return the exercise's settings."""
        return {name: self.cleaned_data[name] for name in ("kind", "limit")}
