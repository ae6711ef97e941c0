"""The field of a place on the map: drawn, typed as coordinates, pasted as GeoJSON or chosen as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from rumbo.core.geometry import Geometry, Sort, is_geometry, read_text, sort_of, typed
from rumbo.core.geometry.reading import TEXT_LIMIT
from rumbo.portfolio.queries.locations import surroundings

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, QueryDict
    from django_stubs_ext import StrPromise

    from rumbo.core.models import Record

#: Fields of models that hold a place, and what may be drawn there.
SORTS: dict[tuple[str, str], tuple[Sort, ...]] = {
    ("location", "geometry"): tuple(Sort),
    ("territory", "boundary"): (Sort.AREA,),
}
NAMES: dict[Sort, StrPromise] = {Sort.POINT: _("Point"), Sort.LINE: _("Line"), Sort.AREA: _("Area")}
#: Longer texts are not written into the page again: they came from a file.
_SHOWN = 1_000_000
#: What follows the field's name in the names of its other controls.
SORT, FILE = "-sort", "-file"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: a text, and what typed coordinates in it are."""

    text: str
    sort: Sort


class PlaceInput(forms.Widget):
    """A map to draw on beside a text with its coordinates; without script the text alone."""

    template_name = "desk/_place.html"
    use_fieldset = True
    needs_multipart_form = True

    class Media:
        js = (Script("rumbo/draw.js", defer=True), Script("rumbo/map.js", defer=True))

    def __init__(self, sorts: Collection[Sort], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.sorts = tuple(sorts)
        self.around: dict[str, Any] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Given:
        """Return what the controls say; what was chosen as a file is in the text by now (`with_files`)."""
        sort = data.get(f"{name}{SORT}", "")
        known = sort in {one.value for one in self.sorts}
        return Given(str(data.get(name) or ""), Sort(sort) if known else self.sorts[0])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        given = value if isinstance(value, Given) else given_of(value, self.sorts[0])
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "text": given.text if len(given.text) < _SHOWN else "",
            "sorts": [(one.value, NAMES[one], one == given.sort) for one in self.sorts],
            "sort_name": f"{name}{SORT}",
            "file_name": f"{name}{FILE}",
            "around": self.around,
        }
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """Let the browser send an empty text: a file may be chosen instead."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Name the text: it is what a link to the field leads to."""
        return id_


class PlaceField(forms.Field):
    """A geometry as GeoJSON says it; None where it may be empty and is."""

    def __init__(self, *, sorts: Collection[Sort], **options: Any) -> None:
        options.setdefault("widget", PlaceInput(sorts))
        super().__init__(**options)
        self.sorts = frozenset(sorts)

    def clean(self, value: Any) -> Geometry | None:
        """Return the geometry.

        Raises:
            ValidationError: it cannot be read; the sentence says how to mend it.
        """
        if not value.text.strip() and not self.required:
            return None
        return read_text(value.text, sort=value.sort, allowed=self.sorts)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show again what was given."""
        return data


def given_of(value: Any, otherwise: Sort = Sort.POINT) -> Given:
    """Return a stored geometry as its controls show it: coordinates where they can say it, or GeoJSON."""
    if not is_geometry(value):
        return Given("", otherwise)
    text = typed(value)
    return Given(json.dumps(value) if text is None else text, sort_of(value))


def place_field(field: Any, **options: Any) -> PlaceField | None:
    """Return the field for a place of a model; None where the field of the model holds none."""
    sorts = SORTS.get((field.model.KIND, field.name))
    if sorts is None:
        return None
    return PlaceField(sorts=sorts, label=field.verbose_name, required=not field.blank, **options)


def prepare_place(field: PlaceField, record: Record) -> None:
    """Let the map begin where the place may be: at the plan's territory and its other places."""
    field.widget.around = surroundings(record)


def with_files(request: HttpRequest) -> QueryDict:
    """Return a posted form in which the text of a chosen file stands where it would have been pasted."""
    chosen = {name.removesuffix(FILE): file for name, file in request.FILES.items() if str(name).endswith(FILE)}
    names = {name for _kind, name in SORTS} & {str(name) for name in chosen}
    if not names:
        return request.POST
    posted = request.POST.copy()
    for name in names:
        content: bytes = chosen[name].read(TEXT_LIMIT + 1)  # type: ignore[union-attr]
        posted[name] = content.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")
    return posted
