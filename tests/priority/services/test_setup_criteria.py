"""What can be changed of criteria, rounds and evaluators once scores may have been given."""

import pytest
from django.core.exceptions import ValidationError

from factories import (
    AssessmentFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    RoundFactory,
)
from rumbo.core.errors import NeedsReason
from rumbo.core.services import records
from rumbo.priority.models import Criterion

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    return RoundFactory(plan=plan)


@pytest.fixture
def opened(found):
    """The round with a Delphi round that was opened; its criteria come first."""
    return lambda: DelphiRoundFactory(round=found)


def _wrong(error):
    return set(error.value.error_dict)


@pytest.mark.parametrize(
    ("before", "changes", "field"),
    [
        ({}, {"scale": "interval", "low": 0, "high": 10}, "scale"),
        ({}, {"levels": "Poco\nMucho"}, "levels"),
        ({"scale": "interval", "low": 0, "high": 10}, {"high": 100.0}, "high"),
        ({"scale": "ratio", "low": 0, "high": 10}, {"low": 1.0}, "low"),
    ],
)
def test_scale_and_bounds_stay_once_opened(found, opened, manager, before, changes, field):
    criterion = CriterionFactory(round=found, **before)
    opened()
    with pytest.raises(ValidationError) as error:
        records.update(manager, criterion, changes, reason="Por claridad")
    assert _wrong(error) == {field}


def test_before_that_they_can_be_changed(found, manager):
    criterion = CriterionFactory(round=found)
    records.update(manager, criterion, {"scale": "interval", "low": 0.0, "high": 10.0})
    records.update(manager, criterion, {"high": 100.0})
    records.update(manager, criterion, {"maximise": False})


def test_texts_and_weights_can_be_mended_once_opened(found, opened, manager):
    criterion = CriterionFactory(round=found)
    opened()
    saved = records.update(manager, criterion, {"title": "Otro nombre", "text": "Otra definición", "weight": 3.0})
    assert (saved.title, saved.weight) == ("Otro nombre", 3.0)


@pytest.mark.parametrize("changes", [{"levels": "A\nB\nC\nD\nE"}, {"maximise": False}])
def test_words_of_levels_and_direction_need_a_reason_once_opened(found, opened, manager, changes):
    criterion = CriterionFactory(round=found)
    opened()
    with pytest.raises(NeedsReason):
        records.update(manager, criterion, changes)
    assert records.update(manager, criterion, changes, reason="Estaba al revés").version == 2


def test_no_criterion_is_added_once_opened(plan, found, opened, manager):
    opened()
    new = Criterion(plan=plan, round=found, title="Nuevo", levels="Poco\nMucho")
    with pytest.raises(ValidationError) as error:
        records.create(manager, new)
    assert _wrong(error) == {"round"}
    elsewhere = CriterionFactory(round=RoundFactory(plan=plan))
    with pytest.raises(ValidationError):
        records.update(manager, elsewhere, {"round": found})


def test_the_subject_stays_while_something_is_chosen(found, manager):
    ItemFactory(round=found)
    with pytest.raises(ValidationError) as error:
        records.update(manager, found, {"subject": "strategy"})
    assert _wrong(error) == {"subject"}


def test_no_fewer_delphi_rounds_than_were_held(found, manager):
    for number in (1, 2):
        DelphiRoundFactory(round=found, number=number)
    with pytest.raises(ValidationError) as error:
        records.update(manager, found, {"delphi_rounds": 1})
    assert _wrong(error) == {"delphi_rounds"}
    records.update(manager, found, {"delphi_rounds": 3})


def test_who_has_scored_stays_in_the_round(plan, found, manager):
    other = RoundFactory(plan=plan)
    scored = AssessmentFactory(delphi__round=found, evaluator__round=found, item__round=found).evaluator
    with pytest.raises(ValidationError) as error:
        records.update(manager, scored, {"round": other})
    assert _wrong(error) == {"round"}
    records.update(manager, scored, {"title": "Nombre corregido"})
    records.update(manager, EvaluatorFactory(round=found), {"round": other})
