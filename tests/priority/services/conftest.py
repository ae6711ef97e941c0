"""A round at work with one evaluator, two projects and two criteria."""

from types import SimpleNamespace

import pytest

from factories import CriterionFactory, DelphiRoundFactory, EvaluatorFactory, ItemFactory, RoundFactory


@pytest.fixture
def at_work(plan):
    """`one` is a criterion of five levels, `other` one of 0 to 10 points."""
    found = RoundFactory(plan=plan, phase="scoring")
    return SimpleNamespace(
        round=found,
        delphi=DelphiRoundFactory(round=found),
        one=CriterionFactory(round=found, title="Beneficio"),
        other=CriterionFactory(round=found, title="Costo", scale="interval", levels="", low=0, high=10),
        evaluator=EvaluatorFactory(round=found),
        item=ItemFactory(round=found),
        second=ItemFactory(round=found),
    )
