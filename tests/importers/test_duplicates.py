import pytest
from django.core.exceptions import PermissionDenied

from factories import (
    AssignmentFactory,
    ImprovementFactory,
    IndicatorFactory,
    OrganizationFactory,
    ResponsibilityFactory,
)
from importers.plans import applied, proposed
from rumbo.accounts.models import Organization
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.importers.files import InputFile
from rumbo.importers.models import Duplicate
from rumbo.importers.services import applying, decisions, duplicates
from rumbo.portfolio.models import Responsibility

pytestmark = pytest.mark.django_db
LIST = [InputFile("lista.csv", 'sector,name\nMedios,Fundación Azul\nMedios,"Fundación Azul, A.C."\n'.encode())]


@pytest.fixture
def pair(db):
    applied(LIST)
    return Duplicate.objects.get()


def test_likely_duplicates_are_both_made_and_kept_to_confirm(pair):
    assert (pair.first.title, pair.second.title, pair.standing) == (
        "Fundación Azul",
        "Fundación Azul, A.C.",
        "to_confirm",
    )
    again = applied(LIST)
    assert (again.counts["taken"], again.counts["changed"], again.counts["to_confirm"]) == (0, 0, 1)
    assert Duplicate.objects.count() == 1


def test_merging_hands_over_and_supersedes(pair):
    first = ResponsibilityFactory(organization=pair.second, role="accountable")
    both = ResponsibilityFactory(organization=pair.second, role="informed")
    ResponsibilityFactory(measure=both.measure, organization=pair.first, role="informed")
    kept = duplicates.merge(SYSTEM, pair, pair.first)
    pair.refresh_from_db()
    assert (kept.other_names, pair.standing) == ("Fundación Azul, A.C.", "confirmed")
    assert (pair.second.state, pair.second.superseded_by) == (State.SUPERSEDED, kept)
    assert Responsibility.objects.get(pk=first.pk).organization == kept
    assert list(both.measure.responsibilities.values_list("organization__title", "role")) == [
        ("Fundación Azul", "informed")
    ]
    again = applied(LIST)
    assert (again.counts["taken"], again.counts["changed"], again.counts["to_confirm"]) == (0, 0, 0)


def test_merging_moves_what_is_owed_and_committed_to(pair):
    owed = AssignmentFactory(organization=pair.second)
    twice = AssignmentFactory(organization=pair.second)
    AssignmentFactory(period=twice.period, measure=twice.measure, organization=pair.first)
    past = AssignmentFactory(organization=pair.second, period__phase="closed")
    promised = ImprovementFactory(organization=pair.second)
    measured = IndicatorFactory(owner=pair.second)
    duplicates.merge(SYSTEM, pair, pair.first)
    for row in (owed, twice, past, promised, measured):
        row.refresh_from_db()
    assert (owed.organization, owed.history.count()) == (pair.first, 2)
    assert (twice.organization, twice.excused) == (pair.second, "La misma organización que «Fundación Azul, A.C.»")
    assert past.organization == pair.second
    assert (promised.organization, measured.owner) == (pair.first, pair.first)


def test_two_that_are_two_are_not_proposed_again(pair):
    duplicates.keep_apart(SYSTEM, pair)
    assert applied(LIST).counts["to_confirm"] == 0
    with pytest.raises(Refused):
        duplicates.merge(SYSTEM, pair, pair.first)


def test_one_of_the_two_has_to_stay(pair):
    with pytest.raises(Refused):
        duplicates.merge(SYSTEM, pair, OrganizationFactory())


@pytest.mark.parametrize(("verdict", "states"), [("accept", ["current", "superseded"]), ("reject", ["current"] * 2)])
def test_they_can_be_decided_in_the_review(verdict, states):
    run = proposed(LIST)
    decisions.decide_all(SYSTEM, run, verdict)
    applying.apply(SYSTEM, run)
    assert list(Organization.objects.order_by("state").values_list("state", flat=True)) == states
    assert Duplicate.objects.get().standing == {"accept": "confirmed", "reject": "rejected"}[verdict]


@pytest.mark.parametrize("who", ["outsider", "reader", "editor"])
def test_only_who_manages_a_plan_may_decide(request, who, pair):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        duplicates.merge(actor, pair, pair.first)
    with pytest.raises(PermissionDenied):
        duplicates.keep_apart(actor, pair)
    pair.refresh_from_db()
    assert pair.standing == "to_confirm"
