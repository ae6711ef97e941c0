"""The evaluation of the demonstration: what was found, decided, promised and changed; all of it invented."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.core.services import records
from rumbo.desk.services.editions import publish_edition
from rumbo.monitoring.queries.learning import proposed_note
from rumbo.monitoring.services import changes, evaluations, improvements
from rumbo.plan.services.editions import next_number

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.monitoring.models import Recommendation
    from rumbo.plan.models import Plan

#: The target that an accepted recommendation changed: indicator, territory, year, what it became, and why.
INDICATOR, PLACE, YEAR, BECAME = "perdidas-red", "zm-valle-de-almagre", 2030, Decimal(34)
GOAL = "agua-g6"
WHY_CHANGED = (
    "La sectorización avanza tres sectores por año y no seis, por el presupuesto aprobado; el valor meta de 2045 se "
    "sostiene."
)
EVALUATOR = "Observatorio Ciudadano del Valle de Almagre y Universidad del Valle Seco"
#: Answers to the first questions.
ANSWERS = (
    "En parte. De lo previsto para el año se hizo lo que tenía dinero etiquetado; lo demás se recorrió.",
    "Se acercan las de medición de pozos y las de arbolado. Las pérdidas de la red bajan, pero despacio.",
    "Llegó tarde en dos de cada tres obras: los convenios se firmaron después de junio.",
)
#: Findings: the number of their question, title, text, evidence, what they recommend and to whom.
FOUND = (
    (
        2,
        "Las pérdidas de la red bajan a la mitad del ritmo que pide la meta",
        "De 2023 a la fecha las pérdidas bajaron un punto por año; para llegar a 30 % en 2030 harían falta dos. "
        "Donde ya hay sectores medidos bajan tres.",
        "Serie del indicador de pérdidas y visitas a doce sectores de Almagre.",
        "Ajustar el valor meta de 2030 al ritmo de la sectorización y sostener el de 2045",
        "almagre-agua",
    ),
    (
        4,
        "La mitad de los responsables no informa si no se le llama por teléfono",
        "Quien informa lo hace porque alguien del Instituto le marca. Cuando esa persona sale de vacaciones, los "
        "informes dejan de llegar.",
        "Bitácora de llamadas del Instituto y fechas de los informes.",
        "Pedir informes mensuales a todas las dependencias, con copia a los cabildos",
        "instituto-metropolitano-planeacion",
    ),
    (
        3,
        "La Línea 2 espera dinero que depende de un convenio sin firmar",
        "El fondo federal pide un organismo operador que todavía no existe.",
        "Oficio del fondo y minutas del Consejo.",
        "Suspender la Línea 2 hasta que haya organismo operador",
        "agencia-movilidad",
    ),
)
WHY_PARTLY = (
    "Trimestral para todas; mensual sólo para las obras en marcha. La copia a los cabildos se envía con el informe "
    "anual."
)
WHY_REJECTED = (
    "Detenerla encarece el derecho de vía ya donado. El organismo se crea en paralelo, y el Consejo revisa cada "
    "trimestre si el convenio avanza."
)
KEPT = "Ya se publica: 14 de 31 sectores tienen medición diaria."


def add_evaluation(plan: Plan, manager: Actor) -> None:
    """Evaluate last year, decide, promise and change a target in a new edition, where none was. Safe to run again."""
    if _rows("monitoring.Evaluation").filter(plan=plan).exists():
        return
    today = localdate()
    asked = _recommended(plan, manager, today)
    answered = today - datetime.timedelta(days=150)
    accepted = improvements.answer(manager, asked[0], "accepted", today=answered)
    partly = improvements.answer(manager, asked[1], "partly", WHY_PARTLY, today=answered)
    improvements.answer(manager, asked[2], "rejected", WHY_REJECTED, today=answered)
    _promise(manager, accepted, partly, today)
    _change(plan, manager, accepted)


def _recommended(plan: Plan, manager: Actor, today: datetime.date) -> list[Recommendation]:
    """Make the published evaluation with its questions and findings; return what it recommends."""
    year = today.year - 1
    evaluation = records.create(
        manager,
        apps.get_model("monitoring", "Evaluation")(
            plan=plan,
            title=f"Evaluación anual {year}",
            title_en=f"Annual evaluation {year}",
            text="Qué se hizo en el año, qué no, y qué conviene cambiar en el plan.",
            starts_on=datetime.date(year, 1, 1),
            ends_on=datetime.date(year, 12, 31),
            evaluator=EVALUATOR,
        ),
    )
    questions = evaluations.add_usual_questions(manager, evaluation)
    for question, text in zip(questions, ANSWERS, strict=False):
        records.update(manager, question, {"text": text})
    organizations = {one.key: one for one in _rows("accounts.Organization").all()}
    about = _about(plan)
    found = []
    for (number, title, text, evidence, advice, to), of in zip(FOUND, about, strict=True):
        values = {"evaluation": evaluation, "question": questions[number - 1], "evidence": evidence} | of
        finding = records.create(
            manager, apps.get_model("monitoring", "Finding")(plan=plan, title=title, text=text, **values)
        )
        asked = apps.get_model("monitoring", "Recommendation")(
            plan=plan, finding=finding, title=advice, organization=organizations[to]
        )
        found.append(records.create(manager, asked))
    evaluations.publish(manager, evaluation)
    return found


def _about(plan: Plan) -> list[dict[str, Any]]:
    """Return what each finding is about."""
    series = _rows("monitoring.Series").get(indicator__plan=plan, indicator__key=INDICATOR, territory__key=PLACE)
    line = _rows("portfolio.Project").get(plan=plan, number="31")
    return [{"series": series, "goal": _rows("plan.Goal").get(plan=plan, key=GOAL)}, {}, {"measure": line.measure}]


def _promise(manager: Actor, accepted: Recommendation, partly: Recommendation, today: datetime.date) -> None:
    """Let one commitment be kept, one be overdue, and one be under way."""
    organizations = {one.key: one for one in _rows("accounts.Organization").all()}
    of_works = _rows("portfolio.Liaison").filter(
        plan=accepted.plan, organization__key="almagre-obras-publicas", role="liaison", project=None
    )
    kept = improvements.commit_to(
        manager,
        accepted,
        title="Publicar cada mes las pérdidas por sector",
        organization=organizations["almagre-agua"],
        due_on=today - datetime.timedelta(days=60),
    )
    improvements.keep(manager, kept, KEPT, today - datetime.timedelta(days=75))
    improvements.commit_to(
        manager,
        partly,
        title="Poner el informe mensual en los contratos de obra",
        organization=organizations["almagre-obras-publicas"],
        liaison=of_works.first(),
        due_on=today - datetime.timedelta(days=40),
    )
    improvements.commit_to(
        manager,
        partly,
        title="Enviar a los cuatro cabildos el informe anual con la lista de quienes no informaron",
        organization=organizations["instituto-metropolitano-planeacion"],
        due_on=today + datetime.timedelta(days=120),
    )


def _change(plan: Plan, manager: Actor, accepted: Recommendation) -> None:
    """Change the target and the goal that says it, and publish the edition that holds both."""
    targets = _rows("monitoring.Target").filter(
        series__indicator__plan=plan, series__indicator__key=INDICATOR, series__territory__key=PLACE, on__year=YEAR
    )
    target = targets.get(replaced_by=None, dropped=False)
    changes.change_target(manager, accepted, target, value=BECAME, on=target.on, reason=WHY_CHANGED)
    goal = _rows("plan.Goal").get(plan=plan, key=GOAL)
    new = {name: getattr(goal, name).replace("30 %", "34 %").replace("30%", "34%") for name in ("title", "title_en")}
    changes.change_text(manager, accepted, goal, new, reason=WHY_CHANGED)
    publish_edition(
        manager, plan, number=next_number(plan), title=_("After the annual evaluation"), note=proposed_note(plan)
    )


def _rows(label: str) -> Any:
    return apps.get_model(label)._default_manager
