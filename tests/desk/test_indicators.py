"""The sheet of an indicator on the desk: made, edited, and what a computed one needs."""

import pytest

from factories import IndicatorFactory
from reading import links, main_text
from rumbo.monitoring.models import Indicator

pytestmark = pytest.mark.django_db
URL = "/mesa/plan-2040/indicadores/"
SHEET = {
    "title": "Agua que se mide",
    "format": "porcentaje",
    "frequency": "yearly",
    "direction": "rising",
    "computation": "observed",
    "factor": "1",
}


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def test_the_form_helps(as_editor, axis):
    text = main_text(as_editor.get(f"{URL}crear/?axis={axis.pk}"))
    assert "Qué mide, de modo que cualquiera lo entienda." in text
    assert "Cada cuándo debe llegar un valor" in text


def test_one_is_made(as_editor, axis):
    answer = as_editor.post(f"{URL}crear/?axis={axis.pk}", SHEET | {"axis": axis.pk})
    made = Indicator.objects.get()
    assert answer.status_code == 302
    assert (made.title, made.axis, made.direction) == ("Agua que se mide", axis, "rising")
    page = as_editor.get(f"{URL}{made.pk}/")
    assert ("Series y valores meta", f"/mesa/plan-2040/seguimiento/indicadores/{made.pk}/") in links(page)


@pytest.mark.parametrize(
    ("computation", "field"), [("sum", "parts"), ("ratio", "numerator"), ("per_inhabitant", "denominator")]
)
def test_a_computed_one_needs_what_it_is_computed_from(as_editor, axis, computation, field):
    answer = as_editor.post(f"{URL}crear/?axis={axis.pk}", SHEET | {"axis": axis.pk, "computation": computation})
    assert field in answer.context["form"].errors
    assert not Indicator.objects.exists()


def test_one_does_not_rest_on_itself(as_editor, plan, axis):
    part = IndicatorFactory(plan=plan, axis=axis)
    total = IndicatorFactory(plan=plan, axis=axis, computation="sum")
    total.parts.set([part])
    changes = SHEET | {
        "axis": axis.pk,
        "computation": "sum",
        "parts": [total.pk],
        "version": part.version,
        "reason": "Así",
    }
    answer = as_editor.post(f"{URL}{part.pk}/editar/", changes)
    assert "parts" in answer.context["form"].errors
    part.refresh_from_db()
    assert part.computation == "observed"
