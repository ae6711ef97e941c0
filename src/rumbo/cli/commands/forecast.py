"""`rumbo forecast`: what is expected of a series, from a file of dates and values."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from rumbo.cli.start import start_django


@click.command()
@click.argument("path", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--until", metavar="YEAR", type=click.IntRange(1900, 2200), required=True, help="Last year.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(path: Path, until: int, as_json: bool) -> None:
    """Forecast a series of dates and values, with how sure it is.

    Each value up to the end of YEAR comes with the band that holds it 80 times in 100.
    The first column has the dates (2025-12-31, 2025-12 or 2025), the second the values. A first line may name them.
    Values without a number (ND, X, empty) are left out.
    """
    start_django()
    from rumbo.cli import forecast_text  # imported here: it needs Django's translations
    from rumbo.cli.errors import UserError
    from rumbo.methods.forecast import ForecastError, forecast, read_series

    points, left = forecast_text.read_points(path)
    try:
        found = forecast(read_series(points), datetime.date(until, 12, 31))
    except ForecastError as error:
        raise UserError(forecast_text.sentence(error.code, error.params)) from None
    if as_json:
        click.echo(json.dumps(forecast_text.as_json(found, left), ensure_ascii=False))
    else:
        click.echo(forecast_text.as_text(found, left))
