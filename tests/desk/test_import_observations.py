"""Indicators and values on the pages of imports: reviewed and applied as every other format."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rumbo.importers.models import ImportRun
from rumbo.monitoring.models import Indicator, Observation

pytestmark = pytest.mark.django_db
SHEETS = "indicador,área,nombre,descripción,formato\npozos,agua,<b>Pozos</b>,,cantidad\n"
VALUES = """indicador,territorio,fecha,valor,fuente,notas
pozos,Nacional,2019-12-31,5,INEGI,
pozos,Nacional,2020-12-31,-6,INEGI,
pozos,Nacional,2020-12-31,ND,INEGI,<i>nota</i>
"""


@pytest.fixture
def page(client, plan, manager, django_capture_on_commit_callbacks):
    """Give the files on the page and return the page of their import."""
    client.force_login(manager)
    files = [SimpleUploadedFile("fichas.csv", SHEETS.encode()), SimpleUploadedFile("valores.csv", VALUES.encode())]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("desk:upload", args=[plan.key]), {"uploads": files})
    return lambda action="": client.get(
        reverse("desk:run", args=[plan.key, ImportRun.objects.get().pk]), {"action": action}
    ).content.decode()


def test_what_is_new_and_strange_is_shown_line_by_line(page):
    new = page("create")
    assert "Indicadores y valores" in new
    assert "&lt;b&gt;Pozos&lt;/b&gt; · Nacional · 2019-12-31: 5" in new
    assert "valores.csv:2" in new
    for label in ("Territorios 1", "Indicadores 1", "Valores 3"):
        assert label in new
    strange = page("note")
    assert "esto es un conteo" in strange
    assert "ND» no es un número" in strange


def test_a_manager_applies_it_with_its_new_territory(page, client, plan, manager, django_capture_on_commit_callbacks):
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("desk:apply", args=[plan.key, run.pk]))
    run.refresh_from_db()
    assert (run.state, run.error) == ("applied", "")
    assert "La importación se aplicó." in page()
    assert reverse("monitoring:home", args=[plan.key]) in page()
    assert Indicator.objects.get().title == "<b>Pozos</b>"
    assert list(Observation.objects.order_by("order").values_list("text", "standing")) == [
        ("5", "counts"),
        ("-6", "to_confirm"),
        ("ND", "to_confirm"),
    ]
    assert Observation.objects.first().batch.actor == manager
