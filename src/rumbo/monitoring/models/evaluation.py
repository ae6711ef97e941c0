"""Evaluations, what they found and recommend, what was answered, and what changed in the plan."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.core.models import Element, Record
from rumbo.monitoring.enums import Answer, EvaluationKind, ImprovementState


class Evaluation(Element):
    """An evaluation of the plan, of an axis or of one project, action or strategy; its text says why it is made.

    ``published_at`` is written by services alone; from then on everybody sees it.
    """

    KIND = "evaluation"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "title",
        "title_en",
        "kind",
        "axis",
        "measure",
        "starts_on",
        "ends_on",
        "evaluator",
        "text",
        "text_en",
    )
    MARKS: ClassVar[tuple[str, ...]] = ("published_at",)
    GATED: ClassVar[tuple[str, ...]] = ("published_at",)

    kind = models.CharField(
        _("kind of evaluation"), max_length=8, choices=EvaluationKind.choices, default=EvaluationKind.ANNUAL
    )
    axis = models.ForeignKey(
        "plan.Axis", models.PROTECT, null=True, blank=True, related_name="evaluations", verbose_name=_("one axis")
    )
    measure = models.ForeignKey(
        "plan.Measure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("one project, action or strategy"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    evaluator = models.CharField(_("who evaluates"), max_length=250, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ("-ends_on", "-pk")

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it."""
        return self.published_at is not None

    @property
    def of_axis(self) -> int | None:
        """The id of the axis that it is of, itself or by its project, strategy or action; none for the whole plan."""
        if self.axis_id is not None or self.measure is None:
            return self.axis_id
        axis: int | None = self.measure.element.axis_pk
        return axis

    def clean(self) -> None:
        """Refuse an end before the beginning, and an axis or measure of another plan."""
        wrong = {}
        if self.ends_on < self.starts_on:
            wrong["ends_on"] = gettext("It ends before it begins.")
        for name in ("axis", "measure"):
            row = getattr(self, name)
            if row is not None and row.plan_id != self.plan_id:
                wrong[name] = gettext("Choose one of the same plan.")
        if wrong:
            raise ValidationError(wrong)


class EvaluationQuestion(Element):
    """A question that an evaluation answers (the title); its text is the answer."""

    KIND = "evaluation_question"
    EDITABLE: ClassVar[tuple[str, ...]] = ("evaluation", *Element.EDITABLE)
    PARENTS: ClassVar[tuple[str, ...]] = ("evaluation",)

    evaluation = models.ForeignKey(
        "monitoring.Evaluation", models.PROTECT, related_name="questions", verbose_name=_("evaluation")
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("question of an evaluation")
        verbose_name_plural = _("questions of evaluations")


class Finding(Element):
    """What was found (the title); its text tells it. ``evidence`` is what it rests on, in words; files may show it.

    It is of an evaluation, or comes from a ``report``, or from neither: somebody noticed. ``goal``, ``measure`` and
    ``series`` are what it is about; the editors of their axis write it, as managers do.
    """

    KIND = "finding"
    EDITABLE: ClassVar[tuple[str, ...]] = (
        "evaluation",
        "question",
        *Element.EDITABLE,
        "evidence",
        "goal",
        "measure",
        "series",
        "report",
    )
    PARENTS: ClassVar[tuple[str, ...]] = ("evaluation",)

    evaluation = models.ForeignKey(
        "monitoring.Evaluation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("evaluation"),
    )
    question = models.ForeignKey(
        "monitoring.EvaluationQuestion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("question"),
    )
    evidence = models.TextField(_("evidence"), blank=True)
    goal = models.ForeignKey(
        "plan.Goal", models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("goal")
    )
    measure = models.ForeignKey(
        "plan.Measure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("project, action or strategy"),
    )
    series = models.ForeignKey(
        "monitoring.Series", models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("series")
    )
    report = models.ForeignKey(
        "monitoring.ProgressReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("report"),
    )

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    @property
    def axis_pk(self) -> int | None:
        """The axis whose editors may write it: that of all it is about, of its report and of its evaluation.

        None, so that managers alone may, where these differ, once its evaluation is published, and once something is
        recommended: who is evaluated does not change what was found.
        """
        if self._is_settled():
            return None
        found = {thing.axis_pk for thing in self._things()}
        if self.evaluation is not None and (axis := self.evaluation.of_axis) is not None:
            found.add(axis)
        return found.pop() if len(found) == 1 else None

    def _is_settled(self) -> bool:
        if self.evaluation is not None and self.evaluation.is_public:
            return True
        return self.pk is not None and any(one.is_current for one in self.recommendations.all())

    def _things(self) -> list[Record]:
        """Return the goal, the project, strategy or action, and the indicator that it and its report are about."""
        asked = self.report.assignment if self.report is not None else None
        measures = (self.measure, asked.measure if asked is not None else None)
        series = (self.series, asked.series if asked is not None else None)
        about: list[Record | None] = [self.goal]
        about += [one.element for one in measures if one is not None]
        about += [one.indicator for one in series if one is not None]
        return [thing for thing in about if thing is not None]

    def clean(self) -> None:
        """Refuse a question of another evaluation, and what belongs to another plan."""
        wrong = {}
        if self.question is not None and self.question.evaluation_id != self.evaluation_id:
            wrong["question"] = gettext("Choose a question of the same evaluation.")
        for name in ("evaluation", "goal", "measure"):
            row = getattr(self, name)
            if row is not None and row.plan_id != self.plan_id:
                wrong[name] = gettext("Choose one of the same plan.")
        if self.series is not None and self.series.indicator.plan_id != self.plan_id:
            wrong["series"] = gettext("Choose one of the same plan.")
        if self.report is not None and self.report.assignment.period.plan_id != self.plan_id:
            wrong["report"] = gettext("Choose one of the same plan.")
        if wrong:
            raise ValidationError(wrong)


class Recommendation(Element):
    """What a finding asks to be done (the title), of whom, and the answer: accepted, in part or not, with the reason.

    ``answer`` and what belongs to it are written by services alone.
    """

    KIND = "recommendation"
    EDITABLE: ClassVar[tuple[str, ...]] = ("finding", *Element.EDITABLE, "organization")
    MARKS: ClassVar[tuple[str, ...]] = ("answer", "answer_reason", "answered_on")
    GATED: ClassVar[tuple[str, ...]] = ("answer", "answer_reason", "answered_on")
    PARENTS: ClassVar[tuple[str, ...]] = ("finding",)

    finding = models.ForeignKey(
        "monitoring.Finding", models.PROTECT, related_name="recommendations", verbose_name=_("finding")
    )
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("to whom"),
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.PENDING)
    answer_reason = models.TextField(_("reason of the answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")


class Improvement(Element):
    """A commitment that follows from a recommendation: what (the title), who, until when; followed until done.

    ``progress`` and what belongs to it are written by services alone; ``outcome`` tells what came of it.
    """

    KIND = "improvement"
    EDITABLE: ClassVar[tuple[str, ...]] = ("recommendation", *Element.EDITABLE, "organization", "liaison", "due_on")
    MARKS: ClassVar[tuple[str, ...]] = ("progress", "outcome", "done_on")
    GATED: ClassVar[tuple[str, ...]] = ("progress", "outcome", "done_on")
    PARENTS: ClassVar[tuple[str, ...]] = ("recommendation",)

    recommendation = models.ForeignKey(
        "monitoring.Recommendation", models.PROTECT, related_name="improvements", verbose_name=_("recommendation")
    )
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="improvements", verbose_name=_("who answers for it")
    )
    liaison = models.ForeignKey(
        "portfolio.Liaison",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("liaison"),
    )
    due_on = models.DateField(_("until"))
    progress = models.CharField(
        _("how it goes"), max_length=7, choices=ImprovementState.choices, default=ImprovementState.OPEN
    )
    outcome = models.TextField(_("what came of it"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("commitment to improve")
        verbose_name_plural = _("commitments to improve")
        ordering = ("due_on", "pk")

    def clean(self) -> None:
        """Refuse a new one of a recommendation that is not accepted, and a liaison of another organization."""
        wrong = {}
        followed = (Answer.ACCEPTED, Answer.PARTLY)
        if self.pk is None and self.recommendation_id and self.recommendation.answer not in followed:
            wrong["recommendation"] = gettext("Only a recommendation that is accepted leads to a commitment.")
        if self.liaison is not None and self.liaison.organization_id != self.organization_id:
            wrong["liaison"] = gettext("Choose a liaison of the organization that answers for it.")
        if wrong:
            raise ValidationError(wrong)


class PlanChange(models.Model):
    """What an accepted recommendation changed in the plan: the old beside the new, and why. Never changed.

    ``kind`` and ``thing`` are the element (or "target" and the id of the new one), ``name`` what it was called,
    ``field`` what of it. Its edition is the first that was published afterwards.
    """

    plan = models.ForeignKey("plan.Plan", models.PROTECT, related_name="changes", verbose_name=_("plan"))
    recommendation = models.ForeignKey(
        "monitoring.Recommendation", models.PROTECT, related_name="changes", verbose_name=_("recommendation")
    )
    kind = models.CharField(_("kind"), max_length=20)
    thing = models.PositiveBigIntegerField()
    name = models.CharField(_("what"), max_length=1000)
    field = models.CharField(_("field"), max_length=40)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("now"), blank=True)
    reason = models.TextField(_("reason"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of the plan")
        verbose_name_plural = _("changes of the plan")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.name}: {self.field}"
