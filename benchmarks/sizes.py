"""Sizes of the plans that are measured with; needs no Django."""

from dataclasses import dataclass

#: The key of a plan that is measured with.
KEY = "plan-2040"


@dataclass(frozen=True)
class Size:
    """How many of each kind a plan has; the names say of what each is counted."""

    projects: int
    axes: int
    themes_an_axis: int
    programs_a_theme: int
    organizations: int
    entries: int


#: The size of a plan of one metropolitan area, and of one that is 55 times as large.
ORDINARY = Size(364, 6, 4, 4, 60, 29)
LARGE = Size(20_000, 10, 10, 12, 400, 300)
