"""Writing many records at once leaves what writing them one by one leaves, in the same few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import ProjectFactory, TerritoryFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.models import SearchEntry
from rumbo.core.queries.history import values_of, versions
from rumbo.core.services import records
from rumbo.core.services.many import CHUNK, save_many
from rumbo.core.signals import records_saved
from rumbo.portfolio.models import Project


@pytest.fixture
def projects(plan, manager):
    first = ProjectFactory(program__theme__axis__plan=plan)
    rows = [first, *ProjectFactory.create_batch(3, program=first.program)]
    places = TerritoryFactory.create_batch(2)
    records.update(manager, rows[0], {"territories": places})
    records.update(manager, rows[1], {"territories": places[:1]})
    return list(Project.objects.filter(plan=plan).order_by("pk"))


def test_each_has_a_version_with_its_links_who_and_why(manager, projects):
    before = [values_of(project) for project in projects]
    for project in projects:
        project.term = "short"
    save_many(manager, projects, ["term"], reason="Acta 4")
    for project, values in zip(Project.objects.order_by("pk"), before, strict=True):
        last = versions(project)[0]
        assert (last.number, last.by, last.reason) == (project.version, str(manager), "Acta 4")
        assert [change.field for change in last.changes] == (["term"] if len(versions(project)) > 1 else [])
        assert values_of(project.history.first()) | {"term": ""} == values
        assert project.updated_at > project.created_at


def test_an_earlier_version_comes_back_with_its_links(manager, projects):
    projects[0].term = "short"
    save_many(manager, projects[:1], ["term"])
    records.update(manager, projects[0], {"territories": [], "term": "long"})
    written = projects[0].history.all()[1]
    records.restore(manager, projects[0], written.history_id)
    found = Project.objects.get(pk=projects[0].pk)
    assert (found.term, found.territories.count()) == ("short", 2)


def test_it_costs_the_same_for_few_and_many(projects):
    with CaptureQueriesContext(connection) as few:
        save_many(SYSTEM, projects[:2], ["term"])
    ProjectFactory.create_batch(CHUNK - len(projects), program=projects[0].program)
    rows = list(Project.objects.all())
    with CaptureQueriesContext(connection) as many:
        save_many(SYSTEM, rows, ["term"])
    assert len(many) < len(few) + CHUNK / 10  # databases take some hundred values at a time


def test_only_written_names_and_texts_are_found_again(projects):
    projects[0].term, projects[0].title = "short", "Ciclovía del Nazas"
    save_many(SYSTEM, projects[:1], ["term"])
    assert not SearchEntry.objects.filter(title="Ciclovía del Nazas").exists()
    save_many(SYSTEM, projects[:1], ["term", "title"])
    assert SearchEntry.objects.filter(title="Ciclovía del Nazas").exists()


def test_others_hear_which_fields_were_written(projects):
    heard = []

    def hear(sender, records, fields=None, **_kwargs):
        heard.append((sender, len(records), fields))

    records_saved.connect(hear)
    try:
        save_many(SYSTEM, projects, ["term"])
    finally:
        records_saved.disconnect(hear)
    assert heard == [(Project, 4, ("term",))]
