"""Writes the indicators of the demonstration from the table beside this file, through the services."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.cli.demo_indicators.values import day_of, series_of, targets_of
from rumbo.core.services import records
from rumbo.monitoring.services import status, targets
from rumbo.monitoring.services.observations import NewValue, choose, record_batch, revise

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

FOLDER = Path(__file__).parent
WHOLE = "zm-valle-de-almagre"
#: Fields of a sheet that are written as they stand in the table.
PLAIN = (
    "key",
    "title",
    "title_en",
    "text",
    "formula",
    "unit",
    "format",
    "frequency",
    "direction",
    "dimension",
    "purpose",
    "source",
    "verification",
    "area",
)
#: Values that were not found, by indicator, territory and how many values before the last.
MISSING = {("consulta-30-minutos", "dos-acequias", 1): "ND", ("golpe-de-calor", WHOLE, 5): "X"}
#: Values that came twice, the same or another: indicator, territory, how many before the last, times, source, note.
AGAIN = (
    ("puntualidad-troncales", WHOLE, 2, 0.93, "Conteo en paraderos", "Con personal en 14 paraderos, tres días."),
    ("perdidas-red", "nogalera", 1, 1.06, "Auditoría externa", "Incluye tomas sin registro."),
    ("muertes-transito", "almagre", 1, 1.0, "Actas de defunción", "Coincide con el observatorio."),
    ("techos-solares", WHOLE, 4, 1.02, "Comisión reguladora", "Corte a otra fecha."),
)
#: Of the values that came twice, the one that was decided on, and why.
CHOSEN, WHY_CHOSEN = "techos-solares", "El registro del clúster es el que se sigue desde 2021."
#: A value that was typed a thousand times too large and put right.
SLIPPED, WHY_REVISED = "llegada-emergencias", "Se capturó en milésimas de minuto."
#: A way to the targets that is slow at first, by points: the first stretches wait for the drains.
SLOW = "ciclovia-continua"
POINTS = ((datetime.date(2025, 12, 31), Decimal(35)), (datetime.date(2027, 12, 31), Decimal(45)))
#: A target that was moved, from what, and why.
MOVED, FROM, WHY_MOVED = (
    "acuerdos-cumplidos",
    ("2027", "45"),
    "El Consejo la ajustó en su sesión 15: dos acuerdos dependen de los congresos.",
)


def add_indicators(plan: Plan, manager: Actor) -> None:
    """Give the plan indicators, values and targets and find how it stands, where it has none. Safe to run again."""
    if _model("Indicator").filter(plan=plan).exists():
        return
    rows = _table()
    indicators = _sheets(plan, manager, rows)
    places = {one.key: one for one in apps.get_model("places", "Territory")._default_manager.all()}
    given = [one for row in rows for one in _values(row, indicators[row["key"]], places)]
    record_batch(manager, plan, _("Demonstration"), given)
    _twice(plan, manager, given)
    _slip(plan, manager)
    goals = {one.key: one for one in apps.get_model("plan", "Goal")._default_manager.filter(plan=plan)}
    for row in rows:
        _aims(manager, row, indicators[row["key"]], places, goals)
    status.evaluate(plan)


def shares_of(row: dict[str, str]) -> dict[str, float]:
    """Return the territories in which an indicator is measured, each with its part of the whole."""
    pairs = (one.split(":") for one in row["places"].split(";") if one)
    return {WHOLE: 1.0} | {key: float(share) for key, share in pairs}


@cache
def _table() -> tuple[dict[str, str], ...]:
    with (FOLDER / "indicator.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _sheets(plan: Plan, manager: Actor, rows: tuple[dict[str, str], ...]) -> dict[str, Any]:
    """Write the sheets: first those that are observed, then those that are computed from them, in their order."""
    model = apps.get_model("monitoring", "Indicator")
    axes = {one.key: one for one in apps.get_model("plan", "Axis")._default_manager.filter(plan=plan)}
    owners = {one.key: one for one in apps.get_model("accounts", "Organization")._default_manager.all()}
    found: dict[str, Any] = {}
    observed = [row for row in rows if not row["computation"]]
    for some in (observed, *([row] for row in rows if row["computation"])):
        entries: list[tuple[Any, dict[str, Any]]] = []
        for row in some:
            values = {name: row[name] for name in PLAIN} | {
                "axis": axes.get(row["axis"]),
                "owner": owners.get(row["owner"]),
                "position": rows.index(row) + 1,
            }
            if row["computation"]:
                values |= {"computation": row["computation"], "factor": Decimal(row["factor"] or 1)}
                values |= {name: found.get(row[name]) for name in ("numerator", "denominator")}
            parts = [found[key] for key in row["parts"].split(";") if key]
            entries.append((model(plan=plan, **values), {"parts": parts} if parts else {}))
        made = records.create_many(manager, entries, reason=_("Demonstration"))
        found |= {one.key: one for one in made}
    return found


def _values(row: dict[str, str], indicator: Any, places: dict[str, Any]) -> Iterator[NewValue]:
    """Yield the values of an indicator in its territories; a count of the whole is the sum of its parts."""
    if row["computation"]:
        return
    of_places = {key: series_of(row, localdate(), share, key) for key, share in shares_of(row).items()}
    if row["whole"] == "sum":
        parts = [values for key, values in of_places.items() if key != WHOLE]
        of_places[WHOLE] = {day: sum(values[day] for values in parts) for day in of_places[WHOLE]}
    for key, values in of_places.items():
        for before, (day, number) in enumerate(reversed(values.items())):
            text = MISSING.get((row["key"], key, before)) or _text(number, row)
            yield NewValue(indicator, places[key], day, text, row["source"])


def _text(number: float, row: dict[str, str]) -> str:
    return f"{number:.{int(row['decimals'])}f}"


def _twice(plan: Plan, manager: Actor, given: list[NewValue]) -> None:
    """Let some values come twice from another source; of one pair somebody decided already."""
    again = []
    for key, place, before, times, source, note in AGAIN:
        days = [one for one in given if (one.indicator.key, one.territory.key) == (key, place)]
        first = days[before]  # the newest is the first
        text = first.text if times == 1 else f"{float(first.text) * times:.1f}"
        again.append(NewValue(first.indicator, first.territory, first.on, text, source, note))
    record_batch(manager, plan, _("Demonstration"), again)
    open_one = _model("Observation").filter(series__indicator__plan=plan, series__indicator__key=CHOSEN)
    right = open_one.filter(standing="to_confirm").order_by("order").first()
    if right is not None:
        choose(manager, right, WHY_CHOSEN)


def _slip(plan: Plan, manager: Actor) -> None:
    """Let a value of before be put right."""
    rows = _model("Observation").filter(series__indicator__plan=plan, series__indicator__key=SLIPPED)
    last = rows.filter(standing="counts").order_by("-on")[2]
    right = last.text
    wrong = revise(manager, last, f"{float(right) * 1000:.0f}", reason=_("Demonstration"))
    revise(manager, wrong, right, source=last.source.name, reason=WHY_REVISED)


def _aims(manager: Actor, row: dict[str, str], indicator: Any, places: dict[str, Any], goals: dict[str, Any]) -> None:
    """Set baseline, targets and goals of the series of an indicator: of the whole, and of parts with targets."""
    for key, share in shares_of(row).items():
        series = targets.open_series(manager, indicator, places[key])
        if not row["targets"] or (key != WHOLE and not row["local"]):
            continue
        base = Decimal(row["base"]) if key == WHOLE else _rounded(float(row["base"]) * share, row)
        targets.set_baseline(manager, series, value=base, on=day_of(row["base_on"]), path=row["path"])
        for on, value in targets_of(row, share):
            _target(manager, series, row["key"], on, _rounded(value, row))
        if row["key"] == SLOW:
            targets.set_own_path(manager, series, POINTS)
    measured = [goals[key] for key in row["goals"].split(";") if key]
    if measured:
        targets.link_goals(manager, targets.open_series(manager, indicator, places[WHOLE]), measured)


def _rounded(number: float, row: dict[str, str]) -> Decimal:
    """Return a number with the decimals that the indicator is published with."""
    return round(Decimal(str(number)), int(row["decimals"]))


def _target(manager: Actor, series: Any, key: str, on: datetime.date, value: Decimal) -> None:
    """Set a target; one of them was another before, and stays on record beside it."""
    if (key, f"{on.year}") != (MOVED, FROM[0]):
        targets.set_target(manager, series, value=value, on=on)
        return
    old = targets.set_target(manager, series, value=Decimal(FROM[1]), on=on)
    targets.replace_target(manager, old, value=value, on=on, reason=WHY_MOVED)


def _model(name: str) -> Any:
    return apps.get_model("monitoring", name)._default_manager
