"""The people through whom organizations answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, number_keys
from rumbo.portfolio.enums import LiaisonRole

if TYPE_CHECKING:
    import datetime

    from rumbo.core.models import Record

#: What the keys begin with: a number follows, so that no address tells who it is.
KEY = "enlace-"


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

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """Give each a key that does not hold the person's name: ``enlace-1``, ``enlace-2`` ..."""
        number_keys(records, KEY)

    def clean(self) -> None:
        """Raise ``ValidationError`` where it would end before it begins, or nobody could reach the person."""
        wrong: dict[str, str] = {}
        if self.until_day is not None and self.from_day is not None and self.until_day < self.from_day:
            wrong["until_day"] = gettext("It ends before it begins: choose a later day, or an earlier first day.")
        if not self.email and not self.phone.strip():
            wrong["email"] = gettext("Write an e-mail or a telephone: one of them at least.")
        if self.project is not None and self.project.plan_id != self.plan_id:
            wrong["project"] = gettext("Choose one of the same plan.")
        if wrong:
            raise ValidationError(wrong)

    def is_in_office(self, day: datetime.date) -> bool:
        """Whether the person answers for the organization on a day."""
        return self.is_current and self.from_day <= day and (self.until_day is None or day <= self.until_day)

    @property
    def axis_pk(self) -> int | None:
        """The axis of the one project; none where the person answers for all the organization does."""
        return self.project.axis_pk if self.project is not None else None
