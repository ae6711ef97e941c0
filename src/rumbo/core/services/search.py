"""Keeping the search index: each record is indexed in the transaction that writes it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import connection, transaction

from rumbo.core.models import SHARED, Element, Record, SearchEntry, SearchPosting, SearchScope, SearchWord
from rumbo.core.search import documents
from rumbo.core.search.words import stem

T = TypeVar("T")

#: The parts of a project's sheet: the project is found, and they are on its page.
SHEET = frozenset(
    {
        "profile",
        "study",
        "condition",
        "milestone",
        "risk",
        "permit",
        "position",
        "estimate",
        "funding",
        "contract",
        "appraisal",
        "location",
        "document",
    }
)
#: Kinds that are not found by themselves: the plan is the place of the search, entries repeat what they name, a
#: process with its workshops is work on the plan, not a part of it, as is a round of prioritisation, and liaisons and
#: evaluators are people, who are never public.
APART = (
    frozenset({"plan", "priority_entry", "process", "stage", "workshop", "table", "exercise", "call", "liaison"})
    | {"round", "criterion", "evaluator", "publication", "objection"}
    | {"reporting_period", "logframe", "logframe_row", "announcement"}
    | {"evaluation", "evaluation_question", "finding", "recommendation", "improvement"}
    | SHEET
)
#: Fields that tell what the index says of a record, beside what it stands under.
_INDEXED = {*documents.NAMES, *documents.OTHER_NAMES, *documents.TEXTS, "key", "number", "state"}
#: How many records are indexed at a time.
CHUNK = 1000


def models() -> list[type[Record]]:
    """Return the models whose records are found, parents before children."""
    found = [model for model in apps.get_models() if issubclass(model, Record) and model.KIND not in APART]
    placed: list[type[Record]] = []
    while found:
        ready = [model for model in found if not any(parent in found for parent in _parent_models(model))]
        placed += ready
        found = [model for model in found if model not in ready]
    return placed


def on_records_saved(
    sender: type[Record], records: Sequence[Record], fields: Sequence[str] | None = None, **_kwargs: Any
) -> None:
    """Index what was just written; ``fields`` where only those were."""
    if fields is None or not {*_INDEXED, *sender.PARENTS}.isdisjoint(fields):
        index(records)


@transaction.atomic
def index(records: Iterable[Record]) -> None:
    """Index records of one model, in place of what the index says of them."""
    for chunk in _chunks((record for record in records if record.KIND not in APART), CHUNK):
        before = _remove_postings(chunk[0].KIND, [record.pk for record in chunk])
        _add(chunk)
        for scope, stems in before.items():
            _forget(scope, stems)


@transaction.atomic
def reindex(scope: int | None = None) -> int:
    """Build the index anew, of one plan or of everything, and return how many records it holds."""
    kept = {} if scope is None else {"scope": scope}
    SearchPosting.objects.filter(**kept).delete()
    SearchEntry.objects.filter(**kept).update(parent=None)
    SearchEntry.objects.filter(**kept).delete()
    SearchWord.objects.filter(**kept).delete()
    for changed in SearchScope.objects.filter(**kept):
        _note_change(changed.scope)
    count = 0
    for model in models():
        records = model._default_manager.order_by("pk")
        if scope is not None:
            records = records.filter(plan_id=scope) if issubclass(model, Element) else records.none()
        for chunk in _chunks(records.iterator(CHUNK), CHUNK):
            _add(chunk)
            count += len(chunk)
    _analyze()
    return count


def _analyze() -> None:
    """Let PostgreSQL count what was written, so that its plans are good from the first search on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE core_searchentry, core_searchposting, portfolio_project")


def _add(records: Sequence[Record]) -> None:
    entries = _entries(records)
    postings: list[tuple[int, str, int, int, int]] = []
    spoken: dict[int, dict[str, str]] = defaultdict(dict)
    for record in records:
        entry = entries[record.pk]
        document = documents.read(record, entry.text)
        spoken[entry.scope].update(document.words)
        postings += [(entry.scope, root, weight, entry.pk, place) for root, weight, place in document.postings]
    _insert(SearchPosting, ("scope", "stem", "weight", "entry_id", "place"), postings)
    for scope, found in spoken.items():
        _learn(scope, found)


def _entries(records: Sequence[Record]) -> dict[int, SearchEntry]:
    """Save the entries of records and return them by the records' number."""
    parents = _parents(records)
    entries = [
        SearchEntry(
            scope=scope_of(record),
            kind=record.KIND,
            record=record.pk,
            parent_id=parents.get(record.pk),
            key=record.key,
            number=getattr(record, "number", ""),
            title=record.title,
            title_en=record.title_en,
            text=documents.running_text(record),
            state=record.state,
        )
        for record in records
    ]
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["kind", "record"],
        update_fields=["scope", "parent", "key", "number", "title", "title_en", "text", "state"],
        batch_size=CHUNK,
    )
    numbers = _entry_numbers(records[0].KIND, [record.pk for record in records])
    for entry in entries:
        entry.pk = numbers[entry.record]
    return {entry.record: entry for entry in entries}


def scope_of(record: Record) -> int:
    """Return the number of the record's plan, or the scope of what all plans share."""
    return int(cast("Any", record).plan_id) if isinstance(record, Element) else SHARED


def _parents(records: Sequence[Record]) -> dict[int, int]:
    """Return the entry of each record's parent; a parent that was never indexed is indexed first."""
    wanted: dict[type[Record], dict[int, int]] = defaultdict(dict)
    for record in records:
        for name in record.PARENTS:
            number = getattr(record, f"{name}_id")
            if number is not None:
                wanted[cast("type[Record]", record._meta.get_field(name).related_model)][record.pk] = number
                break
    found: dict[int, int] = {}
    for model, numbers in wanted.items():
        entries = _entry_numbers(model.KIND, set(numbers.values()))
        missing = set(numbers.values()) - set(entries)
        if missing:
            _add(list(model._default_manager.filter(pk__in=missing)))
            entries |= _entry_numbers(model.KIND, missing)
        found |= {record: entries[parent] for record, parent in numbers.items()}
    return found


def _entry_numbers(kind: str, records: Iterable[int]) -> dict[int, int]:
    rows: dict[int, int] = {}
    for chunk in _chunks(records, 500):
        rows |= dict(SearchEntry.objects.filter(kind=kind, record__in=chunk).values_list("record", "pk"))
    return rows


def _remove_postings(kind: str, records: Sequence[int]) -> dict[int, set[str]]:
    """Take the words of records out of the index and return their stems by scope."""
    gone: dict[int, set[str]] = defaultdict(set)
    for chunk in _chunks(records, 500):
        entries = list(SearchEntry.objects.filter(kind=kind, record__in=chunk).values_list("pk", flat=True))
        own = SearchPosting.objects.filter(entry__in=entries)
        for scope, root in own.values_list("scope", "stem").distinct():
            gone[scope].add(root)
        own.delete()
    return gone


def _forget(scope: int, stems: Iterable[str]) -> None:
    """Take out of the vocabulary the words whose stem no record has any more."""
    for chunk in _chunks(stems, 500):
        used = set(
            SearchPosting.objects.filter(scope=scope, stem__in=chunk).values_list("stem", flat=True).distinct()
        )
        dead, _rows = SearchWord.objects.filter(scope=scope, stem__in=set(chunk) - used).delete()
        if dead:
            _note_change(scope)


def _learn(scope: int, spoken: dict[str, str]) -> None:
    """Add words (folded -> as shown) to the vocabulary of a scope."""
    known: set[str] = set()
    if len(spoken) > CHUNK:
        known = set(SearchWord.objects.filter(scope=scope).values_list("word", flat=True))
    else:
        for chunk in _chunks(spoken, 500):
            known |= set(SearchWord.objects.filter(scope=scope, word__in=chunk).values_list("word", flat=True))
    new = [
        SearchWord(scope=scope, word=word, shown=shown, stem=stem(word))
        for word, shown in spoken.items()
        if word not in known
    ]
    if new:
        SearchWord.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
        _note_change(scope)


def _note_change(scope: int) -> None:
    """Say that the vocabulary of a scope changed; the row's lock makes processes see changes in their order."""
    SearchScope.objects.update_or_create(scope=scope, defaults={"version": secrets.randbits(62)})


def _insert(model: type[SearchPosting], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows without making an object of each."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    size = 900 // len(columns)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 (names are the model's own)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            cursor.execute(head + ", ".join([f"({marks})"] * len(some)), [value for row in some for value in row])


def _parent_models(model: type[Record]) -> set[Any]:
    return {model._meta.get_field(name).related_model for name in model.PARENTS}


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
