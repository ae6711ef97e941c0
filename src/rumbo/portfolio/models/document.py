"""What shows how a project is and what was done: photos, documents, evidence, with all their versions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.enums import DocumentKind
from rumbo.portfolio.models.part import ProjectPart


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


class DocumentVersion(models.Model):
    """One file of a document as it was sent; never changed. ``file`` and ``thumbnail`` are names in the storage."""

    document = models.ForeignKey(
        "portfolio.Document", models.PROTECT, related_name="versions", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="documentos/", max_length=200)
    name = models.CharField(_("name of the file"), max_length=250)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    thumbnail = models.FileField(_("thumbnail"), upload_to="miniaturas/", max_length=200, blank=True)
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
