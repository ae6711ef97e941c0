"""What a council made of a run: the priority portfolio, where it departs from the run, and what was objected."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.priority.enums import DepartureKind, Outcome, RunKind, RunState


class Publication(Element):
    """The priority portfolio that a council decided on; its text are the minutes of that decision.

    ``ranking`` is the run of the order; ``selection`` the run of equal shares or of a selection that says which are
    in, where there is one; else the first of the ranking are. ``decided`` is the list in order as it was published,
    with the place and whether each departs from the run.
    """

    KIND = "publication"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "round",
        "title",
        "title_en",
        "decided_by",
        "decided_on",
        "text",
        "text_en",
        "ranking",
        "selection",
    )
    MARKS: ClassVar[tuple[str, ...]] = ("published_at", "decided")
    GATED: ClassVar[tuple[str, ...]] = ("published_at", "decided")
    PARENTS: ClassVar[tuple[str, ...]] = ("round",)

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="publications", verbose_name=_("round"))
    decided_by = models.CharField(_("who decided"), max_length=200)
    decided_on = models.DateField(_("decided on"))
    ranking = models.ForeignKey("priority.Run", models.PROTECT, related_name="+", verbose_name=_("ranking"))
    selection = models.ForeignKey(
        "priority.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("selection")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    decided = models.JSONField(default=list, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("published priority portfolio")
        verbose_name_plural = _("published priority portfolios")
        ordering = ("-decided_on", "-pk")

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it."""
        return self.published_at is not None

    def clean(self) -> None:
        """Refuse runs of another round, or that are not done, and changes of what is published."""
        self._refuse_changes()
        wrong = {}
        for name, kinds in (("ranking", [RunKind.RANKING]), ("selection", [RunKind.ALLOCATION, RunKind.SELECTION])):
            run = getattr(self, name)
            if run is None:
                continue
            if run.round_id != self.round_id or run.state != RunState.DONE or run.kind not in kinds:
                wrong[name] = gettext("Choose a finished run of this round.")
        if wrong:
            raise ValidationError(wrong)

    def _refuse_changes(self) -> None:
        """Refuse other values than those published; an English text may be added where there is none."""
        past = Publication.objects.filter(pk=self.pk, published_at__isnull=False).first() if self.pk else None
        if past is None:
            return
        changed = [name for name in self.EDITABLE if getattr(past, name) != getattr(self, name)]
        wrong = [name for name in changed if not name.endswith("_en") or getattr(past, name)]
        if wrong:
            message = gettext("It is published and stays as it is: take it back, or publish another one.")
            raise ValidationError(dict.fromkeys(wrong, message))


class Departure(models.Model):
    """Where the council decided otherwise than the run, and why. Both stay visible."""

    publication = models.ForeignKey("priority.Publication", models.PROTECT, related_name="departures")
    item = models.ForeignKey("priority.Item", models.PROTECT, related_name="departures")
    kind = models.CharField(_("decision"), max_length=3, choices=DepartureKind.choices)
    reason = models.TextField(_("reason"))
    reason_en = models.TextField(_("reason in English"), blank=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("departure from the run")
        verbose_name_plural = _("departures from the run")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["publication", "item"], name="priority_departure_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


class Objection(Element):
    """What an organization did not agree with in a round (the title in short, the text in full), and the answer."""

    KIND = "objection"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "round",
        "organization",
        "raised_on",
        *Element.EDITABLE,
        "project",
        "outcome",
        "answer",
        "answer_en",
        "answered_on",
    )
    PARENTS: ClassVar[tuple[str, ...]] = ("round",)

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="objections", verbose_name=_("round"))
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="objections", verbose_name=_("organization")
    )
    raised_on = models.DateField(_("raised on"))
    project = models.ForeignKey(
        "portfolio.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("about one project"),
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answer_en = models.TextField(_("answer in English"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("raised_on", "pk")

    def clean(self) -> None:
        """Refuse an answer without words or day, and one before the objection."""
        wrong = {}
        if self.outcome != Outcome.OPEN and not self.answer.strip():
            wrong["answer"] = gettext("Write the answer: what was decided on it, and why.")
        if self.outcome != Outcome.OPEN and self.answered_on is None:
            wrong["answered_on"] = gettext("Give the day of the answer.")
        if self.answered_on and self.raised_on and self.answered_on < self.raised_on:
            wrong["answered_on"] = gettext("The answer is before the objection: look at both days.")
        if self.project is not None and self.project.plan_id != self.plan_id:
            wrong["project"] = gettext("Choose one of the same plan.")
        if wrong:
            raise ValidationError(wrong)
