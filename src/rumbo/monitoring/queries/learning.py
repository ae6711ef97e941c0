"""What was learned: findings with what was decided, promised, kept and changed; in constant queries.

Everybody sees what belongs to a published evaluation in force; and, of findings without an evaluation, those with an
answered recommendation, with the recommendations that were answered.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.core.links import public_url
from rumbo.core.models import State
from rumbo.monitoring.enums import Answer, ImprovementState
from rumbo.monitoring.figures import figure
from rumbo.monitoring.models import (
    EvaluationQuestion,
    Evidence,
    Finding,
    Improvement,
    PlanChange,
    Recommendation,
    Target,
)
from rumbo.plan.models import Edition, Goal, Objective, Strategy
from rumbo.portfolio.models import Action, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan

#: What brings what a finding is about along.
OF_FINDING = (
    "evaluation",
    "question",
    "goal__objective__theme",
    "measure__project",
    "measure__strategy",
    "measure__action",
    "series__indicator",
    "series__territory",
)
#: Ways from a finding to the axes that it is about.
AXES = (
    "goal__objective__theme__axis",
    "measure__project__program__theme__axis",
    "measure__strategy__objective__theme__axis",
    "measure__action__strategy__objective__theme__axis",
    "measure__action__project__program__theme__axis",
    "series__indicator__axis",
    "evaluation__axis",
)
_MODELS: dict[str, Any] = {
    "goal": Goal,
    "objective": Objective,
    "strategy": Strategy,
    "project": Project,
    "action": Action,
}
#: What brings the way to the public page of each kind along.
_WAYS = {
    "goal": ("objective__theme",),
    "objective": ("theme",),
    "strategy": (),
    "project": (),
    "action": (),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the plan as people read it; ``edition`` is the first that holds it, None while it waits."""

    row: PlanChange
    name: str
    label: str
    before: str
    after: str
    url: str
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment with how it stands; ``days_late`` are those since its last day while it is open."""

    row: Improvement
    days_late: int

    @property
    def tone(self) -> str:
        """The tone of its status."""
        if self.days_late:
            return "off"
        tones = {ImprovementState.DONE.value: "done", ImprovementState.DROPPED.value: "gone"}
        return tones.get(self.row.progress, "go")


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with its commitments and what it changed."""

    row: Recommendation
    promises: Sequence[Promise]
    changes: Sequence[Changed]

    @property
    def tone(self) -> str:
        """The tone of its answer."""
        return answer_tone(self.row.answer)


@dataclass(frozen=True, slots=True)
class Learned:
    """A finding with what it is about (label, name, public address), its files and recommendations."""

    row: Finding
    about: Sequence[tuple[str, str, str]]
    files: Sequence[Evidence]
    advice: Sequence[Advice]


@dataclass(frozen=True, slots=True)
class Told:
    """What was learned of one thing: the findings about it, and the changes of it."""

    findings: Sequence[Learned]
    changes: Sequence[Changed]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for: an axis, a year, an answer, one finding; nothing looks for all."""

    axis: Axis | None = None
    year: int | None = None
    answer: str = ""
    finding: int | None = None
    about: Q = field(default_factory=Q)


def answer_tone(answer: str) -> str:
    """Return the tone of an answer."""
    tones = {Answer.ACCEPTED.value: "ok", Answer.PARTLY.value: "risk", Answer.REJECTED.value: "off"}
    return tones.get(answer, "ask")


def public_findings(plan: Plan, wanted: Wanted | None = None) -> QuerySet[Finding, Finding]:
    """Return the findings that everybody may see, those of the newest evaluation first, those of none last."""
    answered = Recommendation.objects.current().filter(plan=plan).exclude(answer=Answer.PENDING)
    free = Q(evaluation=None, pk__in=answered.values("finding"))
    published = Q(evaluation__published_at__isnull=False, evaluation__state=State.CURRENT)
    rows = Finding.objects.current().filter(published | free, plan=plan)
    if wanted is not None:
        rows = _narrowed(plan, rows.filter(wanted.about), wanted)
    found: QuerySet[Finding, Finding] = rows.order_by(
        F("evaluation__ends_on").desc(nulls_last=True), F("evaluation").desc(nulls_last=True), "position", "-pk"
    ).select_related(*OF_FINDING)
    return found


def learned(
    plan: Plan, findings: Iterable[Finding], today: datetime.date, *, everything: bool = False
) -> list[Learned]:
    """Return findings with all that follows from them: six queries. ``everything``: also what is not public yet."""
    rows = list(findings)
    advice = Recommendation.objects.current().filter(finding__in=[one.pk for one in rows])
    promised = Improvement.objects.current().select_related("organization", "liaison")
    by_finding: dict[int, list[Recommendation]] = defaultdict(list)
    for one in advice.select_related("organization").prefetch_related(
        Prefetch("improvements", promised, to_attr="promised")
    ):
        by_finding[one.finding_id].append(one)
    changes: dict[int, list[Changed]] = defaultdict(list)
    of_them = PlanChange.objects.filter(recommendation__finding__in=[one.pk for one in rows]).order_by("pk")
    for changed in shown_changes(plan, of_them):
        changes[changed.row.recommendation_id].append(changed)
    files: dict[int, list[Evidence]] = defaultdict(list)
    for file in Evidence.objects.filter(finding__in=[one.pk for one in rows], withdrawn=False):
        files[file.finding_id or 0].append(file)
    return [
        Learned(
            row,
            about_of(plan, row),
            files[row.pk],
            [
                Advice(one, _promises(one.promised, today), changes[one.pk])  # type: ignore[attr-defined]
                for one in by_finding[row.pk]
                if everything or row.evaluation_id or one.answer != Answer.PENDING
            ],
        )
        for row in rows
    ]


def about_of(plan: Plan, finding: Finding) -> list[tuple[str, str, str]]:
    """Return what a finding is about: what it is, its name, and its public address."""
    found = []
    if finding.goal is not None:
        found.append((_("Goal"), finding.goal.name, public_url(finding.goal, plan.key)))
    if finding.measure is not None:
        thing = finding.measure.element
        found.append((str(finding.measure.get_kind_display()), thing.name, public_url(thing, plan.key)))
    if finding.series is not None:
        indicator, place = finding.series.indicator, finding.series.territory.name
        found.append((_("Indicator"), f"{indicator.name} · {place}", public_url(indicator, plan.key)))
    return found


def shown_changes(plan: Plan, rows: Iterable[PlanChange]) -> list[Changed]:
    """Return changes as people read them: a query for the editions, and one for each kind among them.

    Of a text that changed in both languages, the reader's is shown.
    """
    changes = _in_language(list(rows))
    if not changes:
        return []
    editions = _editions(plan)
    things = _things(changes)
    return [_shown(plan, one, things, editions) for one in changes]


def waiting(plan: Plan) -> list[PlanChange]:
    """Return the changes that no edition holds yet, the oldest first: two queries."""
    last = Edition.objects.filter(plan=plan).order_by("-number").values_list("published_at", flat=True).first()
    rows = PlanChange.objects.filter(plan=plan).select_related("recommendation").order_by("pk")
    return list(rows.filter(at__gt=last) if last is not None else rows)


def edition_of(change: PlanChange) -> Edition | None:
    """Return the first edition that was published after a change; None while it waits for one."""
    rows = Edition.objects.filter(plan=change.plan_id, published_at__gte=change.at)
    return rows.defer("content").order_by("number").first()


def proposed_note(plan: Plan) -> str:
    """Return what the next edition may say of itself: each change that waits, with the old, the new and why."""
    lines = []
    for one in shown_changes(plan, waiting(plan)):
        said = _("%(what)s (%(field)s): “%(before)s” becomes “%(after)s”. %(reason)s")
        values = {"what": one.name, "field": one.label, "before": _short(one.before), "after": _short(one.after)}
        lines.append(said % (values | {"reason": one.row.reason}))
    return "\n".join(lines)


def targets_to_keep(plan: Plan) -> list[dict[str, str]]:
    """Return the targets in force of a plan as an edition keeps them."""
    rows = Target.objects.filter(
        series__indicator__plan=plan, series__indicator__state=State.CURRENT, replaced_by=None, dropped=False
    )
    names = ("series__indicator__key", "series__territory__key", "on", "value")
    ordered = rows.order_by("series__indicator__position", "series__indicator_id", "series_id", "on")
    return [
        {
            "key": f"{indicator}.{territory}.{on.isoformat()}",
            "indicator": indicator,
            "territory": territory,
            "on": on.isoformat(),
            "value": f"{Decimal(value).normalize():f}",
        }
        for indicator, territory, on, value in ordered.values_list(*names)
    ]


def questions_of(evaluations: Iterable[int]) -> dict[int, list[EvaluationQuestion]]:
    """Return the questions in force of some evaluations, in order."""
    found: dict[int, list[EvaluationQuestion]] = defaultdict(list)
    for one in EvaluationQuestion.objects.current().filter(evaluation__in=list(evaluations)):
        found[one.evaluation_id].append(one)
    return found


def years_of(plan: Plan) -> list[int]:
    """Return the years in which something was learned in public, the newest first."""
    rows = public_findings(plan).order_by().values_list("evaluation__ends_on", "created_at")
    return sorted({(ends_on or localdate(created)).year for ends_on, created in rows}, reverse=True)


def tell_learned(plan: Plan, goals: Collection[Any]) -> None:
    """Let goals know what was learned of them in public, and what changed: ``learned_list``, ``changed_list``."""
    pks = [goal.pk for goal in goals]
    findings: dict[int, list[Finding]] = defaultdict(list)
    public = public_findings(plan)
    for one in public.filter(goal__in=pks):
        findings[one.goal_id or 0].append(one)
    changes: dict[int, list[Changed]] = defaultdict(list)
    for changed in shown_changes(plan, public_changes(plan).filter(kind="goal", thing__in=pks)):
        changes[changed.row.thing].append(changed)
    for goal in goals:
        goal.learned_list, goal.changed_list = findings[goal.pk], changes[goal.pk]


def learned_of(plan: Plan, record: Any, today: datetime.date) -> Told:
    """Return what was learned in public of a project, strategy, action or indicator, and what changed in it."""
    if record.KIND == "indicator":
        about, things = Q(series__indicator=record), Target.objects.filter(series__indicator=record)
        changed = Q(kind="target", thing__in=things.values("pk"))
    else:
        about, changed = Q(measure=record.measure_id), Q(kind=record.KIND, thing=record.pk)
    findings = learned(plan, public_findings(plan, Wanted(about=about)), today)
    return Told(findings, shown_changes(plan, public_changes(plan).filter(changed)))


def public_changes(plan: Plan) -> QuerySet[PlanChange, PlanChange]:
    """Return the changes that follow from what everybody may see, the oldest first."""
    findings = public_findings(plan).order_by().values("pk")
    rows = PlanChange.objects.filter(plan=plan, recommendation__finding__in=findings)
    return rows.select_related("recommendation").order_by("pk")


def find_public_file(plan: Plan, pk: int) -> Evidence | None:
    """Return a file that a finding rests on which everybody may see; None where there is none."""
    findings = public_findings(plan).order_by().values("pk")
    return Evidence.objects.filter(pk=pk, withdrawn=False, finding__in=findings).first()


def _narrowed(plan: Plan, rows: Any, wanted: Wanted) -> Any:
    if wanted.finding is not None:
        rows = rows.filter(pk=wanted.finding)
    if wanted.axis is not None:
        of_axis = Q()
        for way in AXES:
            of_axis |= Q(**{way: wanted.axis})
        rows = rows.filter(of_axis)
    if wanted.year is not None:
        rows = rows.filter(
            Q(evaluation__ends_on__year=wanted.year) | Q(evaluation=None, created_at__year=wanted.year)
        )
    if wanted.answer:
        answered = Recommendation.objects.current().filter(plan=plan, answer=wanted.answer)
        rows = rows.filter(pk__in=answered.values("finding"))
    return rows


def _promises(rows: Iterable[Improvement], today: datetime.date) -> list[Promise]:
    return [promise_of(one, today) for one in rows]


def promise_of(row: Improvement, today: datetime.date) -> Promise:
    """Return a commitment with how late it is."""
    late = (today - row.due_on).days if row.progress == ImprovementState.OPEN else 0
    return Promise(row, max(0, late))


def _in_language(changes: list[PlanChange]) -> list[PlanChange]:
    english = (get_language() or "").startswith("en")
    known = {(one.recommendation_id, one.kind, one.thing, one.field) for one in changes}

    def is_twin(one: PlanChange) -> bool:
        name = f"{one.field}_en" if english else one.field.removesuffix("_en")
        return name != one.field and (one.recommendation_id, one.kind, one.thing, name) in known

    return [one for one in changes if not is_twin(one)]


def _editions(plan: Plan) -> list[Edition]:
    return list(Edition.objects.filter(plan=plan).defer("content").order_by("number"))


def _things(changes: Iterable[PlanChange]) -> dict[tuple[str, int], Any]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in changes:
        by_kind[one.kind].add(one.thing)
    found: dict[tuple[str, int], Any] = {}
    for kind, pks in by_kind.items():
        if kind == "target":
            ways = ("series__indicator", "series__territory")
            rows: Any = Target.objects.filter(pk__in=pks).select_related(*ways)
        elif kind in _MODELS:
            rows = _MODELS[kind].objects.filter(pk__in=pks).select_related(*_WAYS[kind])
        else:
            continue
        found |= {(kind, row.pk): row for row in rows}
    return found


def _shown(plan: Plan, row: PlanChange, things: dict[tuple[str, int], Any], editions: Iterable[Edition]) -> Changed:
    thing = things.get((row.kind, row.thing))
    edition = next((one for one in editions if one.published_at >= row.at), None)
    if row.kind == "target":
        indicator = thing.series.indicator if thing is not None else None
        texts = (_target_text(row.before, indicator), _target_text(row.after, indicator))
        label = _("target value")
        name = f"{indicator.name} · {thing.series.territory.name}" if thing is not None and indicator else row.name
        url = public_url(indicator, plan.key) if indicator is not None else ""
        return Changed(row, name, label, *texts, url, edition)
    label, choices = _field(row.kind, row.field)
    texts = (choices.get(row.before, row.before), choices.get(row.after, row.after))
    url = public_url(thing, plan.key) if thing is not None else ""
    return Changed(row, row.name, label, *texts, url, edition)


def _field(kind: str, name: str) -> tuple[str, dict[str, str]]:
    """Return what a field of a kind is called, and what its choices are called."""
    try:
        found = _MODELS[kind]._meta.get_field(name)
    except (KeyError, FieldDoesNotExist):
        return name, {}
    return str(found.verbose_name), {str(value): str(label) for value, label in found.flatchoices}


def _target_text(stored: str, indicator: Any) -> str:
    """Return "72.5 % by 31 December 2030" for what is stored of a target."""
    number, _space, day = stored.partition(" ")
    try:
        value, on = Decimal(number), datetime.date.fromisoformat(day)
    except (ArithmeticError, ValueError):
        return stored
    text = figure(value, indicator.format) if indicator is not None else number
    unit = indicator.unit.strip() if indicator is not None else ""
    text = f"{text} {unit}" if unit and unit not in text else text
    return _("%(value)s by %(day)s") % {"value": text, "day": date_format(on)}


def _short(text: str, limit: int = 160) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= limit else f"{bare[: limit - 1].rstrip()}…"
