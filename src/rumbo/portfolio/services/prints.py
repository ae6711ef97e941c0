"""Printing many projects: asking for a file, making it in a task, trying again, offering it to the public, deleting.

The projects are chosen when the file is asked for and kept as keys, so that a task that is killed and begun again
makes the same file. A file that is not finished can be made again from nothing at any time.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.links import public_url
from rumbo.core.pdf import page_count
from rumbo.core.services.records import authorize
from rumbo.plan.queries.editions import latest_edition
from rumbo.portfolio.enums import PrintKind, PrintState
from rumbo.portfolio.models import Print, Project
from rumbo.portfolio.prints import book, forms
from rumbo.portfolio.queries.print_sheets import print_batches
from rumbo.portfolio.queries.prints import AT_WORK
from rumbo.portfolio.queries.projects import ordered_projects

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

logger = logging.getLogger(__name__)
#: Finished files that are kept a plan, files that may be made at once, blank forms and projects in one file at most.
KEPT, AT_ONCE, BLANK_LIMIT, LIMIT = 5, 3, 200, 6000
LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed: ``query`` and ``which`` say which projects, as the end of an address and in words.

    ``full``: whole profiles instead of one page each. ``blank``: as many forms of no project. ``site``: the address
    of the site, where the codes lead.
    """

    kind: str
    query: str = ""
    which: tuple[str, ...] = ()
    full: bool = False
    blank: int = 0
    language: str = "es"
    site: str = ""


class _Gone(Exception):
    """The file was deleted while it was made."""


@transaction.atomic
def ask(actor: Actor, plan: Plan, projects: QuerySet[Any, Any], wanted: Wanted) -> Print:
    """Let a task make a file of projects, and return it.

    Raises:
        PermissionDenied: the actor has no role in the plan.
        Refused: there is nothing to print, too much of it, or several files are being made already.
    """
    authorize(actor, "plan.read", plan)
    blank = wanted.blank if wanted.kind == PrintKind.FORMS else 0
    pks = [] if blank else list(ordered_projects(projects, "axis").values_list("pk", flat=True)[: LIMIT + 1])
    _check(plan, pks, blank, wanted)
    made: Print = Print.objects.create(
        plan=plan,
        kind=wanted.kind,
        query=wanted.query[:2000],
        language=wanted.language,
        options={"full": wanted.full, "blank": blank, "site": wanted.site, "which": list(wanted.which), "of": pks},
        total=len(pks) or blank,
        actor=person_of(actor),
    )
    _enqueue(made)
    return made


@transaction.atomic
def again(actor: Actor, row: Print) -> Print:
    """Let a task try a file again that could not be made; any other stays as it is.

    Raises:
        PermissionDenied: the actor has no role in the plan.
    """
    authorize(actor, "plan.read", row.plan)
    current: Print = Print.objects.select_for_update().get(pk=row.pk)
    if current.state == PrintState.FAILED:
        current.state, current.error, current.done = PrintState.WAITING, "", 0
        current.save(update_fields=["state", "error", "done"])
        _enqueue(current)
    return current


@transaction.atomic
def publish(actor: Actor, row: Print, *, offered: bool) -> Print:
    """Offer a finished portfolio to the public in place of the one before, or take it back.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not finished, or no portfolio.
    """
    authorize(actor, "plan.manage", row.plan)
    current: Print = Print.objects.select_for_update().get(pk=row.pk)
    if offered and (current.kind != PrintKind.PORTFOLIO or current.state != PrintState.DONE):
        raise Refused(_("Only a finished file with profiles can be offered to the public."))
    if offered:
        Print.objects.filter(plan=current.plan, language=current.language).update(published=False)
    current.published = offered
    current.save(update_fields=["published"])
    return current


@transaction.atomic
def delete(actor: Actor, row: Print) -> None:
    """Delete a file: who asked for it may, and who manages the plan; one in public only the latter.

    Raises:
        PermissionDenied: the actor is neither.
    """
    authorize(actor, "plan.read", row.plan)
    if row.published or row.actor is None or row.actor != person_of(actor):
        authorize(actor, "plan.manage", row.plan)
    _remove([row])


def make(pk: int) -> None:
    """Make a file that was asked for. Safe to run again: one that is finished, or gone, stays as it is.

    What goes wrong is told in the file's row, in words.
    """
    row = Print.objects.select_related("plan").filter(pk=pk, state__in=AT_WORK).first()
    if row is None:
        return
    with override(row.language):
        try:
            _finish(row, _made(row))
        except _Gone:
            return
        except Refused as refusal:
            _fail(row, refusal.message)
        except Exception:
            logger.exception("The file %s of %s could not be made", row.pk, row.plan.key)
            _fail(row, _("Something went wrong while it was made. Try again, or print fewer projects at once."))


def resume() -> int:
    """Begin again what was being made when the worker was stopped; return how many files that is."""
    rows = list(Print.objects.filter(state__in=AT_WORK).order_by("pk"))
    for row in rows:
        _enqueue(row)
    return len(rows)


def _check(plan: Plan, pks: Sequence[int], blank: int, wanted: Wanted) -> None:
    if wanted.kind not in PrintKind.values or wanted.language not in LANGUAGES:
        raise Refused(_("Choose what to print, and in which language."))
    if blank > BLANK_LIMIT:
        raise Refused(_("Print at most %(n)d blank forms at once.") % {"n": BLANK_LIMIT})
    if not pks and not blank:
        raise Refused(_("No project has all of that: take a filter off."))
    if len(pks) > LIMIT:
        raise Refused(_("These are more than %(n)d projects: choose an axis or another filter.") % {"n": LIMIT})
    if Print.objects.filter(plan=plan, state__in=AT_WORK).count() >= AT_ONCE:
        raise Refused(_("Several files are being made already: wait until one is ready."))


def _enqueue(row: Print) -> None:
    from rumbo.portfolio.tasks import make_print  # imported here: the task calls this module

    transaction.on_commit(lambda: make_print.enqueue(row.pk))


def _made(row: Print) -> bytes:
    """Return the file; notes in the row how far it is."""
    _note(row, state=PrintState.WORKING, done=0)
    projects = Project.objects.filter(pk__in=row.options.get("of", ()))
    return _forms(row, projects) if row.kind == PrintKind.FORMS else _book(row, projects)


def _book(row: Print, projects: QuerySet[Any, Any]) -> bytes:
    plan, options = row.plan, row.options
    made = book.Book(
        plan,
        address_of=lambda project: f"{options['site']}{public_url(project, plan.key)}",
        site=f"{options['site']}{reverse('portal:projects', args=[plan.key])}",
        which=options.get("which", ()),
        edition=latest_edition(plan),
        full=bool(options.get("full")),
    )
    for read in _read(row, ordered_projects(projects, "axis")):
        made.add(read)
    return book.pdf(made.words(), made.pictures)


def _forms(row: Print, projects: QuerySet[Any, Any]) -> bytes:
    plan, site = row.plan, row.options["site"]
    new = f"{site}{reverse('desk:create', args=[plan.key, 'project'])}"
    made = [forms.form_of(None, address=new) for _number in range(row.options.get("blank", 0))]
    for read in _read(row, ordered_projects(projects, "axis")):
        address = f"{site}{reverse('desk:element', args=[plan.key, 'project', read.project.pk])}"
        made.append(forms.form_of(read, address=address))
    return forms.pdf(forms.words_of(plan, made))


def _read(row: Print, projects: QuerySet[Any, Any]) -> Iterable[Any]:
    done = 0
    for batch in print_batches(projects, timezone.localdate()):
        yield from batch
        done += len(batch)
        _note(row, done=done)


def _note(row: Print, **values: Any) -> None:
    """Write down how far a file is; raise where it was deleted meanwhile."""
    if not Print.objects.filter(pk=row.pk, state__in=AT_WORK).update(**values):
        raise _Gone


def _fail(row: Print, sentence: str) -> None:
    Print.objects.filter(pk=row.pk, state__in=AT_WORK).update(
        state=PrintState.FAILED, error=sentence, finished_at=timezone.now()
    )


def _finish(row: Print, content: bytes) -> None:
    """Keep a file that was made, and delete those that are too many."""
    storage = Print._meta.get_field("file").storage
    name = storage.save(f"impresos/{row.plan.key}-{row.pk}-{secrets.token_hex(8)}.pdf", ContentFile(content))
    done = {"state": PrintState.DONE, "file": name, "pages": page_count(content), "error": ""}
    with transaction.atomic():
        if not Print.objects.filter(pk=row.pk, state__in=AT_WORK).update(**done, finished_at=timezone.now()):
            storage.delete(name)
            raise _Gone
        closed = Print.objects.filter(plan=row.plan, published=False).exclude(state__in=AT_WORK).order_by("-pk")
        _remove(list(closed.select_for_update()[KEPT:]))


def _remove(rows: Sequence[Print]) -> None:
    """Delete rows, and their files once that is certain."""
    rows = list(Print.objects.select_for_update().filter(pk__in=[row.pk for row in rows]))
    files = [row.file for row in rows if row.file]
    Print.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for file in files:
        transaction.on_commit(lambda stored=file: stored.storage.delete(stored.name))  # type: ignore[misc]
