"""A round with votes, its projects and their costs; people with their browsers."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.cache import cache, caches
from django.utils import timezone

from desk.conftest import EVERYBODY, anonymous, answers, browser, statuses, superuser
from factories import AxisFactory, EstimateFactory, ProjectFactory, TerritoryFactory
from factories.priority import ApprovalBallotFactory, ItemFactory, RoundFactory

__all__ = ("EVERYBODY", "anonymous", "answers", "browser", "statuses", "superuser")


@pytest.fixture
def uncounted():
    """Nobody wrote a mail yet, and no result is kept."""
    cache.clear()
    caches["results"].clear()


@pytest.fixture
def lerdo(plan):
    return _municipality(plan, "lerdo", "Lerdo")


@pytest.fixture
def matamoros(plan):
    return _municipality(plan, "matamoros", "Matamoros")


def _municipality(plan, key, title):
    if plan.territory is None:
        plan.territory = TerritoryFactory(key="laguna", title="La Laguna", kind="metropolitan")
        plan.save()
    return TerritoryFactory(key=key, title=title, kind="municipality", parent=plan.territory)


@pytest.fixture
def vote(plan, uncounted):
    """A published round whose votes are open yesterday, today and tomorrow, for a million."""
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    return RoundFactory(
        plan=plan,
        key="ronda",
        title="Ronda del agua",
        is_published=True,
        votes_from=today - day,
        votes_until=today + day,
        votes_budget=Decimal(1_000_000),
    )


@pytest.fixture
def closed(vote):
    """The same, once its last day is over."""

    def close():
        vote.votes_from = timezone.localdate() - datetime.timedelta(days=9)
        vote.votes_until = timezone.localdate() - datetime.timedelta(days=2)
        vote.save()
        return vote

    return close


@pytest.fixture
def add(vote, axis):
    """Put a project of the axis into the round: ``add("204", 600_000)``; without a cost it has no estimate."""

    def put(key, cost=None, of=None, **fields):
        theme_axis = of or axis
        project = ProjectFactory(program__theme__axis=theme_axis, number=key, key=key, title=f"Obra {key}", **fields)
        if cost is not None:
            EstimateFactory(project=project, amount=cost)
        item = ItemFactory(round=vote, measure=project.measure)
        item.project = project
        return item

    return put


@pytest.fixture
def ballots(vote):
    """Put ballots into the round: ``ballots(7, [one, two], lerdo)``."""

    def put(number, items, territory=None, kind="public"):
        votes = {str(item.pk): 1 for item in items}
        for _n in range(number):
            ApprovalBallotFactory(round=vote, votes=votes, territory=territory, kind=kind)

    return put


@pytest.fixture
def second_axis(plan):
    return AxisFactory(plan=plan, key="calles", title="Calles")
