"""Giving a printed file to who may have it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from rumbo.portfolio.enums import PrintKind


def file_of(plan: Any, row: Any) -> FileResponse:
    """Return a file to download.

    Raises:
        Http404: it is not in the storage any more.
    """
    try:
        opened = row.file.open("rb")
    except OSError as error:
        raise Http404(_("The file is not in the storage any more: print it again.")) from error
    name = "fichas" if row.kind == PrintKind.PORTFOLIO else "formularios"
    return FileResponse(opened, as_attachment=True, filename=f"{plan.key}-{name}-{row.at:%Y-%m-%d}.pdf")
