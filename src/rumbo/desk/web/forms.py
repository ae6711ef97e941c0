"""The form of an element: made from its model's editable fields, saved through the services of the core."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rumbo.core.errors import NeedsReason
from rumbo.core.services import records
from rumbo.desk.kinds import kind_of
from rumbo.desk.web.afters import is_search, prepare_afters
from rumbo.desk.web.choices import limit_choices
from rumbo.desk.web.flows import FlowsField
from rumbo.desk.web.places import PlaceField, place_field, prepare_place
from rumbo.desk.web.tags import TagsInput
from rumbo.importers.draft import LIFE
from rumbo.importers.schema import BY_KIND
from rumbo.portfolio.queries.tags import tags_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind
    from rumbo.importers.schema import Column

#: Help that the tables of the workbook do not give, or give for sheets only.
HELP: dict[str, Any] = {
    "problems": _("The problems of the diagnosis that it answers."),
    "strategies": _("The strategies that its projects serve."),
    "territories": _("Where it happens. None: in the whole territory of the plan."),
    "number": _("The plan's own number, where it has one."),
    "is_public": _("Whoever has the address can read the plan. Otherwise only people with a role in it."),
    "text": _("Paragraphs are separated by an empty line."),
    "members": _("Only for a metropolitan area: the municipalities in it."),
    "axes": _("None: the call is about all axes of the plan."),
    "is_published": _("People see the call, and can propose from its first day to its last."),
    "parent": _("The state of a municipality, the country of a state."),
    "place": _("Where people come: the room and its address."),
    "facilitator": _("Opens exercises, keeps the list, adopts what was said. Anybody with a role in the plan."),
    "secretary": _("Keeps the minutes of the table and may do all that the facilitator may."),
    "capacity": _("How many people may join, on phones and on paper together; then the table is full."),
}
#: What a field is called, and the help beside it, in one kind only.
OF_KIND: dict[tuple[str, str], tuple[Any, Any]] = {
    ("profile", "text"): (_("Description"), _("What is done, in words that anybody understands.")),
    ("profile", "problem"): ("", _("What is wrong today, with a figure if there is one.")),
    ("profile", "population"): ("", _("Who lives with the problem: where, and in what condition.")),
    ("profile", "results"): ("", _("What will be different once it is done.")),
    ("profile", "sustainability"): ("", _("Who keeps it working afterwards, and with what money.")),
    ("study", "text"): (_("What it found"), ""),
    ("study", "expires_on"): ("", _("Empty: it does not expire.")),
    ("study", "evidence"): ("", _("Where the study can be read.")),
    ("condition", "title"): (_("What has to be done"), ""),
    ("condition", "met_on"): ("", _("Empty: it is not met yet.")),
    ("milestone", "weight"): ("", _("Its part of the whole, in proportion to the other milestones.")),
    ("milestone", "after"): ("", _("What has to end before it begins, in this project or another.")),
    ("risk", "text"): (_("Response"), _("What is done so that it does not happen, or if it does.")),
    ("position", "title"): (_("Function"), _("Such as “Site engineer”.")),
    ("position", "person"): ("", _("Empty: it is vacant. Names are shown on the desk only.")),
    ("estimate", "title"): (_("What it pays"), ""),
    ("estimate", "price_year"): ("", _("The year whose prices were used.")),
    ("funding", "title"): (_("Fund or programme"), ""),
    ("funding", "territory"): ("", _("The municipality or state that gives it, where it is one.")),
    ("location", "title"): (_("What it is"), _("Such as “North station” or “Stretch by the river”.")),
    ("location", "geometry"): (_("Where it is"), ""),
    ("territory", "boundary"): (
        "",
        _("Places of projects that lie wholly outside of it are refused. None: nothing is checked."),
    ),
    ("document", "title"): (_("Caption"), _("What is seen or said in it; read aloud to whoever cannot see it.")),
    ("document", "text"): (_("Notes"), ""),
    ("document", "public"): (
        "",
        _(
            "On the project's public page. Of photos everybody sees a copy without the camera's notes of where it "
            "was."
        ),
    ),
    ("liaison", "organization"): ("", _("The organization that the person answers for.")),
    ("liaison", "project"): ("", _("Empty: for all that the organization does in the plan.")),
    ("liaison", "role"): ("", _("The liaison is asked first, then the deputy, then the head of the organization.")),
    ("liaison", "title"): (_("Name of the person"), _("Seen on the desk only, never on public pages or in files.")),
    ("liaison", "function"): ("", _("Such as “Director of public works”.")),
    ("liaison", "email"): ("", _("An e-mail or a telephone: one of them at least.")),
    ("liaison", "from_day"): ("", _("The first day on which the person answers.")),
    ("liaison", "until_day"): ("", _("The last day. Empty: it goes on.")),
    ("liaison", "text"): (_("Notes"), _("When the person can be reached, who else to tell.")),
    ("funding", "spent"): ("", _("Empty: nothing, or all of it where it is marked as spent.")),
    ("appraisal", "title"): (
        _("Alternative"),
        _("What is appraised. Add one appraisal for each alternative; they are compared side by side."),
    ),
    ("appraisal", "text"): (_("Assumptions"), _("What was counted, from what sources, and what was left out.")),
    ("appraisal", "discount_rate"): ("", _("What is asked of public money a year: 10 % unless another is set.")),
    ("appraisal", "first_year"): ("", _("The year of the first row: year 0, which is not discounted.")),
    ("appraisal", "flows"): (_("Flows by year"), _("Pesos without inflation. Costs are written without a sign.")),
    ("evaluation", "title"): ("", _("Such as “Annual evaluation 2026”.")),
    ("evaluation", "text"): (_("Why it is made"), _("For whom, and what it should help to decide. It is published.")),
    ("evaluation", "axis"): ("", _("Empty, like the field below it: the whole plan is evaluated.")),
    ("evaluation", "evaluator"): ("", _("The organization or people, as it is published.")),
    ("evaluation_question", "title"): (_("Question"), ""),
    ("evaluation_question", "text"): (_("Answer"), _("What was found out, in a few sentences. It is published.")),
    ("finding", "title"): (_("What was found"), _("One sentence. It is published with its evaluation.")),
    ("finding", "text"): ("", _("What happens, since when, whom it touches.")),
    ("finding", "evidence"): (_("What it rests on"), _("Data, reports, visits. Files can be added afterwards.")),
    ("recommendation", "title"): (_("What should be done"), _("One thing, so that it can be answered yes or no.")),
    ("recommendation", "text"): ("", _("How, and what it would take.")),
    ("recommendation", "organization"): ("", _("Who would have to do it. Everybody sees it.")),
    ("improvement", "title"): (_("What will be done"), ""),
    ("improvement", "text"): (_("How it will be known that it is done"), ""),
    ("improvement", "organization"): ("", _("It is published with the commitment.")),
    ("improvement", "liaison"): ("", _("The person who is asked how it goes. Seen on the desk only.")),
    ("logframe", "program"): ("", _("Choose a programme or a project: one of them.")),
    ("logframe", "project"): ("", _("Choose a programme or a project: one of them.")),
    ("logframe", "text"): (_("Notes"), _("What it is for, who agreed on it. Everybody sees it.")),
    ("logframe_row", "level"): ("", _("From the highest on: fin, propósito, components, activities.")),
    ("logframe_row", "under"): ("", _("Only for an activity: the component that it makes.")),
    ("logframe_row", "title"): (
        _("Narrative summary"),
        _("Fin: “Contribuir a…”. Propósito: who gains. Component: what is delivered. Activity: what is made."),
    ),
    ("logframe_row", "indicators"): ("", _("How anybody can tell whether it came about. Two or three are enough.")),
    ("logframe_row", "verification"): ("", _("Where the indicators can be checked, if their sheets do not say it.")),
    ("logframe_row", "assumptions"): (
        "",
        _("What others must do, or must not happen, for it to lead to the level above."),
    ),
    ("indicator", "text"): (_("Definition"), _("What it measures, so that anybody understands it.")),
    ("indicator", "axis"): ("", _("Empty: it is of the whole plan, and whoever manages the plan edits it.")),
    ("indicator", "unit"): ("", _("Such as “pesos of 2018”, “homes”, “per 100,000 inhabitants”.")),
    ("indicator", "dimension"): ("", _("What of the result it measures, after the Mexican guide for indicators.")),
    ("indicator", "purpose"): ("", _("The level of the logframe (MIR) that it serves.")),
    ("indicator", "formula"): ("", _("How it is computed, in words or signs, with what each part means.")),
    ("indicator", "frequency"): (
        "",
        _("How often a value is due: after twice that long without one it has no news."),
    ),
    ("indicator", "direction"): ("", _("Targets need it: whether more or less is better.")),
    ("indicator", "source"): ("", _("Who publishes the data, and under what name.")),
    ("indicator", "verification"): ("", _("Where anybody can check the value: document, page, file.")),
    ("indicator", "owner"): ("", _("The organization that is asked for its values.")),
    ("indicator", "area"): ("", _("How its publisher sorts it, where it is not by axis.")),
    ("indicator", "categories"): ("", _("Further words to find it by, parted by “; ”.")),
    ("indicator", "computation"): (
        "",
        _("What is computed is never typed: its values follow from other indicators."),
    ),
    ("indicator", "parts"): ("", _("Only for a sum. A day on which one of them has no value has no sum.")),
    ("indicator", "numerator"): ("", _("Only for a ratio, or per inhabitants: what is divided.")),
    ("indicator", "denominator"): ("", _("Only for a ratio, or per inhabitants: what it is divided by.")),
    ("indicator", "factor"): ("", _("Such as 100 for a percentage, 100,000 for each hundred thousand inhabitants.")),
    ("contract", "text"): ("", _("What it covers, and the address where it is published.")),
    ("contract", "ocid"): (
        "",
        _("Its identifier in the Open Contracting Data Standard, such as ocds-a1b2c3-LPN-004."),
    ),
    ("round", "text"): (_("What is decided"), _("In plain words: what the order is for, who decides, and how.")),
    ("round", "subject"): ("", _("Which of them exactly is chosen afterwards. Once chosen, the kind stays.")),
    ("round", "opens_on"): ("", _("Days tell people when; nothing opens or closes by itself.")),
    ("round", "delphi_rounds"): (
        "",
        _("Two are usual: scores are given alone, then each sees what the group said and may revise."),
    ),
    ("round", "agreement"): (
        "",
        _("From this Kendall's W on (0 nobody agrees, 1 all do) another Delphi round is not needed. 0.70 is strong."),
    ),
    ("round", "method"): ("", _("A run can be made with each, and compared.")),
    ("round", "scores_by"): ("", _("The median does not move where one person scores very high or very low.")),
    ("round", "weights_from"): ("", _("Who says how much each criterion counts.")),
    ("round", "first"): ("", _("How many of the ranking the priority portfolio holds.")),
    ("round", "is_published"): (
        "",
        _("Everybody sees what is decided, by which criteria, and who takes part by sector."),
    ),
    ("round", "votes_from"): ("", _("Only if people vote on what is prioritised. Empty: there is no vote.")),
    ("round", "votes_each"): ("", _("How many each person may approve of. Empty: as many as they like.")),
    ("round", "votes_budget"): ("", _("What equal shares are computed with, in pesos.")),
    ("criterion", "title"): ("", _("Short: it stands above each score.")),
    ("criterion", "text"): (_("Definition"), _("What is asked exactly, so that all understand the same.")),
    ("criterion", "scale"): ("", _("Words are easiest on a phone. Once scores are taken the scale stays.")),
    ("criterion", "levels"): ("", _("For words: one a line, the lowest first, such as “None”, “Some”, “Much”.")),
    ("criterion", "low"): ("", _("For points and amounts. Words count from 1 on.")),
    ("criterion", "maximise"): ("", _("Take it off for costs, risks and harm.")),
    ("criterion", "weight"): (
        "",
        _("In proportion to the others. It decides only in rounds that take the weights given."),
    ),
    ("criterion", "shape"): ("", _("Only for PROMETHEE. “Usual” is right where levels are words.")),
    ("criterion", "q"): ("", _("Differences up to it do not count.")),
    ("criterion", "p"): ("", _("Differences from it on count fully.")),
    ("criterion", "s"): ("", _("For the Gaussian: the difference at which the preference rises fastest.")),
    ("evaluator", "title"): (_("Name of the person"), _("Seen on the desk only, never on public pages or in files.")),
    ("evaluator", "organization"): (
        "",
        _("For whom they score. Its sector is shown with their scores, their name never."),
    ),
    ("evaluator", "axis"): ("", _("Empty: they score all. Otherwise only what is of that axis.")),
    ("evaluator", "email"): ("", _("Where their link is sent. Empty: you give it to them yourself.")),
    ("evaluator", "text"): (_("Notes"), _("Only the staff reads them.")),
}
ENGLISH = "_en"


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Edits one record. ``version`` is the version that the person saw, ``typed_by`` the person."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    typed_by = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why you change it"),
        help_text=_("It stays in the history, beside your name."),
        max_length=500,
        required=False,
    )

    def __init__(self, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.record = cast("Record", self.instance)
        self.fields["version"].initial = self.record.version
        self.fields["typed_by"].initial = actor.pk
        if self.record.pk is not None:
            self.fields["version"].required = True
        elif "reason" in self.data:
            self.fields["reason"].label = gettext("Why it is so")
        else:
            del self.fields["reason"]
        for name in self.record_fields:
            self._prepare(name)

    @property
    def record_fields(self) -> list[str]:
        """The fields of the record itself, in order."""
        return [name for name in self.fields if name not in {"version", "typed_by", "reason"}]

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Return (heading, fields, open) of each part: what everybody fills in, then the English translation."""
        main = [self[name] for name in self.record_fields if not name.endswith(ENGLISH)]
        english = [self[name] for name in self.record_fields if name.endswith(ENGLISH)]
        groups = [("", main, True)]
        if english:
            groups.append((gettext("English translation"), english, any(field.errors for field in english)))
        return groups

    @property
    def searches(self) -> bool:
        """Whether a field has a button of its own, so that the key Enter needs to be told what saves."""
        return self.record.KIND == "milestone"

    def is_valid(self) -> bool:
        """Say whether it can be saved; what was sent to search for something cannot."""
        return not is_search(self.data) and super().is_valid()

    def full_clean(self) -> None:
        """Check the fields; what was sent to search for something is shown again without a word."""
        if self.is_bound and is_search(self.data):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Tidy the texts as browsers send them, and let an action have one parent."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                text = value.replace("\r\n", "\n").replace("\r", "\n")
                cleaned[name] = " ".join(text.split()) if name.startswith("title") else text
        parents = [name for name in self.record.PARENTS if name in self.fields]
        if len(parents) > 1 and sum(cleaned.get(name) is not None for name in parents) != 1:
            self.add_error(parents[0], gettext("Choose one: a strategy or a project."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the services write and validate their own copy."""

    def values(self) -> dict[str, Any]:
        """Return the values of the fields; links as lists; texts that differ by outer space only as they were."""
        values = {}
        for name in self.record_fields:
            value = self.cleaned_data[name]
            before = getattr(self.record, name, None) if name not in self.record.LINKS else None
            if isinstance(value, str) and isinstance(before, str) and value == before.strip():
                value = before
            values[name] = list(value) if name in self.record.LINKS else value
        return values

    def save_record(self) -> Record | None:
        """Create or update the record; None where the service refused, with its sentences in the form.

        Raises:
            EditConflict: somebody else saved it in the meantime.
            PermissionDenied: the person may not.
        """
        try:
            return self._create() if self.record.pk is None else self._update()
        except ValidationError as error:
            self.take(error)
            return None
        except PermissionDenied:
            if self.record.pk is not None and not self.actor.has_perm(self.record.PERMISSION, self.record):
                raise
            message = _("There you may not write: choose a place in an axis that you edit.")
            self.add_error(None, message)  # they may edit it, and not what it would become
            return None

    def take(self, error: ValidationError) -> None:
        """Show what a service found wrong at the fields that the form has."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        if isinstance(error, NeedsReason):
            self._ask_why()
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def _ask_why(self) -> None:
        """Ask for the reason, in a new record too, and begin there."""
        field = copy.deepcopy(self.base_fields["reason"])
        field.required, field.label = True, gettext("Why it is so")
        field.widget.attrs |= {"autofocus": True}
        self.fields["reason"] = field

    def _create(self) -> Record:
        values = self.values()
        links = {name: values.pop(name) for name in self.record.LINKS if name in values}
        for name, value in values.items():
            setattr(self.record, name, value)
        return records.create(self.actor, self.record, links=links, reason=self.cleaned_data.get("reason", ""))

    def _update(self) -> Record:
        return records.update(
            self.actor,
            self.record,
            self.values(),
            expected_version=self.cleaned_data["version"],
            reason=self.cleaned_data["reason"],
        )

    def _prepare(self, name: str) -> None:
        """Give a field the help and the control that people need."""
        field = self.fields[name]
        column = _column(self.record.KIND, name)
        if column is not None:
            field.label = column.label
        field.help_text = HELP.get(name) or _help_of(column)
        label, help_text = OF_KIND.get((self.record.KIND, name), ("", ""))
        field.label, field.help_text = label or field.label, help_text or field.help_text
        if name == "key":
            field.required, field.label = False, gettext("Address")
            field.help_text = gettext(
                "Short name in the address of its pages, such as valle-2045. Empty: from the title."
            )
        if name.startswith("title"):
            field.widget = forms.Textarea(attrs={"rows": 2}) if self.record.TITLE_LIMIT > 250 else forms.TextInput()
            field.max_length = None  # type: ignore[attr-defined]
            field.validators = [v for v in field.validators if getattr(v, "code", "") != "max_length"]
        if isinstance(field, PlaceField):
            prepare_place(field, self.record)
        if isinstance(field, FlowsField):
            first = str(self.data.get("first_year") or self.record.first_year or "")  # type: ignore[attr-defined]
            field.widget.first_year = int(first) if first.isdecimal() and len(first) == 4 else None
        if name == "tags":
            field.widget = TagsInput([tag.name for tag in tags_of(cast("Any", self.record).plan)])
        _use_native_control(field)
        if name.endswith(ENGLISH):
            field.widget.attrs["lang"] = "en"
        if isinstance(field, forms.ModelChoiceField):
            limit_choices(field, name, self.record, self.actor)
            if (self.record.KIND, name) == ("milestone", "after"):
                prepare_afters(cast("Any", field), self.record, self.data)


def record_form(
    actor: Any, record: Record, data: Any = None, *, initial: Mapping[str, Any] | None = None
) -> RecordForm:
    """Return the form of a record, new or stored."""
    kind = kind_of(record)
    names = list(kind.model.EDITABLE)
    if record.pk is None:
        names = _create_fields(kind, record, names)
    made = forms.modelform_factory(kind.model, form=RecordForm, fields=names, formfield_callback=_form_field)
    return cast("RecordForm", made(actor, data, instance=record, initial=dict(initial or {})))


def _create_fields(kind: Kind, record: Record, names: list[str]) -> list[str]:
    """Leave out the parents that were not chosen; let a new plan choose its address."""
    if kind.code == "plan":
        return ["title", "key", *(name for name in names if name != "title")]
    chosen = [name for name in kind.parents if getattr(record, f"{name}_id") is not None]
    return [name for name in names if not chosen or name in chosen or name not in kind.parents]


def _form_field(field: Any, **options: Any) -> Any:
    """Make the form field of a model field; addresses without a scheme are https."""
    if isinstance(field, models.JSONField) and (place := place_field(field, **options)) is not None:
        return place
    if isinstance(field, models.JSONField) and field.name == "flows":
        return FlowsField(label=capfirst(field.verbose_name))
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


def _use_native_control(field: forms.Field) -> None:
    """Let the browser offer its calendar and its clock; both speak ISO 8601."""
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    elif isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    elif isinstance(field, forms.DecimalField):
        field.widget.attrs |= {"inputmode": "decimal", "step": "0.01"}


def _column(kind: str, name: str) -> Column | None:
    table = BY_KIND.get(kind) if kind not in LIFE else None  # those have theirs in `OF_KIND`
    return next((c for c in table.columns if c.code == name), None) if table else None


def _help_of(column: Column | None) -> Any:
    """Return the help of a column of the workbook, where it fits a form."""
    if column is None or column.type in {"reference", "references"} or column.code.endswith(ENGLISH):
        return ""
    return column.help
