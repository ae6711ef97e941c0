"""What the tests know of the demonstration's plan."""

from rumbo.cli import demo

PUBLIC = f"/{demo.PLAN_KEY}/"
DESK = f"/mesa/{demo.PLAN_KEY}/"
AXIS = "Movilidad y accesibilidad"
#: A project of that axis: its number, title and text.
NUMBER = "31"
PROJECT = "Línea 2: Dos Acequias y Ciudad Universitaria"
