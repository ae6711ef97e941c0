"""Which format a set of files is, told by their content, and reading them with the importer of that format."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.documents import Mapping, read_documents
from rumbo.importers.documents.decode import is_document_name
from rumbo.importers.draft import Draft, Problem, Source
from rumbo.importers.enums import Format
from rumbo.importers.files import InputFile
from rumbo.importers.observations import is_observations, read_observations, tables_in
from rumbo.importers.organizations import is_organizations, read_organizations
from rumbo.importers.workbook import is_table, read_tables, read_workbook
from rumbo.importers.workshops import is_workshops, read_workshops

#: Names of files that lie beside tables to say where they are from.
_LEAFLETS = ("readme", "leeme", "source", "sources", "fuente", "fuentes", "license", "licencia")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Sorted:
    """The files by what they are."""

    documents: list[InputFile] = field(default_factory=list)
    workbooks: list[InputFile] = field(default_factory=list)
    tables: list[InputFile] = field(default_factory=list)
    organizations: list[InputFile] = field(default_factory=list)
    workshops: list[InputFile] = field(default_factory=list)
    observations: list[InputFile] = field(default_factory=list)
    others: list[InputFile] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What was read: the format (empty where there is nothing of use), the mapping of documents, and the draft."""

    format: str
    draft: Draft
    mapping: dict[str, Any] = field(default_factory=dict)


def read(
    files: Sequence[InputFile], mapping: Dict[str, Any] | None = None, known_axes: Sequence[str] = ()
) -> Reading:
    """Find the format of the files and read them. Never raises: what is wrong is among the draft's problems.

    ``mapping`` is that of an earlier reading, changed by a person (as ``documents.Mapping.to_json`` gives it).
    Organizations beside documents are read with them; beside a workbook or tables, all other files are left out. Past
    workshops are read alone: they come into a plan that is there. Indicators and values are read alone too.
    """
    found = _sort(files)
    if found.workbooks or found.tables:
        return _tables(found)
    if found.observations and all(_is_leaflet(file.name) for file in found.documents):
        draft = read_observations(found.observations)
        draft.notes.extend(_left_out([*found.documents, *found.organizations, *found.workshops, *found.others]))
        return Reading(Format.OBSERVATIONS, draft)
    if found.documents:
        return _documents(found, mapping, known_axes)
    if found.workshops:
        draft = _joined([read_workshops(file) for file in found.workshops])
        draft.notes.extend(_left_out([*found.organizations, *found.others]))
        return Reading(Format.WORKSHOPS, draft)
    if found.organizations:
        draft = _joined([read_organizations(file) for file in found.organizations])
        draft.notes.extend(_left_out(found.others))
        return Reading(Format.ORGANIZATIONS, draft)
    return Reading("", Draft(problems=_nothing(files, found.others)))


def _sort(files: Sequence[InputFile]) -> Sorted:
    found = Sorted()
    for file in files:
        if is_table(file.name):
            found.tables.append(file)
        elif is_observations(file):
            found.observations.append(file)
        elif is_workshops(file):
            found.workshops.append(file)
        elif _is_workbook(file):
            found.workbooks.append(file)
        elif is_organizations(file):
            found.organizations.append(file)
        elif is_document_name(file.name) and not file.content.startswith((_ZIP, _OLE)):
            found.documents.append(file)
        else:
            found.others.append(file)
    return found


def _is_leaflet(name: str) -> bool:
    """Say whether a document speaks of the files beside it, and is none of a plan."""
    return PurePosixPath(name).stem.casefold() in _LEAFLETS


def _is_workbook(file: InputFile) -> bool:
    """Say whether a file is a workbook: by its parts, or by its name where it cannot be opened."""
    if file.name.casefold().endswith((".xlsx", ".xlsm")):
        return True
    if not file.content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _tables(found: Sorted) -> Reading:
    if found.workbooks and (found.tables or len(found.workbooks) > 1):
        names = ", ".join(file.name for file in [*found.workbooks, *found.tables][:5])
        message = _("There is more than one workbook here: %(names)s. Import them one at a time.")
        source = Source(found.workbooks[0].name)
        return Reading(Format.WORKBOOK, Draft(problems=[Problem(message % {"names": names}, source)]))
    draft = read_workbook(found.workbooks[0]) if found.workbooks else read_tables(found.tables)
    draft.notes.extend(_left_out([*found.documents, *found.organizations, *found.others]))
    draft.notes.extend(_apart(found))
    return Reading(Format.WORKBOOK, draft)


def _documents(found: Sorted, mapping: Dict[str, Any] | None, known_axes: Sequence[str]) -> Reading:
    given = Mapping.from_json(mapping) if mapping else None
    reading = read_documents(found.documents, given, known_axes)
    lists = [read_organizations(file) for file in found.organizations]
    draft = _joined([reading.draft, *lists])
    draft.notes.extend(_left_out(found.others))
    draft.notes.extend(_apart(found))
    return Reading(Format.DOCUMENTS, draft, reading.mapping.to_json())


def _joined(drafts: Sequence[Draft]) -> Draft:
    joined = Draft()
    for draft in drafts:
        joined.rows.extend(draft.rows)
        joined.problems.extend(draft.problems)
        joined.notes.extend(draft.notes)
    return joined


def _left_out(files: Sequence[InputFile]) -> list[Problem]:
    return [Problem(_("The file was left out: it is no part of this format."), Source(file.name)) for file in files]


def _apart(found: Sorted) -> list[Problem]:
    """Say of files of formats that are read alone how to import them."""
    message = _("Past workshops are imported on their own, into a plan that is there: give this file alone then.")
    notes = [Problem(message, Source(file.name)) for file in found.workshops]
    message = _("Indicators and values are imported on their own: give these files, or their folder, alone then.")
    notes += [Problem(message, Source(file.name)) for file in found.observations]
    message = _(
        "This sheet holds indicators or values: import it from a workbook of its own, without those of the plan."
    )
    return notes + [
        Problem(message, Source(book.name, 0, one)) for book in found.workbooks for one in tables_in(book)
    ]


def _nothing(files: Sequence[InputFile], others: Sequence[InputFile]) -> list[Problem]:
    """Say of each file why it is of no use, or that there is none."""
    message = _(
        "There is nothing of use here. Give plan documents in Markdown, a workbook (.xlsx), tables named by the kind "
        "of their rows (project.csv), a list of organizations (CSV with sector and name), past workshops (CSV with "
        "workshop, axis, kind and text), or indicators and values (CSV with indicator, territory, date and value)."
    )
    if not files:
        return [Problem(message)]
    archives = [file for file in others if file.content.startswith(_ZIP)]
    old = [file for file in others if file.content.startswith(_OLE)]
    problems = [Problem(_("Archives are not read. Unpack it and give the folder."), Source(f.name)) for f in archives]
    problems += [
        Problem(_("Old Office files are not read. Save a workbook as .xlsx and a document as text."), Source(f.name))
        for f in old
    ]
    return problems or [Problem(message, Source(files[0].name if len(files) == 1 else ""))]
