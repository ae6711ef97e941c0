"""The published minutes of a table, as a file without the names of people."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rumbo.participation import acta
from rumbo.participation.queries.minutes import hidden_since, public_record
from rumbo.participation.queries.process import find_published_minutes
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found

if TYPE_CHECKING:
    from rumbo.participation.models import Minutes

#: For how many seconds the file is kept; its name changes with whatever it shows.
KEPT = 3600


@require_safe
def minutes(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Give the published minutes of a table as PDF."""
    shown = found(find_published_minutes(get_plan(request, plan_key), pk))
    response = HttpResponse(_pdf(shown), content_type="application/pdf")
    name = slugify(shown.table.title)[:60] or str(shown.pk)
    response.headers["Content-Disposition"] = f'inline; filename="acta-{name}.pdf"'
    return response


def _pdf(shown: Minutes) -> bytes:
    hidden = hidden_since(shown.record)
    mark = f"minutes {shown.pk} {shown.version} {get_language()} {hidden}"
    name = sha256(mark.encode()).hexdigest()
    kept: bytes | None = caches["pages"].get(name)
    if kept is None:
        signed = ("", shown.signed_at) if shown.signed_at is not None else None
        kept = acta.pdf(acta.shown(public_record(shown.record, hidden), signed=signed, public=True))
        caches["pages"].set(name, kept, KEPT)
    return kept
