"""The demonstration's logframes: one of a project that lacks nothing, one of a programme that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps

from rumbo.core.services import records

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

PROJECT, PROGRAM = "1", "agua-prog-recarga"


class Row(NamedTuple):
    """A row of a logframe; ``under`` is the place, from 0 on, of the row that an activity stands under."""

    level: str
    title: str
    title_en: str
    indicators: tuple[str, ...]
    verification: str
    assumptions: str
    under: int | None = None


WHOLE = (
    Row(
        "fin",
        "Contribuir a que el acuífero del valle deje de descender",
        "Contribute to the valley's aquifer no longer falling",
        ("extraccion-total",),
        "Red de pozos de observación del Consejo de la Cuenca.",
        "Las lluvias se mantienen cerca de su media de treinta años.",
    ),
    Row(
        "proposito",
        "Quienes extraen agua subterránea respetan el volumen que tienen concesionado",
        "Those who withdraw groundwater keep to the volume they hold a concession for",
        ("volumen-medido",),
        "Registro público de lecturas, corte de diciembre.",
        "Los dos estados sancionan a quien extrae de más.",
    ),
    Row(
        "componente",
        "Pozos de mayor volumen con medidor sellado que envía su lectura",
        "Highest-volume wells with a sealed meter that sends its reading",
        ("lecturas-pozos",),
        "Actas de instalación firmadas por el usuario.",
        "Los usuarios permiten el paso a los pozos.",
    ),
    Row(
        "actividad",
        "Contratación e instalación de los medidores por etapas",
        "Contracting and installing the meters in stages",
        ("medidores-instalados",),
        "Estimaciones de obra.",
        "El proveedor entrega equipos certificados en plazo.",
        2,
    ),
)
BEGUN = (
    Row("fin", "Recuperar el acuífero", "Recover the aquifer", ("extraccion-total",), "", "", None),
    Row(
        "componente",
        "Obras de retención en los arroyos del poniente",
        "Retention works in the western streams",
        (),
        "",
        "Los ejidos ceden el terreno.",
        None,
    ),
)
#: Indicators that only the logframe needs: key, title, unit, frequency, level.
OWN = (
    ("lecturas-pozos", "Pozos que enviaron lectura en el mes", "%", "monthly", "componente"),
    ("medidores-instalados", "Medidores instalados", "medidores", "monthly", "actividad"),
)


def add_logframes(plan: Plan, actor: Actor) -> None:
    """Write both logframes, once."""
    frames = apps.get_model("monitoring", "Logframe")._default_manager
    if frames.filter(plan=plan).exists():
        return
    project = apps.get_model("portfolio", "Project")._default_manager.get(plan=plan, number=PROJECT)
    program = apps.get_model("portfolio", "Program")._default_manager.get(plan=plan, key=PROGRAM)
    _indicators(plan, actor, project)
    _write(actor, frames.model(plan=plan, project=project, key="mir-medidores", title="MIR de los medidores"), WHOLE)
    _write(actor, frames.model(plan=plan, program=program, key="mir-recarga", title="MIR de la recarga"), BEGUN)


def _indicators(plan: Plan, actor: Actor, project: Any) -> None:
    model: Any = apps.get_model("monitoring", "Indicator")
    for key, title, unit, frequency, level in OWN:
        made = model(plan=plan, key=key, title=title, unit=unit, frequency=frequency, purpose=level)
        made.axis, made.direction = project.program.theme.axis, "rising"
        records.create(actor, made)


def _write(actor: Actor, frame: Any, rows: tuple[Row, ...]) -> None:
    records.create(actor, frame)
    model: Any = apps.get_model("monitoring", "LogframeRow")
    indicators: Any = apps.get_model("monitoring", "Indicator")._default_manager
    made: list[Any] = []
    for number, row in enumerate(rows, start=1):
        one = model(plan=frame.plan, logframe=frame, key=f"{frame.key}-{number}", level=row.level, title=row.title)
        one.title_en, one.verification, one.assumptions = row.title_en, row.verification, row.assumptions
        one.under = made[row.under] if row.under is not None else None
        wanted = indicators.filter(plan=frame.plan, key__in=row.indicators)
        made.append(records.create(actor, one, links={"indicators": list(wanted)}))
