"""The demonstration's tags."""

from factories import ProjectFactory
from rumbo.cli.demo_tags import TAGS, add_tags
from rumbo.portfolio.models import Batch
from rumbo.portfolio.queries.tags import tags_of


def test_projects_have_tags_by_their_titles_and_each_can_be_undone(plan, manager):
    first = ProjectFactory(program__theme__plan=plan, program__theme__axis__plan=plan, title="Pozos y árboles")
    ProjectFactory(program=first.program, title="Escuela del agua")
    add_tags(plan, manager)
    assert {tag.name: tag.count for tag in tags_of(plan)} == {"Sequía": 2, "Sombra": 1, "Escuelas": 1}
    assert Batch.objects.filter(plan=plan).count() == len(TAGS) - 1
