"""The minutes of a council's decision as people read them: words put to it, and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rumbo.core.pdf import typeset
from rumbo.priority import decision_words

if TYPE_CHECKING:
    from rumbo.priority.models import Objection, Publication
    from rumbo.priority.queries.outcomes import Line
    from rumbo.priority.queries.published import Decided
    from rumbo.priority.queries.stories import Story

TEMPLATE = Path(__file__).parent / "typst" / "decision.typ"
Shown = dict[str, Any]


def shown(
    publication: Publication, lines: Sequence[Line | Decided], story: Story, objections: Iterable[Objection]
) -> Shown:
    """Return a decision with words in the reader's language: what both the preview and the PDF show.

    ``lines`` are those of `queries.published.lines_of`.
    """
    chosen = [line for line in lines if line.by_council]
    departed = [line for line in lines if line.departs]
    return {
        "lang": (get_language() or "es")[:2],
        "title": _("Minutes of the decision"),
        "name": publication.name,
        "plan": publication.plan.name,
        "draft": "" if publication.is_public else _("Draft"),
        "state": _state(publication),
        "facts": [[label, value] for label, value in _facts(publication) if value],
        "minutes_label": _("Minutes"),
        "minutes": publication.body,
        "list_label": ngettext("%(n)d is of priority", "%(n)d are of priority", len(chosen)) % {"n": len(chosen)},
        "list_head": [_("Place"), _("What"), _("Axis"), _("By the ranking")],
        "list": [_chosen(line) for line in chosen],
        "departures_label": _("Where the council departs from the ranking"),
        "departures_none": _("Nowhere: the council follows the ranking in everything."),
        "departures": [_departed(line) for line in departed],
        "objections_label": _("Objections"),
        "objections_none": _("None were raised."),
        "objections": [_objection(one) for one in objections],
        "story_label": _("How the order came about"),
        "story": decision_words.told(story),
        "criteria_head": [_("Criterion"), _("Weight")],
        "criteria": [list(pair) for pair in decision_words.by_weight(story.criteria)],
        "run_label": _("Runs"),
        "runs": [_run(run) for run in (publication.ranking, publication.selection) if run is not None],
        "page": _("Page"),
    }


def pdf(words: Shown) -> bytes:
    """Return the minutes as PDF, from what `shown` returned."""
    return typeset(TEMPLATE, words)


def answer_of(objection: Objection) -> str:
    """Return the answer to an objection in the reader's language; Spanish where there is no English."""
    english = (get_language() or "").startswith("en")
    return objection.answer_en if english and objection.answer_en else objection.answer


def _facts(publication: Publication) -> list[tuple[str, str]]:
    return [
        (_("Decided by"), publication.decided_by),
        (_("Day"), date_format(publication.decided_on, "DATE_FORMAT")),
        (_("Prioritisation round"), publication.round.name),
    ]


def _state(publication: Publication) -> str:
    if not publication.is_current:
        return f"{publication.get_state_display()}: {publication.state_reason}"
    if publication.published_at is None:
        return _("Not published yet: it can still change.")
    day = date_format(timezone.localtime(publication.published_at), "DATE_FORMAT")
    return _("Published on %(day)s.") % {"day": day}


def _chosen(line: Line | Decided) -> list[str]:
    place = "–" if line.place is None else str(line.place)
    by = _("In by the run") if line.by_run else _("The council brings it in")
    return [place, f"{line.number} {line.name}".strip(), line.axis.name if line.axis else "–", by]


def _departed(line: Line | Decided) -> Shown:
    head = _("Brought in: %(name)s") if line.by_council else _("Left out: %(name)s")
    place = _("without a place in the ranking")
    if line.place is not None:
        place = _("place %(n)d in the ranking") % {"n": line.place}
    return {"head": head % {"name": line.name}, "note": place, "reason": line.reason}


def _objection(one: Objection) -> Shown:
    day = date_format(one.raised_on, "DATE_FORMAT")
    answer = answer_of(one)
    return {
        "head": f"{one.organization.name}: {one.name}",
        "note": " · ".join(part for part in (day, one.project.name if one.project else "") if part),
        "text": one.body,
        "outcome": str(one.get_outcome_display() if one.is_current else one.get_state_display()),
        "answer": answer if one.is_current else one.state_reason,
    }


def _run(run: Any) -> str:
    return _("%(title)s, run %(number)d, checksum %(sum)s") % {
        "title": run.title,
        "number": run.number,
        "sum": run.checksum or "–",
    }
