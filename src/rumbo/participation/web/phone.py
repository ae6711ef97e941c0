"""The page of a participant's phone: the open exercise, what was sent, and what still waits on the phone."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.participation import acts
from rumbo.participation.exercises import part
from rumbo.participation.queries.live import counts, current_exercise, phone_version
from rumbo.participation.queries.mine import last_revision
from rumbo.participation.web.plain import act_of
from rumbo.participation.web.session import identity, own_link, seated

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant

#: The largest body of acts, in bytes.
BODY_LIMIT = 256 * 1024
#: For how many seconds phones are told the same of a table without asking the database again.
FRESH = 1
#: For how many seconds results are kept that everybody sees alike; and held by whoever makes them.
KEPT = 60
MAKING = Lock()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Show the page; take a form where the browser runs no scripts."""
    participant = seated(request)
    if participant is None or participant.left:
        return render(request, "participation/out.html", {"participant": participant}, status=403)
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = _take(request, participant)
        if not typed:
            return redirect(request.get_full_path())
    context = _context(request, participant) | {
        "participant": participant,
        "table": participant.table,
        "own_link": own_link(request, participant),
        "is_new": "nuevo" in request.GET,
        "typed": typed,
    }
    return render(request, "participation/phone.html", context, status=409 if typed else 200)


@never_cache
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Answer 204 while nothing changed since version ``v``, else the part of the page that is alive."""
    named = identity(request)
    if named is None:
        return HttpResponse(_("Come in again with the code of the table."), status=403, content_type="text/plain")
    if request.GET.get("v") and request.GET["v"] == fresh_version(named[1]):
        return HttpResponse(status=204)
    participant = seated(request)
    if participant is None or participant.left:
        return HttpResponse(_("Come in again with the code of the table."), status=403, content_type="text/plain")
    return render(request, "participation/_phone.html", _context(request, participant))


@csrf_exempt  # a header that no other site can send takes the token's place: docs/decisions/participation.md
@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Do the acts that a phone sends as JSON, and answer each (see `rumbo.participation.acts`)."""
    named = identity(request)
    if named is None:
        return _refusal(_("Come in again with the code of the table."), 403)
    if request.content_type != "application/json" or request.headers.get("X-Rumbo") != "1":
        return _refusal(_("This is not what the page of a table sends. Load the page again."), 400)
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
        return _refusal(_("That is too much at once. Send shorter texts."), 413)
    try:
        sent = acts.read(request.body)
    except Refused as refused:
        return _refusal(refused.message, 400)
    return JsonResponse({"answers": acts.perform(*named, sent)})


def fresh_version(table: int) -> str:
    """Return the version of what phones of a table show, asked at most once a second for all of them."""
    return str(cache.get_or_set(f"participation.version.{table}", lambda: phone_version(table), FRESH))


def shared_results(request: HttpRequest, exercise: Exercise, version: str) -> str | None:
    """Return the results of an exercise as everybody sees them, made once for all who ask at the same version.

    None means that somebody else's request makes them right now: a whole room asks in the same second.
    """
    results = part(exercise, "results")
    if results is None or not exercise.results_shown:
        return ""
    key = f"participation.results.{exercise.pk}.{get_language()}.{version}"
    found: str | None = caches["results"].get(key)
    if found is None and MAKING.acquire(blocking=False):
        try:
            template = f"participation/{exercise.type}/results.html"
            found = str(render_to_string(template, results.context(exercise), request))
            caches["results"].set(key, found, KEPT)
        finally:
            MAKING.release()
    return None if found is None else SafeString(found)


def _context(request: HttpRequest, participant: Participant) -> dict[str, Any]:
    """Return what the living part of the page shows."""
    version = phone_version(participant.table_id)
    exercise = current_exercise(participant.table_id)
    context: dict[str, Any] = {"version": version, "exercise": exercise}
    if exercise is None:
        return context
    said, answered = counts(exercise) if exercise.results_shown else (0, 0)
    results = shared_results(request, exercise, f"{version}.{said}.{answered}")
    context |= {
        "version": version if results is not None else "",  # ask again
        "nonce": uuid4(),
        "revision": last_revision(exercise, participant),
        "body": "",
        "results": results,
        "said": said,
        "answered": answered,
    }
    module = part(exercise, "phone")
    if exercise.is_open and module is not None:
        own = module.context(exercise, participant, *_chosen(request, exercise))
        context["body"] = f"participation/{exercise.type}/phone.html"
        context |= own
    return context


def _chosen(request: HttpRequest, exercise: Exercise) -> list[str]:
    return [request.GET.get("idea", "")] if exercise.type == "profile" else []


def _take(request: HttpRequest, participant: Participant) -> dict[str, str]:
    """Do what a plain form asks for and say what became of it; return what was typed where it was refused."""
    exercise = current_exercise(participant.table_id)
    revision = last_revision(exercise, participant) if exercise is not None else 0
    answer: dict[str, Any]
    try:
        (answer,) = acts.perform(participant.pk, participant.table_id, [act_of(request.POST, revision)])
    except Refused as refused:
        answer = {"ok": False, "say": refused.message}
    if answer["ok"]:
        messages.success(request, _("It is saved."))
        return {}
    messages.error(request, answer["say"])
    name = request.POST.get("part") or request.POST.get("parent") or "text"
    return {"name": name, "text": request.POST.get("text", "")}


def _refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"say": message}, status=status)
