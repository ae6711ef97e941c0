import pytest
from django.core.exceptions import PermissionDenied

from factories import TerritoryFactory
from rumbo.core.actors import SYSTEM
from rumbo.places.models import Territory
from rumbo.places.services.catalog import CATALOG, ensure_catalog, missing

pytestmark = pytest.mark.django_db


def test_the_territories_are_made_once_with_parents_and_members():
    assert ensure_catalog(SYSTEM) == len(CATALOG)
    assert ensure_catalog(SYSTEM) == 0
    assert list(Territory.objects.order_by("pk").values_list("title", "code", "parent__title")) == [
        ("México", "", None),
        ("Coahuila de Zaragoza", "05", "México"),
        ("Durango", "10", "México"),
        ("Torreón", "05035", "Coahuila de Zaragoza"),
        ("Matamoros", "05017", "Coahuila de Zaragoza"),
        ("Gómez Palacio", "10007", "Durango"),
        ("Lerdo", "10012", "Durango"),
        ("Zona metropolitana de La Laguna", "", None),
    ]
    area = Territory.objects.get(kind="metropolitan")
    assert sorted(area.members.values_list("code", flat=True)) == ["05017", "05035", "10007", "10012"]


def test_what_is_there_stays_as_people_have_it():
    TerritoryFactory(key="trc", title="Torreón, Coah.", code="05035")
    assert [entry.key for entry in missing()] == [entry.key for entry in CATALOG if entry.key != "torreon"]
    ensure_catalog(SYSTEM)
    assert Territory.objects.get(code="05035").title == "Torreón, Coah."
    assert Territory.objects.get(kind="metropolitan").members.filter(key="trc").exists()


def test_a_key_that_is_taken_is_made_free():
    TerritoryFactory(key="lerdo", title="Lerdo de Tejada")
    ensure_catalog(SYSTEM)
    assert Territory.objects.get(code="10012").key == "lerdo-2"


@pytest.mark.parametrize("who", ["outsider", "reader", "editor"])
def test_others_may_not_make_territories(request, who):
    with pytest.raises(PermissionDenied):
        ensure_catalog(request.getfixturevalue(who))
    assert Territory.objects.count() == 0
