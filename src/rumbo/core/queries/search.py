"""Searching a plan: reading what was typed, and finding it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Case, Max, Q, When
from django.urls import reverse
from django.utils.translation import get_language

from rumbo.core.links import PAGES
from rumbo.core.models import SHARED, SearchEntry, SearchPosting, State
from rumbo.core.queries.search_sql import Place, Row, ranked
from rumbo.core.search.highlight import BEFORE, Marker, excerpt, marker
from rumbo.core.search.vocabulary import Meaning, typed_words, vocabulary
from rumbo.core.search.words import COMMON, Word, stem, words

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from rumbo.core.queries.search_sql import Shared

#: Kinds in the order of the plan.
KINDS = (
    "axis",
    "theme",
    "problem",
    "objective",
    "goal",
    "indicator",
    "strategy",
    "program",
    "project",
    "component",
    "action",
    "chapter",
    "antecedent",
    "organization",
    "territory",
)
#: What people call a kind: beside other words it says which kind they want, not what to look for.
KIND_NAMES = {
    "axis": "eje axis",
    "theme": "tema theme",
    "objective": "objetivo objective",
    "goal": "meta goal",
    "strategy": "estrategia strategy",
    "program": "programa program programme",
    "project": "proyecto project",
    "action": "accion action",
    "chapter": "capitulo chapter",
}
_KIND_OF = {stem(name): kind for kind, names in KIND_NAMES.items() for name in names.split()}
#: Longer questions are cut.
LONGEST_QUERY, MOST_WORDS = 200, 8


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed and what it means. ``corrected``: the text as it was understood, where a word was mended."""

    text: str
    scope: int
    meanings: tuple[Meaning, ...]
    kind: str = ""
    corrected: str = ""
    mended: tuple[tuple[str, str], ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """All stems looked for."""
        return frozenset(stem for meaning in self.meanings for stem in meaning.stems)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: its name marked, the line of names it stands under, and a piece of text where one helps.

    ``lang`` is the language of the name where it is not that of the page.
    """

    kind: str
    record: int
    key: str
    number: str
    name: str
    lang: str
    marked: SafeString
    trail: tuple[str, ...]
    piece: SafeString | str
    state: str
    url: str

    @property
    def is_current(self) -> bool:
        """Whether it is in force."""
        return self.state == State.CURRENT


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of a kind: the best of them, and how many there are."""

    kind: str
    total: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: groups, the likeliest first. ``partly``: nothing has all the words, these have some."""

    query: Query
    groups: list[Group] = field(default_factory=list)
    partly: bool = False

    @property
    def total(self) -> int:
        """How many records were found."""
        return sum(group.total for group in self.groups)


def read_query(scope: int, text: str) -> Query:
    """Return what a typed text means among the words of a plan."""
    text = " ".join(text[:LONGEST_QUERY].split())
    typed = [word for word in words(text) if word.folded not in COMMON][:MOST_WORDS]
    kind = ""
    if len(typed) > 1:
        named = [word for word in typed if stem(word.folded) in _KIND_OF]
        if named and len(named) < len(typed):
            kind = _KIND_OF[stem(named[0].folded)]
            typed = [word for word in typed if word not in named]
    known = vocabulary(scope)
    looked_for = typed_words([word.folded for word in typed], known)
    meanings = tuple(known.meaning(word, last=place == len(looked_for)) for place, word in enumerate(looked_for, 1))
    mends = {meaning.typed: meaning.shown for meaning in meanings if meaning.shown}
    mended = tuple((word.written, mends[word.folded]) for word in typed if word.folded in mends)
    return Query(text, scope, meanings, kind, _replaced(text, typed, mends) if mended else "", mended)


def find(query: Query, *, plan_key: str, shared: Shared, kind: str = "", limit: int = 5, offset: int = 0) -> Found:
    """Return what the query finds in its plan: of each kind the best, or of one kind those from ``offset`` on.

    ``shared`` holds, for each kind that plans share, the records shown in this one; others are not found. At most
    two statements, however much is found.
    """
    if not query.meanings:
        return Found(query)
    need = len(query.meanings)
    rows = ranked(query.scope, query.meanings, need, shared=shared, kind=kind, limit=limit, offset=offset)
    partly = not rows and need > 1
    if partly:
        rows = ranked(query.scope, query.meanings, 1, shared=shared, kind=kind, limit=limit, offset=offset)
    if not rows:  # a word that finds nothing here is not proposed: it may be of what is not shown
        query = replace(query, corrected="", mended=())
    groups: dict[str, Group] = {}
    mark = marker(query.stems, frozenset(meaning.typed for meaning in query.meanings))
    scores: dict[str, int] = {}
    for row in rows:
        group = groups.setdefault(row.kind, Group(row.kind, row.total, []))
        group.hits.append(_hit(row, mark, plan_key))
        if row.state == State.CURRENT:
            scores[row.kind] = max(scores.get(row.kind, 0), row.score)
    order = sorted(
        groups.values(),
        key=lambda group: (group.kind != query.kind, -scores.get(group.kind, 0), KINDS.index(group.kind)),
    )
    return Found(query, order, partly and bool(rows))


def matching(query: Query, kind: str) -> Q:
    """Return the condition on ``pk`` that records of a kind have all the words of a query, for a list's filter.

    The words are counted in one grouped pass over their postings: a chain of subqueries would be turned into nested
    loops by PostgreSQL on tables that it has no statistics of yet, as after a large import.
    """
    scopes = (SHARED, query.scope)
    if not query.meanings:
        return Q(pk__in=SearchEntry.objects.filter(scope__in=scopes, kind=kind).values("record"))
    stems = {stem for meaning in query.meanings for stem in meaning.stems}
    found = SearchPosting.objects.filter(scope__in=scopes, stem__in=stems, entry__kind=kind).values("entry__record")
    for number, meaning in enumerate(query.meanings):
        has = Max(Case(When(stem__in=list(meaning.stems), then=1), default=0))
        found = found.annotate(**{f"has_{number}": has}).filter(**{f"has_{number}": 1})
    return Q(pk__in=found.values("entry__record"))


def _hit(row: Row, mark: Marker, plan_key: str) -> Hit:
    name = _name(row.title, row.title_en)
    piece: SafeString | str = ""
    if row.place is not None:
        inside = min(row.place, BEFORE)
        piece = mark(excerpt(row.piece, inside, before=row.place > BEFORE, length=row.length))
    return Hit(
        kind=row.kind,
        record=row.record,
        key=row.key,
        number=row.number,
        name=name,
        lang="" if row.title_en or not (get_language() or "").startswith("en") else "es",
        marked=mark(name),
        trail=tuple(_name(place.title, place.title_en) for place in reversed(row.above)),
        piece=piece,
        state=row.state,
        url=_url(row.kind, row.record, row.key, row.above, plan_key),
    )


def _url(kind: str, record: int, key: str, above: tuple[Place, ...], plan_key: str) -> str:
    """Return the public address of a hit, as `rumbo.core.links.public_url` gives it of a record."""
    if kind in PAGES:
        return reverse(PAGES[kind], args=[plan_key, key])
    if kind in {"organization", "territory"}:
        return reverse(f"portal:{kind}", args=[plan_key, key])
    if not above:
        return reverse("portal:plan", args=[plan_key])
    parent = above[0]
    page = _url(parent.kind, parent.record, parent.key, above[1:], plan_key).partition("#")[0]
    return f"{page}#{kind}-{record}"


def _name(title: str, title_en: str) -> str:
    return title_en if title_en and (get_language() or "").startswith("en") else title


def _replaced(text: str, typed: list[Word], mends: dict[str, str]) -> str:
    """Return the text with its mistyped words replaced."""
    for word in reversed(typed):
        if word.folded in mends:
            text = f"{text[: word.start]}{mends[word.folded]}{text[word.start + len(word.written) :]}"
    return text
