"""The frame of the pages under a liaison's link: it is the key, no cookie is needed, nothing outside learns of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from rumbo.core.errors import Refused
from rumbo.monitoring.models import ReportLink
from rumbo.monitoring.queries.report_page import find_link
from rumbo.monitoring.services.evidence import refuse_ended

View = Callable[..., HttpResponse]
#: How a script says that it is one, and wants JSON.
SCRIPT = "X-Rumbo"


def link_page(view: View) -> View:
    """Hand a view the link of the address: 404 where it is forged, 410 with what to do where it ended.

    Whoever forges a form needs the token, and with the token they need no forgery: there is nothing for the check of
    forms to hold, and without it the pages ask for no cookie.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        link = find_link(token)
        try:
            if link is None:
                raise Http404(_("The address is not whole: copy it from the mail once more, to its end."))
            refuse_ended(link, timezone.localdate())
            response = view(request, token, link, **named)
        except Refused as refusal:
            response = _closed(request, refusal.message, 410, link)
        except Http404 as missing:
            response = _closed(request, str(missing), 404, link)
        return private(response)

    return cast("View", answered)


def of_report(link: ReportLink) -> None:
    """Raise ``Http404`` for a link to a list, which opens no report."""
    if link.assignment_id is None:
        raise Http404(_("There is nothing at this address."))


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return request.headers.get(SCRIPT) == "1"


def private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of search engines and of other sites' logs."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _closed(request: HttpRequest, sentence: str, status: int, link: ReportLink | None) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"say": sentence}, status=status)
    context = {"sentence": sentence, "ended": status == 410, "known": link is not None}
    return render(request, "monitoring/report/closed.html", context, status=status)
