"""The balance of who comes as bars beside its figures, and the form of its targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from rumbo.participation.enums import Dimension
from rumbo.participation.queries.balance import groups_of, targets_of
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.services.balance import LIMIT

if TYPE_CHECKING:
    from django.forms import BoundField

    from rumbo.participation.models import Workshop
    from rumbo.participation.queries.balance import Balance, Group, Side

#: Height of a bar, and from the top of one to the next, in the units of the drawing, which is 100 wide.
BAR, STEP = 8, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a group: its class, and its size as texts, since numbers would be written the local way."""

    tone: str
    y: str
    width: str


@dataclass(frozen=True, slots=True)
class Line:
    """A group with its bars; ``mark`` is where the target is, empty for none."""

    group: Group
    bars: list[Bar]
    mark: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of one dimension."""

    side: Side
    lines: list[Line]

    @property
    def has_targets(self) -> bool:
        """Whether any group has a target."""
        return any(line.group.target is not None for line in self.lines)


def charts(people: Balance) -> list[Chart]:
    """Return the drawing of each dimension."""
    return [Chart(side, [_line(group, side.top) for group in side.groups]) for side in people.sides]


class TargetsForm(forms.Form):
    """A number for each group; what is left empty is no target."""

    def __init__(self, plan: Any, workshop: Workshop, *args: Any) -> None:
        super().__init__(*args)
        known = targets_of(workshop)
        self.parts: list[tuple[Dimension, list[tuple[str, str]]]] = []
        for dimension in Dimension:
            keys = {value for named, value in known if named == dimension}
            if dimension == Dimension.TERRITORY:
                keys |= {one.key for one in municipalities_of(plan)}
            groups = groups_of(dimension, keys)
            self.parts.append((dimension, groups))
            for value, label in groups:
                self.fields[_name(dimension, value)] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=1,
                    max_value=LIMIT,
                    initial=known.get((dimension, value)),
                )

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """Return the fields of each dimension with its name."""
        return [
            (str(dimension.label), [self[_name(dimension, value)] for value, _label in groups])
            for dimension, groups in self.parts
        ]

    def wanted(self) -> dict[tuple[str, str], int | None]:
        """Return the targets by (dimension, value)."""
        return {
            (dimension.value, value): self.cleaned_data[_name(dimension, value)]
            for dimension, groups in self.parts
            for value, _label in groups
        }


def _name(dimension: Dimension, value: str) -> str:
    return f"{dimension.value}-{value}"


def _line(group: Group, top: int) -> Line:
    counts = group.counts
    numbers = (("mute", counts.invited), ("done", counts.confirmed), ("ok", counts.present))
    bars = [Bar(tone, str(index * STEP), _share(number, top)) for index, (tone, number) in enumerate(numbers)]
    return Line(group, bars, _share(group.target, top) if group.target is not None else "")


def _share(number: int, top: int) -> str:
    return f"{100 * number / top:.2f}" if top else "0"
