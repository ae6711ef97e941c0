"""A prioritisation round: what is prioritised, by which criteria, and its Delphi rounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element
from rumbo.core.money import MoneyField
from rumbo.plan.enums import MeasureKind
from rumbo.priority.enums import RankMethod, RoundPhase, ScaleKind, ScoresBy, Shape, WeightsFrom

#: Delphi rounds of a prioritisation round at most, and levels of a verbal scale.
DELPHI_LIMIT, LEVELS_LIMIT = 5, 9


class Round(Element):
    """A prioritisation round; its text says in plain words what is decided and how.

    ``subject`` is what is prioritised: strategies, actions or projects; which of them are its `Item` rows. ``first``
    is how many of them the priority portfolio will hold. Scores are taken in up to ``delphi_rounds`` Delphi rounds;
    from a concordance (Kendall's W) of ``agreement`` on another one is not needed. Approval votes are taken from
    ``votes_from`` to ``votes_until``, of at most ``votes_each`` projects each, for a budget of ``votes_budget``.
    """

    KIND = "round"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        *Element.EDITABLE,
        "subject",
        "opens_on",
        "closes_on",
        "delphi_rounds",
        "agreement",
        "method",
        "scores_by",
        "weights_from",
        "first",
        "is_published",
        "votes_from",
        "votes_until",
        "votes_each",
        "votes_budget",
    )
    MARKS: ClassVar[tuple[str, ...]] = ("phase",)

    subject = models.CharField(
        _("what is prioritised"), max_length=8, choices=MeasureKind.choices, default=MeasureKind.PROJECT
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    delphi_rounds = models.PositiveSmallIntegerField(
        _("Delphi rounds"), default=2, validators=[MinValueValidator(1), MaxValueValidator(DELPHI_LIMIT)]
    )
    agreement = models.DecimalField(
        _("enough concordance"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.70"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    method = models.CharField(_("method"), max_length=12, choices=RankMethod.choices, default=RankMethod.PROMETHEE)
    scores_by = models.CharField(_("scores of many"), max_length=6, choices=ScoresBy.choices, default=ScoresBy.MEDIAN)
    weights_from = models.CharField(
        _("weights"), max_length=10, choices=WeightsFrom.choices, default=WeightsFrom.EVALUATORS
    )
    first = models.PositiveSmallIntegerField(
        _("how many are of priority"), default=30, validators=[MinValueValidator(1)]
    )
    is_published = models.BooleanField(_("on the public pages"), default=False)
    votes_from = models.DateField(_("votes are taken from"), null=True, blank=True)
    votes_until = models.DateField(_("last day of votes"), null=True, blank=True)
    votes_each = models.PositiveSmallIntegerField(
        _("votes of each person"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    votes_budget = MoneyField(_("budget to vote on"), null=True, blank=True, validators=[MinValueValidator(0)])
    phase = models.CharField(_("phase"), max_length=8, choices=RoundPhase.choices, default=RoundPhase.DRAFT)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("prioritisation round")
        verbose_name_plural = _("prioritisation rounds")
        ordering = ("-opens_on", "-pk")

    def clean(self) -> None:
        """Refuse days that are the wrong way round, and votes of which one end is missing."""
        wrong = {}
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            wrong["closes_on"] = gettext("The last day is before the first one.")
        if (self.votes_from is None) != (self.votes_until is None):
            wrong["votes_until"] = gettext("Give both the first and the last day of the votes, or neither.")
        elif self.votes_from and self.votes_until and self.votes_until < self.votes_from:
            wrong["votes_until"] = gettext("The last day is before the first one.")
        if wrong := wrong | self._wrong_after_choosing():
            raise ValidationError(wrong)

    def _wrong_after_choosing(self) -> dict[str, Any]:
        """Return what would not fit the items that were chosen or the Delphi rounds that were held."""
        if self.pk is None:
            return {}
        wrong = {}
        if Item.objects.filter(round=self.pk).exclude(measure__kind=self.subject).exists():
            wrong["subject"] = gettext(
                "What is prioritised was chosen already, of another kind. Take all of it out first, or begin another "
                "round."
            )
        held = DelphiRound.objects.filter(round=self.pk).count()
        if self.delphi_rounds < held:
            message = gettext("%(n)d were opened already: there cannot be fewer.")
            wrong["delphi_rounds"] = message % {"n": held}
        return wrong


class Item(models.Model):
    """One thing that a round prioritises: a strategy, action or project through its measure.

    ``left`` says that it was taken out after scores were given, and ``reason`` why.
    """

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="items", verbose_name=_("round"))
    measure = models.ForeignKey("plan.Measure", models.PROTECT, related_name="priority_items")
    position = models.PositiveIntegerField(_("position"), default=0)
    left = models.BooleanField(_("taken out"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("what is prioritised")
        verbose_name_plural = _("what is prioritised")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["round", "measure"], name="priority_item_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.measure_id}"


class Criterion(Element):
    """A criterion of a round; its text is the definition that evaluators read.

    Scores go from ``low`` to ``high`` (a verbal scale has the ``levels`` in words, from 1 on, one a line). ``weight``
    counts where the round takes weights as given. ``shape``, ``q``, ``p`` and ``s`` are of PROMETHEE, in units of
    the criterion.
    """

    KIND = "criterion"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "round",
        *Element.EDITABLE,
        "scale",
        "levels",
        "low",
        "high",
        "maximise",
        "weight",
        "shape",
        "q",
        "p",
        "s",
    )
    PARENTS: ClassVar[tuple[str, ...]] = ("round",)

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="criteria", verbose_name=_("round"))
    scale = models.CharField(_("scale"), max_length=8, choices=ScaleKind.choices, default=ScaleKind.VERBAL)
    levels = models.TextField(_("levels"), blank=True)
    low = models.FloatField(_("least score"), default=1)
    high = models.FloatField(_("highest score"), default=5)
    maximise = models.BooleanField(_("more is better"), default=True)
    weight = models.FloatField(_("weight"), default=1, validators=[MinValueValidator(0)])
    shape = models.CharField(_("preference"), max_length=8, choices=Shape.choices, default=Shape.USUAL)
    q = models.FloatField("q", default=0, validators=[MinValueValidator(0)])
    p = models.FloatField("p", default=0, validators=[MinValueValidator(0)])
    s = models.FloatField("s", default=0, validators=[MinValueValidator(0)])

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    @property
    def level_names(self) -> list[str]:
        """The levels of a verbal scale in words, from 1 on."""
        return [line.strip() for line in self.levels.splitlines() if line.strip()]

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the highest score."""
        return (1.0, float(len(self.level_names))) if self.scale == ScaleKind.VERBAL else (self.low, self.high)

    def clean(self) -> None:
        """Refuse scales and preferences that cannot be used."""
        wrong: dict[str, Any] = {}
        count = len(self.level_names)
        if self.scale == ScaleKind.VERBAL and not 2 <= count <= LEVELS_LIMIT:
            message = gettext("Write from 2 to %(n)d levels, one a line, the lowest first.")
            wrong["levels"] = message % {"n": LEVELS_LIMIT}
        if self.scale != ScaleKind.VERBAL and self.high <= self.low:
            wrong["high"] = gettext("The highest score has to be above the least one.")
        if self.scale == ScaleKind.RATIO and self.low < 0:
            wrong["low"] = gettext("Amounts with a true zero are never below 0.")
        wrong |= self._wrong_preference()
        if not wrong and was_opened(self.round_id):
            wrong = self._wrong_after_scores()
        if wrong:
            raise ValidationError(wrong)

    def doubts(self) -> list[str]:
        """Once scores may have been given, other words of the levels or another direction need a reason."""
        before = Criterion.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if before is None or not was_opened(before.round_id):
            return []
        doubts = []
        if before.level_names != self.level_names and self.scale == ScaleKind.VERBAL:
            doubts.append(gettext("Scores were given with the words that the levels had: say why they change."))
        if before.maximise != self.maximise:
            doubts.append(gettext("Scores were given while more was read the other way: say why that changes."))
        return doubts

    def _wrong_after_scores(self) -> dict[str, Any]:
        """Return what would break scores that may have been given: another scale, other bounds, another round."""
        before = Criterion.objects.filter(pk=self.pk).first() if self.pk is not None else None
        if before is None or before.round_id != self.round_id:
            message = gettext(
                "Scores were taken in this round already and would lack this criterion. Begin another round with it."
            )
            return {"round": message}
        wrong: dict[str, Any] = {}
        message = gettext("Scores were given on this scale already, so it stays: begin another round to change it.")
        if before.scale != self.scale:
            wrong["scale"] = message
        elif self.scale == ScaleKind.VERBAL and before.bounds != self.bounds:
            text = gettext("Scores were given with %(n)d levels: their words can be mended, their number stays.")
            wrong["levels"] = text % {"n": len(before.level_names)}
        elif self.scale != ScaleKind.VERBAL:
            wrong |= {name: message for name in ("low", "high") if getattr(before, name) != getattr(self, name)}
        return wrong

    def _wrong_preference(self) -> dict[str, Any]:
        if self.shape in (Shape.LEVEL, Shape.LINEAR) and self.p <= self.q:
            return {"p": gettext("p has to be above q.")}
        if self.shape == Shape.V and self.p <= 0:
            return {"p": gettext("p has to be above 0.")}
        if self.shape == Shape.GAUSSIAN and self.s <= 0:
            return {"s": gettext("s has to be above 0.")}
        return {}


class DelphiRound(models.Model):
    """One time that scores are taken: alone in the first; then each evaluator sees median and spread of the last.

    ``result`` holds what was found as it was closed, by criterion and in all: concordance and who answered.
    """

    round = models.ForeignKey("priority.Round", models.PROTECT, related_name="delphi", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Delphi round")
        verbose_name_plural = _("Delphi rounds")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["round", "number"], name="priority_delphi_number"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it takes scores."""
        return self.closed_at is None


def was_opened(pk: int | None) -> bool:
    """Whether a Delphi round of a round was ever opened, so that scores may have been given."""
    return pk is not None and DelphiRound.objects.filter(round=pk).exists()
