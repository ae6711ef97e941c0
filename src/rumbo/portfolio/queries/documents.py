"""The files of projects: photos and documents with the version in force, and what they are evidence of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from rumbo.core.models import State
from rumbo.portfolio.enums import DocumentKind
from rumbo.portfolio.models import Document, DocumentVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project


#: Kinds that a document can be the evidence of.
EVIDENCE = Document.EVIDENCE


@dataclass(frozen=True, slots=True)
class Shown:
    """A document with its version in force; None where a file is still to come."""

    row: Document
    last: DocumentVersion | None

    @property
    def is_photo(self) -> bool:
        """Whether it is a photo that can be shown."""
        return self.row.kind == DocumentKind.PHOTO and self.last is not None and bool(self.last.thumbnail)


@dataclass(frozen=True, slots=True)
class Files:
    """The photos and the other documents of a project, in order."""

    photos: list[Shown]
    documents: list[Shown]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.photos or self.documents)


def files_of(project: Project) -> Files:
    """Return all documents of a project, in force or not: two queries."""
    rows = Document.objects.filter(project=project).select_related(*Document.EVIDENCE)
    return _files(_with_last(rows))


def public_files(project: Project) -> Files:
    """Return the documents in force of a project that everybody may see and that have a file: two queries."""
    shown = _with_last(Document.objects.filter(project=project, public=True, state=State.CURRENT))
    return _files([one for one in shown if one.last is not None])


def evidence_of(record: Any) -> list[Shown]:
    """Return the documents in force that are evidence of a study, a milestone or a permit: two queries."""
    return _with_last(Document.objects.filter(**{record.KIND: record}, state=State.CURRENT))


def versions_of(document: Document) -> list[DocumentVersion]:
    """Return the versions of a document, the last one first: one query."""
    return list(document.versions.select_related("actor"))


def find_version(plan: Plan, document: int, number: int) -> DocumentVersion | None:
    """Return a version of a document of a plan, in force or not, or None."""
    found = DocumentVersion.objects.select_related("document")
    return found.filter(document__plan=plan, document=document, number=number).first()


def find_public(plan: Plan, document: int) -> DocumentVersion | None:
    """Return the version in force of a document that everybody may see, or None."""
    shown = DocumentVersion.objects.filter(document__public=True, document__state=State.CURRENT)
    return shown.filter(document__plan=plan, document=document).order_by("-number").first()


def _with_last(rows: QuerySet[Document]) -> list[Shown]:
    documents: Sequence[Document] = list(rows)
    last = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number").values("pk")[:1]
    versions = DocumentVersion.objects.filter(document__in=documents, pk=Subquery(last))
    found = {version.document_id: version for version in versions}
    return [Shown(row, found.get(row.pk)) for row in documents]


def _files(shown: list[Shown]) -> Files:
    return Files([one for one in shown if one.is_photo], [one for one in shown if not one.is_photo])
