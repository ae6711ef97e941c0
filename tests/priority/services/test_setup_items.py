"""Choosing what a round prioritises, and taking something out once scores may have been given."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import (
    ApprovalBallotFactory,
    ConflictFactory,
    DelphiRoundFactory,
    ItemFactory,
    ProjectFactory,
    RoundFactory,
    StrategyFactory,
)
from rumbo.core.errors import Refused
from rumbo.priority.models import Item
from rumbo.priority.services.items import put_back, set_items, take_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    return RoundFactory(plan=plan)


@pytest.fixture
def measures(plan):
    return [ProjectFactory(program__theme__axis__plan=plan).measure for _ in range(4)]


def _listed(found):
    return list(Item.objects.filter(round=found, left=False).values_list("measure", flat=True))


def test_choosing_keeps_the_order_and_can_be_changed_while_in_preparation(found, measures, manager):
    set_items(manager, found, [measures[2], measures[0], measures[2]])
    assert _listed(found) == [measures[2].pk, measures[0].pk]
    set_items(manager, found, [measures[0], measures[3]])
    assert _listed(found) == [measures[0].pk, measures[3].pk]
    gone = Item.history.filter(history_type="-").get()
    assert (gone.measure_id, gone.history_user) == (measures[2].pk, manager)
    assert {row.history_user for row in Item.history.filter(history_type="+")} == {manager}


def test_once_opened_more_can_be_added_but_nothing_dropped(found, measures, manager):
    set_items(manager, found, measures[:2])
    DelphiRoundFactory(round=found)
    found.phase = "scoring"
    found.save()
    set_items(manager, found, measures[:3])
    assert _listed(found) == [one.pk for one in measures[:3]]
    with pytest.raises(Refused, match="di por qué"):
        set_items(manager, found, measures[1:])
    assert _listed(found) == [one.pk for one in measures[:3]]


def test_closed_scores_keep_their_list(found, measures, manager):
    found.phase = "closed"
    found.save()
    with pytest.raises(Refused, match="Reábrela"):
        set_items(manager, found, measures)


@pytest.mark.parametrize(
    "leave",
    [
        lambda item: ConflictFactory(item=item, evaluator__round=item.round),
        lambda item: ApprovalBallotFactory(round=item.round, votes={str(item.pk): 1}),
    ],
)
def test_what_somebody_spoke_of_is_not_dropped(found, measures, manager, leave):
    (item, _other) = set_items(manager, found, measures[:2])
    leave(item)
    with pytest.raises(Refused, match="di por qué"):
        set_items(manager, found, measures[1:2])


def test_only_what_fits_the_round_is_taken(found, plan, manager):
    strategy = StrategyFactory(objective__theme__axis__plan=plan).measure
    elsewhere = ProjectFactory().measure
    withdrawn = ProjectFactory(program__theme__axis__plan=plan, state="withdrawn").measure
    for wrong in (strategy, elsewhere, withdrawn):
        with pytest.raises(Refused, match="en vigor"):
            set_items(manager, found, [wrong])
    assert _listed(found) == []


def test_taking_out_asks_for_the_reason_and_can_be_undone(found, manager):
    item, _other = ItemFactory(round=found), ItemFactory(round=found)
    with pytest.raises(Refused, match="por qué"):
        take_out(manager, item, " ")
    taken = take_out(manager, item, "Ya se construyó")
    assert (taken.left, taken.reason) == (True, "Ya se construyó")
    assert item.history.first().history_user == manager
    assert put_back(manager, item).left is False
    assert put_back(manager, item).reason == ""


def test_the_last_one_stays(found, manager):
    item = ItemFactory(round=found)
    with pytest.raises(Refused, match="última"):
        take_out(manager, item, "Ya se construyó")


def test_what_was_withdrawn_from_the_plan_does_not_come_back(found, manager):
    item, _other = ItemFactory(round=found, left=True, reason="Se retiró"), ItemFactory(round=found)
    project = item.measure.project
    project.state = "withdrawn"
    project.save()
    with pytest.raises(Refused, match="en vigor"):
        put_back(manager, item)


@pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
def test_only_who_manages_the_plan_chooses(found, measures, who, request):
    actor = request.getfixturevalue(who)
    item = ItemFactory(round=found)
    for act in (
        lambda: set_items(actor, found, measures),
        lambda: take_out(actor, item, "Porque sí"),
        lambda: put_back(actor, item),
    ):
        with pytest.raises(PermissionDenied):
            act()
