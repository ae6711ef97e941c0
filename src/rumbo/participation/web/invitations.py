"""Who is invited to a workshop: the list, one invitation, what people answered, and who came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.accounts.enums import Sector
from rumbo.core.errors import Refused
from rumbo.core.tables import export_response
from rumbo.participation.enums import Answer
from rumbo.participation.models import Invitation
from rumbo.participation.queries import invitations as queries
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.services import invitations as services
from rumbo.participation.web.access import get_workshop, way_to_workshop
from rumbo.participation.web.person_form import InvitationForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.participation.models import Table, Workshop

#: Invitations on a page.
SIZE = 100
ALL = ("", gettext_lazy("All"))


class FilterForm(forms.Form):
    """What the list is narrowed by, and the table at which whoever is marked as come is seated."""

    q = forms.CharField(label=gettext_lazy("Name, organization or e-mail"), required=False)
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        required=False,
        choices=[
            ALL,
            *Answer.choices,
            (queries.CAME, gettext_lazy("Came")),
            (queries.WITHDRAWN, gettext_lazy("Withdrawn")),
        ],
    )
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False, choices=[ALL, *Sector.choices])
    territory = forms.TypedChoiceField(
        label=gettext_lazy("Municipality"), required=False, coerce=int, empty_value=None
    )
    table = forms.TypedChoiceField(
        label=gettext_lazy("Seat who comes at"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, plan: Any, tables: list[Table], *args: Any) -> None:
        super().__init__(*args)
        places = [(str(one.pk), one.name) for one in municipalities_of(plan)]
        self.fields["territory"].choices = [ALL, *places]  # type: ignore[attr-defined]
        self.fields["table"].choices = [(str(one.pk), one.name) for one in tables]  # type: ignore[attr-defined]
        self.tables = tables
        if len(tables) < 2:
            del self.fields["table"]
        self.is_valid()

    def wanted(self) -> queries.Wanted:
        """Return what the list is narrowed by; what cannot be understood narrows nothing."""
        chosen = self.cleaned_data
        return queries.Wanted(
            chosen.get("q") or "", chosen.get("answer") or "", chosen.get("sector") or "", chosen.get("territory")
        )

    @property
    def seat(self) -> Table | None:
        """The table that whoever comes is seated at: the chosen one, else the first that the person leads."""
        chosen = self.cleaned_data.get("table")
        return next((one for one in self.tables if one.pk == chosen), self.tables[0] if self.tables else None)

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is in force."""
        return self.wanted() != queries.Wanted()


@require_safe
@plan_page()
def listed(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who is invited, filtered; as a file on ``format``."""
    workshop, tables = _seen(request, plan, pk)
    form = FilterForm(plan, tables, request.GET)
    rows = queries.invitations(workshop, form.wanted())
    export = export_response(request, queries.INVITATIONS, rows, f"{plan.key}-{workshop.key}-invitaciones")
    if export is not None:
        return cast("HttpResponse", export)
    return page(
        request,
        "participation/invitations.html",
        plan,
        here="participation:home",
        crumbs=way_to_workshop(plan, workshop, _("Invitations")),
        workshop=workshop,
        form=form,
        page_obj=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        may_edit=request.user.has_perm("plan.edit", workshop),
        seat=form.seat,
        answers=Answer.choices,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def create(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Invite one person."""
    workshop = get_workshop(plan, pk)
    _need_edit(request, workshop)
    form = InvitationForm(plan, request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _saved(form, lambda: services.invite(request.user, workshop, form.guest()))):
        messages.success(request, _("“%(name)s” is invited.") % {"name": made})
        return redirect("participation:invitations", plan.key, workshop.pk)
    return _form(request, plan, workshop, form, _("Invite somebody"))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def edit(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Change whom an invitation is for."""
    invitation = _invitation(plan, pk)
    _need_edit(request, invitation.workshop)
    form = InvitationForm(plan, request.POST if request.method == "POST" else None, before=invitation)
    if form.is_valid():
        saved = _saved(form, lambda: services.correct_invitation(request.user, invitation, form.guest()))
        if saved is not None:
            messages.success(request, _("The invitation was saved."))
            return redirect("participation:invitations", plan.key, invitation.workshop_id)
    title = _("Invitation of “%(name)s”") % {"name": invitation}
    return _form(
        request,
        plan,
        invitation.workshop,
        form,
        title,
        withdraw_url=reverse("participation:invitation_turn", args=[plan.key, invitation.pk]),
        withdrawn=invitation.withdrawn,
    )


@require_POST
@plan_page()
def turn(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Withdraw an invitation, or bring it back."""
    invitation = _invitation(plan, pk)
    withdrawn = request.POST.get("withdrawn") == "1"
    try:
        services.withdraw_invitation(request.user, invitation, withdrawn=withdrawn)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("The invitation of “%(name)s” was withdrawn.") if withdrawn else _("“%(name)s” is invited again.")
        messages.success(request, text % {"name": invitation})
    return redirect("participation:invitations", plan.key, invitation.workshop_id)


@require_POST
@plan_page()
def answer(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Keep what somebody answered, by one tap."""
    invitation = _invitation(plan, pk)
    try:
        services.set_answer(request.user, invitation, request.POST.get("answer", ""))
    except Refused as refusal:
        return _after(request, plan, invitation, refusal.message)
    return _after(request, plan, invitation)


@require_POST
@plan_page()
def came(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Put somebody who was invited and came on the list of a table, by one tap."""
    invitation = _invitation(plan, pk)
    tables = {str(one.pk): one for one in queries.led_tables(request.user, invitation.workshop)}
    table = tables.get(request.POST.get("table", ""))
    if table is None:
        raise PermissionDenied
    try:
        services.seat_guest(request.user, invitation, table)
    except Refused as refusal:
        return _after(request, plan, invitation, refusal.message)
    except ValidationError as error:
        return _after(request, plan, invitation, " ".join(error.messages))
    return _after(request, plan, invitation)


def _after(request: HttpRequest, plan: Any, invitation: Invitation, refusal: str = "") -> HttpResponse:
    """Answer a tap with the row as it is now; without htmx with the list."""
    if not request.htmx:  # type: ignore[attr-defined]
        if refusal:
            messages.error(request, refusal)
        back = reverse("participation:invitations", args=[plan.key, invitation.workshop_id])
        return redirect(f"{back}#invitation-{invitation.pk}")
    row = queries.with_seats(Invitation.objects.select_related("territory").filter(pk=invitation.pk)).get()
    tables = queries.led_tables(request.user, invitation.workshop)
    chosen = request.POST.get("table", "")
    context = {
        "plan": plan,
        "invitation": row,
        "may_edit": request.user.has_perm("plan.edit", invitation.workshop),
        "seat": next((one for one in tables if str(one.pk) == chosen), tables[0] if tables else None),
        "answers": Answer.choices,
        "refusal": refusal,
    }
    return render(request, "participation/_invitation.html", context)


def _form(
    request: HttpRequest, plan: Any, workshop: Workshop, form: InvitationForm, title: str, **more: Any
) -> HttpResponse:
    crumbs = way_to_workshop(plan, workshop, _("Invitations"), title)
    back = reverse("participation:invitations", args=[plan.key, workshop.pk])
    crumbs[-2] = (crumbs[-2][0], back)
    return page(
        request,
        "participation/person.html",
        plan,
        here="participation:home",
        crumbs=crumbs,
        form=form,
        title=title,
        tag=workshop,
        back=back,
        **more,
    )


def _saved(form: InvitationForm, act: Any) -> Any:
    """Do what the form is for; None where a service refused, with its sentence in the form."""
    try:
        return form.save(act)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


def _seen(request: HttpRequest, plan: Any, pk: int) -> tuple[Workshop, list[Table]]:
    """Return a workshop whose invitations the person may see, and the tables of it that they lead."""
    workshop = get_workshop(plan, pk)
    tables = queries.led_tables(request.user, workshop)
    if not tables:
        _need_edit(request, workshop)
    return workshop, tables


def _need_edit(request: HttpRequest, workshop: Workshop) -> None:
    if not request.user.has_perm("plan.edit", workshop):
        raise PermissionDenied


def _invitation(plan: Any, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("workshop__stage__process", "territory")
    found = rows.filter(workshop__plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such invitation in this plan."))
    return found
