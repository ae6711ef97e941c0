"""The real plan walked through the life of its projects: every view, sheets of many projects, every gate."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from factories import UserFactory
from importers.plans import applied
from rumbo.core.actors import SYSTEM
from rumbo.importers.files import gather
from rumbo.portfolio.enums import PrintKind, PrintState, Stage
from rumbo.portfolio.models import Passage, Project
from rumbo.portfolio.services.gates import GateClosed, pass_by_decision, pass_gate
from rumbo.portfolio.services.prints import Wanted, ask, make

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

VIEWS = ("portfolio", "board", "map", "plan_schedule", "plan_budget", "matrix", "missing", "vacancies", "gates")
PUBLIC = ("plan_schedule", "projects", "board", "matrix", "map", "budget")
DAY = datetime.date(2026, 5, 4)


@pytest.fixture
def real(reference_data):
    plan = applied(gather(reference_data / "documents")).plan
    plan.is_public = True
    plan.save()
    return plan


@pytest.fixture
def manager(real):
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_every_view_and_the_pages_of_projects(real, manager):
    projects = list(Project.objects.filter(plan=real))
    assert len(projects) == 197
    for name in VIEWS:
        assert manager.get(reverse(f"desk:{name}", args=[real.key])).status_code == 200, name
    for name in PUBLIC:
        assert Client().get(reverse(f"portal:{name}", args=[real.key])).status_code == 200, name
    for project in projects[::10]:
        for name in ("stage", "shares", "schedule", "documents"):
            assert manager.get(reverse(f"desk:{name}", args=[real.key, project.pk])).status_code == 200, project
        assert Client().get(reverse("portal:project", args=[real.key, project.key])).status_code == 200, project


def test_projects_go_from_the_idea_to_its_close(real):
    """By decision of the council, since the published plan says nothing of what the gates ask for."""
    stages = [stage for stage in Stage if stage != Stage.IDEA]
    chosen = list(Project.objects.filter(plan=real))[::20]
    for _stage in stages:
        for project in chosen:
            try:
                pass_gate(SYSTEM, project, on=DAY)
            except GateClosed:
                pass_by_decision(SYSTEM, project, on=DAY, minutes="Acta 1/2026", reason="Arranque del registro")
    moved = Project.objects.filter(pk__in=[project.pk for project in chosen])
    assert set(moved.values_list("stage", flat=True)) == {Stage.CLOSED}
    assert Passage.objects.filter(project__plan=real).count() == len(chosen) * len(stages)


def test_the_whole_portfolio_is_one_file(real):
    printed = ask(SYSTEM, real, Project.objects.filter(plan=real), Wanted(PrintKind.PORTFOLIO))
    make(printed.pk)
    printed.refresh_from_db()
    assert printed.state == PrintState.DONE, printed.error
    assert printed.done == printed.total == 197
    assert printed.pages > 197
