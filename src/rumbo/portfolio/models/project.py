"""A project and its components."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, MeasuredElement
from rumbo.core.ordering import natural_key, text_key
from rumbo.plan.enums import Term
from rumbo.portfolio.enums import Stage

#: Most tags of a project, and the most characters of one.
TAGS_LIMIT, TAG_LIMIT = 20, 40


def joined_tags(tags: Iterable[str]) -> str:
    """Return tags in the one form they are kept in: each once, without stray spaces, in order, "a; b"."""
    cleaned = {text_key(tag): tag for tag in (" ".join(tag.split()) for tag in tags) if tag}
    return "; ".join(cleaned[key] for key in sorted(cleaned))


def check_tags(tags: str) -> None:
    """Raise ``ValidationError`` for too many tags, or one that is too long or has no letter or figure."""
    found = [" ".join(tag.split()) for tag in tags.split(";") if tag.strip()]
    if empty := [tag for tag in found if not text_key(tag)]:
        message = gettext("The tag “%(tag)s” has neither letters nor figures: write a word.")
        raise ValidationError(message % {"tag": empty[0][:TAG_LIMIT]})
    if long := [tag for tag in found if len(tag) > TAG_LIMIT]:
        message = gettext("The tag “%(tag)s…” has %(length)d characters of %(limit)d allowed: shorten it.")
        raise ValidationError(message % {"tag": long[0][:20], "length": len(long[0]), "limit": TAG_LIMIT})
    if (count := len({text_key(tag) for tag in found})) > TAGS_LIMIT:
        message = gettext("A project has %(limit)d tags at most, and these are %(count)d.")
        raise ValidationError(message % {"limit": TAGS_LIMIT, "count": count})


class Project(MeasuredElement):
    """A project of a programme. ``under_way``: the plan itself marks it as already begun.

    ``priority`` is the published selection's verdict, written by the priority portfolio's services alone; ``stage``
    and ``suspended`` are written by those of the gates alone.
    """

    KIND = "project"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "program",
        "number",
        *Element.EDITABLE,
        "term",
        "under_way",
        "tags",
        "territories",
    )
    LINKS: ClassVar[tuple[str, ...]] = ("territories",)
    MARKS: ClassVar[tuple[str, ...]] = ("stage", "suspended")
    GATED: ClassVar[tuple[str, ...]] = MARKS
    PARENTS: ClassVar[tuple[str, ...]] = ("program",)

    program = models.ForeignKey(
        "portfolio.Program", models.PROTECT, related_name="projects", verbose_name=_("program")
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    number_order = models.CharField(max_length=80, blank=True, editable=False)
    title_order = models.CharField(max_length=120, blank=True, editable=False)
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, blank=True)
    under_way = models.BooleanField(_("under way"), default=False)
    tags = models.CharField(
        _("tags"), max_length=500, blank=True, help_text=_("Words to group projects by, separated by semicolons.")
    )
    priority = models.BooleanField(_("priority"), default=False, editable=False)
    stage = models.CharField(_("stage"), max_length=11, choices=Stage.choices, default=Stage.IDEA, editable=False)
    suspended = models.BooleanField(_("suspended"), default=False, editable=False)
    territories = models.ManyToManyField(
        "places.Territory", related_name="projects", blank=True, verbose_name=_("territories")
    )

    history = HistoricalRecords(m2m_fields=[territories])

    class Meta(MeasuredElement.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("number_order", "position", "pk")
        indexes = (
            models.Index(fields=["plan", "state", "number_order"], name="portfolio_project_number"),
            models.Index(fields=["plan", "state", "title_order"], name="portfolio_project_title"),
            models.Index(fields=["program", "state", "number_order"], name="portfolio_project_program"),
        )
        constraints = (
            *MeasuredElement.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "number"], condition=~models.Q(number=""), name="portfolio_project_one_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    @property
    def tag_list(self) -> list[str]:
        """Its tags, in order."""
        return self.tags.split("; ") if self.tags else []

    @property
    def axis_pk(self) -> int | None:
        """The axis of its programme's theme."""
        return self.program.theme.axis_id

    def clean(self) -> None:
        """Bring the tags into the form they are kept in, and refuse too many and too long ones."""
        try:
            check_tags(self.tags)
        except ValidationError as error:
            raise ValidationError({"tags": error.messages}) from None
        self.tags = joined_tags(self.tags.split(";"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sorting forms of number and title beside them, and the tags in one form."""
        self.tags = joined_tags(self.tags.split(";"))
        self.number_order = natural_key(self.number)
        self.title_order = text_key(self.title)
        super().save(*args, **kwargs)


class Component(Element):
    """A part of a project."""

    KIND = "component"
    EDITABLE: ClassVar[tuple[str, ...]] = ("project", *Element.EDITABLE)
    PARENTS: ClassVar[tuple[str, ...]] = ("project",)

    project = models.ForeignKey(
        "portfolio.Project", models.PROTECT, related_name="components", verbose_name=_("project")
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("component")
        verbose_name_plural = _("components")

    @property
    def axis_pk(self) -> int | None:
        """The axis of its project."""
        return self.project.axis_pk
