"""What a type of exercise has to say of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from rumbo.participation.enums import ExerciseType

Settings = dict[str, Any]
#: Judges a sheet ({item: value}) against the settings and the items of the exercise; raises ValidationError.
SheetCheck = Callable[[Settings, Mapping[int, int], frozenset[int]], None]
#: Returns a sheet that was accepted as it is stored.
SheetFill = Callable[[Settings, Mapping[int, int], frozenset[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class ExerciseKind:
    """A type of exercise.

    ``summary`` says in one sentence what people do; ``source`` whether it works on what was said in an earlier
    exercise ("never", "may", "must"); ``says`` whether people add contributions; ``check_sheet`` judges answers,
    where it takes any, and ``fill_sheet`` adds what goes without saying; ``clean`` returns the settings with defaults
    filled in, or raises ValidationError.
    """

    type: ExerciseType
    summary: StrPromise
    source: str
    says: bool
    clean: Callable[[Settings], Settings]
    check_sheet: SheetCheck | None = None
    fill_sheet: SheetFill | None = None

    @property
    def votes(self) -> bool:
        """Whether people answer items."""
        return self.check_sheet is not None


def chosen(settings: Settings, name: str, allowed: Any, default: str) -> str:
    """Return a setting that is one of the allowed values.

    Raises:
        ValidationError: it is another one.
    """
    value = settings.get(name, default)
    if value not in allowed:
        raise ValidationError({name: _("Choose one of the list.")})
    return str(value)


def whole(settings: Settings, name: str, default: int, least: int, most: int) -> int:
    """Return a setting that is a whole number between two bounds.

    Raises:
        ValidationError: it is not.
    """
    value = settings.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        message = _("Give a whole number from %(least)d to %(most)d.")
        raise ValidationError({name: message % {"least": least, "most": most}})
    return value


def known_items(values: Mapping[int, int], items: frozenset[int]) -> None:
    """Raise ``ValidationError`` where a sheet is empty or answers what is not asked."""
    if not values:
        raise ValidationError(_("Nothing was answered."))
    if not items.issuperset(values):
        raise ValidationError(_("This statement is not part of the exercise any more. Go on with the next one."))
