"""The settings of grouping, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rumbo.participation.enums import ContributionKind


class SettingsForm(forms.Form):
    """What the groups become."""

    kind = forms.ChoiceField(
        label=_("What the groups become"), choices=ContributionKind.choices, initial=ContributionKind.STRATEGY
    )

    def settings(self) -> dict[str, Any]:
        """Return the exercise's settings."""
        return {"kind": self.cleaned_data["kind"]}
