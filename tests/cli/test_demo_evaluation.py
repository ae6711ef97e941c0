"""The demonstration learned something: every answer, a promise kept and one overdue, a change in an edition."""

import pytest
from django.utils import timezone

from rumbo.cli import demo
from rumbo.monitoring.models import Evaluation, Finding, Improvement, PlanChange, Recommendation
from rumbo.monitoring.queries.evaluations import promises_of
from rumbo.monitoring.queries.learning import edition_of, learned, public_findings, waiting
from rumbo.plan.models import Plan

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_it_was_evaluated_once_and_everybody_sees_it(built):
    demo.build()
    plan = Plan.objects.get()
    assert Evaluation.objects.get().is_public
    found = learned(plan, public_findings(plan), timezone.localdate())
    assert len(found) == Finding.objects.count() == 3
    assert set(Recommendation.objects.values_list("answer", flat=True)) == {"accepted", "partly", "rejected"}
    assert all(one.advice for one in found)


def test_one_promise_is_overdue_one_under_way_and_one_kept(built):
    late, under_way, closed = promises_of(Plan.objects.get(), timezone.localdate())
    assert [len(late), len(under_way), len(closed)] == [1, 1, 1]
    assert closed[0].row.progress == "done"
    assert Improvement.objects.filter(liaison__isnull=False).exists()


def test_what_was_accepted_changed_a_target_and_a_goal_in_the_third_edition(built):
    plan = Plan.objects.get()
    assert set(PlanChange.objects.values_list("kind", flat=True)) == {"target", "goal"}
    assert {edition_of(one).number for one in PlanChange.objects.all()} == {3}
    assert waiting(plan) == []
    edition = plan.editions.get(number=3)
    assert "34 %" in edition.note
    kept = {row["key"]: row["value"] for row in edition.content["target"]}
    assert kept["perdidas-red.zm-valle-de-almagre.2030-12-31"] == "34"
