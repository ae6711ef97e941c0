"""Two plans of two institutes: one is public, the other is nobody's business but its own people's."""

from __future__ import annotations

import logging
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from factories import (
    ActionFactory,
    AnnouncementFactory,
    AntecedentFactory,
    AppraisalFactory,
    AssignmentFactory,
    AxisFactory,
    CallFactory,
    ChapterFactory,
    ComponentFactory,
    ConditionFactory,
    ContractFactory,
    ContributionFactory,
    CriterionFactory,
    EstimateFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    EvaluatorFactory,
    ExerciseFactory,
    FindingFactory,
    FundingFactory,
    GoalFactory,
    ImprovementFactory,
    IndicatorFactory,
    ItemFactory,
    LiaisonFactory,
    LocationFactory,
    LogframeFactory,
    LogframeRowFactory,
    MembershipFactory,
    MilestoneFactory,
    NoticeFactory,
    ObjectionFactory,
    ObjectiveFactory,
    ObservationFactory,
    OrganizationFactory,
    PermitFactory,
    PlanFactory,
    PositionFactory,
    PrintFactory,
    PriorityEntryFactory,
    ProblemFactory,
    ProfileFactory,
    ProgramFactory,
    ProgressReportFactory,
    ProjectFactory,
    ProposalFactory,
    PublicationFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    ResponsibilityFactory,
    RiskFactory,
    RoundFactory,
    SeriesFactory,
    StrategyFactory,
    StudyFactory,
    TableFactory,
    TargetFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)
from factories.ranked import published_of, ranked_run
from filemaking import picture
from rumbo.core.actors import SYSTEM
from rumbo.importers.models import ImportFile, ImportLine, ImportRun
from rumbo.monitoring.models import Evidence
from rumbo.participation.services import minutes
from rumbo.plan.editions import checksum
from rumbo.plan.models import AntecedentLink, Edition
from rumbo.portfolio.models import Batch, SavedView
from rumbo.portfolio.services.documents import add
from rumbo.portfolio.services.shares import Part, split_project


def world(key, word, *, is_public):
    """Make a plan with one element of each kind, all of whose titles hold the word."""
    plan = PlanFactory(key=key, title=f"Plan {word}", is_public=is_public)
    axis = AxisFactory(plan=plan, key="eje", title=f"Eje {word}")
    theme = ThemeFactory(axis=axis, key="tema", title=f"Tema {word}")
    problem = ProblemFactory(axis=axis, key="problema", title=f"Problema {word}")
    objective = ObjectiveFactory(theme=theme, key="objetivo", title=f"Objetivo {word}")
    goal = GoalFactory(objective=objective, key="meta", title=f"Meta {word}")
    strategy = StrategyFactory(objective=objective, key="estrategia", title=f"Estrategia {word}")
    program = ProgramFactory(theme=theme, key="programa", title=f"Programa {word}")
    project = ProjectFactory(program=program, key="9000", number="9000", title=f"Proyecto {word}")
    component = ComponentFactory(project=project, key="componente", title=f"Componente {word}")
    action = ActionFactory(plan=plan, strategy=strategy, key="accion", title=f"Acción {word}")
    chapter = ChapterFactory(plan=plan, key="capitulo", title=f"Capítulo {word}")
    antecedent = AntecedentFactory(plan=plan, key="antecedente", title=f"Antecedente {word}")
    entry = PriorityEntryFactory(
        plan=plan, axis=axis, key="prioridad", title=f"Prioridad {word}", project=project, standing="to_confirm"
    )
    territory = TerritoryFactory(key=f"lugar-{key}", title=f"Lugar {word}")
    project.territories.add(territory)
    organization = OrganizationFactory(key=f"consejo-{key}", title=f"Consejo {word}", territory=territory)
    held = ResponsibilityFactory(measure=project.measure, organization=organization, role="accountable")
    link = AntecedentLink.objects.create(antecedent=antecedent, theme=theme, relation="taken")
    content = {"axis": [{"key": "eje", "title": axis.title}]}
    Edition.objects.create(plan=plan, number=1, title=f"Edición {word}", content=content, checksum=checksum(content))
    run = ImportRun.objects.create(plan=plan, state="proposed", format="documents", mapping={"files": {}})
    ImportFile.objects.create(run=run, name=f"{word}.md", size=1, sha256="0" * 64, content=b"x")
    line = ImportLine.objects.create(run=run, order=1, action="create", kind="theme", key="t", title=f"Línea {word}")
    table = TableFactory(axis=axis, title=f"Mesa {word}")
    said = ContributionFactory(exercise__table=table, exercise__phase="closed", text=f"Aportación {word}")
    member = MembershipFactory(plan=plan, role="administrator")
    voted = ExerciseFactory(table=table, type="opinion", title=f"Pregunta {word}", phase="closed", results_shown=True)
    ContributionFactory(exercise=voted, kind="statement", text=f"Afirmación {word}")
    published = publish_minutes(table)
    call = CallFactory(plan=plan, key="convocatoria", title=f"Convocatoria {word}")
    proposal = ProposalFactory(call=call, axis=axis, title=f"Propuesta {word}")
    today = timezone.localdate()
    ranked = RoundFactory(
        plan=plan, key="ronda", title=f"Ronda {word}", is_published=True, votes_from=today, votes_until=today
    )
    prioritised = (
        ranked,
        CriterionFactory(round=ranked, key="criterio", title=f"Criterio {word}"),
        EvaluatorFactory(round=ranked, organization=organization, title=f"Quien evalúa {word}"),
        PublicationFactory(round=ranked, key="cartera", title=f"Cartera {word}", ranking__title=f"Corrida {word}"),
        ObjectionFactory(round=ranked, organization=organization, key="objecion", title=f"Objeción {word}"),
    )
    measured = IndicatorFactory(plan=plan, axis=axis, key="indicador", title=f"Indicador {word}")
    series = SeriesFactory(indicator=measured, territory=territory)
    aimed = TargetFactory(series=series)
    observed = ObservationFactory(series=series, batch__title=f"Valores {word}")
    period = ReportingPeriodFactory(plan=plan, key="periodo", title=f"Periodo {word}")
    assigned = AssignmentFactory(period=period, organization=organization, measure=project.measure)
    reported = ProgressReportFactory(
        assignment=assigned, text=f"Informe {word}", problem=f"Problema {word}", state="sent", sent_at=timezone.now()
    )
    frame = LogframeFactory(plan=plan, project=project, key="mir", title=f"MIR {word}")
    judged = EvaluationFactory(
        plan=plan, key="evaluacion-del-plan", title=f"Evaluación {word}", published_at=timezone.now()
    )
    finding = FindingFactory(plan=plan, evaluation=judged, key="hallazgo", title=f"Hallazgo {word}")
    proof = Evidence.objects.create(
        finding=finding,
        file=ContentFile(f"Prueba {word}".encode(), name="prueba.csv"),
        name="prueba.csv",
        media_type="text/csv",
        size=10,
        sha256="0" * 64,
    )
    advice = RecommendationFactory(plan=plan, finding=finding, key="recomendacion", title=f"Recomendación {word}")
    learned = (
        period,
        frame,
        LogframeRowFactory(plan=plan, logframe=frame, key="renglon", title=f"Renglón {word}"),
        judged,
        EvaluationQuestionFactory(plan=plan, evaluation=judged, key="pregunta", title=f"¿Pregunta {word}?"),
        finding,
        advice,
        ImprovementFactory(
            plan=plan, recommendation=advice, organization=organization, key="compromiso", title=f"Compromiso {word}"
        ),
        AnnouncementFactory(
            plan=plan, key="comunicado", title=f"Comunicado {word}", text=f"Texto {word}", published_at=timezone.now()
        ),
    )
    notice = NoticeFactory(plan=plan, subject=f"Aviso {word}", organization=organization)
    ItemFactory(round=ranked, measure=project.measure)
    ranked_run(ranked, ((3,),))
    decided = published_of(ranked, title=f"Cartera decidida {word}")
    parts = (
        ProfileFactory(project=project, problem=f"Falta {word}", text=f"Ficha {word}"),
        study := StudyFactory(project=project, title=f"Estudio {word}"),
        ConditionFactory(study=study, title=f"Condición {word}"),
        MilestoneFactory(project=project, title=f"Hito {word}"),
        RiskFactory(project=project, title=f"Riesgo {word}"),
        PermitFactory(project=project, title=f"Permiso {word}"),
        PositionFactory(project=project, title=f"Puesto {word}"),
        EstimateFactory(project=project, title=f"Estimación {word}"),
        FundingFactory(project=project, title=f"Fondo {word}"),
        ContractFactory(project=project, title=f"Contrato {word}"),
        LocationFactory(project=project, title=f"Sitio {word}"),
        add(SYSTEM, project, BytesIO(picture()), "a.jpg", values={"title": f"Foto {word}", "public": True}),
        AppraisalFactory(project=project, key="evaluacion", title=f"Alternativa {word}", text=f"Supuestos {word}"),
        LiaisonFactory(plan=plan, organization=organization, title=f"Persona {word}", phone="871 000 0000"),
    )
    share = split_project(SYSTEM, project, Decimal(10), 0, [Part(territory, Decimal(10))]).shares.get()
    batch = Batch.objects.create(plan=plan, kind="edit", summary=f"Edición {word}")
    printed = PrintFactory(plan=plan, state="done", published=True, file=ContentFile(b"%PDF-", name="fichas.pdf"))
    saved = SavedView.objects.create(plan=plan, owner=member.user, name=f"Vista {word}", shared=True)
    elements = (
        axis, theme, problem, objective, goal, strategy, program, project,
        component, action, chapter, antecedent, entry, call, *parts, *prioritised, measured, *learned,
    )  # fmt: skip
    return SimpleNamespace(
        plan=plan, elements={one.KIND: one for one in elements}, territory=territory, organization=organization,
        held=held, link=link, run=run, line=line, member=member,
        proposal=proposal, said=said, minutes=published, voted=voted, share=share, batch=batch, printed=printed,
        saved=saved, decided=decided, series=series, aimed=aimed, observed=observed,
        assigned=assigned, reported=reported, notice=notice, proof=proof,
    )  # fmt: skip


def publish_minutes(table):
    """Sign the minutes of a table off, and publish them."""
    minutes.sign(SYSTEM, table)
    return minutes.publish(SYSTEM, table)


@pytest.fixture
def ours(db):
    return world("abierto", "Abierto", is_public=True)


@pytest.fixture
def theirs(db):
    return world("cerrado", "Zacatenco", is_public=False)


@pytest.fixture
def people(ours, theirs):
    """Everybody who is not of the closed plan, by name."""
    other = AxisFactory(plan=ours.plan, key="otro", title="Otro eje")
    roles = {"reader": None, "editor": ours.elements["axis"], "other_editor": other}
    found = {"outsider": UserFactory()}
    for name, axis in (roles | dict.fromkeys(("manager", "administrator"))).items():
        role = "editor" if axis else name
        found[name] = MembershipFactory(plan=ours.plan, role=role, axis=axis).user
    return found


@pytest.fixture
def browser():
    """Give the browser of a person who signed in, or of nobody."""

    def open_browser(person=None, **options):
        client = Client(**options)
        if person is not None:
            client.force_login(person)
        return client

    return open_browser


@pytest.fixture(autouse=True)
def _quiet():
    """Hundreds of refused requests are logged with their stacks; writing those takes longer than the requests."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
