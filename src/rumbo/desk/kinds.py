"""The kinds of element that staff edit: one mechanism serves them all, and this is what differs between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from rumbo.core.models import Record, RecordQuerySet


#: Name of the address of a plan's tree, of its participatory processes, and of who answers for what.
PLAN_SECTION, PARTICIPATION_SECTION, ANSWERS_SECTION = "desk:plan", "participation:home", "desk:matrix"
#: And of prioritisation.
PRIORITY_SECTION = "priority:home"
#: And of monitoring.
MONITORING_SECTION = "monitoring:home"
#: And of communication.
COMMUNICATION_SECTION = "communication:home"


@dataclass(frozen=True, slots=True)
class Kind:
    """What the pages need to know of a kind of element.

    ``slug`` is its part of the address; ``add`` the words of the button that makes one; ``axes`` the lookups that
    lead to its axis (none: it is the whole plan's); ``parents`` the kinds it stands under; ``ordered`` whether
    people choose its place among its siblings; ``shared`` whether plans share it; ``section`` the section of the desk
    that it belongs to: what is not of the section "Plan" stays out of the plan's tree; ``sheet`` whether it is a part
    of a project's sheet, which the project's page sums up.
    """

    code: str
    model_name: str
    slug: str
    add: StrPromise
    parents: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    ordered: bool = True
    shared: bool = False
    section: str = PLAN_SECTION
    sheet: bool = False

    @property
    def model(self) -> type[Any]:
        """The model, a Record."""
        return apps.get_model(self.model_name)

    @property
    def label(self) -> str:
        """Its name, such as "Theme"."""
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def plural(self) -> str:
        """Its name in the plural, such as "Themes"."""
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def here(self) -> str:
        """The section of the desk that its pages mark."""
        return self.code if self.shared else self.section

    @property
    def children(self) -> tuple[Kind, ...]:
        """The kinds that stand under it; under the plan, those that stand under nothing else.

        The parts of a project's sheet are not among them: see `SHEET`.
        """
        if self.code == "plan":
            return tuple(kind for kind in KINDS.values() if _under_plan(kind))
        below = (kind for kind in KINDS.values() if self.code in kind.parents)
        return tuple(kind for kind in below if not (kind.sheet and self.code == "project"))

    def related(self) -> tuple[str, ...]:
        """Lookups for ``select_related`` that bring the way to the axis, so that permissions need no query."""
        paths = {path.removesuffix("__axis") if path.endswith("__axis") else path for path in self.axes}
        return tuple(sorted(path for path in paths | set(self.parents) if path != "pk"))

    def rows(self, plan: Any) -> RecordQuerySet:
        """Return the rows of this kind that a plan's desk shows: its own, or all where plans share them."""
        found: RecordQuerySet = self.model._default_manager.select_related(*self.related())
        if self.code == "plan":
            return found.filter(pk=plan.pk)
        return found if self.shared else found.filter(plan=plan)


def _under_plan(kind: Kind) -> bool:
    apart = kind.shared or kind.code == "plan" or kind.section != PLAN_SECTION
    return not apart and (not kind.parents or kind.code == "chapter")


def _part(code: str, name: str, slug: str, add: StrPromise, *, ordered: bool = True) -> Kind:
    """Return a kind of part of a project's sheet."""
    path = "project__program__theme__axis"
    return Kind(code, f"portfolio.{name}", slug, add, ("project",), (path,), ordered, sheet=True)


#: The parts of a project's sheet, in the order of its pages.
SHEET: tuple[Kind, ...] = (
    _part("profile", "Profile", "fichas", _("New profile"), ordered=False),
    _part("study", "FeasibilityStudy", "estudios", _("New study")),
    _part("appraisal", "Appraisal", "evaluaciones", _("New appraisal")),
    _part("location", "Location", "ubicaciones", _("New location")),
    _part("estimate", "Estimate", "estimaciones", _("New estimate"), ordered=False),
    _part("funding", "Funding", "financiamientos", _("New funding"), ordered=False),
    _part("milestone", "Milestone", "hitos", _("New milestone"), ordered=False),
    _part("permit", "Permit", "permisos", _("New permit")),
    _part("risk", "Risk", "riesgos", _("New risk")),
    _part("position", "Position", "equipo", _("New position")),
    _part("contract", "Contract", "contratos", _("New contract")),
    _part("document", "Document", "documentos", _("New document")),
)

ALL: tuple[Kind, ...] = (
    Kind("plan", "plan.Plan", "plan", _("New plan"), ordered=False),
    Kind("axis", "plan.Axis", "ejes", _("New axis"), axes=("pk",)),
    Kind("theme", "plan.Theme", "temas", _("New theme"), ("axis",), ("axis",)),
    Kind("problem", "plan.Problem", "problemas", _("New problem"), ("axis",), ("axis",)),
    Kind("objective", "plan.Objective", "objetivos", _("New objective"), ("theme",), ("theme__axis",)),
    Kind("goal", "plan.Goal", "metas", _("New goal"), ("objective",), ("objective__theme__axis",)),
    Kind("strategy", "plan.Strategy", "estrategias", _("New strategy"), ("objective",), ("objective__theme__axis",)),
    Kind("program", "portfolio.Program", "programas", _("New program"), ("theme",), ("theme__axis",)),
    Kind("project", "portfolio.Project", "proyectos", _("New project"), ("program",), ("program__theme__axis",)),
    Kind(
        "component",
        "portfolio.Component",
        "componentes",
        _("New component"),
        ("project",),
        ("project__program__theme__axis",),
    ),
    Kind(
        "action",
        "portfolio.Action",
        "acciones",
        _("New action"),
        ("strategy", "project"),
        ("strategy__objective__theme__axis", "project__program__theme__axis"),
    ),
    *SHEET,
    Kind(
        "condition",
        "portfolio.Condition",
        "condiciones",
        _("New condition"),
        ("study",),
        ("study__project__program__theme__axis",),
        sheet=True,
    ),
    Kind("chapter", "plan.Chapter", "capitulos", _("New chapter"), ("axis",), ("axis",)),
    Kind("antecedent", "plan.Antecedent", "antecedentes", _("New antecedent"), ordered=False),
    Kind("priority_entry", "portfolio.PriorityEntry", "prioridades", _("New priority entry"), axes=("axis",)),
    Kind("process", "participation.Process", "procesos", _("New process"), section=PARTICIPATION_SECTION),
    Kind("stage", "participation.Stage", "etapas", _("New stage"), ("process",), section=PARTICIPATION_SECTION),
    Kind(
        "workshop", "participation.Workshop", "talleres", _("New workshop"), ("stage",), section=PARTICIPATION_SECTION
    ),
    Kind(
        "table",
        "participation.Table",
        "mesas-de-trabajo",
        _("New table"),
        ("workshop",),
        ("axis",),
        section=PARTICIPATION_SECTION,
    ),
    Kind(
        "call",
        "participation.Call",
        "convocatorias",
        _("New call"),
        ordered=False,
        section=PARTICIPATION_SECTION,
    ),
    Kind(
        "liaison",
        "portfolio.Liaison",
        "enlaces",
        _("New liaison"),
        axes=("project__program__theme__axis",),
        ordered=False,
        section=ANSWERS_SECTION,
    ),
    Kind(
        "round",
        "priority.Round",
        "rondas",
        _("New prioritisation round"),
        ordered=False,
        section=PRIORITY_SECTION,
    ),
    Kind("criterion", "priority.Criterion", "criterios", _("New criterion"), ("round",), section=PRIORITY_SECTION),
    Kind(
        "evaluator",
        "priority.Evaluator",
        "evaluadores",
        _("New evaluator"),
        ("round",),
        ordered=False,
        section=PRIORITY_SECTION,
    ),
    Kind(
        "publication",
        "priority.Publication",
        "publicaciones",
        _("New publication"),
        ("round",),
        ordered=False,
        section=PRIORITY_SECTION,
    ),
    Kind(
        "objection",
        "priority.Objection",
        "objeciones",
        _("New objection"),
        ("round",),
        ordered=False,
        section=PRIORITY_SECTION,
    ),
    Kind(
        "indicator",
        "monitoring.Indicator",
        "indicadores",
        _("New indicator"),
        ("axis",),
        ("axis",),
        ordered=False,
        section=MONITORING_SECTION,
    ),
    Kind(
        "reporting_period",
        "monitoring.ReportingPeriod",
        "periodos",
        _("New reporting period"),
        ordered=False,
        section=MONITORING_SECTION,
    ),
    Kind(
        "logframe",
        "monitoring.Logframe",
        "mir",
        _("New logframe"),
        axes=("program__theme__axis", "project__program__theme__axis"),
        ordered=False,
        section=MONITORING_SECTION,
    ),
    Kind(
        "logframe_row",
        "monitoring.LogframeRow",
        "renglones",
        _("New row"),
        ("logframe",),
        axes=("logframe__program__theme__axis", "logframe__project__program__theme__axis"),
        section=MONITORING_SECTION,
    ),
    Kind(
        "evaluation",
        "monitoring.Evaluation",
        "evaluaciones-del-plan",
        _("New evaluation"),
        ordered=False,
        section=MONITORING_SECTION,
    ),
    Kind(
        "evaluation_question",
        "monitoring.EvaluationQuestion",
        "preguntas",
        _("New question"),
        ("evaluation",),
        section=MONITORING_SECTION,
    ),
    Kind(
        "finding",
        "monitoring.Finding",
        "hallazgos",
        _("New finding"),
        ("evaluation",),
        section=MONITORING_SECTION,
    ),
    Kind(
        "recommendation",
        "monitoring.Recommendation",
        "recomendaciones",
        _("New recommendation"),
        ("finding",),
        section=MONITORING_SECTION,
    ),
    Kind(
        "improvement",
        "monitoring.Improvement",
        "compromisos",
        _("New commitment to improve"),
        ("recommendation",),
        ordered=False,
        section=MONITORING_SECTION,
    ),
    Kind(
        "announcement",
        "communication.Announcement",
        "comunicados",
        _("New announcement"),
        ordered=False,
        section=COMMUNICATION_SECTION,
    ),
    Kind(
        "organization",
        "accounts.Organization",
        "organizaciones",
        _("New organization"),
        ordered=False,
        shared=True,
    ),
    Kind("territory", "places.Territory", "territorios", _("New territory"), ordered=False, shared=True),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in ALL}
BY_SLUG: dict[str, Kind] = {kind.slug: kind for kind in ALL}

#: Kinds without a public page: people, how the staff works, and what has one only once it is published.
PRIVATE = frozenset(
    {"liaison", "evaluator", "reporting_period", "announcement"}
    | {"evaluation", "evaluation_question", "finding", "recommendation", "improvement"}
)
#: Kinds for which organizations answer.
MEASURED = ("strategy", "project", "action")
#: Kinds that can say what they took from an earlier plan.
LINKED = ("axis", "theme", "objective", "goal", *MEASURED)


def kind_of(record: Record) -> Kind:
    """Return the kind of a record."""
    return KINDS[record.KIND]


class KindConverter:
    """Puts a kind's Spanish name in the address: ``mesa/plan/proyectos/7/``."""

    regex = "|".join(kind.slug for kind in ALL)

    def to_python(self, value: str) -> Kind:
        """Return the kind of a part of the address."""
        return BY_SLUG[value]

    def to_url(self, value: Kind | str) -> str:
        """Return the part of the address of a kind or of its code."""
        return (value if isinstance(value, Kind) else KINDS[value]).slug
