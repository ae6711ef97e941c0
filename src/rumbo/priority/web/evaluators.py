"""The evaluators of a round: the table, a pasted list, their links, and conflicts of interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.enums import Sector
from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.errors import Refused
from rumbo.participation.guest_lists import as_text, cells_of_text
from rumbo.plan.models import Axis
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.evaluator_lists import EvaluatorList, read_evaluators
from rumbo.priority.models import Evaluator, Item
from rumbo.priority.queries.evaluators import FIRST_ORDER, ORDERS, by_axis, by_sector, conflicts_of, people_in
from rumbo.priority.queries.items import listed_items
from rumbo.priority.services import conflicts as conflict_services
from rumbo.priority.services.evaluators import Person, add_many
from rumbo.priority.web.access import SECTION, get_round, way_to

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: The longest list that is pasted, in characters.
PASTED = 200_000
#: People of a list that are shown before it is taken.
SHOWN = 100


class PasteForm(forms.Form):
    """The list, as cells of a spreadsheet."""

    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        help_text=gettext_lazy(
            "Cells copied from Excel: name, organization, axis, e-mail. With headings or without."
        ),
        max_length=PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Paste a list first.")},
    )


class ConflictForm(forms.Form):
    """Who has a conflict of interest with what, and which."""

    evaluator = forms.TypedChoiceField(label=gettext_lazy("Evaluator"), coerce=int)
    item = forms.TypedChoiceField(label=gettext_lazy("With what"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("What the conflict is"),
        help_text=gettext_lazy("Such as “Works for the company that would build it”."),
        max_length=300,
    )

    def __init__(self, people: list[Evaluator], rows: list[Any], *args: Any) -> None:
        super().__init__(*args)
        choose = ("", _("Choose…"))
        named = [
            (one.pk, f"{one.title} · {one.organization.title}" if one.organization else one.title) for one in people
        ]
        self.fields["evaluator"].choices = [choose, *named]  # type: ignore[attr-defined]
        listed = [(row.pk, f"{row.number} {row.name}".strip()) for row in rows]
        self.fields["item"].choices = [choose, *listed]  # type: ignore[attr-defined]


@require_safe
@plan_page()
def evaluators(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who scores in a round."""
    found = get_round(plan, pk)
    order = request.GET.get("orden", "")
    people = people_in(found, order)
    axes = by_axis(plan, people)
    return page(
        request,
        "priority/evaluators.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Evaluators")),
        round=found,
        people=people,
        order=order if order in ORDERS else FIRST_ORDER,
        sectors=by_sector(people),
        of_all=axes[0].people,
        axes=axes[1:],
        uncovered=[one.label for one in axes[1:] if not one.people] if people and not axes[0].people else [],
        gone=list(Evaluator.objects.filter(round=found).exclude(state="current")),
        conflicts=sum(not one.withdrawn for one in conflicts_of(found)),
        may_edit=request.user.has_perm("plan.manage", found) and found.is_current,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def paste(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a pasted list, show what it holds or what is wrong with it, and add everybody when told to."""
    found = get_round(plan, pk)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _paste_page(request, plan, found, form)
    organizations = list(all_organizations())
    try:
        cells = cells_of_text(form.cleaned_data["text"])
        axes = Axis.objects.current().filter(plan=plan)
        read = read_evaluators(cells, organizations, axes, people_in(found))
        if "apply" in request.POST and read.rows and not read.faults:
            made = add_many(request.user, found, _people(request, read, organizations), reason=_("From a list"))
            said = ngettext("%(n)d evaluator was added.", "%(n)d evaluators were added.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect("priority:evaluators", plan.key, found.pk)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _paste_page(request, plan, found, form)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _paste_page(request, plan, found, form)
    return _paste_page(request, plan, found, form, read, as_text(cells))


def _people(request: HttpRequest, read: EvaluatorList, organizations: list[Any]) -> list[Person]:
    """Return the people of a list, with what was decided of the organizations that are not there."""
    by_pk = {str(one.pk): one for one in organizations}
    decided: dict[str, Any] = {}
    sectors: dict[str, str] = {}
    for place, (name, _similar) in enumerate(read.new):
        chosen = request.POST.get(f"organization-{place}", "")
        sector = request.POST.get(f"sector-{place}", "")
        decided[name.casefold()] = by_pk.get(chosen, name)
        sectors[name.casefold()] = sector if sector in Sector.values else ""
    people = []
    for row in read.rows:
        organization, sector = row.organization, ""
        if isinstance(organization, str):
            sector = sectors.get(organization.casefold(), "")
            organization = decided.get(organization.casefold(), organization)
        people.append(Person(row.name, organization, row.axis, row.email, sector))
    return people


def _paste_page(
    request: HttpRequest, plan: Any, found: Round, form: PasteForm, read: EvaluatorList | None = None, text: str = ""
) -> HttpResponse:
    return page(
        request,
        "priority/paste.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Paste a list of evaluators")),
        round=found,
        form=form,
        read=read,
        text=text,
        shown=[_shown(row) for row in read.rows[:SHOWN]] if read else [],
        more=max(len(read.rows) - SHOWN, 0) if read else 0,
        sectors=Sector.choices,
        axes=Axis.objects.current().filter(plan=plan),
        status=422 if form.errors or (read and read.faults) else 200,
    )


def _shown(row: Any) -> dict[str, Any]:
    is_new = isinstance(row.organization, str)
    return {"row": row, "is_new": is_new, "organization": row.organization}


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def conflicts(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the conflicts of interest of a round; declare one for somebody, or take one back."""
    found = get_round(plan, pk)
    people, rows = people_in(found, "nombre"), listed_items(found)
    names = {row.pk: row for row in listed_items(found, with_left=True)}
    form = ConflictForm(people, rows, request.POST if request.POST.get("do") == "declare" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "take_back":
                _take_back(request, found)
                messages.success(request, _("The conflict of interest was taken back; it stays on record."))
                return redirect("priority:conflicts", plan.key, found.pk)
            if form.is_valid():
                _declare(request, found, form)
                messages.success(request, _("The conflict of interest was noted: they do not score it."))
                return redirect("priority:conflicts", plan.key, found.pk)
        except Refused as refusal:
            if form.is_bound:
                form.add_error(None, refusal.message)
            else:
                messages.error(request, refusal.message)
    return page(
        request,
        "priority/conflicts.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Conflicts of interest")),
        round=found,
        form=form,
        conflicts=[{"conflict": one, "row": names.get(one.item_id)} for one in conflicts_of(found)],
        may_declare=found.is_current and found.phase != "closed" and bool(people) and bool(rows),
        status=422 if form.errors else 200,
    )


def _declare(request: HttpRequest, found: Round, form: ConflictForm) -> None:
    evaluator, item = _pair(found, form.cleaned_data["evaluator"], form.cleaned_data["item"])
    conflict_services.declare(evaluator, item, form.cleaned_data["reason"], actor=request.user)


def _take_back(request: HttpRequest, found: Round) -> None:
    evaluator, item = _pair(found, request.POST.get("evaluator"), request.POST.get("item"))
    conflict_services.take_back(evaluator, item, actor=request.user)


def _pair(found: Round, evaluator: Any, item: Any) -> tuple[Evaluator, Item]:
    """Return the evaluator and the item of a round that were named, or 404."""
    if not (str(evaluator).isdecimal() and str(item).isdecimal() and len(f"{evaluator}{item}") < 30):
        raise Http404
    person = Evaluator.objects.filter(round=found, pk=int(evaluator)).first()
    thing = Item.objects.filter(round=found, pk=int(item)).first()
    if person is None or thing is None:
        raise Http404
    person.round = thing.round = found
    return person, thing
