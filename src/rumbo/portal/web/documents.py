"""The files of projects in public: documents as they were sent, photos as copies without the camera's notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.uploads import clean_name, type_of
from rumbo.core.web.files import PRIVATE, PUBLIC, file_response
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found
from rumbo.portfolio.queries.documents import find_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

JPEG = type_of("image/jpeg")


@require_safe
def document(request: HttpRequest, plan_key: str, pk: int) -> HttpResponseBase:
    """Give a document that everybody may see; of a picture, its copy."""
    plan = get_plan(request, plan_key)
    version = found(find_public(plan, pk))
    if version.thumbnail:
        name = clean_name(version.name, JPEG)
        return file_response(request, version.view, JPEG, name=name, tag=f"{version.sha256}-view", cache=_cache(plan))
    stored = version.file.name or ""
    return file_response(request, stored, version.type, name=version.name, tag=version.sha256, cache=_cache(plan))


@require_safe
def thumbnail(request: HttpRequest, plan_key: str, pk: int) -> HttpResponseBase:
    """Give the small picture of a document that everybody may see."""
    plan = get_plan(request, plan_key)
    version = found(find_public(plan, pk))
    if not version.thumbnail:
        raise Http404(_("The plan has nothing at this address."))
    name, tag = version.thumbnail.name or "", f"{version.sha256}-small"
    return file_response(request, name, JPEG, name="miniatura.jpg", tag=tag, cache=_cache(plan))


def _cache(plan: Any) -> str:
    return PUBLIC if plan.is_public else PRIVATE
