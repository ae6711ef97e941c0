"""The form of the plan that an import makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rumbo.core.errors import Refused
from rumbo.desk.web.forms import HELP
from rumbo.importers.schema import TITLE_LIMIT
from rumbo.importers.services.naming import name_plan

if TYPE_CHECKING:
    from rumbo.importers.models import ImportLine, ImportRun

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: The years that a plan may speak of.
FIRST, LAST = 1900, 2200


class NewPlanForm(forms.Form):
    """What a person says of the plan; the files propose it."""

    title = forms.CharField(label=capfirst(_("title")), max_length=TITLE_LIMIT)
    key = forms.CharField(
        label=capfirst(_("key")),
        max_length=80,
        help_text=_("The first part of the addresses of the plan. It stays as it is afterwards."),
    )
    start_year = forms.IntegerField(label=capfirst(_("first year")), min_value=FIRST, max_value=LAST)
    end_year = forms.IntegerField(label=capfirst(_("last year")), min_value=FIRST, max_value=LAST)
    is_public = forms.BooleanField(label=capfirst(_("public")), required=False, help_text=HELP["is_public"])

    @classmethod
    def of(cls, run: ImportRun, line: ImportLine) -> NewPlanForm:
        """Return the form with what an import proposes for its plan."""
        values = {name: line.after.get(name) for name in ("title", "start_year", "end_year")}
        return cls(initial={**values, "key": run.new_key, "is_public": line.after.get("is_public", True)})

    def clean_key(self) -> str:
        """Hold that the key can stand in an address."""
        key = str(self.cleaned_data["key"])
        if not KEY.fullmatch(key):
            message = gettext(
                "“%(key)s” cannot be the key of a plan: use lower-case letters without accents, digits, hyphens."
            )
            raise ValidationError(message % {"key": key})
        return key

    def clean(self) -> dict[str, Any]:
        """Hold that the years follow each other."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_year"), cleaned.get("end_year")
        if start is not None and end is not None and start > end:
            self.add_error("end_year", gettext("The last year comes before the first one."))
        return cleaned

    def save(self, actor: Any, run: ImportRun) -> bool:
        """Keep it; False where something is wrong, which the form then says.

        Raises:
            PermissionDenied: the person may not make plans.
        """
        if not self.is_valid():
            return False
        try:
            name_plan(actor, run, **self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, refusal.message)
        except ValidationError as error:
            fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, sentences in fields.items():
                self.add_error(name if name in self.fields else None, ValidationError(sentences))
        return self.is_valid()
