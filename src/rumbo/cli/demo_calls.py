"""The demonstration's citizens' call: open for two months more, with two published proposals."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image, ImageDraw

from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.participation.models import Call, Proposal, ProposalNews, Support
from rumbo.participation.pseudonyms import email_digest
from rumbo.participation.services.proposals import Draft, Photo, confirm, propose, publish
from rumbo.participation.tokens import confirm_token
from rumbo.plan.models import Axis, Plan

#: The call, its two proposals, and who sent the first one.
CALL, CALL_TITLE = "tu-ciudad-en-un-proyecto", "Tu ciudad en un proyecto"
FIRST, SECOND = "Sombra y agua en las paradas del camión", "Un parque en el patio del ferrocarril"
RULES = (
    "El instituto invita a todas las personas del valle a proponer proyectos para el plan.\n\n"
    "## Qué se puede proponer\n\n"
    "- Obras y servicios para el espacio público.\n"
    "- Proyectos que una colonia, una escuela o una empresa pueda empezar.\n\n"
    "## Cómo se responde\n\n"
    "Leemos cada propuesta en diez días hábiles. La que se acepta entra a la cartera del plan."
)


def add_call(plan: Plan) -> None:
    """Open a call, send two proposals with all that the form asks for, and publish them; where it is not there yet.

    Nobody is told by mail: the people are invented.
    """
    if Call.objects.filter(plan=plan, key=CALL).exists():
        return
    today = timezone.localdate()
    call = records.create(
        SYSTEM,
        Call(
            plan=plan,
            key=CALL,
            title=CALL_TITLE,
            text=RULES,
            opens_on=today - datetime.timedelta(days=30),
            closes_on=today + datetime.timedelta(days=60),
            is_published=True,
        ),
    )
    first = _send(
        call,
        "movilidad",
        title=FIRST,
        problem="En verano se espera el camión a más de 40 grados, sin sombra y sin agua.\n\n"
        "Propongo techos ligeros y un bebedero en las diez paradas con más gente.",
        beneficiaries="Quienes esperan el camión: estudiantes, personas mayores, trabajadoras de la zona industrial.",
        place="Avenida de las Acequias, de la calle 3 a la calle 21",
        latitude=Decimal("25.5428"),
        longitude=Decimal("-103.4068"),
        photo=True,
    )
    second = _send(
        call,
        "agua",
        title=SECOND,
        problem="El patio está vacío desde hace quince años y ahí se junta el agua de lluvia.",
        place="Patio del ferrocarril, colonia Estación",
        latitude=Decimal("25.5312"),
        longitude=Decimal("-103.4512"),
    )
    for proposal in (first, second):
        publish(SYSTEM, proposal)
    ProposalNews.objects.filter(proposal__call=call).delete()
    Support.objects.bulk_create([Support(proposal=first, digest=f"{number:064d}") for number in range(27)])


def _send(call: Call, axis: str, *, photo: bool = False, **words: Any) -> Proposal:
    """Send a proposal of somebody, confirmed."""
    picture = _picture() if photo else None
    draft = Draft(
        axis=Axis.objects.get(plan=call.plan, key=axis),
        email=f"{axis}@vecinas.example",
        photo=Photo(BytesIO(picture), len(picture)) if picture else None,
        **words,
    )
    proposal = propose(call, draft, nonce=uuid4())
    return confirm(confirm_token(proposal.pk, email_digest(proposal.email)))


def _picture() -> bytes:
    """Return a drawn street: sky, wall, pavement."""
    image = Image.new("RGB", (1200, 700), "#cfe3ee")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 380, 1200, 560), fill="#d9b48f")
    draw.rectangle((0, 560, 1200, 700), fill="#8c8577")
    draw.rectangle((820, 250, 832, 600), fill="#4d463c")
    draw.rectangle((780, 220, 872, 290), fill="#a6461f")
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
