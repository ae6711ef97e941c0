"""Past workshops on the pages of imports: reviewed, decided and applied as every other format."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import AxisFactory
from rumbo.importers.models import ImportRun
from rumbo.participation.models import Contribution, Exercise, Table

pytestmark = pytest.mark.django_db
TABLE = """taller,fecha,eje,tipo,causa de,aportación,importancia
1,2014-10-09,Agua,problema,,Falta de mantenimiento de las redes,
1,,Agua,causa,Falta de mantenimiento de la red,<b>No hay cuadrillas</b>,
1,,Turismo,problema,,Pocos hoteles,
1,,Agua,importancia,,Falta de mantenimiento de las redes,4.3
"""


@pytest.fixture
def page(client, plan, manager, django_capture_on_commit_callbacks):
    """Give the file on the page and return the page of its import."""
    AxisFactory(plan=plan, key="agua", title="Agua")
    client.force_login(manager)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("desk:upload", args=[plan.key]), {"uploads": SimpleUploadedFile("talleres.csv", TABLE.encode())}
        )
    return lambda action="": client.get(
        reverse("desk:run", args=[plan.key, ImportRun.objects.get().pk]), {"action": action}
    ).content.decode()


def test_what_is_doubtful_new_and_left_is_shown_line_by_line(page):
    doubtful = page()
    assert "Talleres anteriores" in doubtful
    assert "talleres.csv:3" in doubtful
    assert "&lt;b&gt;No hay cuadrillas&lt;/b&gt;" in doubtful
    assert "Corresponde a:" in doubtful
    assert "quedan bajo él" in doubtful
    new = page("create")
    for label in ("Procesos participativos 1", "Etapas 1", "Talleres 1", "Mesas 1", "Ejercicios 3", "Aportaciones 2"):
        assert label in new
    assert "Eje no importado" in page("left")
    assert "El eje «Turismo» no está en el plan" in page("note")


def test_it_is_decided_and_applied_and_leads_to_the_workshops(page, client, plan, django_capture_on_commit_callbacks):
    run = ImportRun.objects.get()
    line = run.lines.get(action="to_confirm")
    client.post(reverse("desk:decide", args=[plan.key, run.pk]), {"line": line.pk, "verdict": "reject"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("desk:apply", args=[plan.key, run.pk]))
    assert list(Contribution.objects.order_by("pk").values_list("kind", "parent")) == [
        ("problem", None),
        ("cause", None),
        ("problem", None),
    ]
    assert reverse("participation:home", args=[plan.key]) in page()
    for url in (
        reverse("participation:home", args=[plan.key]),
        reverse("participation:table", args=[plan.key, Table.objects.get().pk]),
        *(reverse("participation:exercise", args=[plan.key, one.pk]) for one in Exercise.objects.all()),
        *(reverse("participation:results", args=[plan.key, one.pk]) for one in Exercise.objects.all()),
        reverse("participation:attendance", args=[plan.key, Table.objects.get().pk]),
        reverse("participation:minutes", args=[plan.key, Table.objects.get().pk]),
        reverse("participation:adopt", args=[plan.key, Contribution.objects.first().pk]),
    ):
        assert client.get(url).status_code == 200, url
