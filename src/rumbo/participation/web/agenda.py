"""Making and changing an exercise: its type, its question, what it works on, and what its type needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import EditConflict, Refused
from rumbo.participation.exercises import KINDS, part
from rumbo.participation.models import Exercise
from rumbo.participation.queries.console import possible_sources
from rumbo.participation.services.exercises import create_exercise, update_exercise
from rumbo.participation.web.console_base import back_to, find_exercise, find_table, need_lead, table_page
from rumbo.plan.web.access import plan_page

if TYPE_CHECKING:
    from rumbo.participation.models import Table


class ExerciseForm(forms.Form):
    """The question, how it is done, and the exercise whose contributions it works on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("The question"),
        max_length=250,
        help_text=gettext_lazy("It stands in large letters on the phones and on the projector."),
    )
    text = forms.CharField(
        label=gettext_lazy("How it is done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences below the question."),
    )
    source: forms.ModelChoiceField[Exercise] = forms.ModelChoiceField(
        queryset=Exercise.objects.none(), label=gettext_lazy("Works on what was said in"), required=False
    )

    def __init__(self, exercise: Exercise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = KINDS[exercise.type]
        if kind.source == "never":
            del self.fields["source"]
            return
        field: Any = self.fields["source"]
        field.queryset = possible_sources(exercise.table, exercise.pk)
        field.required = kind.source == "must"
        field.label_from_instance = lambda one: _label(one, exercise.table)
        if kind.source == "may":
            field.empty_label = gettext_lazy("Nothing: it begins with what is said in it")


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def create(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Choose a type, then put an exercise of it on the agenda."""
    table = find_table(plan, pk)
    need_lead(request, table)
    wanted = request.GET.get("type", "")
    if wanted not in KINDS:
        return table_page(
            request, plan, table, "participation/exercise_type.html", _("Add an exercise"), kinds=KINDS.values()
        )
    exercise = Exercise(plan=plan, table=table, type=wanted)
    forms_ = _forms(exercise, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _valid(forms_) and _save(request, exercise, forms_):
        return back_to(plan, "table", pk, "agenda")
    return _form_page(request, plan, exercise, forms_, _("Add an exercise"))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def edit(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Change an exercise; when somebody else saved it meanwhile, show both texts."""
    exercise = find_exercise(plan, pk)
    need_lead(request, exercise)
    title = _("Change the exercise")
    if request.method != "POST":
        return _form_page(request, plan, exercise, _forms(exercise, None), title)
    forms_ = _forms(exercise, request.POST)
    try:
        if _valid(forms_) and _save(request, exercise, forms_):
            return back_to(plan, "table", exercise.table_id, "agenda")
    except EditConflict as conflict:
        newest = {**request.POST.dict(), "version": str(conflict.current.version)}
        forms_ = _forms(exercise, newest)
        return _form_page(request, plan, exercise, forms_, title, theirs=conflict.current, status=409)
    return _form_page(request, plan, exercise, forms_, title)


def _forms(exercise: Exercise, data: Any) -> list[Any]:
    """Return the form that every exercise has, and that of its type where it needs one."""
    initial = {
        "version": exercise.version,
        "title": exercise.title,
        "text": exercise.text,
        "source": exercise.source_id,
    }
    found: list[Any] = [ExerciseForm(exercise, data, initial=initial)]
    module = part(exercise, "settings_form")
    if module is not None:
        found.append(module.SettingsForm(data, initial=exercise.settings or None))
    return found


def _valid(forms_: list[Any]) -> bool:
    """Judge all forms, so that all errors are seen at once."""
    return not any(form.errors for form in forms_) and all(form.is_bound for form in forms_)


def _save(request: HttpRequest, exercise: Exercise, forms_: list[Any]) -> bool:
    """Create or change the exercise; False where that was refused, with its sentences in the forms."""
    main = forms_[0]
    values = {name: main.cleaned_data[name] for name in ("title", "text")}
    values["source"] = main.cleaned_data.get("source")
    values["settings"] = {**exercise.settings, **(forms_[1].settings() if len(forms_) > 1 else {})}
    try:
        if exercise.pk is None:
            for name, value in values.items():
                setattr(exercise, name, value)
            create_exercise(request.user, exercise)
        else:
            update_exercise(request.user, exercise, values, expected_version=main.cleaned_data["version"])
    except EditConflict:
        raise
    except Refused as refusal:
        main.add_error(None, refusal.message)
        return False
    except ValidationError as error:
        _take(error, forms_)
        return False
    return True


def _take(error: ValidationError, forms_: list[Any]) -> None:
    """Show what the service found wrong at the fields that the forms have."""
    for name, errors in getattr(
        error, "error_dict", {None: error.error_list if hasattr(error, "error_list") else []}
    ).items():
        owner = next((form for form in forms_ if name in form.fields), None)
        (owner or forms_[0]).add_error(name if owner else None, errors)


def _form_page(
    request: HttpRequest, plan: Any, exercise: Exercise, forms_: list[Any], title: str, **context: Any
) -> HttpResponse:
    return table_page(
        request,
        plan,
        exercise.table,
        "participation/exercise_form.html",
        title,
        forms=forms_,
        exercise=exercise,
        kind=KINDS[exercise.type],
        **context,
    )


def _label(source: Exercise, table: Table) -> str:
    if source.table_id == table.pk:
        return source.name
    return f"{source.name} ({source.table.workshop.name})"
