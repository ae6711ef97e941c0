"""Baselines and targets: after the baseline, the right way, and what was there before stays with its reason."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import GoalFactory, IndicatorFactory, SeriesFactory, TargetFactory, TerritoryFactory
from rumbo.core.errors import Refused
from rumbo.monitoring.models import Series, Target
from rumbo.monitoring.queries.paths import points_given, points_in_use
from rumbo.monitoring.queries.status_inputs import inputs_of
from rumbo.monitoring.services import targets

pytestmark = pytest.mark.django_db
BASE, DUE = datetime.date(2020, 12, 31), datetime.date(2040, 12, 31)


@pytest.fixture
def series(plan, axis):
    return SeriesFactory(
        indicator__plan=plan, indicator__axis=axis, baseline_value=Decimal(40), baseline_on=BASE, indicator__unit="%"
    )


def test_a_series_is_made_once(plan, manager):
    indicator, territory = IndicatorFactory(plan=plan), TerritoryFactory()
    first = targets.open_series(manager, indicator, territory)
    assert targets.open_series(manager, indicator, territory) == first
    assert first.history.get().history_user == manager
    indicator.state = "withdrawn"
    with pytest.raises(Refused, match="no está vigente"):
        targets.open_series(manager, indicator, TerritoryFactory())


def test_a_target_of_the_right_axis(series, editor):
    target = targets.set_target(editor, series, value=Decimal("82.5"), on=DUE)
    assert (target.value, target.on, target.history.get().history_user) == (Decimal("82.5"), DUE, editor)


@pytest.mark.parametrize("who", ["reader", "other_editor", "outsider"])
def test_who_may_not_edit_the_indicator(series, who, request):
    person, target = request.getfixturevalue(who), TargetFactory(series=series)
    for act in (
        lambda: targets.open_series(person, series.indicator, TerritoryFactory()),
        lambda: targets.set_baseline(person, series, value=Decimal(1), on=BASE),
        lambda: targets.set_target(person, series, value=Decimal(82), on=DUE),
        lambda: targets.replace_target(person, target, value=Decimal(82), on=DUE, reason="Así"),
        lambda: targets.drop_target(person, target, reason="Así"),
        lambda: targets.link_goals(person, series, []),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Target.objects.get() == target


@pytest.mark.parametrize(
    ("value", "on", "words"),
    [
        (82, BASE, "después de la línea base"),
        (82, datetime.date(2019, 1, 1), "después de la línea base"),
        (39, DUE, "por debajo de la línea base"),
        (82, datetime.date(2151, 1, 1), "hasta el"),
        (Decimal(10) ** 20, DUE, "demasiado grande"),
        (Decimal("NaN"), DUE, "demasiado grande"),
    ],
)
def test_targets_that_cannot_be(series, manager, value, on, words):
    with pytest.raises(Refused, match=words):
        targets.set_target(manager, series, value=Decimal(value), on=on)
    assert not Target.objects.exists()


def test_less_is_better(series, manager):
    series.indicator.direction = "falling"
    series.indicator.save()
    with pytest.raises(Refused, match="por encima de la línea base"):
        targets.set_target(manager, series, value=Decimal(41), on=DUE)
    targets.set_target(manager, series, value=Decimal(10), on=DUE)


def test_what_is_only_watched_or_has_no_baseline_has_no_target(series, manager):
    Series.objects.filter(pk=series.pk).update(baseline_on=None, baseline_value=None)
    with pytest.raises(Refused, match="primero la línea base"):
        targets.set_target(manager, series, value=Decimal(82), on=DUE)
    series.indicator.direction = "neither"
    series.indicator.save()
    with pytest.raises(Refused, match="hacia dónde es mejor"):
        targets.set_target(manager, series, value=Decimal(82), on=DUE)


def test_one_target_a_day(series, manager):
    targets.set_target(manager, series, value=Decimal(82), on=DUE)
    with pytest.raises(Refused, match="Ya hay un valor meta"):
        targets.set_target(manager, series, value=Decimal(83), on=DUE)


def test_the_old_target_stays_beside_the_new_with_the_reason(series, manager):
    old = targets.set_target(manager, series, value=Decimal(82), on=DUE)
    new = targets.replace_target(manager, old, value=Decimal(75), on=DUE, reason=" Hubo  menos dinero ")
    old.refresh_from_db()
    assert (old.value, old.replaced_by, old.reason, old.dropped) == (82, new, "Hubo menos dinero", False)
    assert (new.value, new.replaced_by) == (75, None)
    with pytest.raises(Refused, match="ya no está vigente"):
        targets.replace_target(manager, old, value=Decimal(70), on=DUE, reason="Otra vez")


@pytest.mark.parametrize(("value", "reason", "words"), [(75, " ", "Di por qué"), (82, "Así", "Nada cambia")])
def test_replacing_for_no_reason_or_by_the_same(series, manager, value, reason, words):
    old = targets.set_target(manager, series, value=Decimal(82), on=DUE)
    with pytest.raises(Refused, match=words):
        targets.replace_target(manager, old, value=Decimal(value), on=DUE, reason=reason)
    old.refresh_from_db()
    assert old.replaced_by is None


def test_a_target_moves_to_another_day(series, manager):
    old = targets.set_target(manager, series, value=Decimal(82), on=DUE)
    targets.set_target(manager, series, value=Decimal(60), on=datetime.date(2030, 12, 31))
    with pytest.raises(Refused, match="Ya hay un valor meta"):
        targets.replace_target(manager, old, value=Decimal(82), on=datetime.date(2030, 12, 31), reason="Antes")
    targets.replace_target(manager, old, value=Decimal(82), on=datetime.date(2035, 12, 31), reason="Antes")


def test_a_dropped_target_stays_on_record(series, manager):
    old = targets.set_target(manager, series, value=Decimal(82), on=DUE)
    targets.drop_target(manager, old, reason="Ya no se mide")
    old.refresh_from_db()
    assert (old.dropped, old.reason) == (True, "Ya no se mide")
    with pytest.raises(Refused, match="ya no está vigente"):
        targets.drop_target(manager, old, reason="Otra vez")
    assert targets.set_target(manager, series, value=Decimal(90), on=DUE).pk != old.pk


def test_the_baseline(series, manager):
    targets.set_target(manager, series, value=Decimal(82), on=DUE)
    later = datetime.date(2022, 12, 31)
    with pytest.raises(Refused, match="Di por qué"):
        targets.set_baseline(manager, series, value=Decimal(45), on=later)
    with pytest.raises(Refused, match="Ya hay un valor meta para"):
        targets.set_baseline(manager, series, value=Decimal(45), on=DUE, reason="Así")
    with pytest.raises(Refused, match="por debajo de la línea base"):
        targets.set_baseline(manager, series, value=Decimal(90), on=later, reason="Así")
    done = targets.set_baseline(manager, series, value=Decimal(45), on=later, path="stepped", reason="Nuevo censo")
    done.refresh_from_db()
    assert (done.baseline_value, done.baseline_on, done.path) == (45, later, "stepped")
    assert done.history.first().history_change_reason == "Nuevo censo"


def test_goals_of_the_same_plan(series, manager, axis):
    goal = GoalFactory(objective__theme__axis=axis)
    targets.link_goals(manager, series, [goal])
    assert list(series.goals.all()) == [goal]
    with pytest.raises(Refused, match="mismo plan"):
        targets.link_goals(manager, series, [GoalFactory()])
    targets.link_goals(manager, series, [])
    assert not series.goals.exists()


OWN = [(datetime.date(2028, 12, 31), Decimal("52.5")), (datetime.date(2025, 12, 31), Decimal(42))]


def test_a_path_of_its_own(series, editor):
    TargetFactory(series=series, value=82, on=DUE)
    targets.set_own_path(editor, series, OWN)
    series.refresh_from_db()
    assert series.path == "own"
    assert series.path_points == [{"on": "2025-12-31", "value": 42.0}, {"on": "2028-12-31", "value": 52.5}]
    assert series.history.first().history_user == editor
    with pytest.raises(Refused, match="por qué"):
        targets.set_own_path(editor, series, OWN[:1])
    targets.set_own_path(editor, series, OWN[:1], reason="El primer tramo se licitó tarde")
    assert series.history.first().history_change_reason == "El primer tramo se licitó tarde"
    assert len(Series.objects.get().path_points) == 1


@pytest.mark.parametrize(
    ("on", "value", "words"),
    [
        (BASE, 50, "no es posterior a la línea base"),
        (datetime.date(2019, 1, 1), 50, "no es posterior a la línea base"),
        (DUE, 50, "no es anterior al último valor meta"),
        (datetime.date(2041, 1, 1), 50, "no es anterior al último valor meta"),
        (datetime.date(2030, 12, 31), 50, "ya hay un valor meta u otro punto"),
        (datetime.date(2028, 12, 31), 50, "ya hay un valor meta u otro punto"),
        (datetime.date(2029, 12, 31), 39, "39 es peor que la línea base"),
        (datetime.date(2029, 12, 31), Decimal("1e20"), "demasiado grande"),
        (datetime.date(2029, 12, 31), Decimal("NaN"), "demasiado grande"),
    ],
)
def test_points_that_are_wrong(series, editor, on, value, words):
    TargetFactory(series=series, value=60, on=datetime.date(2030, 12, 31))
    TargetFactory(series=series, value=82, on=DUE)
    given = [*OWN, (on, Decimal(value))]
    with pytest.raises(Refused, match=words):
        targets.set_own_path(editor, series, given)
    assert [bool(told) for told in targets.wrong_points(series, given)] == [False, False, True]
    assert Series.objects.get().path_points == []


def test_where_less_is_better_a_point_is_not_above_the_baseline(series, editor):
    series.indicator.direction = "falling"
    series.indicator.save()
    TargetFactory(series=series, value=10, on=DUE)
    with pytest.raises(Refused, match="41 es peor"):
        targets.set_own_path(editor, series, [(OWN[0][0], Decimal(41))])
    targets.set_own_path(editor, series, [(OWN[0][0], Decimal(40))])


def test_a_path_needs_both_ends_and_who_may_edit(series, editor, reader):
    with pytest.raises(Refused, match="una línea base y un valor meta"):
        targets.set_own_path(editor, series, OWN)
    TargetFactory(series=series, value=82, on=DUE)
    with pytest.raises(PermissionDenied):
        targets.set_own_path(reader, series, OWN)


def test_points_that_targets_left_behind_do_not_count(series, editor):
    near = TargetFactory(series=series, value=60, on=datetime.date(2028, 12, 31))
    far = TargetFactory(series=series, value=82, on=DUE)
    targets.set_own_path(editor, series, [OWN[1], (datetime.date(2035, 12, 31), Decimal(70))])
    series.refresh_from_db()
    both = [near.on, far.on]
    assert [on.year for on, _value in points_in_use(series, both)] == [2025, 2035]
    assert [on.year for on, _value in points_in_use(series, [near.on])] == [2025]
    assert points_in_use(series, []) == []
    assert [on.year for on, _value in points_given(series)] == [2025, 2035]
    (aim,) = inputs_of(series.indicator.plan, datetime.date(2026, 1, 1)).aims.values()
    assert aim.expected_on(OWN[1][0]) == 42.0
    targets.set_baseline(
        editor, series, value=Decimal(40), on=datetime.date(2026, 1, 1), path="linear", reason="Recta"
    )
    assert points_in_use(Series.objects.get(), both) == []
