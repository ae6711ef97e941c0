"""Names of sheets, columns and choices, in both languages."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from django.utils.translation import override

from rumbo.accounts.enums import Sector
from rumbo.importers.schema import BY_KIND, TABLES, Column
from rumbo.places.enums import TerritoryKind
from rumbo.plan.enums import ChapterKind, Outcome, Relation, Term
from rumbo.portfolio.enums import (
    FundingSource,
    FundingState,
    Level,
    PermitState,
    Responsible,
    Stage,
    StudyKind,
    Verdict,
)

LANGUAGES = ("es", "en")
#: Enumerations whose labels people see in drop-downs, by the codes they hold.
CHOICES: dict[frozenset[str], Any] = {
    frozenset(map(str, enum.values)): enum
    for enum in (
        Term,
        Sector,
        TerritoryKind,
        ChapterKind,
        Responsible,
        Relation,
        Outcome,
        StudyKind,
        Verdict,
        FundingSource,
        FundingState,
        PermitState,
        Level,
        Stage,
    )
}
#: What the hidden column is called that says from which version of an element a row was written.
VERSION = "version"
#: The hidden sheet that says when and from which plan the workbook was written.
ABOUT = "rumbo"
TRUE = ("si", "sí", "verdadero", "yes", "true", "x", "1")
FALSE = ("no", "falso", "false", "0", "")


def fold(text: str) -> str:
    """Return a text as people compare it: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


@cache
def sheet_names() -> dict[str, str]:
    """Return kind of row by folded sheet name, in both languages and as code."""
    names = {fold(table.kind): table.kind for table in TABLES}
    for language in LANGUAGES:
        with override(language):
            names |= {fold(str(table.label)): table.kind for table in TABLES}
    return names


@cache
def column_names(kind: str) -> dict[str, str]:
    """Return column code by folded heading of a kind's sheet, in both languages and as code."""
    columns = BY_KIND[kind].columns
    names = {fold(column.code): column.code for column in columns}
    for language in LANGUAGES:
        with override(language):
            names |= {fold(str(column.label)): column.code for column in columns}
    return names


@cache
def help_texts(kind: str) -> frozenset[str]:
    """Return the folded help of a kind's columns in both languages, by which a help row is known."""
    texts: set[str] = set()
    for language in LANGUAGES:
        with override(language):
            texts |= {fold(str(column.help)) for column in BY_KIND[kind].columns}
    return frozenset(texts)


@cache
def choice_codes(choices: tuple[str, ...]) -> dict[str, str]:
    """Return code by folded label of a choice column, in both languages and as code."""
    names = {fold(code): code for code in choices}
    for language in LANGUAGES:
        with override(language):
            names |= {fold(label): code for code, label in choice_labels(choices).items()}
    return names


def choice_labels(choices: tuple[str, ...]) -> dict[str, str]:
    """Return label by code of a choice column, in the language in force."""
    labels = {str(value): str(label) for value, label in CHOICES[frozenset(choices)].choices}
    return {code: labels[code] for code in choices}


def shown(column: Column) -> str:
    """Return a column's heading in the language in force; required ones are marked."""
    return str(column.label)
