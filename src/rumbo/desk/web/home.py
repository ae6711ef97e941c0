"""Where the staff begins: what needs them, their plans, what changed; and the desk of one plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.communication.queries.outbox import asking_for_a_person
from rumbo.desk.kinds import KINDS
from rumbo.desk.queries import gaps
from rumbo.desk.queries.changes import recent_changes
from rumbo.desk.queries.elements import children_of
from rumbo.desk.queries.imports import new_plans, waiting
from rumbo.desk.queries.overview import overview, totals
from rumbo.desk.web.access import may_edit, may_make_plans, plans_page
from rumbo.desk.web.forms import record_form
from rumbo.desk.web.page import say_done
from rumbo.importers.queries import confirm
from rumbo.plan.enums import Role
from rumbo.plan.queries.plans import desk_plans
from rumbo.plan.queries.roles import roles_of
from rumbo.plan.web.access import plan_page, signed_in
from rumbo.plan.web.drafts import draft_of, forget_draft
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Mine:
    """A plan of the person: the roles in words, and what waits there."""

    plan: Any
    roles: list[str]
    to_confirm: int
    runs: list[Any]


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the person's plans with what waits in each, and the latest changes."""
    plans = list(desk_plans(request.user))
    may_create = may_make_plans(request.user)
    administers = request.user.has_perm("site.administer")
    context = {
        "section": "desk",
        "mine": _mine(request.user, plans),
        "changes": recent_changes(plans, 10),
        "keys": {plan.pk: plan.key for plan in plans},
        "may_create": may_create,
        "administers": administers,
        "mails": asking_for_a_person(None) if administers else 0,
        "new_plans": list(new_plans()) if may_create else [],
    }
    return render(request, "desk/home.html", context)


@require_safe
@plan_page()
def plan(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show a plan's desk: its tree, what it lacks, what waits, what changed."""
    return page(
        request,
        "desk/plan.html",
        plan,
        branches=overview(plan),
        totals=totals(plan),
        gaps=gaps.counts(plan),
        to_confirm=confirm.count(plan),
        runs=list(waiting([plan])),
        groups=[
            group
            for group in children_of(request.user, plan, plan)
            if group.kind.code not in {"axis", "priority_entry"}
        ],
        changes=recent_changes([plan], 8),
        may_edit=may_edit(request, plan),
        kind=KINDS["plan"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plans_page
def create_plan(request: HttpRequest) -> HttpResponse:
    """Create a plan; only administrators of the installation may."""
    record = KINDS["plan"].model()
    form = record_form(request.user, record, request.POST if request.method == "POST" else draft_of(request))
    if request.method == "POST" and form.is_valid() and (saved := form.save_record()) is not None:
        forget_draft(request)
        say_done(request, saved, saved, _("“%(name)s” was created.") % {"name": saved.name})
        return redirect("desk:plan", saved.key)
    context = {
        "section": "desk",
        "form": form,
        "record": record,
        "kind": KINDS["plan"],
        "title": KINDS["plan"].add,
        "back": reverse("desk:home"),
        "crumbs": [(_("Work desk"), reverse("desk:home")), (str(KINDS["plan"].add), "")],
    }
    return render(request, "desk/form.html", context)


def _mine(user: Any, plans: list[Any]) -> list[Mine]:
    """Return what waits in each plan; three queries a plan, of which a person has few."""
    runs: dict[int, list[Any]] = {}
    for run in waiting(plans):
        runs.setdefault(run.plan_id, []).append(run)
    return [Mine(plan, _roles(user, plan), confirm.count(plan), runs.get(plan.pk, [])) for plan in plans]


def _roles(user: Any, plan: Any) -> list[str]:
    """Return the person's roles in a plan in words; an editor's with the axis."""
    if user.is_superuser:
        return [_("Administrator of the installation")]
    held = [role for role in roles_of(user) if role.plan_id == plan.pk]
    axes = _axis_names([role.axis_id for role in held if role.axis_id])
    return [
        f"{Role(role.role).label}: {axes[role.axis_id]}" if role.axis_id else str(Role(role.role).label)
        for role in held
    ]


def _axis_names(ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {axis.pk: axis.name for axis in apps.get_model("plan", "Axis")._default_manager.filter(pk__in=ids)}
