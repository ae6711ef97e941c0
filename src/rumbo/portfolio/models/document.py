"""What shows how a project is and what was done: photos, documents, evidence, with all their versions."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.uploads import FileType, type_of
from rumbo.portfolio.enums import DocumentKind
from rumbo.portfolio.models.part import ProjectPart

#: Folders of the storage: files as they were sent, and what was drawn anew of pictures, under the thumbnail's name.
FILES, THUMBNAILS, VIEWS = "documentos/", "miniaturas/", "vistas/"


class Document(ProjectPart):
    """A file of a project with its caption (the title); ``public`` says whether everybody may see it.

    It may be the evidence of a study, a milestone or a permit. Its files are its versions, the last one in force.
    """

    KIND = "document"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "project",
        "kind",
        *Element.EDITABLE,
        "study",
        "milestone",
        "permit",
        "public",
    )
    #: What it may be the evidence of.
    EVIDENCE: ClassVar[tuple[str, ...]] = ("study", "milestone", "permit")

    kind = models.CharField(
        _("kind of document"), max_length=8, choices=DocumentKind.choices, default=DocumentKind.DOCUMENT
    )
    study = models.ForeignKey(
        "portfolio.FeasibilityStudy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("evidence of the study"),
    )
    milestone = models.ForeignKey(
        "portfolio.Milestone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("evidence of the milestone"),
    )
    permit = models.ForeignKey(
        "portfolio.Permit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("evidence of the permit"),
    )
    public = models.BooleanField(_("shown in public"), default=False)

    history = HistoricalRecords()

    class Meta(ProjectPart.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        """It is the evidence of something of its own project, and a photo is a picture."""
        for name in self.EVIDENCE:
            row = getattr(self, name)
            if row is not None and row.project_id != self.project_id:
                raise ValidationError({name: gettext("Choose one of the same project.")})
        last = self.versions.first() if self.pk and self.kind == DocumentKind.PHOTO else None
        if last is not None and not last.type.is_picture:
            message = gettext("Its file is not a picture: choose another kind, or add a picture as a new version.")
            raise ValidationError({"kind": message})


class DocumentVersion(models.Model):
    """One file of a document as it was sent; never changed. ``file`` and ``thumbnail`` are names in the storage."""

    document = models.ForeignKey(
        "portfolio.Document", models.PROTECT, related_name="versions", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to=FILES, max_length=200)
    name = models.CharField(_("name of the file"), max_length=250)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    thumbnail = models.FileField(_("thumbnail"), upload_to=THUMBNAILS, max_length=200, blank=True)
    note = models.TextField(_("what changed"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="portfolio_document_version_number"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def type(self) -> FileType:
        """The type of its file."""
        return type_of(self.media_type)

    @property
    def view(self) -> str:
        """The name in the storage of the picture as everybody may see it; empty where it is no picture."""
        return f"{VIEWS}{PurePosixPath(self.thumbnail.name or '').name}" if self.thumbnail else ""
