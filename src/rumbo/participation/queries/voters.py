"""Answers and what voters said of themselves: joined in memory while a result is made, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, Max, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from rumbo.accounts.enums import Sector
from rumbo.participation.models import Ballot, Participant
from rumbo.participation.pseudonyms import voter
from rumbo.participation.queries.disclosure import pooled

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of an exercise as columns: ``people`` numbers the pseudonyms of ``voters`` from 0."""

    voters: tuple[str, ...]
    people: Ints
    items: Ints
    values: Ints


@dataclass(frozen=True, slots=True)
class Units:
    """A division of people into parts of at least 5: ``labels`` has each person's part, ``names`` those of the parts.

    The last part may be the others: people of parts that are too small, and of none.
    """

    names: tuple[str, ...]
    labels: Ints


def answers(exercise: Exercise) -> Answers:
    """Return all answers of an exercise; one query."""
    rows = list(Ballot.objects.filter(exercise=exercise).values_list("voter", "item_id", "value"))
    number = {pseudonym: place for place, pseudonym in enumerate(sorted({row[0] for row in rows}))}
    people = np.array([number[row[0]] for row in rows], np.int64)
    items, values = (np.array([row[place] for row in rows], np.int64) for place in (1, 2))
    return Answers(tuple(number), people, items, values)


def kept_name(exercise: Exercise, items: Iterable[Any], people: Mapping[str, tuple[str, str]]) -> str:
    """Return a name for results in a cache, another one whenever something changes that they rest on; one query."""
    found = Ballot.objects.filter(exercise=exercise).aggregate(n=Count("pk"), last=Max("pk"), turns=Sum("revision"))
    rest_on = (
        *found.values(),
        exercise.type,
        str(exercise.settings),
        get_language(),
        *items,
        *sorted(people.items()),
    )
    return f"results-{exercise.pk}-{sha256(repr(rest_on).encode()).hexdigest()}"


def described(exercise: Exercise) -> Mapping[str, tuple[str, str]]:
    """Return the sector's code and the municipality's name of each pseudonym of an exercise; one query.

    Who filled in a paper ballot is known to nobody, so those are not in it.
    """
    rows = Participant.objects.filter(table=exercise.table_id).select_related("territory")
    return {
        voter(exercise.pk, one.pk): (one.sector, one.territory.name if one.territory is not None else "")
        for one in rows.only("sector", "territory__title", "territory__title_en")
    }


def by_sector(voters: Sequence[str], people: Mapping[str, tuple[str, str]]) -> Units | None:
    """Return voters by the sector they named, or None where that tells nothing apart."""
    names: Mapping[str, str] = {code: str(label) for code, label in Sector.choices}
    return units([names.get(people.get(one, ("", ""))[0], "") for one in voters])


def by_territory(voters: Sequence[str], people: Mapping[str, tuple[str, str]]) -> Units | None:
    """Return voters by the municipality they named, or None where that tells nothing apart."""
    return units([people.get(one, ("", ""))[1] for one in voters])


def units(names: Sequence[str]) -> Units | None:
    """Return the parts of people with these names (empty: not known), or None where fewer than two remain."""
    counted = Counter(name for name in names if name)
    parts = sorted(counted, key=lambda name: (-counted[name], name))
    kept, rest = pooled([counted[name] for name in parts], sum(not name for name in names))
    if len(kept) + bool(rest) < 2 or not kept:
        return None
    place = {parts[part]: number for number, part in enumerate(kept)}
    told = (*place, *([_("Others, or not said")] if rest else []))
    return Units(told, np.array([place.get(name, len(kept)) for name in names], np.int64))
