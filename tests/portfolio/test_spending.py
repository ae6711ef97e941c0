"""What is spent counts to the cent, everywhere alike; beyond what is committed it needs a reason, which stays."""

import itertools
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import ContractFactory, EstimateFactory, FundingFactory, MilestoneFactory, PlanFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import NeedsReason
from rumbo.core.services import records
from rumbo.portfolio.enums import FundingState
from rumbo.portfolio.models import Contract, Funding
from rumbo.portfolio.queries.budget import budget_of, budget_rows, by_source, by_state
from rumbo.portfolio.queries.project_parts import money_of
from rumbo.portfolio.queries.schedules import worth_of
from rumbo.portfolio.queries.spending import overspending_of, overspending_of_plan

pytestmark = pytest.mark.django_db
CENTS = st.integers(0, 10**15 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.fixture
def project():
    return ProjectFactory(plan=PlanFactory(start_year=2025, end_year=2040))


def funding(project, **values):
    return Funding(plan=project.plan, project=project, title="Fondo", source="state", year=2027, **values)


def doubts(project, **values):
    with pytest.raises(NeedsReason) as refused:
        records.create(SYSTEM, funding(project, **values))
    return refused.value.doubts


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(CENTS, st.sampled_from(FundingState.values), st.none() | CENTS),
        min_size=1,
        max_size=6,
    )
)
def test_the_database_adds_what_python_does(rows):
    project = ProjectFactory()
    made = [
        FundingFactory(project=project, amount=amount, status=status, spent=spent, year=2027)
        for amount, status, spent in rows
    ]
    spent = sum((one.spent_amount for one in made), Decimal(0))
    sure = sum((one.sure_amount for one in made), Decimal(0))
    whole = sum((max(one.amount, one.spent_amount) for one in made), Decimal(0))
    total = budget_of(project.plan).whole.total
    assert (total.sure, total.spent) == (sure, spent)
    assert sum(cell.sure for _, _, cell in budget_rows(project.plan)) == sure
    by_kind = by_state(project.plan)
    assert sum(line.amount for line in by_kind) == whole
    assert sum(line.sure for line in by_kind) == sure
    assert sum(line.amount for line in by_source(project.plan)) == whole
    money = money_of([], made)
    assert (money.total, money.sure) == (whole, sure)


def test_part_of_an_amount_is_spent(project):
    FundingFactory(project=project, amount=100, status="committed", spent=Decimal("30.50"), year=2027)
    FundingFactory(project=project, amount=50, status="spent", year=2027)
    FundingFactory(project=project, amount=40, status="spent", spent=10, year=2027)
    found = {line.label: line.amount for line in by_state(project.plan)}
    assert found == {"Comprometido": Decimal("99.50"), "Ejercido": Decimal("90.50")}


def test_the_actual_cost_is_what_is_spent(project):
    MilestoneFactory(project=project)
    EstimateFactory(project=project, amount=1000)
    FundingFactory(project=project, amount=100, status="committed")
    assert not isinstance(worth_of(project).figures.ac, Decimal)
    FundingFactory(project=project, amount=100, status="committed", spent=30)
    FundingFactory(project=project, amount=5, status="spent")
    assert worth_of(project).figures.ac == 35


def test_spending_above_the_row_needs_a_reason(project):
    said = doubts(project, amount=100, status="committed", spent=Decimal("120.50"))
    assert said == ["Se han ejercido $120.50 y el renglón tiene $100.00."]
    row = funding(project, amount=100, status="committed", spent=Decimal("120.50"))
    records.create(SYSTEM, row, reason="Subió el acero.")
    (found,) = overspending_of(project, [row], [])
    assert (found.row, found.reason) == (row, "Subió el acero.")


@pytest.mark.parametrize("status", ["identified", "requested", "authorized"])
def test_spending_before_it_is_committed_needs_a_reason(project, status):
    assert "todavía no está comprometido" in doubts(project, amount=100, status=status, spent=1)[0]


def test_spending_above_the_contracts_needs_a_reason(project):
    records.create(SYSTEM, funding(project, amount=100, status="spent"))  # no contract, nothing to compare with
    contract = ContractFactory(project=project, amount=150)
    assert doubts(project, amount=60, status="committed", spent=51) == [
        "El proyecto ha ejercido $151.00 y sus contratos suman $150.00."
    ]
    records.create(SYSTEM, funding(project, amount=60, status="committed", spent=50))
    with pytest.raises(NeedsReason):
        records.update(SYSTEM, contract, {"amount": Decimal(149)})
    records.update(SYSTEM, contract, {"amount": Decimal(149)}, reason="Se descontó una multa.")
    (found,) = overspending_of_plan(project.plan)
    assert (found.row, found.reason) == (None, "Se descontó una multa.")


def test_what_was_known_is_not_asked_again(project):
    row = funding(project, amount=100, status="committed", spent=120)
    records.create(SYSTEM, row, reason="Subió el acero.")
    row = records.update(SYSTEM, row, {"title": "Fondo metropolitano"})
    with pytest.raises(NeedsReason):
        records.update(SYSTEM, row, {"spent": Decimal(130)})
    assert overspending_of(project, [row], [])[0].reason == "Subió el acero."
    row = records.update(SYSTEM, row, {"spent": Decimal(130)}, reason="Y el cemento.")
    assert overspending_of(project, [row], [])[0].reason == "Y el cemento."


def test_a_reason_is_not_blank(project):
    with pytest.raises(NeedsReason):
        records.create(SYSTEM, funding(project, amount=1, status="committed", spent=2), reason="  ")


def test_withdrawn_rows_do_not_count(project):
    FundingFactory(project=project, amount=100, status="committed", spent=120, state="withdrawn")
    ContractFactory(project=project, amount=1, state="withdrawn")
    assert overspending_of_plan(project.plan) == []
    records.create(SYSTEM, funding(project, amount=100, status="spent"))


def test_years_of_before_and_after_the_plan(project):
    with pytest.raises(ValidationError) as refused:
        records.create(SYSTEM, _year(project, 2041))
    assert "2040" in refused.value.message_dict["year"][0]
    with pytest.raises(NeedsReason):
        records.create(SYSTEM, _year(project, 2024))
    records.create(SYSTEM, _year(project, 2024), reason="Se ejerció antes de que hubiera plan.")
    EstimateFactory(project=project, year=2024).full_clean(exclude=["measure"])


def _year(project, year):
    row = funding(project, amount=1, status="identified")
    row.year = year
    return row


def test_the_plan_lists_it_in_the_same_queries(project, django_assert_max_num_queries):
    for number, _ in itertools.product(range(4), range(3)):
        one = project if number == 0 else ProjectFactory(program=project.program, plan=project.plan)
        FundingFactory(project=one, amount=100, status="committed", spent=120)
        ContractFactory(project=one, amount=10)
    with django_assert_max_num_queries(8):
        assert len(overspending_of_plan(project.plan)) == 12 + 10  # each row, and each project


@pytest.mark.parametrize(
    "ocid", ["ocds-abc-1", "OCDS-abc123-1", "ocds-abc123-", "ocds-abc123", "otro", "ocds-abc12é-1"]
)
def test_what_is_no_ocds_id_is_refused(project, ocid):
    row = Contract(plan=project.plan, project=project, title="Obra", amount=1, ocid=ocid)
    with pytest.raises(ValidationError) as refused:
        records.create(SYSTEM, row)
    assert "ocds-a1b2c3" in refused.value.message_dict["ocid"][0]


def test_a_contract_ends_after_it_is_signed(project):
    values = {"title": "Obra", "amount": 1, "ocid": "ocds-abc123-LPN/4 2026".replace(" ", "-")}
    row = Contract(plan=project.plan, project=project, signed_on="2026-05-02", ends_on="2026-05-01", **values)
    with pytest.raises(ValidationError) as refused:
        records.create(SYSTEM, row)
    assert "ends_on" in refused.value.message_dict
    records.create(
        SYSTEM, Contract(plan=project.plan, project=project, signed_on="2026-05-02", ends_on="2026-05-02", **values)
    )


@pytest.mark.parametrize(
    ("before", "changes", "said"),
    [
        ({"spent": 80}, {"spent": Decimal(70)}, "Se habían ejercido $80.00 y ahora serían $70.00"),
        ({"spent": 80}, {"spent": None}, "ahora serían $0.00"),
        ({"status": "spent"}, {"status": "committed"}, "Se habían ejercido $100.00 y ahora serían $0.00"),
        ({"status": "spent"}, {"amount": Decimal(90)}, "ahora serían $90.00"),
    ],
)
def test_less_spent_than_before_asks_why_and_keeps_the_reason(project, before, changes, said):
    row = records.create(SYSTEM, funding(project, **{"amount": 100, "status": "committed"} | before))
    with pytest.raises(NeedsReason) as asked:
        records.update(SYSTEM, row, changes)
    (sentence,) = asked.value.message_dict["reason"]
    assert said in sentence
    records.update(SYSTEM, row, changes, reason="Se devolvió una parte.")
    assert Funding.history.first().history_change_reason == "Se devolvió una parte."


def test_as_much_or_more_spent_asks_nothing(project):
    row = records.create(SYSTEM, funding(project, amount=100, status="spent"))
    row = records.update(SYSTEM, row, {"spent": Decimal(100), "status": "committed"})
    row = records.update(SYSTEM, row, {"amount": Decimal(150), "title": "Fondo"})
    assert records.update(SYSTEM, row, {"spent": Decimal(120)}).spent == 120


def test_spending_goes_back_to_an_earlier_version_with_that_as_its_reason(project):
    row = records.create(SYSTEM, funding(project, amount=100, status="committed", spent=10))
    past = row.history.get().history_id
    row = records.update(SYSTEM, row, {"spent": Decimal(20)})
    assert records.restore(SYSTEM, row, past).spent == 10
    assert Funding.history.first().history_change_reason == "Regreso a una versión anterior"
