"""Who gets to which page of the desk. A plan that a person has no role in does not exist for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rumbo.desk.kinds import KINDS
from rumbo.desk.web.drafts import keep_draft
from rumbo.plan.enums import Role
from rumbo.plan.queries.plans import find_plan
from rumbo.plan.queries.roles import holds

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind

P = ParamSpec("P")
PlanView = Callable[Concatenate[HttpRequest, Any, P], HttpResponse]
AnyView = Callable[..., HttpResponse]


def signed_in(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> AnyView:
    """Send whoever is not signed in to the sign-in page; what they had typed is kept for when they come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            keep_draft(request)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def plan_page(permission: str = "plan.read") -> Callable[[PlanView[P]], AnyView]:
    """Give the view the plan of the address.

    Somebody without any role in the plan gets 404, as for a plan that is not there; somebody with a role
    that does not include ``permission`` gets 403.
    """

    def decorate(view: PlanView[P]) -> AnyView:
        @wraps(view)
        def guarded(request: HttpRequest, plan_key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            plan = find_plan(plan_key)
            if plan is None or not request.user.has_perm("plan.read", plan):
                raise Http404(_("There is no plan at this address."))
            request.plan = plan  # type: ignore[attr-defined]
            if not request.user.has_perm(permission, plan):
                raise PermissionDenied
            return view(request, plan, *args, **kwargs)

        return signed_in(cast("AnyView", guarded))

    return decorate


def may_make_plans(user: Any) -> bool:
    """Whether the person may make plans: by hand, or from files."""
    return bool(user.has_perm("plan.manage", KINDS["plan"].model()))


def plans_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> AnyView:
    """Let only people in who may make plans."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_make_plans(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in(cast("AnyView", guarded))


def get_record(plan: Any, kind: Kind, pk: int) -> Record:
    """Return a record of the plan's desk.

    Raises:
        Http404: there is none of this kind in the plan.
    """
    found: Record | None = kind.rows(plan).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such element in this plan."))
    return found


def may_edit(request: HttpRequest, record: Record) -> bool:
    """Whether the person may change the record."""
    return bool(request.user.has_perm("plan.edit", record))


def chosen_parent(record: Record) -> Record | None:
    """Return what a new element stands under, or None where nothing was chosen yet."""
    for name in record.PARENTS:
        if getattr(record, f"{name}_id") is not None:
            found: Record = getattr(record, name)
            return found
    return None


def may_create(request: HttpRequest, plan: Any, kind: Kind, record: Record) -> bool:
    """Whether the person may create it here; where no parent is chosen yet, whether there is any place for it."""
    if request.user.has_perm("plan.manage", plan):
        return kind.code != "plan"
    if kind.parents and kind.code != "chapter" and chosen_parent(record) is None:
        return holds(request.user, plan.pk, Role.EDITOR)
    return bool(request.user.has_perm("plan.edit", record))
