"""Evidence of reports: photos and files by a link. A file is looked into and stored before the transaction."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import files
from rumbo.core.uploads import Upload, look_into
from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import Evidence, ProgressReport, ReportLink
from rumbo.monitoring.models.report import EVIDENCE, EVIDENCE_THUMBNAILS

#: Most files of a report, those taken back not counted, and counted: what is taken back stays on record.
MOST, MOST_EVER = 10, 60


class _Known(Exception):
    """The report has this file already."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(str(evidence.pk))
        self.evidence = evidence


def add_evidence(
    link: ReportLink, file: IO[bytes], name: str = "", *, caption: str = "", today: datetime.date | None = None
) -> Evidence:
    """Add a photo or file to a report and return it; the same file again (a retry) is the one that is there.

    Raises:
        Refused: the link does not work, its person left, the report was accepted, it has as many as it may, or the
            file is empty, broken, too large, of a type that is not taken (see `rumbo.core.uploads.look_into`) or
            could not be stored.
    """
    day = today or timezone.localdate()
    refuse_change(link, day)
    upload = look_into(file, name or str(getattr(file, "name", "") or ""))
    try:
        with _stored(file, upload) as (stored, thumbnail), transaction.atomic():
            return _insert(refuse_change(link, day), upload, stored, thumbnail, caption)
    except _Known as known:
        return known.evidence


@transaction.atomic
def take_evidence_back(link: ReportLink, evidence: Evidence, *, today: datetime.date | None = None) -> Evidence:
    """Take a photo or file back, and return it; it stays on record. Twice counts once.

    Raises:
        Refused: the link does not work, its person left, the report was accepted, or it is of another report.
    """
    report = refuse_change(link, today or timezone.localdate())
    found = report.evidence.filter(pk=evidence.pk).first()
    if found is None:
        raise Refused(_("This file is of another report."))
    if not found.withdrawn:
        found.withdrawn = True
        found.save(update_fields=["withdrawn"])
    return found


def refuse_change(link: ReportLink, today: datetime.date) -> ProgressReport:
    """Return the report of a link, which may still be changed (locked where a transaction is open).

    Raises:
        Refused: the link does not work, its person left, or the report was accepted.
    """
    rows = ReportLink.objects.select_related("liaison__plan", "liaison__project", "assignment__period")
    present = rows.get(pk=link.pk)
    refuse_ended(present, today)
    if present.assignment is None:
        raise Refused(_("This link shows what you owe; each report has a link of its own."))
    found = ProgressReport.objects.all()
    if transaction.get_connection().in_atomic_block:
        found = found.select_for_update()
    report, _made = found.get_or_create(assignment=present.assignment)
    if report.state == ReportState.ACCEPTED:
        raise Refused(_("This report was accepted and is locked. If something is wrong in it, tell who asked."))
    return report


def refuse_ended(link: ReportLink, today: datetime.date) -> None:
    """Refuse a link that opens nothing on a day, or whose person does not answer for the organization any more.

    So does one of a period that was withdrawn.

    Raises:
        Refused: it is so; the sentence says what to do, and whom to ask.
    """
    plan = link.liaison.plan.name
    if link.revoked_at is not None:
        message = _("This link was taken out of use. Ask the technical secretariat of %(plan)s for the present one.")
    elif today > link.expires_on:
        message = _("The last day of this link is past. Ask the technical secretariat of %(plan)s for a new one.")
    elif _has_left(link, today):
        message = _(
            "You do not answer for this any more, so your link is closed. Whoever came after you has their own; if "
            "it should still be you, tell the technical secretariat of %(plan)s."
        )
    elif link.assignment is not None and not link.assignment.period.is_current:
        raise Refused(_("“%(period)s” was withdrawn.") % {"period": link.assignment.period.name})
    else:
        return
    raise Refused(message % {"plan": plan})


def _has_left(link: ReportLink, today: datetime.date) -> bool:
    """Whether somebody left their office, or answers for another organization now."""
    liaison, asked = link.liaison, link.assignment
    if asked is None or not liaison.is_in_office(today):
        return not liaison.is_in_office(today)
    return (liaison.organization_id, liaison.plan_id) != (asked.organization_id, asked.period.plan_id)


def _insert(report: ProgressReport, upload: Upload, stored: str, thumbnail: str, caption: str) -> Evidence:
    known = report.evidence.filter(sha256=upload.sha256, withdrawn=False).first()
    if known is not None:
        raise _Known(known)
    if report.evidence.filter(withdrawn=False).count() >= MOST:
        raise Refused(_("A report takes %(most)d files at most: take one back first.") % {"most": MOST})
    if report.evidence.count() >= MOST_EVER:
        raise Refused(_("Too many files were sent and taken back here: ask the technical secretariat to take it."))
    return Evidence.objects.create(
        report=report,
        file=stored,
        thumbnail=thumbnail,
        name=upload.name,
        media_type=upload.type.media_type,
        size=upload.size,
        sha256=upload.sha256,
        caption=" ".join(caption.split())[:250],
    )


@contextmanager
def _stored(file: IO[bytes], upload: Upload) -> Iterator[tuple[str, str]]:
    """Store a file, and a thumbnail of a picture; when what follows fails, take both back.

    Names are drawn by lot: nothing that people typed comes near the storage.
    """
    key = uuid.uuid4().hex
    contents: dict[str, File[bytes]] = {f"{EVIDENCE}{key}{upload.type.endings[0]}": File(file)}
    if upload.thumbnail:
        contents[f"{EVIDENCE_THUMBNAILS}{key}.jpg"] = ContentFile(upload.thumbnail)
    with files.stored(contents, upload.name):
        yield next(iter(contents)), f"{EVIDENCE_THUMBNAILS}{key}.jpg" if upload.thumbnail else ""
