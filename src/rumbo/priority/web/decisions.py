"""The council's decision, step by step: runs, departures, minutes, and what will be published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import EditConflict, Refused
from rumbo.core.services import records
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority import decision_file, decision_words
from rumbo.priority.enums import DepartureKind, Outcome
from rumbo.priority.models import Publication, Round
from rumbo.priority.queries.outcomes import Line, line_at, objections_of, outcome_of
from rumbo.priority.queries.published import lines_of
from rumbo.priority.queries.runs import runs_to_publish
from rumbo.priority.queries.stories import story_of
from rumbo.priority.services import publications as services
from rumbo.priority.web.access import SECTION, get_round, way_to

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Parts of a run that the list of decisions does not read.
_HEAVY = tuple(f"{run}__{part}" for run in ("ranking", "selection") for part in ("inputs", "result", "origin"))


class StartForm(forms.ModelForm[Publication]):
    """What a decision begins with: the runs that it is about, who decides and when."""

    class Meta:
        model = Publication
        fields = ("title", "ranking", "selection", "decided_by", "decided_on")
        widgets = {"decided_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "title": gettext_lazy("For example: Priority portfolio 2027–2030."),
            "ranking": gettext_lazy("The run that gives each its place."),
            "selection": gettext_lazy(
                "Equal shares or a selection under budgets that says which are in. Without one, the first places are."
            ),
            "decided_by": gettext_lazy("The council or body, not a person."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ranking", "selection"):
            field: Any = self.fields[name]
            field.queryset = runs_to_publish(self.instance, name).defer("inputs", "result", "origin", "method")
        field.empty_label = _("None: the first places of the ranking are in")

    def _post_clean(self) -> None:
        """Leave the checks of the whole to the service."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)


class MinutesForm(forms.Form):
    """The minutes of the decision, in Spanish and perhaps in English."""

    text = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy(
            "What the council talked about and decided, in the words that everybody will read. Name organizations, "
            "not people."
        ),
        required=False,
        max_length=records.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    text_en = forms.CharField(
        label=gettext_lazy("Minutes in English"),
        required=False,
        max_length=records.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DepartureForm(forms.Form):
    """Why the council decides otherwise than the run."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is published beside the place that the run gives, in these words."),
        max_length=services.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Why, in English"),
        required=False,
        max_length=services.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list with how firm it is in words; ``edge`` says that the line of the portfolio is above it."""

    line: Line
    firmness: str
    edge: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def decision(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what was decided in a round, and begin a decision."""
    found = get_round(plan, pk)
    may = request.user.has_perm("plan.manage", plan)
    made = Publication(plan=plan, round=found)
    form = StartForm(request.POST or None, instance=made, initial={"title": _("Priority portfolio")})
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and (begun := _begun(request, form)) is not None:
            return redirect("priority:publication", plan.key, begun.pk)
    listed = Publication.objects.filter(round=found).select_related("ranking", "selection").defer(*_HEAVY, "decided")
    return page(
        request,
        "priority/decision/round.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Decision")),
        status=422 if form.errors else 200,
        round=found,
        tab="decision",
        publications=list(listed),
        form=form if may else None,
        has_ranking=runs_to_publish(made, "ranking").exists(),
        objections=list(objections_of([found.pk])),
    )


@require_safe
@plan_page()
def publication(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a decision: the list with the line, what the council departs from, what is missing."""
    found = _found(plan, pk)
    lines = outcome_of(found)
    listed = list(objections_of([found.round_id]))
    return page(
        request,
        "priority/decision/publication.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, found),
        round=found.round,
        tab="decision",
        publication=found,
        shown=shown_lines(found, lines),
        departed=[line for line in lines if line.departure is not None],
        count=sum(1 for line in lines if line.by_council),
        objections=listed,
        still_open=_open(listed),
        missing=services.missing(found, lines) if not found.is_public else [],
        first=line_at(found.ranking),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def departure(request: HttpRequest, plan: Any, pk: int, item: int) -> HttpResponse:
    """Let the council decide otherwise than the run on one thing, with the reason, or follow the run again."""
    found = _found(plan, pk)
    line = next((one for one in outcome_of(found) if one.row.pk == item), None)
    if line is None:
        raise Http404(_("The round does not prioritise this."))
    kind = DepartureKind.OUT if line.by_run else DepartureKind.IN
    given = line.departure
    form = DepartureForm(
        request.POST or None, initial={"reason": given.reason, "reason_en": given.reason_en} if given else None
    )
    if request.method == "POST":
        if request.POST.get("do") == "follow":
            _try(request, lambda: services.follow_run(request.user, found, line.row.item), _("The run is followed."))
            return _to_line(plan, found, line)
        if form.is_valid() and _departed(request, found, line, kind, form):
            return _to_line(plan, found, line)
    return page(
        request,
        "priority/decision/departure.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, found, _("Bring in") if kind == DepartureKind.IN else _("Leave out")),
        status=422 if form.errors else 200,
        round=found.round,
        tab="decision",
        publication=found,
        line=line,
        firmness=decision_words.firmness(line, line_at(found.ranking)),
        brings_in=kind == DepartureKind.IN,
        form=form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def minutes(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Write the minutes of a decision."""
    found = _found(plan, pk)
    first = {"text": found.text, "text_en": found.text_en, "version": found.version}
    form = MinutesForm(request.POST or None, initial=first)
    theirs, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                records.update(request.user, found, given, expected_version=given.pop("version"))
            except EditConflict as conflict:
                theirs, status = conflict.current, 409
                form = MinutesForm(initial={**conflict.submitted, "version": conflict.current.version})
                messages.error(request, conflict.message)
            except ValidationError as error:
                for name, told in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, told)
            else:
                messages.success(request, _("The minutes were saved."))
                return redirect("priority:publication", plan.key, found.pk)
    return page(
        request,
        "priority/decision/minutes.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, found, _("Minutes")),
        status=status,
        round=found.round,
        tab="decision",
        publication=found,
        form=form,
        theirs=theirs,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def publish(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what everybody will read, and publish just that: what changed since it was shown is shown first."""
    found = _found(plan, pk)
    if request.method == "POST":
        with_open = "with_open" in request.POST
        if request.POST.get("seen") not in (None, _digest(_words(found))):
            messages.error(request, _("Somebody changed it since you opened this page. Read it through again."))
            return redirect("priority:publish", plan.key, found.pk)
        done = _("It is published: everybody sees it from now on.")
        if _try(request, lambda: services.publish(request.user, found, with_open=with_open), done):
            return redirect("priority:publication", plan.key, found.pk)
        return redirect("priority:publish", plan.key, found.pk)
    if found.is_public:
        return redirect("priority:publication", plan.key, found.pk)
    lines, listed = outcome_of(found), list(objections_of([found.round_id]))
    words = decision_file.shown(found, lines, story_of(found), listed)
    earlier = Publication.objects.current().filter(
        plan=plan, published_at__isnull=False, round__subject=found.round.subject
    )
    return page(
        request,
        "priority/decision/publish.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, found, _("Publish")),
        round=found.round,
        tab="decision",
        publication=found,
        words=words,
        seen=_digest(words),
        missing=services.missing(found, lines),
        still_open=_open(listed),
        earlier=earlier.defer("decided", "text", "text_en").first(),
        of_projects=found.round.subject == "project",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def take_back(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a published decision back, with the reason."""
    found = _found(plan, pk)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        done = _("It was taken back: it stays readable with your reason.")
        if _try(request, lambda: services.take_back(request.user, found, reason), done):
            return redirect("priority:publication", plan.key, found.pk)
        return redirect("priority:take_back", plan.key, found.pk)
    return page(
        request,
        "priority/decision/take_back.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, found, _("Take back")),
        round=found.round,
        tab="decision",
        publication=found,
    )


@require_safe
@plan_page()
def minutes_file(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the minutes with list, departures and objections as PDF."""
    found = _found(plan, pk)
    response = HttpResponse(decision_file.pdf(_words(found)), content_type="application/pdf")
    name = slugify(found.title)[:60] or str(found.pk)
    response.headers["Content-Disposition"] = f'inline; filename="acta-{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def shown_lines(found: Publication, lines: Sequence[Line]) -> list[Shown]:
    """Return the lines with how firm each is; the first one outside by the ranking is marked as the edge."""
    first = line_at(found.ranking)
    edge = None
    if found.selection_id is None:
        edge = next((one.row.pk for one in lines if not one.by_run), None)
    return [Shown(one, decision_words.firmness(one, first), one.row.pk == edge) for one in lines]


def _words(found: Publication) -> dict[str, Any]:
    """Return a decision as people read it now."""
    return decision_file.shown(
        found, lines_of(found), story_of(found), objections_of([found.round_id], withdrawn=True)
    )


def _digest(words: dict[str, Any]) -> str:
    """Return what tells whether a decision was changed since somebody read it."""
    return sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def _found(plan: Any, pk: int) -> Publication:
    """Return a publication of the plan with its runs.

    Raises:
        Http404: the plan has no such publication.
    """
    rows = Publication.objects.select_related("round", "ranking", "selection")
    found: Publication | None = rows.filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such decision in this plan."))
    found.plan = found.round.plan = plan
    return found


def _begun(request: HttpRequest, form: StartForm) -> Publication | None:
    try:
        begun = services.prepare(request.user, form.instance)
    except ValidationError as error:
        for name, told in error.message_dict.items():
            form.add_error(name if name in form.fields else None, told)
        return None
    messages.success(request, _("The decision was begun. Nobody outside sees it until you publish it."))
    return begun


def _departed(request: HttpRequest, found: Publication, line: Line, kind: str, form: DepartureForm) -> bool:
    given = form.cleaned_data
    try:
        services.depart(
            request.user,
            found,
            line.row.item,
            kind,
            given["reason"],
            reason_en=given["reason_en"],
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("The council's decision on “%(name)s” was saved.") % {"name": line.row.name})
    return True


def _try(request: HttpRequest, act: Any, done: str) -> bool:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True


def _to_line(plan: Any, found: Publication, line: Line) -> HttpResponse:
    return redirect(f"{reverse('priority:publication', args=[plan.key, found.pk])}#item-{line.row.pk}")


def _open(objections: Sequence[Any]) -> list[Any]:
    return [one for one in objections if one.outcome == Outcome.OPEN]


def _way(plan: Any, found: Publication, *last: str) -> list[tuple[str, str]]:
    round_: Round = found.round
    decision_url = reverse("priority:decision", args=[plan.key, round_.pk])
    own = reverse("priority:publication", args=[plan.key, found.pk]) if last else ""
    crumbs = [*way_to(plan, round_, ""), (found.name, own), *((name, "") for name in last)]
    crumbs[2] = (_("Decision"), decision_url)
    return crumbs
