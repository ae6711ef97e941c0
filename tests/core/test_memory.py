import pytest
from django.core.cache import caches
from django.utils.translation import override

from factories import MilestoneFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.queries.memory import memory_of
from rumbo.core.services import records
from rumbo.portfolio.services.schedules import set_baseline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keeping(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_memory"}
    settings.CACHES = settings.CACHES | {"values": memory}
    caches["values"].clear()


def counting():
    made = []

    def make():
        made.append(len(made) + 1)
        return list(made)

    return make


def test_a_value_is_made_once(plan):
    make = counting()
    assert memory_of("plan 1").get("names", make) == [1]
    assert memory_of("plan 1").get("names", make) == [1]


def test_nothing_is_a_value_too(plan):
    assert memory_of("plan 1").get("chain", lambda: None) is None
    assert memory_of("plan 1").get("chain", lambda: "made again") is None


def test_another_thing_name_or_language_has_its_own(plan):
    make = counting()
    with override("es"):
        memory_of("plan 1").get("names", make)
        assert memory_of("plan 2").get("names", make) == [1, 2]
        assert memory_of("plan 1").get("sums", make) == [1, 2, 3]
    with override("en"):
        assert memory_of("plan 1").get("names", make) == [1, 2, 3, 4]


def test_a_write_makes_it_anew(plan, axis, manager):
    make = counting()
    memory_of("plan 1").get("names", make)
    records.update(manager, axis, {"title": "Agua para todos"})
    assert memory_of("plan 1").get("names", make) == [1, 2]


def test_what_was_read_before_a_write_stays_with_what_was_before(plan, axis, manager):
    before = memory_of("plan 1")
    records.update(manager, axis, {"title": "Agua para todos"})
    before.get("title", lambda: "Agua")
    assert memory_of("plan 1").get("title", lambda: "Agua para todos") == "Agua para todos"


def test_a_reader_may_change_what_it_got(plan):
    memory_of("plan 1").get("names", lambda: ["Agua"])
    memory_of("plan 1").get("names", list).append("Suelo")
    assert memory_of("plan 1").get("names", list) == ["Agua"]


def test_a_new_baseline_counts_as_a_write(plan):
    project = ProjectFactory(program__theme__axis__plan=plan)
    MilestoneFactory(project=project)
    make = counting()
    assert memory_of("plan 1").get("schedule", make) == [1]
    set_baseline(SYSTEM, project, reason="Acuerdo")
    assert memory_of("plan 1").get("schedule", make) == [1, 2]
