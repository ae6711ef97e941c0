"""Work of the importers in the background."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override
from django_tasks import task

from rumbo.importers.enums import RunState
from rumbo.importers.models import ImportRun
from rumbo.importers.services.runs import read_and_propose


@task()
def read_and_propose_run(run_id: int) -> None:
    """Read the files of an import and propose, in the language of the person who started it. Safe to run again."""
    run = ImportRun.objects.select_related("created_by", "plan").get(pk=run_id)
    with override(getattr(run.created_by, "language", "") or settings.LANGUAGE_CODE):
        try:
            read_and_propose(run)
        except Exception as error:
            ImportRun.objects.filter(pk=run_id).update(state=RunState.FAILED, error=str(error))
            raise
