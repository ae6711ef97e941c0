"""Tags of projects: their form, their limits, and finding projects by them."""

import pytest
from django.core.exceptions import ValidationError

from factories import ProjectFactory
from rumbo.core.services import records
from rumbo.portfolio.models import Project
from rumbo.portfolio.queries.tags import tagged, tags_of


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, tags="Ciclovías; agua")


def test_tags_are_kept_once_each_in_order(manager, project):
    saved = records.update(manager, project, {"tags": " río ;agua;  AGUA;; escuela  segura"})
    assert saved.tag_list == ["AGUA", "escuela segura", "río"]


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        ("x" * 41, "41"),
        ("; ".join(f"etiqueta {n}" for n in range(21)), "21"),
        ("agua; ¡!", "¡!"),
    ],
)
def test_what_is_no_tag_is_refused(manager, project, tags, says):
    with pytest.raises(ValidationError) as refused:
        records.update(manager, project, {"tags": tags})
    assert says in refused.value.message_dict["tags"][0]
    assert Project.objects.get().tags == "agua; Ciclovías"


def test_limits_are_what_is_allowed(manager, project):
    most = "; ".join([f"e{n:02}" for n in range(19)] + ["x" * 40])
    assert records.update(manager, project, {"tags": most}).tag_list[-1] == "x" * 40


def test_tags_of_a_plan_are_counted_in_their_usual_spelling(plan, project):
    for tags in ("Agua", "agua; río", "Río Nazas"):
        ProjectFactory(program=project.program, tags=tags)
    ProjectFactory(program=project.program, tags="vieja", state="withdrawn")
    ProjectFactory(tags="de otro plan")
    assert [(tag.name, tag.count) for tag in tags_of(plan)] == [
        ("agua", 3),
        ("Ciclovías", 1),
        ("río", 1),
        ("Río Nazas", 1),
    ]


def test_projects_are_found_by_a_whole_tag(plan, project):
    other = ProjectFactory(program=project.program, tags="agua de lluvia; 100%")
    rows = Project.objects.filter(plan=plan)
    assert list(tagged(rows, "AGUA")) == [project]
    assert list(tagged(rows, "agua de lluvia")) == [other]
    assert list(tagged(rows, "100%")) == [other]
    assert not tagged(rows, "%").exists()
    assert not tagged(rows, "lluvia").exists()
    assert not tagged(rows, "agua; Ciclovías; ").exists()
