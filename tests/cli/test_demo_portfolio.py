"""The demonstration's portfolio has every state of a project's life in it."""

import pytest

from rumbo.cli import demo
from rumbo.cli.demo_portfolio.build import TABLES
from rumbo.desk.queries.gaps import BY_CODE
from rumbo.plan.models import Plan
from rumbo.portfolio.enums import FundingSource, FundingState, PermitState, Stage, StudyKind, Verdict
from rumbo.portfolio.models import Baseline, FeasibilityStudy, Funding, Permit, Profile, Project


def values(model, name):
    return set(model.objects.values_list(name, flat=True))


@pytest.mark.integration
@pytest.mark.django_db
def test_it_shows_every_state_and_is_made_once():
    demo.build()
    demo.build()
    plan = Plan.objects.get()
    assert Profile.objects.count() == 12
    assert values(Project, "stage") == {*Stage.values}
    assert Project.objects.filter(suspended=True, number="55").exists()
    assert values(FeasibilityStudy, "kind") == {*StudyKind.values}
    assert values(FeasibilityStudy, "verdict") == {*Verdict.values}
    assert values(Funding, "source") == {*FundingSource.values}
    assert values(Funding, "status") == {*FundingState.values}
    assert values(Permit, "status") == {*PermitState.values}
    assert Baseline.objects.exists()
    for code in ("verdictless", "expired", "overdue", "missing", "vacant"):
        assert BY_CODE[code].rows(plan).exists(), code
    for _name, model in TABLES:
        assert model.objects.exists(), model
