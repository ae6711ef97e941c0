"""Adding files to a project: photos, documents, evidence, and newer versions of them.

A file is looked into and stored before the transaction, which would hold up everybody else on SQLite; whatever goes
wrong after that, what was stored is taken back. Withdrawing one, its caption and the rest are a record's
(`rumbo.core.services.records`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.services import files, records
from rumbo.core.services.records import authorize
from rumbo.core.uploads import Upload, look_into
from rumbo.portfolio.enums import DocumentKind
from rumbo.portfolio.models import Document, DocumentVersion
from rumbo.portfolio.models.document import FILES, THUMBNAILS, VIEWS

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.portfolio.models import Project


#: Longest caption made from the name of a file, and longest note of a version, in characters.
CAPTION_LIMIT, NOTE_LIMIT = 200, 2000


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where a file and its thumbnail are in the storage."""

    file: str
    thumbnail: str


def add(
    actor: Actor,
    project: Project,
    file: IO[bytes],
    name: str,
    *,
    values: Mapping[str, Any] | None = None,
    note: str = "",
) -> Document:
    """Add a file to a project and return its document, with the file as version 1.

    ``values`` are fields of the document. Without a title the name of the file is one; without a kind a picture is a
    photo, and what is given as evidence is evidence.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: the file is not taken (see `rumbo.core.uploads.look_into`), the project has it already or is not in
            force, or the file could not be stored.
        ValidationError: a field is wrong.
    """
    document = Document(plan=project.plan, project=project, **(values or {}))
    authorize(actor, document.PERMISSION, document)
    if not project.is_current:
        raise Refused(_("The project is not in force any more: put it in force again before you add to it."))
    upload = look_into(file, name)
    _refuse_copy(project, upload)
    document.title = document.title or _caption(upload)
    document.kind = (values or {}).get("kind") or _kind(document, upload)
    if document.kind == DocumentKind.PHOTO:
        _refuse_other_than_picture(upload)
    with _stored(file, upload) as stored, transaction.atomic():
        made = records.create(actor, document)
        _insert(actor, made, 1, upload, stored, note)
    return made


def new_version(actor: Actor, document: Document, file: IO[bytes], name: str, *, note: str = "") -> DocumentVersion:
    """Give a document a newer file and return that version; the older ones stay.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: the file is not taken, the document has it already or is not in force, a photo would become something
            else, or the file could not be stored.
    """
    authorize(actor, document.PERMISSION, document)
    if len(note) > NOTE_LIMIT:
        raise Refused(_("Say what changed in fewer words: %(limit)d characters at most.") % {"limit": NOTE_LIMIT})
    upload = look_into(file, name)
    _refuse_version(document, upload)
    with _stored(file, upload) as stored, transaction.atomic():
        current = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        _refuse_version(current, upload)  # again: somebody else may have been first
        number = (current.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = _insert(actor, current, number, upload, stored, note)
        words = {"number": number, "name": version.name}
        records.mark(actor, current, {}, reason=note.strip() or _("Version %(number)d: %(name)s") % words)
    return version


def _refuse_copy(project: Project, upload: Upload) -> None:
    """Refuse a file that a document in force of the project has."""
    same = DocumentVersion.objects.filter(
        sha256=upload.sha256, document__project=project, document__state=State.CURRENT
    ).select_related("document")
    if (found := same.first()) is not None:
        message = _("“%(name)s” is here already: “%(title)s”, version %(number)d. Nothing was added.")
        words = {"name": upload.name, "title": found.document.name, "number": found.number}
        raise Refused(message % words)


def _refuse_version(document: Document, upload: Upload) -> None:
    if not document.is_current:
        raise Refused(_("The document is not in force any more: put it in force again before you add to it."))
    if document.kind == DocumentKind.PHOTO:
        _refuse_other_than_picture(upload)
    if (same := document.versions.filter(sha256=upload.sha256).first()) is not None:
        message = _("“%(name)s” is the same as version %(number)d. Nothing was added.")
        raise Refused(message % {"name": upload.name, "number": same.number})


def _refuse_other_than_picture(upload: Upload) -> None:
    if not upload.type.is_picture:
        message = _(
            "“%(name)s” is not a picture, and this is a photo. Choose a picture, or another kind of document."
        )
        raise Refused(message % {"name": upload.name})


def _caption(upload: Upload) -> str:
    words = PurePosixPath(upload.name).stem.replace("_", " ").replace("-", " ").split()
    return " ".join(words)[:CAPTION_LIMIT] or upload.name


def _kind(document: Document, upload: Upload) -> DocumentKind:
    if upload.type.is_picture:
        return DocumentKind.PHOTO
    given = any(getattr(document, f"{name}_id") for name in Document.EVIDENCE)
    return DocumentKind.EVIDENCE if given else DocumentKind.DOCUMENT


def _insert(
    actor: Actor, document: Document, number: int, upload: Upload, stored: _Stored, note: str
) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        file=stored.file,
        thumbnail=stored.thumbnail,
        name=upload.name,
        media_type=upload.type.media_type,
        size=upload.size,
        sha256=upload.sha256,
        note=note.strip(),
        actor=person_of(actor),
    )


@contextmanager
def _stored(file: IO[bytes], upload: Upload) -> Iterator[_Stored]:
    """Store a file with what is shown of it; when what follows fails, take all of it back.

    Names are drawn by lot: nothing that people typed comes near the storage.
    """
    key = uuid.uuid4().hex
    shown = f"{key}.jpg" if upload.view else ""
    stored = _Stored(f"{FILES}{key}{upload.type.endings[0]}", f"{THUMBNAILS}{shown}" if shown else "")
    contents: dict[str, File[bytes]] = {stored.file: File(file)}
    if shown:
        contents |= {
            stored.thumbnail: ContentFile(upload.thumbnail),
            f"{VIEWS}{shown}": ContentFile(upload.view),
        }
    with files.stored(contents, upload.name):
        yield stored
