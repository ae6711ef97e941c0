"""Writing records: every change to the plan goes through here, with permission, version, reason and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, TextField
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import EditConflict, NeedsReason, Refused
from rumbo.core.models import Element, Record, State
from rumbo.core.queries.history import values_of
from rumbo.core.signals import records_saved

if TYPE_CHECKING:
    from django.db.models import Model

    from rumbo.core.actors import Actor

R = TypeVar("R", bound=Record)
#: Longest text of a field, in characters: the longest chapter of a plan has some 100,000.
TEXT_LIMIT = 500_000


def authorize(actor: Actor, permission: str, target: Model) -> None:
    """Raise ``PermissionDenied`` unless the actor has the permission on the target."""
    if not actor.has_perm(permission, target):
        raise PermissionDenied


@transaction.atomic
def create(actor: Actor, record: R, *, links: Mapping[str, Iterable[Any]] | None = None, reason: str = "") -> R:
    """Insert a new record at the end of its siblings and return it.

    ``links`` holds the records for each field of ``LINKS``. A record without key gets one from its title.

    Raises:
        PermissionDenied: the actor may not edit where the record stands.
        ValidationError: a field is wrong.
        NeedsReason: it has doubts (`Record.doubts`) and no reason is given.
    """
    return create_many(actor, [(record, links or {})], reason=reason)[0]


@transaction.atomic
def create_many(
    actor: Actor, entries: Iterable[tuple[R, Mapping[str, Iterable[Any]]]], *, reason: str = ""
) -> list[R]:
    """Insert many records of one model with their links; all or none. Same errors as `create`."""
    entries = list(entries)
    if not entries:
        return []
    records = [record for record, _links in entries]
    for record in records:
        authorize(actor, record.PERMISSION, record)
    type(records[0]).before_create(records)
    try:
        with transaction.atomic():
            for record, links in entries:
                _insert(actor, record, links, reason, alone=len(entries) == 1)
    except IntegrityError as error:
        raise ValidationError(_("Two of them have the same key or number, or one that is taken.")) from error
    records_saved.send(type(records[0]), records=records)
    return records


@transaction.atomic
def update(
    actor: Actor, record: R, changes: Mapping[str, Any], *, expected_version: int | None = None, reason: str = ""
) -> R:
    """Change fields of a record and return it as saved; nothing is written where nothing changes.

    ``expected_version`` is the version that the person saw; None (imports) takes the present one.

    Raises:
        PermissionDenied: the actor may not edit the record where it is or where it would go.
        EditConflict: the record is not the one that the person saw.
        ValidationError: a field is wrong.
        NeedsReason: the changes raise doubts (`Record.doubts`) and no reason is given.
        ValueError: the caller would change what only its own service may (``GATED``).
    """
    if gated := sorted(set(changes) & set(record.GATED)):
        raise ValueError(f"Only their own service writes {', '.join(gated)}")
    current = _locked(record)
    authorize(actor, current.PERMISSION, current)
    if expected_version is not None and expected_version != current.version:
        message = _("Somebody else saved “%(name)s” while you were editing it. Both texts are below.")
        raise EditConflict(message % {"name": current.name}, current, dict(changes))
    before = values_of(current)
    changed = {name: value for name, value in changes.items() if not _same(current, name, before[name], value)}
    if not changed:
        return current
    links = {name: list(value) for name, value in changed.items() if name in current.LINKS}
    known = [] if reason.strip() else current.doubts()
    for name, value in changed.items():
        if name not in links:
            setattr(current, name, value)
    authorize(actor, current.PERMISSION, current)
    validate(current)
    _check_beside(current)
    current.check_links(links)
    _ask_why(current, reason, known)
    current.version += 1
    _save(actor, current, links, reason)
    records_saved.send(type(current), records=[current])
    return current


@transaction.atomic
def move(actor: Actor, element: Element, *, before: Element | None, reason: str = "") -> Element:
    """Put an element before one of its siblings, or last where ``before`` is None. Positions stay 1, 2, 3 ..."""
    current = _locked(element)
    authorize(actor, current.PERMISSION, current)
    siblings = [sibling for sibling in siblings_of(current) if sibling.pk != current.pk]
    places = {sibling.pk: index for index, sibling in enumerate(siblings)}
    if before is not None and before.pk not in places:
        message = _("“%(name)s” does not stand beside it: choose a place among its siblings.")
        raise Refused(message % {"name": before.name})
    siblings.insert(len(siblings) if before is None else places[before.pk], current)
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position != position:
            type(current)._default_manager.filter(pk=sibling.pk).update(position=position)
    current.position = siblings.index(current) + 1
    current.version += 1
    _save(actor, current, {}, reason)
    records_saved.send(type(current), records=[current])
    return current


@transaction.atomic
def withdraw(actor: Actor, record: R, *, reason: str) -> R:
    """Take a record out of force, with the reason; it stays readable.

    Raises:
        PermissionDenied: the actor may not edit it.
        Refused: no reason is given, or it is not in force.
    """
    return _leave_force(actor, record, State.WITHDRAWN, None, reason)


@transaction.atomic
def supersede(actor: Actor, record: R, *, by: R, reason: str) -> R:
    """Say that another record of the same kind takes the place of this one. Same errors as `withdraw`."""
    if by.pk == record.pk:
        raise Refused(_("An element cannot take its own place."))
    if getattr(by, "plan_id", None) != getattr(record, "plan_id", None) or not by.is_current:
        raise Refused(_("Only an element in force of the same plan can take its place."))
    return _leave_force(actor, record, State.SUPERSEDED, by, reason)


@transaction.atomic
def reinstate(actor: Actor, record: R, *, reason: str) -> R:
    """Put a withdrawn or superseded record in force again.

    Raises:
        PermissionDenied: the actor may not edit it.
        Refused: it is in force, or cannot be beside what came in the meantime.
    """
    current = _locked(record)
    authorize(actor, current.PERMISSION, current)
    if current.is_current:
        raise Refused(_("It is in force already."))
    current.state, current.state_reason, current.superseded_by = State.CURRENT, reason, None
    try:
        _check_beside(current)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return _new_version(actor, current, reason)


@transaction.atomic
def restore(actor: Actor, record: R, history_id: int, *, reason: str = "") -> R:
    """Give a record the values it had in an earlier version, as a new version (so that this too can be undone).

    What only its own service writes (``GATED``) stays as it is.

    Raises:
        PermissionDenied: the actor may not edit it.
        Refused: there is no such version.
    """
    past = record.history.filter(history_id=history_id).first()  # type: ignore[attr-defined]
    if past is None:
        raise Refused(_("There is no such version of “%(name)s”.") % {"name": record.name})
    values = {name: value for name, value in values_of(past).items() if name not in record.GATED}
    return update(actor, record, values, reason=reason or _("Back to an earlier version"))


@transaction.atomic
def mark(actor: Actor, record: R, marks: Mapping[str, Any], *, reason: str = "") -> R:
    """Set fields of ``MARKS`` as a new version of the history; whoever calls has checked the permission."""
    for name, value in marks.items():
        setattr(record, name, value)
    return _new_version(actor, record, reason)


def validate(record: Record, *, unique: bool = True) -> None:
    """Raise ``ValidationError`` where a field is wrong, the title too long or a relative of another plan.

    Without ``unique`` the database is not asked whether key and number are free: inserting will tell.
    """
    related = [field.name for field in record._meta.concrete_fields if field.is_relation]
    given = [name for name in related if getattr(record, f"{name}_id") is not None]  # records, so they exist
    record.clean_fields(exclude=["measure", *given, *record.LINKS])
    if len(record.title) > record.TITLE_LIMIT:
        message = _(
            "The title has %(length)d characters of %(limit)d allowed. Shorten it; the rest fits in the text."
        )
        values = {"length": len(record.title), "limit": record.TITLE_LIMIT}
        raise ValidationError({"title": message % values})
    _check_lengths(record)
    for name in record.PARENTS:
        parent = getattr(record, name)
        if parent is not None and parent.plan_id != record.plan_id:  # type: ignore[attr-defined]
            raise ValidationError({name: _("Choose one of the same plan.")})
    record.clean()
    if unique:
        record.validate_unique(exclude=["measure"])
        record.validate_constraints(exclude=["measure"])


def free_key(record: Record) -> str:
    """Return a key that no other record of its kind (in its plan) has, from its number or title."""
    base = slugify(getattr(record, "number", "") or record.title)[:70].strip("-") or record.KIND
    taken = type(record)._default_manager.all()
    if isinstance(record, Element):
        taken = taken.filter(plan_id=record.plan_id)
    used = set(taken.filter(key__startswith=base).values_list("key", flat=True))
    key, count = base, 2
    while key in used:
        key, count = f"{base}-{count}", count + 1
    return key


def _check_lengths(record: Record) -> None:
    """Refuse texts that would take seconds to show."""
    for field in record._meta.concrete_fields:
        if isinstance(field, TextField) and len(getattr(record, field.name)) > TEXT_LIMIT:
            message = _("The text has %(length)d characters of %(limit)d allowed. Split it in several.")
            values = {"length": len(getattr(record, field.name)), "limit": TEXT_LIMIT}
            raise ValidationError({field.name: message % values})


def _insert(actor: Actor, record: Record, links: Mapping[str, Iterable[Any]], reason: str, *, alone: bool) -> None:
    """Insert a record with what it needs; among many, the database itself holds that it is unique."""
    if isinstance(record, Element) and not record.position:
        record.position = _next_position(record)
    record.key = record.key or free_key(record)
    validate(record, unique=alone)
    _check_beside(record)
    record.check_links(links)
    _ask_why(record, reason)
    _save(actor, record, {name: linked for name, linked in links.items() if linked}, reason)


def _check_beside(record: Record) -> None:
    if record.is_current:
        record.check_beside()


def _ask_why(record: Record, reason: str, known: Iterable[str] = ()) -> None:
    """Refuse what needs a reason and has none, unless it was ``known`` before."""
    if not reason.strip() and (doubts := [doubt for doubt in record.doubts() if doubt not in known]):
        raise NeedsReason(doubts)


def _leave_force(actor: Actor, record: R, state: State, by: R | None, reason: str) -> R:
    current = _locked(record)
    authorize(actor, current.PERMISSION, current)
    if not reason.strip():
        raise Refused(_("Say why: the reason is published with it."))
    if not current.is_current:
        raise Refused(_("It is not in force any more."))
    current.state, current.state_reason, current.superseded_by = state, reason.strip(), by
    return _new_version(actor, current, reason)


def _new_version(actor: Actor, record: R, reason: str) -> R:
    record.version += 1
    _save(actor, record, {}, reason)
    records_saved.send(type(record), records=[record])
    return record


def _save(actor: Actor, record: Record, links: Mapping[str, Iterable[Any]], reason: str) -> None:
    """Save a record and its links as one version of its history."""
    new = record.pk is None
    record._history_user = person_of(actor)  # type: ignore[attr-defined]
    record._change_reason = reason  # type: ignore[attr-defined]
    if new and links:
        record.skip_history_when_saving = True  # type: ignore[attr-defined]
        record.save()
        del record.skip_history_when_saving  # type: ignore[attr-defined]
    _set_links(record, links)
    record.save()


def _set_links(record: Record, links: Mapping[str, Iterable[Any]]) -> None:
    if not links:
        return
    record.skip_history_when_saving = True  # type: ignore[attr-defined]
    for name, linked in links.items():
        getattr(record, name).set(linked)
    del record.skip_history_when_saving  # type: ignore[attr-defined]


def _locked(record: R) -> R:
    found: R = type(record)._default_manager.select_for_update().get(pk=record.pk)
    return found


def siblings_of(element: Element) -> list[Element]:
    """Return the elements of the same kind under the same parent, in order, this one among them."""
    own = {name: getattr(element, f"{name}_id") for name in element.PARENTS}
    return list(type(element)._default_manager.filter(plan_id=element.plan_id, **own).order_by("position", "pk"))


def _next_position(element: Element) -> int:
    own = {name: getattr(element, f"{name}_id") for name in element.PARENTS}
    siblings = type(element)._default_manager.filter(plan_id=element.plan_id, **own)
    return int(siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def _same(record: Record, name: str, before: Any, after: Any) -> bool:
    if name in record.LINKS:
        return {item.pk for item in before} == {item.pk for item in after}
    return bool(before == after)
