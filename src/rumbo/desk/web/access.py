"""Who may make plans, and change which record of a plan's desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rumbo.desk.kinds import KINDS
from rumbo.plan.enums import Role
from rumbo.plan.queries.roles import holds
from rumbo.plan.web.access import AnyView, signed_in

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind

P = ParamSpec("P")


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
    return bool(request.user.has_perm(record.PERMISSION, record))


def may_edit_some(user: Any, plan: Any) -> bool:
    """Whether the person may change some project of the plan."""
    return bool(user.has_perm("plan.manage", plan)) or holds(user, plan.pk, Role.EDITOR)


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
        return any(KINDS[parent].axes for parent in kind.parents) and holds(request.user, plan.pk, Role.EDITOR)
    if kind.code == "liaison" and record.axis_pk is None:  # editors name them for a project, which they choose
        return holds(request.user, plan.pk, Role.EDITOR)
    return bool(request.user.has_perm(record.PERMISSION, record))
