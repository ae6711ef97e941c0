"""Files that a finding rests on. They are published with it, so pictures are kept without the camera's notes."""

from __future__ import annotations

import hashlib
import uuid
from typing import IO, TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services import files, records
from rumbo.core.services.records import authorize
from rumbo.core.uploads import clean_name, look_into, type_of
from rumbo.monitoring.models import Evidence, Finding
from rumbo.monitoring.models.report import EVIDENCE, EVIDENCE_THUMBNAILS
from rumbo.monitoring.services.evaluations import reason_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: Longest caption, in characters.
CAPTION_LIMIT = 250


def add_file(actor: Actor, finding: Finding, file: IO[bytes], name: str, *, caption: str = "") -> Evidence:
    """Add a file to a finding and return it. Of a picture a copy is kept that tells nothing of place and camera.

    It is stored before the transaction; whatever goes wrong after that, what was stored is taken back.

    Raises:
        PermissionDenied: the actor may not edit the finding.
        Refused: the file is not taken (`rumbo.core.uploads.look_into`), the finding has it already or is not in
            force, the caption is too long, or the file could not be stored.
    """
    authorize(actor, finding.PERMISSION, finding)
    _refuse_out_of_force(finding)
    if len(caption) > CAPTION_LIMIT:
        raise Refused(_("The caption is too long: at most %(limit)d characters.") % {"limit": CAPTION_LIMIT})
    upload = look_into(file, name)
    kind = type_of("image/jpeg") if upload.view else upload.type
    digest = hashlib.sha256(upload.view).hexdigest() if upload.view else upload.sha256
    if finding.files.filter(sha256=digest, withdrawn=False).exists():
        raise Refused(_("“%(name)s” is here already. Nothing was added.") % {"name": upload.name})
    key = uuid.uuid4().hex
    stored = f"{EVIDENCE}{key}{kind.endings[0]}"
    small = f"{EVIDENCE_THUMBNAILS}{key}.jpg" if upload.thumbnail else ""
    contents: dict[str, File[bytes]] = {stored: ContentFile(upload.view) if upload.view else File(file)}
    if small:
        contents[small] = ContentFile(upload.thumbnail)
    row = Evidence(
        finding=finding,
        file=stored,
        thumbnail=small,
        name=clean_name(upload.name, kind),
        media_type=kind.media_type,
        size=len(upload.view) or upload.size,
        sha256=digest,
        caption=caption.strip(),
        actor=person_of(actor),
    )
    with files.stored(contents, upload.name):
        _insert(actor, finding, row)
    return row


@transaction.atomic
def take_back(actor: Actor, evidence: Evidence, *, reason: str) -> Evidence:
    """Take a file of a finding back: it is shown no more, and stays on record with the reason; return it.

    Raises:
        PermissionDenied: the actor may not edit the finding.
        Refused: it is of no finding, was taken back already, or no reason is given.
    """
    current = Finding.objects.select_for_update().filter(files=evidence).first()
    row = Evidence.objects.get(pk=evidence.pk)
    if current is None or row.withdrawn:
        raise Refused(_("This file was taken back already."))
    authorize(actor, current.PERMISSION, current)
    why = reason_of(reason)
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])
    records.mark(actor, current, {}, reason=_("%(name)s taken back: %(why)s") % {"name": row.name, "why": why})
    return row


@transaction.atomic
def _insert(actor: Actor, finding: Finding, row: Evidence) -> None:
    current = Finding.objects.select_for_update().get(pk=finding.pk)
    authorize(actor, current.PERMISSION, current)
    _refuse_out_of_force(current)
    row.save()
    records.mark(actor, current, {}, reason=_("File added: %(name)s") % {"name": row.name})


def _refuse_out_of_force(finding: Finding) -> None:
    if not finding.is_current:
        raise Refused(_("This finding is not in force. Put it in force again first."))
