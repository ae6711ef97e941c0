"""What stands under a project."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import Element


class ProjectPart(Element):
    """An element of a project's sheet, such as a study, a milestone or a risk; who edits the project edits it."""

    PARENTS: ClassVar[tuple[str, ...]] = ("project",)

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="%(class)ss", verbose_name=_("project")
    )

    class Meta(Element.Meta):
        abstract = True

    @property
    def axis_pk(self) -> int | None:
        """The axis of its project."""
        return self.project.axis_pk
