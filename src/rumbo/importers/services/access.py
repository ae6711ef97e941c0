"""Who may import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.importers.enums import Format
from rumbo.importers.records import model_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.importers.models import ImportRun
    from rumbo.plan.models import Plan


def authorize_import(actor: Actor, plan: Plan | None, format_: str = "") -> None:
    """Raise ``PermissionDenied`` unless the actor manages the plan.

    Without a plan: any plan for a list of organizations; else only who administers the installation may make one.
    """
    if plan is None:
        authorize(actor, "plan.manage", model_of("organization" if format_ == Format.ORGANIZATIONS else "plan")())
    else:
        authorize(actor, "plan.manage", plan)


def check_free(key: str) -> None:
    """Raise ``Refused`` where a plan has this key already."""
    if model_of("plan").objects.filter(key=key).exists():
        raise Refused(_("There is a plan “%(key)s” already. Choose another key.") % {"key": key})


def authorize_run(actor: Actor, run: ImportRun) -> None:
    """Raise ``PermissionDenied`` unless the actor may decide about a run."""
    authorize_import(actor, run.plan, run.format)
