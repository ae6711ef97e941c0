from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factories import ProgramFactory, ProjectFactory, TerritoryFactory, ThemeFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.portfolio.enums import ShareState
from rumbo.portfolio.models import Share, Split
from rumbo.portfolio.services.shares import Part, agree, split_project

DAY = datetime.date(2026, 6, 30)


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis)))


@pytest.fixture
def places(db):
    return [TerritoryFactory() for _n in range(3)]


def halves(places, cost=Decimal(500), people=50):
    return [Part(place, cost, people) for place in places[:2]]


def test_shares_that_add_up_are_kept(editor, project, places):
    split = split_project(editor, project, Decimal(1000), 100, halves(places), reason="Convenio")
    assert [(share.territory, share.cost) for share in split.shares.all()] == [
        (places[0], Decimal(500)),
        (places[1], Decimal(500)),
    ]
    assert split.shares.first().history.get().history_change_reason == "Convenio"


@pytest.mark.parametrize(
    ("cost", "people", "gap"),
    [("1000.01", 100, "0.01"), ("999", 100, "1"), ("1000", 90, "10"), ("1000", 103, "3")],
)
def test_shares_that_do_not_add_up_are_refused_by_how_much(editor, project, places, cost, people, gap):
    split_project(editor, project, Decimal(1000), 100, halves(places))
    with pytest.raises(Refused, match=rf"\b{gap}\b"):
        split_project(editor, project, Decimal(cost), people, halves(places))
    assert Split.objects.get().cost == Decimal(1000)


def test_a_place_has_one_share_and_none_is_below_zero(editor, project, places):
    twice = [Part(places[0], Decimal(5)), Part(places[0], Decimal(5))]
    below = [Part(places[0], Decimal(15)), Part(places[1], Decimal(-5))]
    for parts in (twice, below):
        with pytest.raises(Refused):
            split_project(editor, project, Decimal(10), 0, parts)
    assert not Split.objects.exists()


def test_each_government_agrees_to_its_own_share_for_its_own_term(editor, project, places):
    split = split_project(editor, project, Decimal(1000), 100, halves(places))
    first, second = split.shares.all()
    with pytest.raises(Refused):
        agree(editor, first, on=DAY, administration=" ")
    with pytest.raises(Refused):
        agree(editor, second, on=DAY, administration="2025-2027", agreed=False)
    agree(editor, first, on=DAY, administration="2025-2027", minutes="Cabildo 12")
    agree(editor, second, on=DAY, administration="2025-2027", agreed=False, reason="Sin presupuesto")
    assert list(Share.objects.values_list("state", flat=True)) == [ShareState.AGREED, ShareState.REJECTED]


def test_a_share_that_changes_is_agreed_anew_and_the_others_stay(editor, project, places):
    split = split_project(editor, project, Decimal(1000), 100, halves(places))
    for share in split.shares.all():
        agree(editor, share, on=DAY, administration="2025-2027")
    parts = [Part(places[0], Decimal(500), 50), Part(places[1], Decimal(300), 50), Part(places[2], Decimal(200), 0)]
    split_project(editor, project, Decimal(1000), 100, parts)
    states = {share.territory: (share.state, share.administration) for share in Share.objects.all()}
    assert states == {
        places[0]: (ShareState.AGREED, "2025-2027"),
        places[1]: (ShareState.PROPOSED, ""),
        places[2]: (ShareState.PROPOSED, ""),
    }


def test_the_second_of_two_who_split_it_looks_again(editor, project, places):
    split = split_project(editor, project, Decimal(1000), 100, halves(places))
    split_project(editor, project, Decimal(1000), 100, halves(places), expected_version=split.version)
    with pytest.raises(Refused):
        split_project(editor, project, Decimal(1000), 100, halves(places), expected_version=split.version)


@pytest.mark.parametrize("who", ["reader", "other_editor", "outsider"])
def test_others_split_nothing(request, who, project, places):
    share = split_project(SYSTEM, project, Decimal(1000), 100, halves(places)).shares.first()
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        split_project(person, project, Decimal(0), 0, [])
    with pytest.raises(PermissionDenied):
        agree(person, share, on=DAY, administration="2025-2027")


amounts = some.decimals(min_value=0, max_value=1000, places=2)


@given(some.lists(some.tuples(amounts, some.lists(amounts, max_size=3)), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_whatever_is_tried_the_shares_that_are_kept_add_up(project, places, tries):
    for cost, costs in tries:
        parts = [Part(place, one) for place, one in zip(places, costs, strict=False)]
        try:
            split_project(SYSTEM, project, cost, 0, parts)
        except Refused:
            assert parts
            assert sum(costs) != cost
        split = Split.objects.filter(project=project).first()
        kept = list(split.shares.all()) if split else []
        assert not kept or sum(share.cost for share in kept) == split.cost
