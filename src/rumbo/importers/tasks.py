"""Work of the importers in the background."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override
from django_tasks import task

from rumbo.core.errors import Refused
from rumbo.importers.enums import RunState
from rumbo.importers.models import ImportRun
from rumbo.importers.services import applying
from rumbo.importers.services.runs import read_and_propose


@task()
def read_and_propose_run(run_id: int) -> None:
    """Read the files of an import and propose, in the language of the person who started it. Safe to run again."""
    run = ImportRun.objects.select_related("created_by", "plan").get(pk=run_id)
    with _language_of(run.created_by):
        try:
            read_and_propose(run)
        except Exception as error:
            ImportRun.objects.filter(pk=run_id).update(state=RunState.FAILED, error=str(error), base="")
            raise


@task()
def apply_run(run_id: int, actor_id: int | None) -> None:
    """Apply an import for a person, in their language; it says why where it could not. Safe to run again."""
    run = ImportRun.objects.select_related("plan").get(pk=run_id)
    if run.state != RunState.APPLYING:
        return
    actor: Any = get_user_model()._default_manager.filter(pk=actor_id or 0).first()
    with _language_of(actor):
        try:
            if actor is None:
                raise PermissionDenied
            applying.apply(actor, run)
        except (PermissionDenied, Refused, ValidationError) as error:
            applying.fail(run, error)


def _language_of(person: Any) -> Any:
    return override(getattr(person, "language", "") or settings.LANGUAGE_CODE)
