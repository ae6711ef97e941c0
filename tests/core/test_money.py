from decimal import Decimal

import pytest
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factories import ProjectFactory
from rumbo.portfolio.models import Estimate

amounts = some.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2)


@pytest.fixture
def project(db):
    return ProjectFactory()


def add(project, amount, number=0):
    return Estimate.objects.create(
        plan=project.plan, project=project, key=f"e-{number}", title="Obra", year=2027, price_year=2026, amount=amount
    )


@given(some.lists(amounts, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_sums_in_the_database_are_exact(project, found):
    Estimate.objects.all().delete()
    for number, amount in enumerate(found):
        add(project, amount, number)
    rows = Estimate.objects.filter(project=project)
    assert rows.aggregate(total=Sum("amount"))["total"] == sum(found)
    assert sorted(row.amount for row in rows) == sorted(found)


def test_amounts_are_compared_and_changed_as_money(project):
    add(project, Decimal("0.10"), 1)
    add(project, Decimal("0.20"), 2)
    assert Estimate.objects.filter(amount__gt=Decimal("0.15")).count() == 1
    assert Estimate.objects.aggregate(total=Sum("amount"))["total"] == Decimal("0.30")
    Estimate.objects.update(amount=F("amount") + F("amount"))
    assert sorted(row.amount for row in Estimate.objects.all()) == [Decimal("0.20"), Decimal("0.40")]


def test_the_history_keeps_amounts(project):
    estimate = add(project, Decimal("12.34"))
    assert estimate.history.get().amount == Decimal("12.34")
