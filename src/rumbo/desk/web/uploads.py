"""Files that a person gives: the form, its limits, and the import that they start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.errors import Refused
from rumbo.importers.files import InputFile
from rumbo.importers.services.runs import start_import

if TYPE_CHECKING:
    from django.http import HttpRequest


class ManyFiles(forms.ClearableFileInput):
    """A field for many files."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """The files of an import."""

    uploads = forms.FileField(label=gettext_lazy("Files"), widget=ManyFiles(attrs={"multiple": True}))


def take_files(request: HttpRequest, plan: Any) -> tuple[UploadForm, Any]:
    """Return the form and the import that the posted files started for a plan, or for a new one where it is None.

    The import is None where the page was only asked for, or where the form says what is wrong.
    """
    if request.method != "POST":
        return UploadForm(), None
    form = UploadForm(request.POST, request.FILES)
    form.errors.clear()
    given = request.FILES.getlist("uploads")
    if not given:
        form.add_error("uploads", _("Choose at least one file."))
    elif too_big := _too_big(given):
        form.add_error("uploads", too_big)
    else:
        files = [InputFile(one.name or "", one.read()) for one in given]
        try:
            return form, start_import(request.user, files, plan=plan)
        except Refused as refusal:
            form.add_error("uploads", refusal.message)
    return form, None


def limit() -> int:
    """Return how large a file may be, in MB."""
    return int(settings.UPLOAD_LIMIT // (1024 * 1024))


def _too_big(given: list[Any]) -> str:
    """Say which file is larger than the limit, or nothing."""
    for one in given:
        if one.size > settings.UPLOAD_LIMIT:
            return _("“%(name)s” is larger than %(limit)d MB. Split it, or ask for a higher limit.") % {
                "name": one.name,
                "limit": limit(),
            }
    return ""
