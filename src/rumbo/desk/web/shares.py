"""How a project is split between municipalities and states, and who of them agrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.core.money import read_amount
from rumbo.desk.kinds import KINDS
from rumbo.desk.services.responsibilities import set_share_roles
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, way_to
from rumbo.desk.web.share_roles import RoleTable, role_tables, typed_table, wanted_roles
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.queries.matrix import LETTERS
from rumbo.portfolio.queries.responsibilities import answer_for_shares
from rumbo.portfolio.queries.shares import (
    SplitPage,
    estimated_cost,
    governments,
    places_of,
    share_history,
    split_of,
)
from rumbo.portfolio.services import shares as service

if TYPE_CHECKING:
    from django.http import QueryDict

    from rumbo.portfolio.models import Project, Share

#: Most people that a share may count.
MOST_PEOPLE = 2_000_000_000


class AgreementForm(forms.Form):
    """What a government said of its share."""

    on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    administration = forms.CharField(
        label=gettext_lazy("Administration"),
        help_text=gettext_lazy("The term that answers for it, such as 2025-2027."),
        max_length=60,
        required=False,
    )
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("The session or document that says so."),
        max_length=250,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed where the share is rejected."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(slots=True)
class Row:
    """A place on the form, with what is typed for it and what is wrong with that."""

    place: Any
    cost: str = ""
    people: str = ""
    competence: str = ""
    errors: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def is_empty(self) -> bool:
        """Whether the place takes no part."""
        return not (self.cost.strip() or self.people.strip() or self.competence.strip())


@dataclass(slots=True)
class SplitForm:
    """The whole as it was typed, its rows, and what is wrong; texts, so that nothing typed is ever lost."""

    rows: list[Row]
    cost: str = ""
    people: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict, init=False)
    sentence: str = field(default="", init=False)

    @property
    def is_sound(self) -> bool:
        """Whether all could be read."""
        return not self.errors and not any(row.errors for row in self.rows)

    @property
    def sums(self) -> dict[str, Any]:
        """What the rows add up to, and what is left of the whole; a number that cannot be read counts nothing."""
        cost, people = _amount(self.cost), _number(self.people)
        costs = sum((_amount(row.cost) for row in self.rows), _amount(""))
        heads = sum(_number(row.people) for row in self.rows)
        return {"cost": costs, "people": heads, "cost_gap": cost - costs, "people_gap": people - heads}


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def shares(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show how a project is split, and split it anew; a button adds a row for one more place."""
    project = _project(plan, pk)
    if request.method != "POST":
        return _answer(request, plan, project, _stored(plan, project, split_of(project)))
    if not may_edit(request, project):
        raise PermissionDenied
    form = _typed(request.POST)
    gone = _answering(project)
    if "add" in request.POST:
        _add(form, request.POST.get("place", ""))
    elif form.is_sound and _save(request, project, form):
        messages.success(request, _("The shares were saved: they add up."))
        for place in sorted(gone - _answering(project)):
            message = _("“%(name)s” takes no part any more: who answered for its share does so no longer.")
            messages.info(request, message % {"name": place})
        return redirect(reverse("desk:shares", args=[plan.key, project.pk]))
    return _answer(request, plan, project, form)


@require_POST
@plan_page()
def agree(request: HttpRequest, plan: Any, pk: int, share: int) -> HttpResponse:
    """Record that a municipality or state agrees to its share, or rejects it."""
    project = _project(plan, pk)
    if not may_edit(request, project):
        raise PermissionDenied
    split = split_of(project)
    held = _share(split, share)
    form = AgreementForm(request.POST, prefix=f"s{held.pk}")
    if form.is_valid() and _agree(request, held, form):
        messages.success(request, _("What “%(name)s” says of its share was saved.") % {"name": held.territory.name})
        return redirect(reverse("desk:shares", args=[plan.key, project.pk]))
    return _answer(request, plan, project, _stored(plan, project, split), asked=(held.pk, form))


@require_POST
@plan_page()
def answer(request: HttpRequest, plan: Any, pk: int, share: int) -> HttpResponse:
    """Set which organizations answer for a share, all of its table at once."""
    project = _project(plan, pk)
    if not may_edit(request, project):
        raise PermissionDenied
    split = split_of(project)
    held = _share(split, share)
    table = typed_table(project, held, request.POST)
    try:
        changed = set_share_roles(request.user, held, wanted_roles(table))
    except Refused as refusal:
        table.refused = str(refusal.message)
        return _answer(request, plan, project, _stored(plan, project, split), roles=table)
    if changed:
        messages.success(request, _("Who answers for the share of “%(name)s” was saved.") % {"name": held.territory})
    return redirect(f"{reverse('desk:shares', args=[plan.key, project.pk])}#answers-{held.pk}")


def _share(split: SplitPage, pk: int) -> Share:
    held = next((row for row in split.shares if row.pk == pk), None)
    if held is None:
        raise Http404(_("This share is no longer there."))
    return held


def _answer(
    request: HttpRequest,
    plan: Any,
    project: Project,
    form: SplitForm,
    *,
    asked: tuple[int, Any] | None = None,
    roles: RoleTable | None = None,
) -> HttpResponse:
    split = split_of(project)
    estimated = estimated_cost(project)
    taken = {row.place.pk for row in form.rows}
    return page(
        request,
        "desk/shares.html",
        plan,
        crumbs=way_to(plan, project, _("Shares")),
        project=project,
        split=split.split,
        version=split.version,
        form=form,
        agreements=[(share, _agreement_form(share, asked)) for share in split.shares],
        tables=role_tables(project, split.shares, roles),
        letters=[(letter, Responsible(role).label) for letter, role in LETTERS.items()],
        others=[place for place in governments() if place.pk not in taken],
        estimated=estimated,
        estimate_gap=abs(estimated - split.split.cost) if split.split and split.shares else None,
        changes=share_history(project),
        may_edit=may_edit(request, project),
        back=element_url(plan, project),
    )


def _agreement_form(share: Share, asked: tuple[int, Any] | None) -> Any:
    if asked is not None and asked[0] == share.pk:
        return asked[1]
    names = ("administration", "minutes", "reason")
    initial = {"on": share.agreed_on} | {name: getattr(share, name) for name in names}
    return AgreementForm(initial=initial, prefix=f"s{share.pk}")


def _stored(plan: Any, project: Project, found: SplitPage) -> SplitForm:
    """Return the form of what is stored, with a row for each place of the plan."""
    held = {share.territory_id: share for share in found.shares}
    places = {place.pk: place for place in places_of(plan, project)}
    places |= {share.territory_id: share.territory for share in found.shares}
    rows = [Row(place, *_texts(held.get(place.pk))) for place in sorted(places.values(), key=lambda one: one.title)]
    if found.split is None:
        return SplitForm(rows)
    return SplitForm(rows, f"{found.split.cost:,.2f}", f"{found.split.beneficiaries:,}")


def _texts(share: Share | None) -> tuple[str, ...]:
    return () if share is None else (f"{share.cost:,.2f}", f"{share.beneficiaries:,}", share.competence)


def _typed(data: QueryDict) -> SplitForm:
    """Return what was typed; places that are not there are left out."""
    numbers = [number for number in data.getlist("row") if number.isdecimal() and len(number) < 12]
    places = {str(place.pk): place for place in governments().filter(pk__in=numbers)}
    rows = [
        Row(places[number], *(_text(data, f"{name}-{number}") for name in ("cost", "people", "competence")))
        for number in dict.fromkeys(numbers)
        if number in places
    ]
    form = SplitForm(rows, *(_text(data, name) for name in ("cost", "people", "reason")))
    parts: list[SplitForm | Row] = [form, *rows]
    for part in parts:
        _check(part)
    return form


def _text(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\x00", "")


def _check(part: SplitForm | Row) -> None:
    for name, read in (("cost", read_amount), ("people", _people)):
        try:
            read(getattr(part, name))
        except Refused as refusal:
            part.errors[name] = str(refusal.message)


def _add(form: SplitForm, number: str) -> None:
    place = governments().filter(pk=number).first() if number.isdecimal() and len(number) < 12 else None
    if place is None:
        form.errors["place"] = _("Choose the municipality or state to add.")
    elif all(row.place.pk != place.pk for row in form.rows):
        form.rows.append(Row(place))


def _save(request: HttpRequest, project: Project, form: SplitForm) -> bool:
    """Split the project; False where it was refused, with the sentence on the form."""
    parts = [
        service.Part(row.place, read_amount(row.cost), _people(row.people), row.competence)
        for row in form.rows
        if not row.is_empty
    ]
    version = request.POST.get("version", "")
    try:
        service.split_project(
            request.user,
            project,
            read_amount(form.cost),
            _people(form.people),
            parts,
            expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            reason=form.reason[:100],
        )
    except Refused as refusal:
        form.sentence = str(refusal.message)
        return False
    return True


def _agree(request: HttpRequest, share: Share, form: AgreementForm) -> bool:
    said = form.cleaned_data
    agreed = request.POST.get("answer") != "reject"
    try:
        service.agree(request.user, share, agreed=agreed, **said)
    except Refused as refusal:
        form.add_error("administration" if not said["administration"].strip() else "reason", refusal.message)
        return False
    return True


def _people(text: str) -> int:
    """Return a whole number of people; `Refused` with the sentence where it is none."""
    typed = text.strip().replace(",", "")
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdecimal()):
        message = _("“%(text)s” is no number of people: write a whole number, such as 1500.")
        raise Refused(message % {"text": text.strip()[:40]})
    if len(typed) > 12 or int(typed) > MOST_PEOPLE:
        raise Refused(_("“%(text)s” is more people than there are. Look at it again.") % {"text": text.strip()[:40]})
    return int(typed)


def _amount(text: str) -> Any:
    try:
        return read_amount(text)
    except Refused:
        return read_amount("")


def _number(text: str) -> int:
    try:
        return _people(text)
    except Refused:
        return 0


def _answering(project: Project) -> set[str]:
    """Return the places for whose share somebody answers."""
    return {str(rows[0].share) for rows in answer_for_shares(project).values()}


def _project(plan: Any, pk: int) -> Project:
    return cast("Project", get_record(plan, KINDS["project"], pk))
