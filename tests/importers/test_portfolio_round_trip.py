"""A portfolio goes out as a workbook and comes in again: nothing changes, whatever it says."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories import (
    GoalFactory,
    ObjectiveFactory,
    OrganizationFactory,
    ProgramFactory,
    TerritoryFactory,
    ThemeFactory,
)
from importers.books import given as files_of
from importers.books import written
from importers.plans import proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.importers.records import model_of
from rumbo.importers.schema import LIFE
from rumbo.importers.services import applying
from rumbo.importers.services.proposing import propose
from rumbo.importers.snapshot import snapshot
from rumbo.portfolio.enums import FundingSource, FundingState, Level, PermitState, StudyKind, Verdict
from rumbo.portfolio.models import Batch, Project
from rumbo.portfolio.services.responsibilities import assign

ODD = (
    '=HYPERLINK("http://x.example","y")',
    "+52 871 000 00 00",
    "-1",
    "@nadie",
    "_x0041_ y _x005F_",
    " con  espacios ",
    "línea\notra\r\ny otra\n",
    "a\u2028b\x85c",
    "\t",
    "<b>no</b> & «sí»",
    "1.10",
    "007",
    "12/03/2027",
    "Sí",
    "😀 ñandú",
    "\ufffe\x01",
    "'comilla",
)
LONG = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
)
SHORT = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
).map(lambda text: text.replace("\ufffe\x01", "x") if text.strip("\ufffe\x01\t ") else "Algo")
TITLE = SHORT.filter(lambda text: any(char.isalnum() for char in text))
DAY = st.dates(datetime.date(2026, 1, 1), datetime.date(2039, 12, 31))
MAY_BE_DAY = st.none() | DAY
CENTS = st.integers(0, 999_999_999_999_999).map(lambda cents: Decimal(cents).scaleb(-2))
YEAR = st.integers(2026, 2039)


def one(**fields):
    return st.fixed_dictionaries({"title": TITLE, "text": LONG, **fields})


PROJECT = one(
    term=st.sampled_from(["", "short", "long"]),
    tags=st.sampled_from(["", "agua", "agua; obra", "=1; ñ"]),
    under_way=st.booleans(),
    number=st.sampled_from(["", "7", "007", "1.10", "A-2"]),
)
PARTS = {
    "component": one(),
    "profile": st.fixed_dictionaries(
        {
            "problem": LONG,
            "population": LONG,
            "text": LONG,
            "results": LONG,
            "sustainability": LONG,
            "beneficiaries": st.none() | st.integers(1, 2_000_000),
        }
    ),
    "study": one(
        kind=st.sampled_from(StudyKind.values),
        verdict=st.sampled_from(Verdict.values),
        author=SHORT,
        date=DAY,
        evidence=st.sampled_from(["", "https://example.org/a?b=c&d=ñ"]),
    ),
    "estimate": one(year=YEAR, price_year=YEAR, amount=CENTS),
    "funding": one(
        source=st.sampled_from(FundingSource.values),
        year=YEAR,
        amount=CENTS,
        status=st.sampled_from(FundingState.values),
        spent=st.none() | CENTS,
    ),
    "milestone": one(
        starts_on=st.just(datetime.date(2026, 1, 1)),
        ends_on=DAY,
        weight=st.integers(1, 1000),
        progress=st.integers(0, 100),
        done_on=MAY_BE_DAY,
    ),
    "permit": one(authority=SHORT, status=st.sampled_from(PermitState.values), granted_on=MAY_BE_DAY),
    "risk": one(
        probability=st.sampled_from(Level.values),
        impact=st.sampled_from(Level.values),
        owner=SHORT,
        reviewed_on=MAY_BE_DAY,
    ),
    "position": one(person=SHORT, dedication=st.none() | st.integers(0, 100), from_day=MAY_BE_DAY),
    "contract": one(contractor=SHORT, signed_on=MAY_BE_DAY, amount=CENTS),
}
PORTFOLIO = st.fixed_dictionaries({kind: st.lists(found, max_size=2) for kind, found in PARTS.items()})


def make(plan, program, projects, parts) -> None:
    """Write a portfolio through the services, each part under one of the projects."""
    made = []
    numbers = set()
    for values in projects:
        number = values["number"] if values["number"] not in numbers else ""
        numbers.add(number)
        made.append(records.create(SYSTEM, Project(plan=plan, program=program, **{**values, "number": number})))
    made[0].territories.set([TerritoryFactory(), TerritoryFactory()])
    organization = OrganizationFactory()
    for role in ("accountable", "informed"):
        assign(SYSTEM, made[0], organization, role)
    steps = []
    for kind, rows in parts.items():
        for place, values in enumerate(rows):
            project = made[place % len(made)]
            if kind == "profile" and place >= len(made):
                continue
            part = records.create(SYSTEM, model_of(kind)(plan=plan, project=project, **values), reason="Prueba")
            if kind == "study":
                condition = model_of("condition")(plan=plan, study=part, title=values["title"], due_on=values["date"])
                records.create(SYSTEM, condition)
            elif kind == "milestone":
                steps.append(part)
            elif kind == "profile":
                theme = program.theme
                goal = GoalFactory(plan=plan, objective=ObjectiveFactory(plan=plan, theme=theme))
                records.update(SYSTEM, part, {"goals": [goal], "objectives": [goal.objective]})
    if len(steps) > 1:
        records.update(SYSTEM, steps[1], {"after": [steps[0]]})


@pytest.mark.django_db
@given(projects=st.lists(PROJECT, min_size=1, max_size=2), parts=PORTFOLIO, portfolio=st.booleans())
@settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
def test_a_portfolio_comes_back_without_a_change(plan, axis, projects, parts, portfolio):
    with transaction.atomic():
        make(plan, ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis)), projects, parts)
        files = files_of(written(plan, portfolio=portfolio))
        before = snapshot(plan).rows
        proposal = propose(files, plan)
        assert proposal.problems == []
        assert {(line.action, line.write) for line in proposal.lines if line.action != "note"} == {("unchanged", "")}
        applying.apply(SYSTEM, proposed(files, plan))
        assert snapshot(plan).rows == before
        assert not Batch.objects.exists()
        transaction.set_rollback(True)


def test_all_kinds_of_the_life_of_a_project_are_in_the_random_portfolios():
    assert {*PARTS, "condition"} == {*LIFE, "component"}
