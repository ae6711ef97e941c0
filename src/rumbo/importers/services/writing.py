"""Writing the lines of a proposal: every element through the services of its context, parents first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.models import Element, Record
from rumbo.core.services import records
from rumbo.importers.draft import KINDS
from rumbo.importers.models import ImportLine
from rumbo.importers.recognise import AMONG_THEMSELVES
from rumbo.importers.records import MEASURED, SHARED, by_key, columns_of, load, model_of
from rumbo.importers.schema import Column
from rumbo.plan.services import antecedents
from rumbo.portfolio.services import responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: What plans share goes first: the plan itself may refer to it.
ORDER = (*SHARED, *(kind for kind in KINDS if kind not in SHARED))
_TARGETS = (*MEASURED, "goal", "objective", "theme", "axis")


class Writer:
    """Writes lines for an actor. ``objects`` are all elements by kind and key, those just made among them."""

    def __init__(self, actor: Actor, plan: Plan | None) -> None:
        self.actor = actor
        self.plan = plan
        loaded = load(plan)
        self.objects: dict[str, dict[str, Any]] = by_key(loaded)
        self._positions: dict[tuple[Any, ...], int] = defaultdict(int)
        for kind, found in loaded.items():
            for record in found:
                if isinstance(record, Element):
                    place = _place(kind, record)
                    self._positions[place] = max(self._positions[place], record.position)

    def write(self, lines: Sequence[ImportLine]) -> None:
        """Write lines, kind after kind.

        Raises:
            PermissionDenied: the actor may not write one of the elements.
            Refused: a value cannot be written; the message names file and line.
        """
        by_kind: dict[str, list[ImportLine]] = defaultdict(list)
        for line in lines:
            by_kind[line.kind].append(line)
        for kind in ORDER:
            created = [line for line in by_kind[kind] if line.write == "create"]
            changed = [line for line in by_kind[kind] if line.write == "change"]
            for reason, group in groupby(created, key=_reason):
                self._create(kind, list(group), reason)
            if kind == "project":
                self._free_numbers(changed)
            for line in changed:
                self._located(line, self._change, kind, line)

    def element(self, kind: str, key: str) -> Any:
        """Return an element by kind and key.

        Raises:
            Refused: it is not there (any more).
        """
        found = self.objects[kind].get(key)
        if found is None:
            raise Refused(_("“%(key)s” is not in the plan any more. Read the files again.") % {"key": key})
        return found

    def _create(self, kind: str, lines: list[ImportLine], reason: str) -> None:
        if kind == "responsibility":
            whole = [line for line in lines if not line.after.get("territory")]
            entries = [self._responsibility(line.after) for line in whole]
            responsibilities.assign_many(self.actor, entries, reason=reason)
            for line in lines:
                if line.after.get("territory"):
                    self._located(line, self._assign_share, line, reason)
        elif kind == "antecedent_link":
            for line in lines:
                self._located(line, self._link, line, reason)
        elif kind in AMONG_THEMSELVES:
            self._create_in_waves(kind, lines, reason)
        else:
            self._create_many(kind, lines, reason)

    def _create_many(self, kind: str, lines: list[ImportLine], reason: str) -> None:
        entries = [self._new(kind, line) for line in lines]
        try:
            made = records.create_many(self.actor, entries, reason=reason)
        except ValidationError as error:
            for line, (record, _links) in zip(lines, entries, strict=True):
                self._located(line, records.validate, record)
            raise Refused("; ".join(error.messages)) from error
        self.objects[kind] |= {record.key: record for record in made}
        if kind == "plan":
            self.plan = cast("Plan", made[0])

    def _create_in_waves(self, kind: str, lines: list[ImportLine], reason: str) -> None:
        """Make rows that refer to each other after those that they refer to."""
        named = [column for column in columns_of(kind) if column.kinds == (kind,)]
        waiting = list(lines)
        while waiting:
            ready = [line for line in waiting if self._known(kind, named, line.after)]
            if not ready:
                message = _("%(place)s: “%(column)s” leads around in a circle. Correct it.")
                raise Refused(message % {"place": waiting[0].place, "column": named[0].label})
            self._create_many(kind, ready, reason)
            waiting = [line for line in waiting if line not in ready]

    def _known(self, kind: str, named: list[Column], values: Mapping[str, Any]) -> bool:
        given = [values.get(column.code) or "" for column in named]
        needed = [key for value in given for key in (value if isinstance(value, list) else [value])]
        return all(key in self.objects[kind] for key in needed if key)

    def _new(self, kind: str, line: ImportLine) -> tuple[Record, dict[str, list[Any]]]:
        model = model_of(kind)
        values = self._values(kind, line.after)
        links = {name: values.pop(name) for name in model.LINKS if name in values}
        record = model(key=line.key, **values)
        if isinstance(record, Element):
            record.plan = self.plan  # type: ignore[assignment]
            place = _place(kind, record)
            self._positions[place] += 1
            record.position = self._positions[place]
        return record, links

    def _free_numbers(self, lines: list[ImportLine]) -> None:
        """Let projects that exchange their numbers let go of them first: no two may have one at the same time."""
        wanted = {line.key: str(line.written["number"] or "") for line in lines if "number" in line.written}
        held = {self.element("project", key).number for key in wanted}
        if held & set(wanted.values()) - {""}:
            model_of("project").objects.filter(plan=self.plan, key__in=wanted).update(number="")

    def _change(self, kind: str, line: ImportLine) -> None:
        current = self.element(kind, line.key)
        reason = _reason(line)
        if kind == "responsibility":
            organization = self.element("organization", line.written["organization"])
            responsibilities.assign(
                self.actor,
                current.measure.element,
                organization,
                current.role,
                share=current.share,
                replace=True,
                reason=reason,
            )
        elif kind == "antecedent_link":
            now = {code: line.written.get(code, getattr(current, code)) for code in ("relation", "note", "note_en")}
            antecedents.change_link(self.actor, current, **now, reason=reason)
        else:
            changes = self._values(kind, line.written)
            self.objects[kind][line.key] = records.update(self.actor, current, changes, reason=reason)

    def _assign_share(self, line: ImportLine, reason: str) -> None:
        """Give a role for the share of a government in a project."""
        project, organization, role = self._responsibility(line.after)
        territory = self.element("territory", line.after["territory"])
        shares = apps.get_model("portfolio.Share")._default_manager.filter(split__project=project)
        share = shares.filter(territory=territory).first()
        if share is None:
            message = _("%(place)s: “%(territory)s” has no share in “%(project)s”. Divide the project first.")
            raise Refused(message % {"place": line.place, "territory": territory, "project": project})
        responsibilities.assign(self.actor, project, organization, role, share=share, reason=reason)

    def _responsibility(self, values: Mapping[str, Any]) -> tuple[Any, Any, str]:
        organization = self.element("organization", values["organization"])
        return self._named(values), organization, str(values["role"])

    def _link(self, line: ImportLine, reason: str) -> None:
        values = line.after
        texts = {code: str(values.get(code) or "") for code in ("note", "note_en")}
        antecedent = self.element("antecedent", values["antecedent"])
        antecedents.link(self.actor, antecedent, self._named(values), values["relation"], **texts, reason=reason)

    def _named(self, values: Mapping[str, Any]) -> Any:
        """Return the element that a responsibility or a link names."""
        return next(self.element(kind, str(values[kind])) for kind in _TARGETS if values.get(kind))

    def _values(self, kind: str, after: Mapping[str, Any]) -> dict[str, Any]:
        """Return values ready for the model: references as objects."""
        columns = {column.code: column for column in columns_of(kind)}
        fields = model_of(kind)._meta
        values: dict[str, Any] = {}
        for code, value in after.items():
            column = columns.get(code)
            if column is not None and column.type == "references":
                values[code] = [self.element(column.kinds[0], key) for key in value]
            elif column is not None and column.type == "reference":
                values[code] = self.element(column.kinds[0], value) if value else None
            elif column is not None and column.type in ("money", "date", "choice"):
                values[code] = fields.get_field(code).to_python(value or ("" if column.type == "choice" else None))
            else:
                values[code] = value
        return values

    def _located(self, line: ImportLine, write: Any, *args: Any) -> None:
        """Call a function that writes a line; where a value is wrong, say where it stands."""
        try:
            write(*args)
        except ValidationError as error:
            raise Refused(f"{line.place}: {' '.join(error.messages)}") from error


def measures_of(writer: Writer, lines: Sequence[ImportLine]) -> list[int]:
    """Return the measures whose responsibilities lines write: those of elements that are there already."""
    found = []
    for line in lines:
        if line.kind != "responsibility" or not line.write:
            continue
        known = writer.objects["responsibility"].get(line.key)
        if known is not None:
            found.append(known.measure_id)
        else:
            named = (writer.objects[kind].get(str(line.after.get(kind) or "")) for kind in MEASURED)
            found += [element.measure_id for element in named if element is not None]
    return found


def _place(kind: str, element: Element) -> tuple[Any, ...]:
    return (kind, *(getattr(element, f"{name}_id") for name in element.PARENTS))


def _reason(line: ImportLine) -> str:
    return str(_("Import of %(file)s") % {"file": line.file} if line.file else _("Import"))
