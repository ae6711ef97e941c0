import pytest
from django.core.exceptions import ValidationError

from factories import AxisFactory, ChapterFactory, PlanFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.plan.models import Plan
from rumbo.plan.queries.chapters import chapters_of, neighbours


@pytest.mark.parametrize("key", ["mesa", "admin", "static"])
def test_a_plan_cannot_take_another_address(db, key):
    with pytest.raises(ValidationError) as error:
        records.create(SYSTEM, Plan(key=key, title="Plan", start_year=2020, end_year=2040))
    assert f"«{key}»" in str(error.value)


def test_terms_follow_each_other():
    plan = PlanFactory.build(start_year=2020, short_until=2025, medium_until=2032, end_year=2040)
    assert [plan.term_years(term) for term in ("short", "medium", "long")] == [
        (2020, 2025),
        (2026, 2032),
        (2033, 2040),
    ]


def test_chapters_are_read_from_the_introduction_on_with_the_axes_in_their_order(plan):
    second, first = AxisFactory(plan=plan, position=2), AxisFactory(plan=plan, position=1)
    for key, kind, axis in (
        ("vision", "vision", None),
        ("d2", "diagnosis", second),
        ("legal", "legal", None),
        ("d1", "diagnosis", first),
        ("presentacion", "introduction", None),
    ):
        ChapterFactory(plan=plan, key=key, kind=kind, axis=axis)
    chapters = chapters_of(plan)
    assert [chapter.key for chapter in chapters] == ["presentacion", "legal", "d1", "d2", "vision"]
    beside = neighbours(chapters[2])
    assert (beside.previous, beside.next) == (chapters[1], chapters[3])
