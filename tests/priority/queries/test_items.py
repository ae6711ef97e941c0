"""What a round prioritises, with the elements and their axes."""

import pytest

from factories import ActionFactory, ItemFactory, ProjectFactory, RoundFactory, StrategyFactory
from rumbo.priority.queries.items import listed_items

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("subject", "make"),
    [
        ("project", lambda plan: ProjectFactory(program__theme__axis__plan=plan)),
        ("strategy", lambda plan: StrategyFactory(objective__theme__axis__plan=plan)),
        ("action", lambda plan: ActionFactory(strategy__objective__theme__axis__plan=plan)),
    ],
)
def test_each_item_comes_with_its_element_and_axis_in_one_query(plan, subject, make, django_assert_num_queries):
    found = RoundFactory(plan=plan, subject=subject)
    made = [make(plan) for _ in range(3)]
    for element in made:
        ItemFactory(round=found, measure=element.measure)
    with django_assert_num_queries(1):
        rows = listed_items(found)
        assert [row.element for row in rows] == made
        assert all(row.name and row.axis.plan_id == plan.pk for row in rows)


def test_what_was_taken_out_is_listed_only_when_asked_for(plan):
    found = RoundFactory(plan=plan)
    kept, out = ItemFactory(round=found), ItemFactory(round=found, left=True)
    assert [row.pk for row in listed_items(found)] == [kept.pk]
    assert [row.pk for row in listed_items(found, with_left=True)] == [kept.pk, out.pk]


def test_the_items_of_one_axis(plan):
    found = RoundFactory(plan=plan)
    one, _other = ItemFactory(round=found), ItemFactory(round=found)
    axis = one.measure.project.program.theme.axis_id
    assert [row.pk for row in listed_items(found, axis=axis)] == [one.pk]
