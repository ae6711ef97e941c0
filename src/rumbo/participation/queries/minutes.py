"""The minutes of a table as data: what happened there, and what of it everybody may read.

Codes and figures are kept, not words: words are put to them, in the reader's language, where they are shown
(`rumbo.participation.acta`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from rumbo.core.models import State
from rumbo.participation.enums import ExerciseType, Phase
from rumbo.participation.models import Contribution, Exercise, Minutes, Participant, Table
from rumbo.participation.queries.contributions import people_of
from rumbo.participation.queries.disclosure import is_small, protected
from rumbo.participation.queries.importances import importance_results
from rumbo.participation.queries.opinions import opinion_results

if TYPE_CHECKING:
    from collections.abc import Iterable

Record = dict[str, Any]
#: The shape of the record; a later one gets another number.
VERSION = 1


def find_minutes(table: Table) -> Minutes:
    """Return the minutes of a table; where nobody began them, empty ones that are not stored."""
    found = Minutes.objects.select_related("signed_by").filter(table=table).first()
    return found if found is not None else Minutes(table=table)


def record_of(table: Table, minutes: Minutes) -> Record:
    """Return all that a table did, as it is now, with the names of the people who came."""
    workshop = table.workshop
    exercises = _exercises(table)
    said = _said(exercises)
    return {
        "version": VERSION,
        "plan": table.plan.title,
        "process": workshop.stage.process.title,
        "stage": workshop.stage.title,
        "workshop": workshop.title,
        "date": workshop.date.isoformat() if workshop.date else "",
        "starts_at": workshop.starts_at.strftime("%H:%M") if workshop.starts_at else "",
        "place": workshop.place,
        "table": table.title,
        "axis": table.axis.title,
        "facilitator": str(table.facilitator or ""),
        "secretary": str(table.secretary or ""),
        "people": [_person(one) for one in _people(table)],
        "agenda": [
            {"number": number, "title": one.title, "type": one.type, "said": len(said.get(one.pk, []))}
            for number, one in enumerate(exercises, start=1)
        ],
        "said": [
            {"number": number, "title": one.title, "items": said[one.pk]}
            for number, one in enumerate(exercises, start=1)
            if said.get(one.pk)
        ],
        "results": [
            {"number": number, "title": one.title, **found}
            for number, one in enumerate(exercises, start=1)
            if (found := _results(one)) is not None
        ],
        "agreements": [line.strip() for line in minutes.agreements.splitlines() if line.strip()],
        "remarks": minutes.remarks.strip(),
    }


def public_record(record: Record, hidden: Iterable[int] = ()) -> Record:
    """Return a record without any person: attendance in numbers that give nobody away, and names of organizations.

    ``hidden`` are contributions that were hidden since the record was fixed: they are left out too.
    """
    gone = set(hidden)
    sectors = Counter(person["sector"] for person in record["people"])
    codes = sorted(sectors)
    told = protected([sectors[code] for code in codes])
    total = len(record["people"])
    organizations = {person["organization"] for person in record["people"] if person["organization"]}
    return {
        **record,
        "facilitator": "",
        "secretary": "",
        "people": [],
        "total": None if is_small(total) else total,
        "sectors": [{"sector": code, "people": people} for code, people in zip(codes, told, strict=True)],
        "organizations": sorted(organizations, key=str.casefold),
        "said": [kept for part in record["said"] if (kept := _without(part, "items", gone))["items"]],
        "results": [kept for part in record["results"] if (kept := _without(part, "rows", gone))["rows"]],
    }


def hidden_since(record: Record) -> list[int]:
    """Return the contributions that a record quotes, of whichever table, that are hidden now."""
    rows = [row for part in record["said"] for row in part["items"]]
    rows += [row for part in record["results"] for row in part["rows"]]
    quoted = {row["pk"] for row in rows} | {member["pk"] for row in rows for member in row.get("members", [])}
    quoted |= {row["cause_pk"] for row in rows if row.get("cause_pk")}
    found = Contribution.objects.filter(pk__in=quoted, hidden=True).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _exercises(table: Table) -> list[Exercise]:
    rows = table.exercises.filter(state=State.CURRENT).exclude(phase=Phase.DRAFT)
    return list(rows.select_related("source__source", "table").order_by("position", "pk"))


def _people(table: Table) -> list[Participant]:
    rows = Participant.objects.filter(table=table, left=False).select_related("territory")
    return list(rows.order_by("number"))


def _person(participant: Participant) -> Record:
    return {
        "number": participant.number,
        "name": participant.name,
        "organization": participant.organization,
        "sector": participant.sector,
        "territory": participant.territory.title if participant.territory else "",
        "origin": participant.origin,
    }


def _said(exercises: Iterable[Exercise]) -> dict[int, list[Record]]:
    """Return what was said in each exercise and the groups made in it, without what is hidden."""
    pks = [one.pk for one in exercises]
    rows = list(
        Contribution.objects.filter(exercise__in=pks, hidden=False)
        .select_related("parent")
        .order_by("exercise", "pk")
    )
    inside = Contribution.objects.filter(merged_into__exercise__in=pks, hidden=False).order_by("pk")
    members: dict[int, list[Contribution]] = defaultdict(list)
    for member in inside:
        members[member.merged_into_id or 0].append(member)
    people = people_of({one.pk for one in rows} | {one.pk for held in members.values() for one in held})
    found: dict[int, list[Record]] = defaultdict(list)
    for one in rows:
        held = [{"pk": member.pk, "text": member.text} for member in members.get(one.pk, [])]
        if one.is_group and not held and not people.get(one.pk):
            continue  # everything was taken out of it
        parent = one.parent if one.parent is not None and not one.parent.hidden else None
        found[one.exercise_id].append(
            {
                "pk": one.pk,
                "text": one.text,
                "kind": one.kind,
                "people": people.get(one.pk, 0),
                "cause_of": parent.text if parent is not None else "",
                "cause_pk": parent.pk if parent is not None else None,
                "members": held,
            }
        )
    return found


def _results(exercise: Exercise) -> Record | None:
    """Return the counts of an exercise that people voted in; None without, or where too few did."""
    if exercise.type == ExerciseType.IMPORTANCE:
        ranked = importance_results(exercise)
        if not ranked.enough:
            return None
        return {
            "type": exercise.type,
            "scale": ranked.kind.value,
            "people": ranked.people,
            "w": round(ranked.concordance.w, 2) if ranked.concordance else None,
            "rows": [
                {"pk": one.pk, "place": one.place, "text": one.text, "people": one.people, "mean": _rounded(one.mean)}
                for one in ranked.ranked
            ],
        }
    if exercise.type == ExerciseType.OPINION:
        opinion = opinion_results(exercise)
        if not opinion.enough or opinion.counts is None:
            return None
        rows = [(one, opinion.counts[one.pk]) for one in opinion.statements if one.pk in opinion.counts]
        return {
            "type": exercise.type,
            "people": opinion.people,
            "rows": [
                {"pk": one.pk, "text": one.text, "agree": n.agree, "disagree": n.disagree, "passed": n.passed}
                for one, n in rows
            ],
        }
    return None


def _rounded(mean: float | None) -> float | None:
    return None if mean is None else round(mean, 2)


def _without(part: Record, name: str, gone: set[int]) -> Record:
    """Return a part without what is hidden, inside groups too."""
    rows = []
    for row in part[name]:
        if row["pk"] in gone:
            continue
        if row.get("cause_pk") in gone:
            row = {**row, "cause_of": ""}
        members = [member for member in row.get("members", []) if member["pk"] not in gone]
        rows.append({**row, "members": members} if "members" in row else row)
    return {**part, name: rows}
