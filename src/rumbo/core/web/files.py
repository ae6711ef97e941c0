"""Giving files that people sent to browsers, so that nothing in them can act as a page of this site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.core.uploads import FileType

#: Nothing in the file may be fetched, run or sent. A PDF has no ``sandbox``: under it Chrome shows none; its reader
#: is a page of the browser's own, with another origin.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
READER = "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
#: For the staff, and for everybody: asked again each time, as it may be withdrawn at any moment.
PRIVATE, PUBLIC = "private, no-cache", "public, no-cache"


def file_response(
    request: HttpRequest, stored: str, kind: FileType, *, name: str, tag: str, cache: str = PRIVATE
) -> HttpResponseBase:
    """Return a file of the storage. ``tag`` differs as soon as the bytes do; ``cache`` is `PRIVATE` or `PUBLIC`.

    Raises:
        Http404: the storage does not have it.
    """
    etag = f'"{tag}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = _whole(stored, kind, name)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = cache
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = READER if kind.media_type == "application/pdf" else SANDBOX
    # Pictures and documents are compressed as they are, and a stream that is compressed on the way has no length.
    request.META["HTTP_ACCEPT_ENCODING"] = ""
    return answer


def _whole(stored: str, kind: FileType, name: str) -> FileResponse:
    try:
        file = default_storage.open(stored, "rb")
    except FileNotFoundError as error:
        raise Http404(_("The plan has nothing at this address.")) from error
    return FileResponse(file, as_attachment=not kind.inline, filename=name, content_type=kind.header)
