"""The people through whom organizations answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.portfolio.enums import LiaisonRole


class Liaison(Element):
    """A person (the title is their name) who answers for an organization, for all it does or for one project.

    Never shown in public. ``until_day`` is the last day; none while it goes on.
    """

    KIND = "liaison"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "organization",
        "project",
        "role",
        "title",
        "function",
        "email",
        "phone",
        "from_day",
        "until_day",
        "text",
    )
    TITLE_LIMIT: ClassVar[int] = 150

    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="liaisons", verbose_name=_("organization")
    )
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="liaisons",
        verbose_name=_("for one project alone"),
    )
    role = models.CharField(_("role"), max_length=7, choices=LiaisonRole.choices, default=LiaisonRole.LIAISON)
    function = models.CharField(_("function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("liaison")
        verbose_name_plural = _("liaisons")
        ordering = ("organization__title", "role", "from_day", "pk")

    @property
    def axis_pk(self) -> int | None:
        """The axis of the one project; none where the person answers for all the organization does."""
        return self.project.axis_pk if self.project is not None else None
