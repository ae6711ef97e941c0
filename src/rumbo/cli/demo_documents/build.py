"""Drawing the pictures, setting the minutes and adding them to their projects, through the services."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from PIL import Image, ImageDraw

from rumbo.core.pdf import typeset
from rumbo.portfolio.services.documents import add, new_version

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

SIZE = (1200, 900)
TEMPLATE = Path(__file__).parent / "minuta.typ"
INVENTED = "Documento inventado para la demostración de Rumbo: ni el lugar ni la obra existen."
VISIT = (
    "Se recorrieron los catorce kilómetros de Dos Acequias a Ciudad Universitaria con personal de ambos municipios.",
    "El camellón tiene el ancho que pide el carril en once de los catorce kilómetros; en los tres restantes hay que "
    "mover postes de luz y una línea de agua.",
    "Seis de las ocho estaciones caben en terreno público. Faltan por acordar las de Mercado y Hospital.",
)
AGREED = "Se acordó con la comisaría de Hospital que la estación ocupe la esquina norte de la plaza."
READINGS = "pozo,mes,metros_cubicos\n7,2026-01,48210\n7,2026-02,45980\n7,2026-03,51777\n12,2026-01,39004\n"


def add_documents(plan: Plan, manager: Actor) -> None:
    """Add photos, a drawing, minutes in two versions and a table of readings to two projects of the plan."""
    projects = {one.number: one for one in _rows("Project", plan, number__in=("1", "31"))}
    line, meters = projects["31"], projects["1"]
    study = _rows("FeasibilityStudy", plan, project=line).first()
    milestone = _rows("Milestone", plan, project=meters).first()
    _add(
        manager, line, _road(), "camino.jpg", title="La carretera hoy: aquí irá el carril de la Línea 2", public=True
    )
    _add(manager, line, _station(), "parada.jpg", title="Así sería la estación Mercado", public=True)
    _add(
        manager,
        line,
        _route(),
        "trazo.png",
        title="Trazo propuesto, con sus ocho estaciones",
        kind="drawing",
        public=True,
    )
    visit = _add(
        manager,
        line,
        _minutes(plan, VISIT),
        "minuta.pdf",
        title="Minuta del recorrido de campo",
        study=study,
        public=True,
    )
    signed = BytesIO(_minutes(plan, (*VISIT, AGREED)))
    new_version(manager, visit, signed, "minuta-firmada.pdf", note="Con el acuerdo de Hospital")
    _add(
        manager,
        meters,
        _meter(),
        "pozo-7.jpg",
        title="Medidor instalado en el pozo 7",
        milestone=milestone,
        public=True,
    )
    _add(manager, meters, READINGS.encode(), "lecturas.csv", title="Lecturas de los primeros pozos", public=True)


def _rows(model: str, plan: Plan, **wanted: Any) -> Any:
    return apps.get_model("portfolio", model)._default_manager.filter(plan=plan, **wanted)


def _add(actor: Actor, project: Any, content: bytes, name: str, **values: Any) -> Any:
    return add(actor, project, BytesIO(content), name, values=values)


def _minutes(plan: Plan, paragraphs: tuple[str, ...]) -> bytes:
    words = {
        "title": "Recorrido de campo de la Línea 2",
        "plan": plan.title,
        "paragraphs": paragraphs,
        "note": INVENTED,
    }
    return typeset(TEMPLATE, words)


def _drawn(sky: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, sky)
    return image, ImageDraw.Draw(image)


def _file(image: Image.Image, kind: str = "JPEG") -> bytes:
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def _road() -> bytes:
    image, draw = _drawn("#d5e6ec")
    draw.polygon([(0, 430), (300, 330), (560, 420), (860, 300), (1200, 430), (1200, 520), (0, 520)], fill="#b79a86")
    draw.rectangle((0, 500, 1200, 900), fill="#cdb48a")
    draw.polygon([(540, 500), (660, 500), (1120, 900), (80, 900)], fill="#6f6a66")
    for top in range(510, 900, 80):
        width = (top - 480) // 40
        draw.rectangle((600 - width, top, 600 + width, top + 40), fill="#f2e9d8")
    return _file(image)


def _station() -> bytes:
    image, draw = _drawn("#dbe8e3")
    draw.rectangle((0, 640, 1200, 900), fill="#8c8577")
    draw.rectangle((180, 300, 1020, 340), fill="#a6461f")
    for left in (210, 480, 740, 980):
        draw.rectangle((left, 340, left + 16, 640), fill="#4d463c")
    draw.rectangle((180, 590, 1020, 640), fill="#d9d2c9")
    draw.rounded_rectangle((560, 420, 1130, 690), 40, fill="#2f6f68")
    for left in range(600, 1080, 120):
        draw.rounded_rectangle((left, 460, left + 90, 560), 12, fill="#dcecf0")
    for left in (640, 960):
        draw.ellipse((left, 640, left + 100, 740), fill="#2b2724")
    return _file(image)


def _route() -> bytes:
    image, draw = _drawn("#f6f1e9")
    for at in range(0, 1200, 100):
        draw.line((at, 0, at, 900), fill="#e5ddd1", width=2)
        draw.line((0, at, 1200, at), fill="#e5ddd1", width=2)
    stops = [(110, 760), (250, 690), (390, 600), (520, 560), (660, 430), (800, 370), (940, 240), (1090, 140)]
    draw.line(stops, fill="#a6461f", width=14, joint="curve")
    for left, top in stops:
        draw.ellipse((left - 22, top - 22, left + 22, top + 22), fill="#ffffff", outline="#a6461f", width=8)
    return _file(image, "PNG")


def _meter() -> bytes:
    image, draw = _drawn("#e4dccf")
    draw.rectangle((0, 680, 1200, 900), fill="#b3936b")
    draw.rectangle((0, 420, 1200, 520), fill="#3d6b8a")
    draw.ellipse((380, 250, 820, 690), fill="#4d5963", outline="#2b3238", width=16)
    draw.ellipse((430, 300, 770, 640), fill="#f7f4ee")
    draw.line((600, 470, 700, 370), fill="#a6461f", width=14)
    draw.rectangle((520, 520, 680, 570), outline="#2b3238", width=6)
    return _file(image)
