"""A ready-made set of criteria to begin with: those that public investment is usually judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.priority.models import Criterion
from rumbo.priority.models.round import was_opened
from rumbo.priority.services.keeping import managed

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.priority.models import Round


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual criterion in Spanish and English; the levels from the lowest on."""

    title: str
    title_en: str
    text: str
    text_en: str
    levels: tuple[str, ...]
    maximise: bool = True


#: Data of the plan, so in both its languages and never translated by the page.
USUAL_CRITERIA = (
    Usual(
        "Población beneficiada",
        "People who benefit",
        "Cuántas personas viven mejor cuando esté hecho.",
        "How many people live better once it is done: from hardly anybody (1) to nearly the whole population (5).",
        ("Casi nadie", "Una colonia", "Varias colonias", "Gran parte de la ciudad", "Casi toda la población"),
    ),
    Usual(
        "Equidad",
        "Equity",
        "Qué tanto llega a las personas que más lo necesitan: zonas con rezago, mujeres, niñez, con discapacidad.",
        "How far it reaches those in most need: from not at all (1) to them first and foremost (5).",
        ("No les llega", "Les llega poco", "Igual que al resto", "Más que al resto", "Sobre todo a ellas"),
    ),
    Usual(
        "Contribución al plan",
        "Contribution to the plan",
        "Qué tanto acerca a los objetivos y metas del plan.",
        "How far it brings the plan's objectives and goals nearer: from not at all (1) to decisively (5).",
        ("Nada", "Poco", "Algo", "Mucho", "De manera decisiva"),
    ),
    Usual(
        "Urgencia",
        "Urgency",
        "Qué pasa si se espera cinco años.",
        "What happens if it waits for five years: from nothing (1) to harm that cannot be undone (5).",
        ("Nada", "Una molestia", "El problema crece", "El daño es grave", "El daño ya no se puede reparar"),
    ),
    Usual(
        "Medio ambiente",
        "Environment",
        "Qué le hace al agua, al aire, al suelo y a las áreas verdes.",
        "What it does to water, air, soil and green areas: from much harm (1) to much good (5).",
        ("Mucho daño", "Algo de daño", "Ni daño ni mejora", "Alguna mejora", "Mucha mejora"),
    ),
    Usual(
        "Economía local",
        "Local economy",
        "Cuánto empleo, inversión y ahorro deja a las familias y empresas de aquí.",
        "How much employment, investment and savings it leaves here: from nothing (1) to very much (5).",
        ("Nada", "Poco", "Algo", "Mucho", "Muchísimo"),
    ),
    Usual(
        "Factibilidad",
        "Feasibility",
        "Qué tan listo está: estudios, terreno, permisos y acuerdo de los vecinos.",
        "How ready it is (studies, land, permits, neighbours): from only an idea (1) to ready to begin (5).",
        ("Solo una idea", "Falta casi todo", "Falta la mitad", "Falta poco", "Listo para empezar"),
    ),
    Usual(
        "Costo de operación",
        "Cost of operation",
        "Cuánto cuesta mantenerlo funcionando cada año, frente a lo que se tiene. Menos es mejor.",
        "What keeping it working costs a year: from nearly nothing (1) to more than can be paid (5). Less is better.",
        ("Casi nada", "Poco", "Regular", "Mucho", "Más de lo que se puede pagar"),
        maximise=False,
    ),
)


@transaction.atomic
def start_with_usual(actor: Actor, round: Round) -> list[Criterion]:  # noqa: A002
    """Give a round the eight usual criteria, all with the same weight, and return them; each can be changed.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the round has criteria already, or scores may have been given.
    """
    found = managed(actor, round)
    if was_opened(found.pk):
        raise Refused(_("Scores were taken in this round already: its criteria stay."))
    if Criterion.objects.current().filter(round=found).exists():
        raise Refused(_("The round has criteria already. Add others by hand."))
    made = [
        Criterion(
            plan_id=found.plan_id,
            round=found,
            title=one.title,
            title_en=one.title_en,
            text=one.text,
            text_en=one.text_en,
            levels="\n".join(one.levels),
            maximise=one.maximise,
        )
        for one in USUAL_CRITERIA
    ]
    return records.create_many(actor, [(one, {}) for one in made])
