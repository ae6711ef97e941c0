"""What people said, as lists: for everybody what is public, for the staff all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from rumbo.core.models import State
from rumbo.participation.enums import Phase
from rumbo.participation.models import Adoption, Authorship, Contribution, Table
from rumbo.participation.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Whether people adopted it, as the lists ask: ``?adopted=yes`` or ``no``.
ADOPTED_CHOICES = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of contributions is narrowed to; empty values narrow nothing. ``workshop`` and ``axis`` are ids."""

    workshop: int | None = None
    axis: int | None = None
    kind: str = ""
    adopted: str = ""
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is narrowed."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution in a list: how many people share it, how many things were merged into it, what adopted it."""

    contribution: Contribution
    people: int
    merged: int
    adoptions: list[Adoption] = field(default_factory=list)


def is_public(path: str = "") -> Q:
    """Return the condition that a contribution is public: its exercise is closed, nothing of it hidden or withdrawn.

    ``path`` leads to the contribution, such as ``contribution__``.
    """
    table = f"{path}exercise__table__"
    return Q(
        **{
            f"{path}hidden": False,
            f"{path}exercise__phase": Phase.CLOSED,
            f"{path}exercise__state": State.CURRENT,
            f"{table}state": State.CURRENT,
            f"{table}workshop__state": State.CURRENT,
        }
    )


def find(user: Any, plan: Any, pk: int) -> Contribution | None:
    """Return a contribution of the plan that somebody of its staff may see, with all that says where it was said."""
    return next(iter(find_many(user, plan, [pk])), None)


def find_many(user: Any, plan: Any, pks: Iterable[int]) -> list[Contribution]:
    """Return those of these contributions that the plan has, in the order in which they were said.

    What is hidden is left out unless the person leads its table.
    """
    rows = _placed(Contribution.objects.filter(plan=plan, pk__in=list(pks))).order_by("pk")
    return [one for one in rows if not one.hidden or user.has_perm("participation.facilitate", one)]


def find_public(plan: Any, pk: int) -> Contribution | None:
    """Return a public contribution of the plan, or None."""
    return _placed(Contribution.objects.filter(is_public(), plan=plan, pk=pk)).first()


def public_list(plan: Any, filters: Filters | None = None) -> QuerySet[Contribution]:
    """Return what is public, each thing once: groups in the place of what was merged into them."""
    in_group = Contribution.objects.filter(is_public(), is_group=True, pk=OuterRef("merged_into"))
    rows = Contribution.objects.filter(is_public(), ~Exists(in_group), plan=plan)
    return _narrowed(_placed(_not_empty(rows, is_public())), filters or Filters())


def staff_list(user: Any, plan: Any, filters: Filters | None = None) -> QuerySet[Contribution]:
    """Return what was said and the groups made of it, for the staff; what is merged is found in its group.

    What is hidden is listed for whoever leads its table alone.
    """
    seen = Q(hidden=False) | Q(exercise__table__in=_led_with_hidden(user, plan))
    rows = Contribution.objects.filter(seen, plan=plan, merged_into=None)
    return _narrowed(_placed(_not_empty(rows, Q(hidden=False))), filters or Filters())


def list_rows(contributions: Iterable[Contribution]) -> list[Row]:
    """Return the rows of a list; three queries, whatever its length."""
    listed = list(contributions)
    pks = [one.pk for one in listed]
    people = people_of(pks)
    merged = dict(
        Contribution.objects.filter(merged_into__in=pks, hidden=False)
        .order_by()
        .values_list("merged_into")
        .annotate(n=Count("pk"))
    )
    adoptions = adoptions_by_contribution(pks)
    return [Row(one, people[one.pk], merged.get(one.pk, 0), adoptions.get(one.pk, [])) for one in listed]


def people_of(pks: Iterable[int]) -> Mapping[int, int]:
    """Return how many people share each contribution: who said it, whose it is too, and those of what it holds."""
    wanted = set(pks)
    own = Authorship.objects.filter(contribution__in=wanted).values_list("contribution", "participant")
    members = Authorship.objects.filter(contribution__merged_into__in=wanted, contribution__hidden=False)
    found: dict[int, set[int]] = defaultdict(set)
    for pk, participant in own.union(members.values_list("contribution__merged_into", "participant")):
        found[pk].add(participant)
    return Counter({pk: len(participants) for pk, participants in found.items()})


def adoptions_by_contribution(pks: Iterable[int]) -> dict[int, list[Adoption]]:
    """Return the adoptions in force of contributions, with their elements; one query."""
    found: dict[int, list[Adoption]] = defaultdict(list)
    for adoption in with_elements(Adoption.objects.filter(contribution__in=list(pks), released_at=None)):
        found[adoption.contribution_id].append(adoption)
    return found


def with_elements(adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """Read the elements of adoptions at once, with what their links and states need."""
    paths = [f"{target.path}__{more}" for target in TARGETS.values() for more in (*target.load, "superseded_by")]
    return adoptions.select_related("actor", "released_by", *paths).order_by("pk")


@dataclass(frozen=True, slots=True)
class Became:
    """Of all that was said in public, how much became what: by the kind of element, the furthest on counting.

    ``kinds`` are (code, label, number); ``waiting`` is what nothing adopted yet; ``people`` said something.
    """

    total: int
    people: int
    kinds: list[tuple[str, str, int]]
    waiting: int

    @property
    def adopted(self) -> int:
        """How much was adopted."""
        return self.total - self.waiting


def became(plan: Any) -> Became:
    """Return what became of the public contributions of a plan; what is in a group counts as often as it was said."""
    said = Contribution.objects.filter(is_public(), plan=plan, is_group=False)
    people = Authorship.objects.filter(contribution__in=said.values("pk")).values("participant").distinct().count()
    kinds: dict[int, set[str]] = defaultdict(set)
    in_force = Adoption.objects.filter(is_public("contribution__"), contribution__plan=plan, released_at=None)
    for pk, measured, *plain in in_force.values_list(
        "contribution", "measure__kind", "problem", "objective", "goal"
    ).order_by():
        own = next((name for name, found in zip(("problem", "objective", "goal"), plain, strict=True) if found), "")
        kinds[pk].add(measured or own)
    furthest = {code: place for place, code in enumerate(TARGETS)}
    counts: Counter[str] = Counter()
    for pk, group in said.values_list("pk", "merged_into").order_by():
        reached = kinds.get(pk, set()) | kinds.get(group or 0, set())
        counts[max(reached, key=lambda code: furthest.get(code, -1)) if reached else ""] += 1
    listed = [(code, TARGETS[code].counted(counts[code]), counts[code]) for code in TARGETS if counts[code]]
    return Became(counts.total(), people, listed, counts[""])


def _led_with_hidden(user: Any, plan: Any) -> list[int]:
    """Return the tables that somebody leads at which something is hidden; one query."""
    tables = Table.objects.filter(plan=plan, exercises__contributions__hidden=True).select_related("axis").distinct()
    return [table.pk for table in tables if user.has_perm("participation.facilitate", table)]


def _placed(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    related = ("plan", "exercise__table__workshop", "exercise__table__axis", "parent", "merged_into")
    return rows.select_related(*related).defer("exercise__table__axis__text", "exercise__table__axis__text_en")


def _not_empty(rows: QuerySet[Contribution], condition: Q) -> QuerySet[Contribution]:
    """Leave out groups of which everything was taken out."""
    members = Contribution.objects.filter(condition, merged_into=OuterRef("pk"))
    authored = Authorship.objects.filter(contribution=OuterRef("pk"))
    return rows.filter(Q(is_group=False) | Q(Exists(members)) | Q(Exists(authored)))


def _narrowed(rows: QuerySet[Contribution], filters: Filters) -> QuerySet[Contribution]:
    if filters.workshop is not None:
        rows = rows.filter(exercise__table__workshop=filters.workshop)
    if filters.axis is not None:
        rows = rows.filter(exercise__table__axis=filters.axis)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.adopted in ADOPTED_CHOICES:
        in_force = Exists(Adoption.objects.filter(contribution=OuterRef("pk"), released_at=None))
        rows = rows.filter(in_force if filters.adopted == "yes" else ~in_force)
    for word in filters.text.split()[:8]:
        holds = Contribution.objects.filter(merged_into=OuterRef("pk"), hidden=False, text__icontains=word)
        rows = rows.filter(Q(text__icontains=word) | Q(Exists(holds)))
    return rows.order_by(F("exercise__table__workshop__date").asc(nulls_last=True), "exercise__table", "pk")
