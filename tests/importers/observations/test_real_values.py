"""The 258 indicators and 7,172 values of the real plan, in and out again."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict

import pytest
from click.testing import CliRunner

from factories import PlanFactory
from factories.places import TerritoryFactory
from importers.plans import applied
from rumbo.cli.commands.export import command as export
from rumbo.cli.commands.import_ import command as import_
from rumbo.importers.files import gather
from rumbo.importers.services.proposing import propose
from rumbo.monitoring.models import Indicator, Observation, ObservationBatch, Series
from rumbo.places.models import Territory
from rumbo.plan.models import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
COLUMNS = ["indicator", "territory", "date", "value", "source", "notes"]


@pytest.fixture
def folder(reference_data):
    return reference_data / "indicators"


@pytest.fixture
def rows(folder):
    with (folder / "observations.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def imported(*arguments):
    called = CliRunner().invoke(import_, [*map(str, arguments), "--yes", "--json"], catch_exceptions=False)
    assert called.stdout, called.output
    return called.exit_code, json.loads(called.stdout)


def exported(*arguments):
    called = CliRunner().invoke(export, ["observations", "--format", "csv", *arguments], catch_exceptions=False)
    assert called.exit_code == 0
    reader = csv.DictReader(io.StringIO(called.stdout_bytes.decode(), newline=""))
    found = list(reader)
    assert reader.fieldnames == COLUMNS
    return found


def as_value(text):
    try:
        return float(text)
    except ValueError:
        return text


def comparable(rows):
    return [{**row, "value": as_value(row["value"])} for row in rows]


def test_on_an_empty_database_all_come_in_and_go_out_as_they_came(folder, rows):
    code, found = imported(folder)
    assert (code, found["errors"], found["format"], found["applied"]) == (0, [], "observations", True)
    assert found["details"]["new"] == {"plan": 1, "territory": 7, "indicator": 258, "observation": 7172}
    assert (Indicator.objects.count(), Observation.objects.count()) == (258, 7172)
    ordered = sorted(rows, key=lambda row: (row["indicator"], row["territory"], row["date"]))
    assert comparable(exported()) == comparable(ordered)
    assert exported() == ordered
    assert Observation.objects.filter(number=None).count() == 11
    kinds = dict(Territory.objects.values_list("title", "kind"))
    assert {"Nacional": "country", "La Laguna": "metropolitan", "Coahuila": "state", "Durango": "state"}.items() <= (
        kinds.items()
    )
    assert {kinds[name] for name in ("Torreón", "Matamoros", "Gómez Palacio")} == {"municipality"}

    code, again = imported(folder)
    assert (code, again["taken"], again["changed"], again["left"], again["unchanged"]) == (0, 0, 0, 0, 258 + 7172)
    assert again["details"]["notes"] == []
    assert (Observation.objects.count(), Plan.objects.count(), ObservationBatch.objects.count()) == (7172, 1, 1)


def test_each_table_alone_into_a_plan_that_is_there(folder, rows):
    plan = PlanFactory(key="torreon-2040")
    TerritoryFactory(key="torreon", title="Torreón", kind="municipality")
    TerritoryFactory(key="estado", title="Coahuila de Zaragoza", kind="state", code="05")
    code, values = imported(folder / "observations.csv")
    assert (code, values["details"]["new"]) == (0, {"territory": 6, "indicator": 258, "observation": 7172})
    assert any("Coahuila de Zaragoza" in note["message"] for note in values["details"]["notes"])
    code, sheets = imported(folder / "indicators.csv", "--plan", plan.key)
    assert (code, sheets["taken"], sheets["changed"]) == (0, 0, 258)
    assert len(exported("--plan", plan.key)) == len(rows)
    assert Series.objects.filter(territory__key="torreon").count() > 100
    one = Indicator.objects.get(key="economia-apertura-de-una-empresa")
    assert (one.title, one.area, one.format) == ("Apertura de una empresa", "economia", "decimal")
    assert one.frequency == "irregular"


def test_194_days_have_several_rows_and_each_is_marked(folder, rows, django_assert_max_num_queries):
    plan = PlanFactory()
    applied(gather(folder), plan)
    given = defaultdict(list)
    for row in rows:
        given[row["indicator"], row["territory"], row["date"]].append(as_value(row["value"]))
    several = {key: values for key, values in given.items() if len(values) > 1}
    assert len(several) == 194
    expected = Counter()
    for values in given.values():
        different = list(dict.fromkeys(values))
        expected["repeated"] += len(values) - len(different)
        expected["to_confirm" if len(different) > 1 else "counts"] += len(different)
    assert Counter(Observation.objects.values_list("standing", flat=True)) == +expected
    conflicts = Observation.objects.filter(standing="to_confirm").values("series", "on").distinct().count()
    assert conflicts == sum(len(set(values)) > 1 for values in several.values()) == 155
    with django_assert_max_num_queries(60):
        lines = propose(gather(folder), plan).lines
    assert {str(line.action) for line in lines} == {"unchanged"}
