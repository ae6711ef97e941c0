"""The demonstration's portfolio has every state of a project's life in it."""

import pytest

from rumbo.cli import demo
from rumbo.cli.demo_appraisals import WHY_MORE
from rumbo.cli.demo_portfolio.build import TABLES
from rumbo.desk.queries.gaps import BY_CODE
from rumbo.methods.appraisal import Rates
from rumbo.plan.models import Plan
from rumbo.portfolio.enums import (
    DocumentKind,
    FundingSource,
    FundingState,
    LiaisonRole,
    PassageKind,
    PermitState,
    ShareState,
    Stage,
    StudyKind,
    Verdict,
)
from rumbo.portfolio.models import (
    Appraisal,
    Baseline,
    Document,
    FeasibilityStudy,
    Funding,
    Liaison,
    Passage,
    Permit,
    Profile,
    Project,
    Share,
)
from rumbo.portfolio.queries.appraisals import report_of
from rumbo.portfolio.queries.chains import slips_of
from rumbo.portfolio.queries.spending import overspending_of_plan


def values(model, name):
    return set(model.objects.values_list(name, flat=True))


@pytest.mark.integration
@pytest.mark.django_db
def test_it_shows_every_state_and_is_made_once(built):
    demo.build()
    plan = Plan.objects.get()
    assert Profile.objects.count() == 12
    assert values(Project, "stage") == {*Stage.values}
    assert Project.objects.filter(suspended=True, number="55").exists()
    assert values(Passage, "kind") == {*PassageKind.values}
    assert values(Share, "state") == {*ShareState.values}
    assert values(Document, "kind") == {*DocumentKind.values}
    assert values(Liaison, "role") == {*LiaisonRole.values}
    assert values(FeasibilityStudy, "kind") == {*StudyKind.values}
    assert values(FeasibilityStudy, "verdict") == {*Verdict.values}
    assert values(Funding, "source") == {*FundingSource.values}
    assert values(Funding, "status") == {*FundingState.values}
    assert values(Permit, "status") == {*PermitState.values}
    assert Baseline.objects.exists()
    for code in ("verdictless", "expired", "overdue", "missing", "vacant"):
        assert BY_CODE[code].rows(plan).exists(), code
    assert {one.found.irr.kind for one in map(report_of, Appraisal.objects.all())} == {Rates.ONE, Rates.NONE}
    (beyond,) = overspending_of_plan(plan)
    assert beyond.reason == WHY_MORE
    assert slips_of(Project.objects.get(number="1"), 30)[-1].projects[0].days == 30
    for _name, model in TABLES:
        assert model.objects.exists(), model
