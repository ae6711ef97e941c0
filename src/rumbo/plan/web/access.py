"""Who gets to which staff page of a plan. A plan that a person has no role in does not exist for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rumbo.plan.queries.plans import find_plan
from rumbo.plan.web.drafts import keep_draft

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


def site_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> AnyView:
    """Let only administrators of the installation in; others who are signed in get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.has_perm("site.administer"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in(cast("AnyView", guarded))


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
