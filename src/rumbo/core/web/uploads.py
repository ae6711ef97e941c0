"""Forms with which people send files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class WorkbookForm(forms.Form):
    """A workbook that was downloaded here and filled in."""

    upload = forms.FileField(
        label=gettext_lazy("The workbook, filled in"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )

    def clean_upload(self) -> bytes:
        """Return the bytes of the file."""
        given: Any = self.cleaned_data["upload"]
        if given.size > settings.UPLOAD_LIMIT:
            limit = settings.UPLOAD_LIMIT // (1024 * 1024)
            message = _("“%(name)s” is larger than %(limit)d MB. Split it, or ask for a higher limit.")
            raise forms.ValidationError(message % {"name": given.name, "limit": limit})
        content: bytes = given.read()
        return content
