"""Who works on a plan: inviting, giving and taking roles; for the installation, who administers which plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.desk.kinds import KINDS
from rumbo.desk.services.invitations import Invitation, invite
from rumbo.plan.enums import Role
from rumbo.plan.queries.plans import desk_plans
from rumbo.plan.queries.roles import administrators, members, role_changes
from rumbo.plan.services.roles import take_role
from rumbo.plan.web.access import plan_page, site_page
from rumbo.plan.web.page import page


class InvitationForm(forms.Form):
    """A person's address, name and role."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Only for a new account."),
        max_length=150,
        required=False,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    axis: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Axis"),
        help_text=gettext_lazy("Only for editors: the axis they edit. For several, add the person again."),
        required=False,
    )

    def __init__(self, plan: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = KINDS["axis"].rows(plan).filter(state=State.CURRENT)
        self.fields["axis"].queryset = rows  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def people(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show who has which role, with the history; administrators invite."""
    form = InvitationForm(plan, request.POST or None)
    if request.method == "POST" and not request.user.has_perm("plan.administer", plan):
        raise PermissionDenied
    if form.is_valid() and _invite(request, plan, form):
        return redirect("desk:people", plan.key)
    return page(
        request,
        "desk/people.html",
        plan,
        here="desk:people",
        crumbs=[(_("People"), "")],
        form=form,
        persons=_by_person(plan),
        changes=role_changes(plan),
        roles=[(_label(role), _explained(role)) for role in Role],
    )


@require_POST
@plan_page("plan.administer")
def take(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a role away."""
    held = members(plan).filter(pk=pk).first()
    if held is None:
        raise Http404
    try:
        take_role(request.user, held, reason=request.POST.get("reason", "").strip()[:500])
        values = {"name": str(held.user), "role": held.get_role_display()}
        messages.success(request, _("“%(name)s” no longer has the role “%(role)s”.") % values)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("desk:people", plan.key)


@require_safe
@site_page
def plans_administrators(request: HttpRequest) -> HttpResponse:
    """Show who administers which plan; only for administrators of the installation."""
    held: dict[int, list[Any]] = {}
    for membership in administrators():
        held.setdefault(membership.plan_id, []).append(membership.user)
    context = {
        "section": "desk",
        "rows": [(plan, held.get(plan.pk, [])) for plan in desk_plans(request.user)],
        "crumbs": [(_("Work desk"), reverse("desk:home")), (_("Administrators of the plans"), "")],
    }
    return render(request, "desk/administrators.html", context)


def _invite(request: HttpRequest, plan: Any, form: InvitationForm) -> bool:
    """Invite the person and say what happened; False where something was wrong."""
    site = request.build_absolute_uri("/")
    try:
        made = invite(request.user, plan, **form.cleaned_data, site=site)
    except ValidationError as error:
        for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("email", error)]:
            form.add_error(name, errors)
        return False
    messages.success(request, _told(made))
    return True


def _told(made: Invitation) -> str:
    name = str(made.person)
    if made.sent:
        return _("“%(name)s” has the role now, and a mail is on its way.") % {"name": name}
    if not made.link:
        return _("“%(name)s” has the role now. No mail could be sent: tell them.") % {"name": name}
    told = _(
        "“%(name)s” has the role now. No mail could be sent: give them this link to choose a password (three days)."
    )
    button = '<button class="btn small ghost" type="button" data-copy="{}" hidden>{}</button>'
    return format_html(
        '{} <code class="secret">{}</code> ' + button, told % {"name": name}, made.link, made.link, _("Copy the link")
    )


def _by_person(plan: Any) -> list[tuple[Any, list[Any]]]:
    persons: dict[int, tuple[Any, list[Any]]] = {}
    for held in members(plan):
        persons.setdefault(held.user_id, (held.user, []))[1].append(held)
    return list(persons.values())


def _label(role: Role) -> str:
    return str(role.label)


def _explained(role: Role) -> str:
    return {
        Role.READER: _("Sees everything of the desk and changes nothing."),
        Role.EDITOR: _("Creates and edits what stands under an axis."),
        Role.MANAGER: _("Edits the whole plan, imports, confirms and publishes editions."),
        Role.ADMINISTRATOR: _("Does all that, and gives and takes roles."),
    }[role]
