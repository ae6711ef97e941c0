"""What is asked for of a series: baseline, targets, goals and values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.errors import Refused
from rumbo.monitoring.enums import PathKind
from rumbo.monitoring.models.indicator import DECIMALS
from rumbo.monitoring.services.doubts import day_of, misspelt, no_day, number_of
from rumbo.monitoring.services.targets import wrong_points
from rumbo.plan.models import Goal

#: Characters of a day as browsers' calendars know it.
ISO = len("2026-12-31")
_REASON = gettext_lazy("It stays in the history, beside your name.")


class NumberField(forms.CharField):
    """A number with a decimal point; what can be misread is refused with a sentence that says how to write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: Any) -> Any:
        """Return the number."""
        text: str = super().clean(value)
        if number_of(text) is None:
            unread = _("“%(value)s” is no number: write it in figures, such as 82.5.") % {"value": text}
            raise forms.ValidationError(misspelt(text) or unread)
        try:
            return round(Decimal(text.strip()), DECIMALS)
        except InvalidOperation:
            raise forms.ValidationError(_("That number is too large.")) from None

    def prepare_value(self, value: Any) -> Any:
        """Write a number without zeros at its end."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class DayInput(forms.DateInput):
    """A day, chosen from the browser's calendar; what was typed and is none stays there as text, to be corrected."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the field is written from."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]
        if shown["value"] and (len(shown["value"]) != ISO or day_of(shown["value"]) is None):
            shown["type"] = shown["attrs"]["type"] = "text"
        return context


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


class BaselineForm(forms.Form):
    """From what value and day a series starts."""

    value = NumberField(label=gettext_lazy("Value"))
    on = _day(gettext_lazy("Day of the baseline"))
    path = forms.ChoiceField(
        label=gettext_lazy("Between targets"),
        choices=PathKind.choices,
        help_text=gettext_lazy("What is expected on the way. The points of a path of its own are typed apart."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("Needed once there are targets. It stays in the history, beside your name."),
        max_length=500,
        required=False,
    )


class PathForm(forms.Form):
    """The points of a path of one's own, one a line: a day and a value.

    Once it is valid, ``points`` are days and numbers, the earliest first.
    """

    points = forms.CharField(
        label=gettext_lazy("Points of the path"),
        help_text=gettext_lazy(
            "One a line: a day and the value that is expected by then, such as 2027-12-31 25.5. The path goes by "
            "straight lines from the baseline through the points and the targets."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("Needed once there are points. It stays in the history, beside your name."),
        max_length=500,
        required=False,
    )

    def __init__(self, series: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.series = series

    def clean_points(self) -> list[tuple[date, Decimal]]:
        """Return the points; what is wrong is said by line."""
        lines = [(n, line) for n, line in enumerate(self.cleaned_data["points"].splitlines(), 1) if line.strip()]
        found, wrong = [], []
        for number, line in lines:
            point, told = _point(line)
            if point is None:
                wrong.append((number, told))
            else:
                found.append((number, point))
        try:
            sentences = wrong_points(self.series, [point for _number, point in found])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None
        wrong += [(number, told) for (number, _point), told in zip(found, sentences, strict=True) if told]
        if wrong:
            said = _("Line %(n)d: %(told)s")
            raise forms.ValidationError([said % {"n": number, "told": told} for number, told in sorted(wrong)])
        return sorted(point for _number, point in found)


def path_text(points: Iterable[tuple[date, float]]) -> str:
    """Return points as they are typed."""
    return "\n".join(f"{on.isoformat()} {Decimal(str(value)).normalize():f}" for on, value in points)


def _point(line: str) -> tuple[tuple[date, Decimal] | None, str]:
    """Return the point that a line says, or else what is wrong with it."""
    on, value = [*line.replace(";", " ").split(maxsplit=1), ""][:2]
    day = day_of(on)
    if day is None:
        return None, no_day(on)
    if not value.strip():
        return None, _("The number is missing after the day.")
    if number_of(value) is None:
        unread = _("“%(value)s” is no number: write it in figures, such as 82.5.") % {"value": value.strip()[:60]}
        return None, misspelt(value) or unread
    try:
        return (day, round(Decimal(value.strip()), DECIMALS)), ""
    except InvalidOperation:
        return None, _("That number is too large.")


class TargetForm(forms.Form):
    """What should be reached by a day."""

    value = NumberField(label=gettext_lazy("Target value"))
    on = _day(gettext_lazy("By the day"), help_text=gettext_lazy("After the baseline."))


class ReplaceForm(TargetForm):
    """Another target in the place of one."""

    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("The old target stays beside the new one, with this reason."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=_REASON,
        max_length=500,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


class GoalChoices(forms.CheckboxSelectMultiple):
    """Boxes to tick; a number that no database can hold is no choice."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was ticked."""
        return [one if len(one) < 19 else "0" for one in super().value_from_datadict(data, files, name) or ()]


class GoalsForm(forms.Form):
    """The goals that a series measures, of its axis or of all of the plan."""

    goals = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Goals that it measures"), queryset=Goal.objects.none(), required=False, widget=GoalChoices
    )

    def __init__(self, plan: Any, axis: Any, chosen: list[int], data: Any = None) -> None:
        super().__init__(data, initial={"goals": chosen})
        rows = Goal.objects.current().filter(plan=plan).select_related("objective__theme")
        if axis is not None:
            rows = rows.filter(objective__theme__axis=axis) | rows.filter(pk__in=chosen)
        rows = rows.order_by("objective__theme__axis__position", "objective__theme__position", "position", "pk")
        self.fields["goals"].queryset = rows  # type: ignore[attr-defined]


class ValueForm(forms.Form):
    """A value that somebody types. ``asked`` is what was doubtful and asked about already."""

    on = forms.CharField(
        label=gettext_lazy("Day of the value"),
        max_length=20,
        help_text=gettext_lazy("The last day of what it measures: of the year, of the month."),
        widget=DayInput(),
    )
    text = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=60,
        help_text=gettext_lazy("With a decimal point. Where there is none, write ND."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    asked = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
