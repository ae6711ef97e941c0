"""What a council decided on a ranking, for everybody: the list, departures, objections, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.queries.changes import left_force_at
from rumbo.core.queries.revision import revision
from rumbo.core.tables import export_response
from rumbo.portal.tables import DECIDED
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page, section_trail
from rumbo.priority import decision_file, decision_words
from rumbo.priority.queries.outcomes import line_at, objections_of
from rumbo.priority.queries.published import Decided, decided_of, lines_of, others, published
from rumbo.priority.queries.stories import story_of
from rumbo.priority.services.runs import document_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http.response import HttpResponseBase

    from rumbo.plan.models import Plan
    from rumbo.priority.models import Publication


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the list with how firm its place is in words, and its anchor on the page."""

    line: Decided
    firmness: str
    anchor: str


#: For how many seconds a file is kept; its name changes with whatever it shows.
KEPT = 3600


@require_safe
@kept
def publication(request: HttpRequest, plan_key: str, pk: int) -> HttpResponseBase:
    """Show a decision, in force or not any more."""
    plan = get_plan(request, plan_key)
    shown = found(published(plan, pk))
    return publication_page(request, plan, shown, here=shown.name, above=(priority_trail(plan),))


def publication_page(
    request: HttpRequest,
    plan: Plan,
    shown: Publication,
    *,
    here: str,
    above: tuple[tuple[str, str], ...] = (),
    anchors: Mapping[int, str] | None = None,
    **more: Any,
) -> HttpResponseBase:
    """Return the page of a publication, or its list as the file that ``?format=`` asks for.

    ``anchors`` are those of lines that have one of their own already, by measure.
    """
    lines = decided_of(shown)
    if response := export_response(request, DECIDED, lines, f"{plan.key}-{slugify(shown.title)[:60]}"):
        return response
    first, story = line_at(shown.ranking), story_of(shown)
    named = {line.item: anchors[line.measure] for line in lines if anchors and line.measure in anchors}

    def told(listed: Iterable[Decided]) -> list[Told]:
        return [
            Told(line, decision_words.firmness(line, first), named.get(line.item, f"item-{line.item}"))
            for line in listed
        ]

    chosen = [line for line in lines if line.by_council]
    by_axis = request.GET.get("by") == "axis"
    return list_page(
        request,
        "publication",
        plan,
        here=here,
        above=above,
        section="priority",
        publication=shown,
        record=shown,
        left_at=left_force_at(shown),
        title=here,
        groups=[(axis, told(members)) for axis, members in _by_axis(chosen)] if by_axis else [(None, told(chosen))],
        by_axis=by_axis,
        count=len(chosen),
        departed=sum(1 for line in lines if line.departs),
        brought_in=told(line for line in chosen if line.departs),
        left_out=told(line for line in lines if line.departs and not line.by_council),
        rest=told(line for line in lines if not line.by_council and not line.departs),
        first=first,
        story=story,
        told=decision_words.told(story),
        objections=list(objections_of([shown.round_id], withdrawn=True)),
        others=others(plan, shown),
        runs=[run for run in (shown.ranking, shown.selection) if run is not None],
        **more,
    )


@require_safe
def run_document(request: HttpRequest, plan_key: str, pk: int, number: int) -> HttpResponse:
    """Give a run of a publication as RUN.json, which `rumbo rerun` does again. Evaluators are pseudonyms in it."""
    shown = found(published(get_plan(request, plan_key), pk))
    run = found(next((one for one in (shown.ranking, shown.selection) if one and one.number == number), None))
    response = JsonResponse(document_of(run), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Disposition"] = f'attachment; filename="RUN-{run.number}.json"'
    return response


@require_safe
def decision_minutes(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Give the minutes of a decision as PDF, with list, departures and objections."""
    shown = found(published(get_plan(request, plan_key), pk))
    response = HttpResponse(_pdf(shown), content_type="application/pdf")
    name = slugify(shown.title)[:60] or str(shown.pk)
    response.headers["Content-Disposition"] = f'inline; filename="acta-{name}.pdf"'
    return response


def priority_trail(plan: Plan) -> tuple[str, str]:
    """Return the breadcrumb of the priority portfolio."""
    return section_trail(plan, _("Priority portfolio"), "portal:priority")


def _pdf(shown: Publication) -> bytes:
    name = sha256(f"decision {shown.pk} {get_language()} {revision()}".encode()).hexdigest()
    made: bytes | None = caches["pages"].get(name)
    if made is None:
        objections = list(objections_of([shown.round_id], withdrawn=True))
        made = decision_file.pdf(decision_file.shown(shown, lines_of(shown), story_of(shown), objections))
        caches["pages"].set(name, made, KEPT)
    return made


def _by_axis(lines: Iterable[Decided]) -> list[tuple[Any, list[Decided]]]:
    """Return the lines by axis in the plan's order; what is not in the plan any more comes last, without one."""

    def place(line: Decided) -> tuple[bool, int, int]:
        return (line.axis is None, line.axis.position if line.axis else 0, line.axis.pk if line.axis else 0)

    ranked = sorted(lines, key=place)
    return [(axis, list(members)) for axis, members in groupby(ranked, key=lambda line: line.axis)]
