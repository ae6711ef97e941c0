"""What every element of a plan is: it has a key, texts in two languages, a state, a version, and a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.apps import apps
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class State(models.TextChoices):
    """Nothing published is deleted: it is superseded by another element or withdrawn, with a reason."""

    CURRENT = "current", _("Current")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RecordQuerySet(models.QuerySet[Any]):
    """Queries that all records share."""

    def current(self) -> Self:
        """Leave out what was superseded or withdrawn."""
        return self.filter(state=State.CURRENT)


class Record(models.Model):
    """A thing with a key, texts in Spanish and English, a state, a version counted up by each edit, and a history.

    ``KIND`` is the kind of row it is in a draft (`rumbo.importers.draft`); ``EDITABLE`` names the fields that
    people edit and that history compares and restores; ``LINKS`` those of them that hold many other records;
    ``MARKS`` further fields, written by services alone, that history compares and restores with them;
    ``GATED`` those of them that one service alone writes, so that going back to an earlier version leaves them;
    ``PERMISSION`` the permission that its services and pages check before they write. Each concrete model
    declares its own ``history``.
    """

    KIND: ClassVar[str]
    PERMISSION: ClassVar[str] = "plan.edit"
    EDITABLE: ClassVar[tuple[str, ...]] = ("title", "title_en", "text", "text_en")
    LINKS: ClassVar[tuple[str, ...]] = ()
    MARKS: ClassVar[tuple[str, ...]] = ()
    GATED: ClassVar[tuple[str, ...]] = ()
    PARENTS: ClassVar[tuple[str, ...]] = ()
    TITLE_LIMIT: ClassVar[int] = 250

    key = models.SlugField(_("key"), max_length=80)
    title = models.CharField(_("title"), max_length=1000)
    title_en = models.CharField(_("title in English"), max_length=1000, blank=True)
    text = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CURRENT)
    state_reason = models.TextField(_("reason"), blank=True)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title in the reader's language; Spanish where there is no English."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title

    @property
    def body(self) -> str:
        """The text in the reader's language; Spanish where there is no English."""
        return self.text_en if self.text_en and (get_language() or "").startswith("en") else self.text

    @property
    def is_current(self) -> bool:
        """Whether it is neither superseded nor withdrawn."""
        return self.state == State.CURRENT

    @property
    def axis_pk(self) -> int | None:
        """The axis whose editors may change it; none where only a manager may."""
        return None

    def check_links(self, links: Mapping[str, Iterable[Any]]) -> None:
        """Raise ``ValidationError`` where the records that it would be linked to do not fit (nothing by default)."""

    def check_beside(self) -> None:
        """Raise ``ValidationError`` where it cannot be in force beside others of its kind (nothing by default).

        Services call it in the transaction that writes it, before they do, so that it may lock what it depends on.
        """

    def doubts(self) -> list[str]:
        """Return what may be so with a reason only, in sentences that say how to mend it (nothing by default)."""
        return []

    @classmethod
    def shown_value(cls, _name: str, _value: Any) -> str | None:
        """Return a field's value as people read it where its type does not tell; None by default: it does."""
        return None

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """Make what rows of this kind need before they are inserted (one call for many rows)."""


def number_keys(records: Iterable[Any], prefix: str) -> None:
    """Give each new element without a key one that says nothing of it: the prefix and the next number of its plan."""
    new: dict[int, list[Any]] = {}
    for record in records:
        if not record.key:
            new.setdefault(record.plan_id, []).append(record)
    for plan, elements in new.items():
        rows = type(elements[0])._default_manager.filter(plan=plan, key__startswith=prefix)
        ends = (key.removeprefix(prefix) for key in rows.values_list("key", flat=True))
        last = max((int(end) for end in ends if end.isdecimal()), default=0)
        for number, element in enumerate(elements, start=last + 1):
            element.key = f"{prefix}{number}"


class Element(Record):
    """A record that belongs to one plan and has a place among its siblings."""

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="+", verbose_name=_("plan"))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("position", "pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=["plan", "key"], name="%(app_label)s_%(class)s_key"),
        )

    def parent(self) -> Record | None:
        """The element it stands under; none for one directly under the plan."""
        for name in self.PARENTS:
            found: Record | None = getattr(self, name)
            if found is not None:
                return found
        return None


class MeasuredElement(Element):
    """A strategy, action or project: what is prioritised, answered for, reported on and evaluated.

    Its ``measure`` is the one anchor to which scores, responsibilities and reports attach, whatever the kind.
    """

    measure = models.OneToOneField(
        "plan.Measure", models.PROTECT, related_name="%(class)s", editable=False, verbose_name=_("measure")
    )

    class Meta(Element.Meta):
        abstract = True

    def check_links(self, links: Mapping[str, Iterable[Any]]) -> None:
        """Raise ``ValidationError`` where the records that it would be linked to do not fit (nothing by default)."""

    @classmethod
    def before_create(cls, records: Iterable[Record]) -> None:
        """Give every new row its measure."""
        measures = apps.get_model("plan", "Measure")._default_manager
        new = [cast("Any", record) for record in records if cast("Any", record).measure_id is None]
        made = measures.bulk_create([measures.model(plan_id=record.plan_id, kind=cls.KIND) for record in new])
        for record, measure in zip(new, made, strict=True):
            record.measure = measure
