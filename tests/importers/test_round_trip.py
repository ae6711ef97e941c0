"""A plan goes out as a workbook and comes in again, here and elsewhere."""

from pathlib import Path

import pytest

import rumbo.cli
from importers.plans import applied
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.importers.files import InputFile, gather
from rumbo.importers.services.proposing import propose
from rumbo.importers.snapshot import snapshot
from rumbo.importers.workbook import write_workbook
from rumbo.plan.models import Goal, Plan, Theme
from rumbo.portfolio.models import PriorityEntry, Project, Responsibility

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DEMO = Path(rumbo.cli.__file__).parent / "demo_plan"


def workbook(plan):
    return [InputFile("libro.xlsx", write_workbook(snapshot(plan)))]


def rows(plan):
    """Everything that a plan says, by kind and key; links by what they join."""
    found = {}
    for row in snapshot(plan).rows:
        made = row.kind in ("responsibility", "antecedent_link")
        found[row.kind, str(sorted(row.fields.items())) if made else row.key] = row.fields
    return found


def test_the_real_plan_comes_back_without_a_change(reference_data):
    plan = applied(gather(reference_data / "documents")).plan
    records.withdraw(SYSTEM, Project.objects.get(number="7"), reason="Prueba")
    proposal = propose(workbook(plan), plan)
    assert proposal.problems == []
    assert {(line.action, line.write) for line in proposal.lines} == {("unchanged", "")}
    after = applied(workbook(plan), plan)
    assert (after.counts["taken"], after.counts["changed"], after.counts["left"]) == (0, 0, 0)
    assert Theme.objects.filter(standing="to_confirm").count() == 1
    assert PriorityEntry.objects.filter(standing="axis_absent").count() == 8


def test_a_plan_is_made_from_a_workbook_alone(db):
    first = applied(gather(DEMO)).plan
    given = workbook(first)
    second = applied(given, None, new_key="copia").plan
    one, other = rows(first), rows(second)
    assert one.pop(("plan", first.key)) == other.pop(("plan", "copia"))
    assert one == other
    assert Responsibility.objects.filter(measure__plan=first).count() == sum(
        kind == "responsibility" for kind, _k in one
    )
    assert (
        Project.objects.filter(plan=second, priority=True).count()
        == Project.objects.filter(plan=first, priority=True).count()
    )


def test_what_is_edited_in_the_workbook_is_changed_and_what_is_deleted_is_listed(reference_data):
    plan = applied(gather(reference_data / "documents")).plan
    draft = snapshot(plan)
    goal = next(row for row in draft.of("goal"))
    goal.fields |= {"title": "Otra meta", "term": "short"}
    draft.rows = [row for row in draft.rows if (row.kind, row.key) != ("project", "9")]
    run = applied([InputFile("libro.xlsx", write_workbook(draft))], plan)
    assert (run.counts["changed"], run.counts["taken"]) == (1, 0)
    assert list(run.lines.filter(reason="absent").values_list("kind", "key")) == [("project", "9")]
    assert Goal.objects.get(key=goal.key).term == "short"
    assert Project.objects.get(number="9").is_current
    again = applied(gather(reference_data / "documents"), Plan.objects.get())
    assert (again.counts["taken"], again.counts["changed"]) == (0, 0)
    assert list(again.lines.filter(reason="edited_here").values_list("key", flat=True)) == [goal.key]
