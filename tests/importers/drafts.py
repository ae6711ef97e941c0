"""Drafts by hand, as readers make them."""

from rumbo.importers.draft import Draft, Row, Source


def draft(*rows: Row, explicit: bool = False) -> Draft:
    return Draft(rows=list(rows), explicit_keys=explicit)


def row(kind: str, key: str, line: int = 1, /, **fields: object) -> Row:
    return Row(kind, key, fields, Source("plan.md", line))


def portfolio() -> list[Row]:
    """An axis with a theme, a programme and two projects, as documents give them."""
    return [
        row("axis", "axis-1", title="Agua y Territorio"),
        row("theme", "theme-1", axis="axis-1", title="Agua potable"),
        row("program", "program-1", theme="theme-1", title="Redes"),
        row("project", "project-1", program="program-1", number="1", title="Pozos medidos"),
        row("project", "project-2", program="program-1", number="2", title="Fugas"),
    ]


def vision(title: str = "Agua potable") -> list[Row]:
    """A theme of the vision with an objective and a goal."""
    return [
        row("theme", "theme-9", axis="axis-1", title=title, _vision=True),
        row("objective", "objective-1", theme="theme-9", title="Agua para todos"),
        row("goal", "goal-1", objective="objective-1", title="Cobertura completa"),
    ]


def known(*rows: Row) -> Draft:
    """What a plan is: rows by their keys, in force unless they say otherwise."""
    for one in rows:
        one.fields.setdefault("_state", "current")
    return draft(*rows, explicit=True)


def as_plan() -> Draft:
    """The plan that `portfolio` made."""
    return known(
        row("axis", "agua-y-territorio", title="Agua y Territorio", title_en="", text="", text_en=""),
        row("theme", "agua-potable", axis="agua-y-territorio", title="Agua potable", _standing="", _score=None),
        row("program", "redes", theme="agua-potable", title="Redes", strategies=[]),
        row("project", "1", program="redes", number="1", title="Pozos medidos", under_way=False, territories=[]),
        row("project", "2", program="redes", number="2", title="Fugas", under_way=False, territories=[]),
    )
