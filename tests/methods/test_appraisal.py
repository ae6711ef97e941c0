"""The maths of appraisal: against numpy-financial, against a public guide's worked example, and at its edges."""

import math

import numpy as np
import numpy_financial as npf
import pytest

from rumbo.methods.appraisal import Rates, appraise, equivalent_annual_cost, irr, mirr, npv, payback, rate_item

#: OMB Circular A-94 (1992), appendix B, its sample of discounting deferred costs and benefits: years 1 to 10, 7 %.
A94_COSTS = [0, 10, 20, 30, 30, 20, 10, 5, 5, 5, 5]
A94_BENEFITS = [0, 0, 0, 5, 10, 30, 40, 40, 40, 40, 25]


def flows(kind: str, count: int = 1000):
    random = np.random.default_rng(2040)
    for _number in range(count):
        years = int(random.integers(2, 31))
        flow = random.uniform(-1000, 1000, years)
        if kind == "invested first":
            flow = np.abs(flow)
            flow[0] = -random.uniform(100, 5000)
        yield flow, float(random.uniform(0.01, 0.3)), float(random.uniform(0.01, 0.3))


@pytest.mark.parametrize("kind", ["any", "invested first"])
def test_present_value_and_modified_return_equal_numpy_financial(kind):
    for flow, rate, other in flows(kind):
        assert npv(flow, rate) == pytest.approx(npf.npv(rate, flow), rel=1e-9, abs=1e-9)
        if flow.min() < 0 < flow.max():
            assert mirr(flow, rate, other) == pytest.approx(npf.mirr(flow, rate, other), rel=1e-9, abs=1e-9)


def test_the_rate_of_return_equals_numpy_financial():
    for flow, _rate, _other in flows("invested first"):
        found = irr(flow)
        assert found.kind is Rates.ONE
        assert found.value == pytest.approx(npf.irr(flow), rel=1e-9, abs=1e-9)


def test_every_rate_that_is_said_makes_the_flow_worth_nothing():
    several = 0
    for flow, _rate, _other in flows("any"):
        found = irr(flow)
        several += found.kind is Rates.SEVERAL
        for rate in found.rates:
            factors = (1 + rate) ** -np.arange(len(flow), dtype=float)
            assert abs(flow @ factors) <= 1e-6 * (np.abs(flow) @ factors)
    assert several > 100


def test_several_rates_are_said_and_none_is_chosen():
    found = irr([-100, 230, -132])  # 10 % and 20 %
    assert found.kind is Rates.SEVERAL
    assert found.rates == pytest.approx((0.10, 0.20))
    assert found.value is None


@pytest.mark.parametrize("flow", [[100, 50], [-1, -2, -3], [0, 0, 0], [5], [-100, 150, -100]])
def test_where_there_is_no_rate_none_is_guessed(flow):
    assert irr(flow).kind is Rates.NONE
    assert irr(flow).value is None


def test_a_loss_has_a_negative_rate():
    assert irr([-100, 50]).value == pytest.approx(-0.5)


def test_worked_example_of_circular_a94():
    found = appraise({"costs": [-cost for cost in A94_COSTS], "benefits": A94_BENEFITS}, 0.07)
    assert found.costs == pytest.approx(106.40, abs=0.01)
    assert found.benefits == pytest.approx(142.41, abs=0.01)
    assert found.npv == pytest.approx(36.01, abs=0.01)
    assert found.ratio == pytest.approx(142.41 / 106.40, abs=1e-3)


def test_switching_values_make_the_project_worth_nothing():
    items = {"works": [-100, 0, 0], "upkeep": [0, -5, -5], "savings": [0, 70, 80]}
    for item in appraise(items).items:
        changed = {
            name: [value * (1 + (item.switching if name == item.name else 0)) for value in flow]
            for name, flow in items.items()
        }
        assert appraise(changed).npv == pytest.approx(0, abs=1e-9)


def test_the_tornado_begins_with_what_matters_most():
    found = appraise({"a": [-10, 0], "b": [-100, 0], "c": [0, 500]}, 0.1, change=0.1)
    assert [item.name for item in found.items] == ["c", "b", "a"]
    assert found.items[1].low == pytest.approx(found.npv + 10)
    assert found.items[1].high == pytest.approx(found.npv - 10)


def test_equivalent_annual_cost_is_the_payment_that_is_worth_as_much():
    annual = equivalent_annual_cost([1000, 0, 200], 0.1, 5)
    assert npv([0] + [annual] * 5, 0.1) == pytest.approx(npv([1000, 0, 200], 0.1))
    assert equivalent_annual_cost([100, 0, 0], 0.0) == pytest.approx(50)
    with pytest.raises(ValueError, match="at least one year"):
        equivalent_annual_cost([100])


@pytest.mark.parametrize(
    ("flow", "rate", "years"),
    [([-100, 50, 50], 0, 2), ([-100, 40, 120], 0, 1.5), ([-100, 110], 0.1, 1), ([5, 5], 0, 0)],
)
def test_payback_counts_years_and_parts_of_a_year(flow, rate, years):
    assert payback(flow, rate) == pytest.approx(years)


def test_payback_counts_until_it_is_back_for_good():
    assert payback([-100, 150, -100, 60]) == pytest.approx(2 + 50 / 60)
    assert payback([-100, 20]) is None


@pytest.mark.parametrize("flow", [[], [math.nan], [1, math.inf], [[1, 2]]])
def test_what_is_no_flow_is_refused(flow):
    with pytest.raises(ValueError, match="finite numbers"):
        npv(flow)
    with pytest.raises(ValueError, match="above -1"):
        npv([1], -1)


def test_items_need_the_same_years():
    for items in ({}, {"a": [1], "b": [1, 2]}):
        with pytest.raises(ValueError, match="same years"):
            appraise(items)


def test_equivalent_annual_cost_equals_the_payment_of_numpy_financial():
    for flow, rate, _other in flows("any"):
        costs = np.abs(flow)
        expected = -npf.pmt(rate, len(costs) - 1, npf.npv(rate, costs))
        assert equivalent_annual_cost(costs, rate) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_discount_rate_is_an_item_of_the_tornado():
    flow = [-100, 60, 70]
    item = rate_item("rate", flow, 0.1, change=0.5)
    assert (item.low, item.high) == (pytest.approx(npv(flow, 0.05)), pytest.approx(npv(flow, 0.15)))
    assert npv(flow, 0.1 * (1 + item.switching)) == pytest.approx(0, abs=1e-9)
    assert item.present == 0


@pytest.mark.parametrize(("flow", "rate"), [([-1, -1], 0.1), ([-100, 230, -132], 0.1), ([-1, 2], 0.0)])
def test_without_one_rate_of_return_no_change_of_the_discount_rate_is_named(flow, rate):
    assert rate_item("rate", flow, rate).switching is None
