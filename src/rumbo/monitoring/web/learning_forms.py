"""What is asked for in evaluation and improvement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.models import State
from rumbo.core.uploads import TYPES
from rumbo.monitoring.enums import Answer
from rumbo.monitoring.models import Evaluation, EvaluationQuestion, Finding, ProgressReport, Series
from rumbo.monitoring.queries.learning import AXES
from rumbo.monitoring.services.changes import changeable
from rumbo.monitoring.web.target_forms import NumberField
from rumbo.plan.models import Goal, Measure
from rumbo.portfolio.models import Liaison

_KINDS = ("project", "strategy", "action")
_GONE = {"invalid_choice": _("Choose one of the list.")}
#: What is said to editors of axes where what they write would be of none of theirs.
OF_NO_AXIS = _("So it would be of no axis that you edit: choose something of your axis that it is about.")


def _long(label: Any, *, help_text: Any = "", rows: int = 4, required: bool = False, limit: int = 10_000) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, help_text: Any = "") -> Any:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = _long(_("Why"), help_text=_("It stays on record, beside your name."), required=True, limit=2000)


class FindingForm(forms.Form):
    """What was found, what it rests on and is about, and perhaps what it asks for."""

    title = forms.CharField(
        label=_("What was found"),
        help_text=_("One sentence, as you would tell the council. It is published with its evaluation."),
        max_length=250,
    )
    text = _long(_("More about it"), help_text=_("What happens, since when, whom it touches."))
    evidence = _long(
        _("What it rests on"), help_text=_("Data, reports, visits. Files can be added afterwards."), rows=3
    )
    evaluation = forms.ModelChoiceField(
        label=_("Evaluation"),
        help_text=_("Empty: somebody noticed it between evaluations."),
        queryset=Evaluation.objects.none(),
        required=False,
        error_messages=_GONE,
    )
    question = forms.ModelChoiceField(
        label=_("Question that it answers"),
        queryset=EvaluationQuestion.objects.none(),
        required=False,
        error_messages=_GONE,
    )
    goal = forms.ModelChoiceField(
        label=_("Goal that it is about"), queryset=Goal.objects.none(), required=False, error_messages=_GONE
    )
    measure = forms.ModelChoiceField(
        label=_("Project, strategy or action that it is about"),
        queryset=Measure.objects.none(),
        required=False,
        error_messages=_GONE,
    )
    series = forms.ModelChoiceField(
        label=_("Indicator that it is about"),
        queryset=Series.objects.none(),
        required=False,
        error_messages=_GONE,
    )
    report = forms.ModelChoiceField(
        queryset=ProgressReport.objects.none(), required=False, widget=forms.HiddenInput, error_messages=_GONE
    )
    advice = forms.CharField(
        label=_("What you recommend"),
        help_text=_("Empty: you can add recommendations afterwards."),
        max_length=250,
        required=False,
    )
    organization = forms.ModelChoiceField(
        label=_("To whom"), queryset=all_organizations(), required=False, error_messages=_GONE
    )

    def __init__(
        self, plan: Any, evaluation: Any = None, *args: Any, axes: Collection[int] | None = None, **options: Any
    ) -> None:
        """Offer what a plan has; ``axes`` are those that the person edits, None for all of the plan."""
        super().__init__(*args, **options)
        self.plan, self.axes = plan, axes
        fields: dict[str, Any] = self.fields
        fields["evaluation"].queryset = Evaluation.objects.current().filter(plan=plan)
        questions = EvaluationQuestion.objects.current().filter(plan=plan).select_related("evaluation")
        if evaluation is not None:
            questions = questions.filter(evaluation=evaluation)
        fields["question"].queryset = questions
        if evaluation is None:
            fields["question"].label_from_instance = lambda row: f"{row.evaluation} › {row}"
        goals = (
            Goal.objects.current().filter(plan=plan).order_by("objective__theme__axis__position", "position", "pk")
        )
        fields["goal"].queryset = goals.defer("text", "text_en")
        measures = Measure.objects.filter(plan=plan, kind__in=_KINDS).select_related(*_KINDS).order_by("-kind", "pk")
        fields["measure"].queryset = measures
        fields["measure"].label_from_instance = lambda row: f"{row.get_kind_display()} › {row.element}"
        rows = Series.objects.filter(indicator__plan=plan, indicator__state=State.CURRENT)
        rows = rows.select_related("indicator", "territory").defer("territory__boundary")
        fields["series"].queryset = rows.order_by("indicator__position", "pk")
        fields["series"].label_from_instance = lambda row: f"{row.indicator.name} · {row.territory.name}"
        fields["report"].queryset = ProgressReport.objects.filter(assignment__period__plan=plan)
        if axes is not None:
            self._keep_to(axes)

    def clean(self) -> dict[str, Any]:
        """Take the evaluation from the question; refuse a question of another one."""
        given: dict[str, Any] = super().clean() or {}
        question, evaluation = given.get("question"), given.get("evaluation")
        if question is not None and evaluation is None:
            given["evaluation"] = question.evaluation
        elif question is not None and evaluation is not None and question.evaluation_id != evaluation.pk:
            self.add_error("question", forms.ValidationError(_("Choose a question of the same evaluation.")))
        if self.axes is not None and not self.errors:
            about = {name: given.get(name) for name in ("evaluation", "goal", "measure", "series", "report")}
            if Finding(plan=self.plan, **about).axis_pk not in self.axes:
                self.add_error(None, forms.ValidationError(OF_NO_AXIS))
        return given

    def _keep_to(self, axes: Collection[int]) -> None:
        """Offer only what is of these axes; what it recommends is for whoever manages the plan to write."""
        fields: dict[str, Any] = self.fields
        del fields["advice"], fields["organization"]
        of_all = Q(axis=None, measure=None)
        open_ones = fields["evaluation"].queryset.filter(published_at=None)
        open_ones = open_ones.filter(of_all | Q(axis__in=axes) | Q(axis=None) & _of("measure", axes, "measure__"))
        fields["evaluation"].queryset = open_ones
        fields["question"].queryset = fields["question"].queryset.filter(evaluation__in=open_ones)
        for name in ("goal", "measure", "series"):
            fields[name].queryset = fields[name].queryset.filter(_of(name, axes))
        asked = _of("measure", axes, "assignment__measure__") | _of("series", axes, "assignment__series__")
        fields["report"].queryset = fields["report"].queryset.filter(asked)


def _of(name: str, axes: Collection[int], before: str = "") -> Q:
    """Return what holds of a goal, measure or series of some axes; ``before`` is the way to it."""
    found = Q(pk__in=[])
    for way in AXES:
        of, _mark, rest = way.partition("__")
        if of == name:
            found |= Q(**{f"{before}{rest}__in": axes})
    return found


class FileForm(forms.Form):
    """A file that a finding rests on."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(end for one in TYPES.values() for end in one.endings)}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Look whether it was saved, and choose it again."),
        },
    )
    caption = forms.CharField(
        label=_("What is seen or said in it"),
        help_text=_("Read aloud to whoever cannot see it."),
        max_length=250,
        required=False,
    )

    @property
    def limit(self) -> int:
        """How large a file may be, in megabytes."""
        return int(settings.UPLOAD_LIMIT) // (1024 * 1024)


class AnswerForm(forms.Form):
    """Whether a recommendation is accepted."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(one.value, one.label) for one in Answer if one != Answer.PENDING],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is accepted, accepted in part or rejected.")},
    )
    reason = _long(
        _("Why"),
        help_text=_("Needed unless it is simply accepted. It is published with the answer."),
        limit=2000,
    )


class CommitForm(forms.Form):
    """What follows from a recommendation: what, who, until when."""

    title = forms.CharField(label=_("What will be done"), max_length=250)
    text = _long(_("How it will be known that it is done"), rows=3)
    organization = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=all_organizations(),
        help_text=_("It is published with the commitment."),
        error_messages=_GONE
        | {"required": _("Choose who answers for it: a commitment of nobody is kept by nobody.")},
    )
    liaison = forms.ModelChoiceField(
        label=_("Liaison"),
        help_text=_("The person who is asked how it goes. Seen on the desk only."),
        queryset=Liaison.objects.none(),
        required=False,
        error_messages=_GONE,
    )
    due_on = _day(_("Until"), _("The last day to keep it."))

    def __init__(self, plan: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        rows = Liaison.objects.current().filter(plan=plan, until_day=None).select_related("organization")
        fields["liaison"].queryset = rows
        fields["liaison"].label_from_instance = lambda row: f"{row.organization} › {row}"


class KeepForm(forms.Form):
    """What came of a commitment, and when."""

    outcome = _long(
        _("What came of it"),
        help_text=_("What is different now. It is published with the commitment."),
        required=True,
        limit=2000,
    )
    on = _day(_("Day on which it was done"))


class AgainForm(ReasonForm):
    """Why a commitment is taken up again, and until when."""

    due_on = forms.DateField(
        label=_("Until"),
        help_text=_("Empty: the day stays as it was."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ChangeTargetForm(forms.Form):
    """Another target in the place of one."""

    value = NumberField(label=_("Target value"))
    on = _day(_("By the day"), _("After the baseline."))
    reason = _long(
        _("Why it changes"),
        help_text=_("The old one stays beside the new, with this reason. Everybody sees it."),
        required=True,
        limit=500,
        rows=3,
    )


class ChangeTextForm(forms.Form):
    """Another title, text or term of an element. ``version`` is the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, record: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = changeable(record)
        for name in self.names:
            own = record._meta.get_field(name).formfield()
            own.label = capfirst(str(record._meta.get_field(name).verbose_name))
            if name.startswith("text"):
                own.widget = forms.Textarea(attrs={"rows": 6})
            self.fields[name] = own
        self.fields["reason"] = _long(
            _("Why it changes"),
            help_text=_("The old text stays beside the new, with this reason. Everybody sees it."),
            required=True,
            limit=2000,
            rows=3,
        )
        self.initial = {name: getattr(record, name) for name in self.names} | {"version": record.version}

    def see(self, version: int) -> None:
        """Let the person see a newer version than the one that they edited, with all that they typed."""
        self.data = {**{name: self.data.get(name) for name in self.fields}, "version": version}

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed for each field."""
        return {name: self.cleaned_data[name] for name in self.names}
