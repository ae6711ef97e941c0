"""What a council decides on a run: prepared, departed from with reasons, published, taken back.

Publishing a round of projects brings the priority portfolio of the plan in line: its entries are those of the
publication, and the ones before, of an earlier publication or of a document, are superseded or withdrawn with the
reason. Rounds of strategies or actions are published alike but have no entries, which name projects and programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.actors import SYSTEM, Allowed, person_of
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.plan.enums import MeasureKind, Standing
from rumbo.portfolio.models import PriorityEntry
from rumbo.priority.enums import DepartureKind, Outcome
from rumbo.priority.models import Departure, Publication
from rumbo.priority.queries.outcomes import Line, objections_of, outcome_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan
    from rumbo.priority.models import Item

PERMISSION = "plan.manage"
#: Longest reason of a departure, in characters.
REASON_LIMIT = 2_000


@transaction.atomic
def prepare(actor: Actor, publication: Publication) -> Publication:
    """Insert a publication: runs, who decides and when are given; minutes and departures can follow.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        ValidationError: a run is not done or of another round, or a field is missing.
    """
    records.authorize(actor, PERMISSION, publication.round)
    return records.create(actor, publication)


@transaction.atomic
def depart(
    actor: Actor, publication: Publication, item: Item, kind: str, reason: str, *, reason_en: str = ""
) -> Departure:
    """Say that the council brings in what the run leaves out, or leaves out what it has in, and why.

    Saying it again changes the reason.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is published, no reason is given, or the run says the same.
    """
    current = _draft(actor, publication)
    tidy = reason.strip()
    if not tidy:
        raise Refused(_("Say why: where the council departs from the run, the reason is published with it."))
    if max(len(tidy), len(reason_en)) > REASON_LIMIT:
        raise Refused(_("Shorten the reason to %(n)d characters.") % {"n": REASON_LIMIT})
    line = _line(current, item)
    if line.by_run == (kind == DepartureKind.IN):
        raise Refused(_same(line))
    departure = Departure.objects.filter(publication=current, item=item).first() or Departure(
        publication=current, item=item
    )
    departure.kind, departure.reason, departure.reason_en = kind, tidy, reason_en.strip()
    departure.withdrawn = False
    return _save(actor, departure)


@transaction.atomic
def follow_run(actor: Actor, publication: Publication, item: Item) -> None:
    """Take back what the council decided otherwise on an item; that it was said stays in the history.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is published, or nothing was decided otherwise.
    """
    current = _draft(actor, publication)
    departure = Departure.objects.filter(publication=current, item=item, withdrawn=False).first()
    if departure is None:
        raise Refused(_("The council follows the run here already."))
    departure.withdrawn = True
    _save(actor, departure)


def missing(publication: Publication, lines: Sequence[Line]) -> list[str]:
    """Return what a publication still lacks, in sentences that say how to mend it."""
    lacks = []
    if not publication.text.strip():
        lacks.append(_("Write the minutes: what the council talked about and decided."))
    if not publication.decided_by.strip():
        lacks.append(_("Say who decided."))
    if publication.decided_on > timezone.localdate():
        lacks.append(_("The day of the decision is still to come: correct it, or wait for the day."))
    if publication.ranking.origin.get("provisional"):
        lacks.append(_("The ranking is provisional: close the scores, ask for another one, and choose it here."))
    if not any(line.by_council for line in lines):
        lacks.append(_("Nothing would be of priority: choose another run, or bring something in."))
    for line in lines:
        if not line.fits:
            follow = _("Take back what was decided otherwise on it.")
            lacks.append(f"{_same(line)} {follow}")
        elif line.departure is not None and not line.departure.reason.strip():
            lacks.append(_("Say why the council departs from the run at “%(name)s”.") % {"name": line.row.name})
    return lacks


@transaction.atomic
def publish(actor: Actor, publication: Publication, *, with_open: bool = False) -> Publication:
    """Publish what the council decided; an earlier publication of the same kind of element is superseded.

    From now on the list, the reasons and the minutes stay as they are. ``with_open``: objections that nobody answered
    are published as open.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is published, something is missing (see `missing`), or objections are open and nobody said so.
    """
    current = _draft(actor, publication)
    lines = outcome_of(current)
    if lacks := missing(current, lines):
        raise Refused(" ".join(lacks))
    still_open = objections_of([current.round_id]).filter(outcome=Outcome.OPEN).count()
    if still_open and not with_open:
        message = ngettext(
            "%(n)d objection has no answer: answer it, or say that it is published as open.",
            "%(n)d objections have no answer: answer them, or say that they are published as open.",
            still_open,
        )
        raise Refused(message % {"n": still_open})
    marks = {"published_at": timezone.now(), "decided": [_decided(line) for line in lines]}
    return records.mark(actor, current, marks, reason=_("Published"))


@transaction.atomic
def take_back(actor: Actor, publication: Publication, reason: str) -> Publication:
    """Take a published decision back: it stays readable with the reason, and its projects are of priority no more.

    What was of priority before does not come back by itself.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not published, was taken back already, or no reason is given.
    """
    records.authorize(actor, PERMISSION, publication.round)
    if not publication.is_public:
        raise Refused(_("It is not published: change it, or withdraw it."))
    return records.withdraw(actor, publication, reason=reason)


def on_publications_saved(sender: type[Publication], **sent: Any) -> None:
    """Keep the priority portfolio in line as publications are published, taken back and reinstated."""
    for publication in sent["records"]:
        if publication.is_public and _moved(publication):
            _bring_in_line(publication)


def _moved(publication: Publication) -> bool:
    """Whether the last version published, took back or reinstated it; another text leaves the portfolio alone."""
    past = publication.history.all()[1:2]
    return not any(one.published_at is not None and one.state == publication.state for one in past)


def _bring_in_line(publication: Publication) -> None:
    person = getattr(publication, "_history_user", None)
    actor: Actor = Allowed(person) if person is not None else SYSTEM
    own = {entry.key: entry for entry in PriorityEntry.objects.filter(**_own(publication))}
    if not publication.is_current:
        for entry in own.values():
            if entry.is_current:
                records.withdraw(actor, entry, reason=publication.state_reason)
        return
    reason = _("“%(name)s” takes its place, decided by %(who)s on %(day)s.") % {
        "name": publication.title,
        "who": publication.decided_by,
        "day": date_format(publication.decided_on, "DATE_FORMAT"),
    }
    if publication.round.subject == MeasureKind.PROJECT:
        _write_entries(actor, publication, own, reason)
    earlier = Publication.objects.current().filter(
        plan=publication.plan_id, published_at__isnull=False, round__subject=publication.round.subject
    )
    for one in earlier.exclude(pk=publication.pk):
        records.supersede(actor, one, by=publication, reason=reason)


def _write_entries(actor: Actor, publication: Publication, own: dict[str, PriorityEntry], reason: str) -> None:
    listed = PriorityEntry.objects.current().filter(plan=publication.plan_id)
    before: list[PriorityEntry] = list(listed.exclude(pk__in=[entry.pk for entry in own.values()]))
    kept: list[PriorityEntry] = []
    new: list[tuple[PriorityEntry, dict[str, Any]]] = []
    rows = {line.row.pk: line.row for line in outcome_of(publication)}
    chosen = [rows[one["item"]] for one in publication.decided if one["council"] and one["item"] in rows]
    for position, row in enumerate(chosen, start=1):
        key = f"{_prefix(publication)}{row.pk}"
        entry = own.get(key)
        if entry is None:
            new.append((_entry(publication, row, key, position), {}))
        else:
            kept.append(entry if entry.is_current else records.reinstate(actor, entry, reason=reason))
    kept += records.create_many(actor, new, reason=_("Published"))
    heirs = {entry.project_id: entry for entry in kept}
    for entry in before:
        heir = heirs.get(entry.project_id) if entry.project_id is not None else None
        if heir is not None:
            records.supersede(actor, entry, by=heir, reason=reason)
        else:
            records.withdraw(actor, entry, reason=reason)


def _entry(publication: Publication, row: Any, key: str, position: int) -> PriorityEntry:
    project = row.element
    return PriorityEntry(
        plan=publication.plan,
        key=key,
        title=project.title,
        title_en=project.title_en,
        position=position,
        axis=row.axis,
        axis_title=row.axis.title,
        project=project,
        standing=Standing.CONFIRMED,
    )


def _own(publication: Publication) -> dict[str, Any]:
    return {"plan": publication.plan_id, "key__startswith": _prefix(publication)}


def _prefix(publication: Publication) -> str:
    """Return what the keys of the entries begin with that a publication made; no other key begins so."""
    return f"publicacion-{publication.pk}-"


def _draft(actor: Actor, publication: Publication) -> Publication:
    """Return the publication as it is now, locked; only one that is not published yet can change."""
    records.authorize(actor, PERMISSION, publication.round)
    plan: type[Plan] = type(publication.plan)
    plan._default_manager.select_for_update().get(pk=publication.plan_id)  # one publishes at a time
    current: Publication = Publication.objects.select_related("round", "ranking", "selection", "plan").get(
        pk=publication.pk
    )
    if current.is_public:
        raise Refused(_("It is published: what people read stays as it is. Take it back, or publish another one."))
    if not current.is_current:
        raise Refused(_("It was withdrawn: reinstate it, or prepare another one."))
    return current


def _line(publication: Publication, item: Item) -> Line:
    found = next((line for line in outcome_of(publication) if line.row.pk == item.pk), None)
    if found is None:
        raise Refused(_("The round does not prioritise this."))
    return found


def _same(line: Line) -> str:
    has_in = _("The run has “%(name)s” in already.")
    leaves_out = _("The run leaves “%(name)s” out already.")
    return (has_in if line.by_run else leaves_out) % {"name": line.row.name}


def _decided(line: Line) -> dict[str, Any]:
    departure = line.departure
    return {
        "item": line.row.pk,
        "measure": line.row.item.measure_id,
        "number": line.row.number,
        "title": line.row.element.title,
        "title_en": line.row.element.title_en,
        "axis": line.row.axis.pk,
        "place": line.place,
        "acceptability": line.acceptability,
        "run": line.by_run,
        "council": line.by_council,
        "reason": departure.reason if departure else "",
        "reason_en": departure.reason_en if departure else "",
    }


def _save(actor: Actor, departure: Departure) -> Departure:
    departure._history_user = person_of(actor)  # type: ignore[attr-defined]
    departure.save()
    return departure
