"""Checks the Spanish catalogue against the texts of the code, and compiles it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import polib
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("src/rumbo/locale/es/LC_MESSAGES/django.po")
LANGUAGES = ("en", "es", "de")  # packages that have no English catalogue have one of the others
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)[^{}]*\}")
Key = tuple[str | None, str, str]


def compile_catalogues(root: Path = ROOT) -> None:
    """Write a .mo beside every .po where it is missing or older."""
    for po in (root / "src").rglob("*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3], domain=po.stem)
        with mo.open("wb") as target:
            write_mo(target, catalogue)


def problems(environment: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Return what is wrong with the catalogue, a sentence each: missing, untranslated, doubtful or obsolete texts."""
    if not (root / CATALOGUE).exists():
        return [f"{CATALOGUE} does not exist."]
    return list(compare(extracted(environment, root), polib.pofile(str(root / CATALOGUE)), borrowed()))


def compare(template: polib.POFile, catalogue: polib.POFile, others: Set[str]) -> Iterator[str]:
    """Yield the differences between the texts of the code and those of the catalogue.

    ``others`` are texts of other packages, which the catalogue may put in words of its own.
    """
    wanted = {_key(entry): entry for entry in template if entry.msgid}
    present = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    for key, entry in wanted.items():
        if key not in present:
            yield f"{_where(entry)}{entry.msgid!r} is not in the catalogue."
    for key, entry in present.items():
        if key not in wanted and entry.msgid not in others:
            yield f"{entry.msgid!r} is in the catalogue but nowhere in the code."
        elif entry.fuzzy:
            yield f"{entry.msgid!r} is marked fuzzy."
        elif not entry.translated():
            yield f"{entry.msgid!r} is not translated."
        else:
            yield from _placeholder_problems(entry)
    for entry in catalogue.obsolete_entries():
        yield f"{entry.msgid!r} is obsolete; remove it from the catalogue."


def borrowed() -> set[str]:
    """Return the texts of the packages that Rumbo is built on, from their catalogues."""
    packages = Path(sysconfig.get_path("purelib"))
    files = (po for code in LANGUAGES for po in packages.glob(f"*/**/locale/{code}/LC_MESSAGES/django.po"))
    return {entry.msgid for po in files for entry in polib.pofile(str(po))}


def extracted(environment: Mapping[str, str], root: Path) -> polib.POFile:
    """Return the texts of the code, found by Django's makemessages in a copy of it."""
    with tempfile.TemporaryDirectory(prefix="rumbo-texts-") as folder:
        package = Path(folder) / "rumbo"
        shutil.copytree(root / "src" / "rumbo", package, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
        (package / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "-P", "-m", "django", "makemessages", "--locale", "es", "--keep-pot", "-v", "0"]
        subprocess.run(command, cwd=package, env={**environment, "PYTHONPATH": folder}, check=True)
        return polib.pofile(str(package / "locale" / "django.pot"))


def _placeholder_problems(entry: polib.POEntry) -> Iterator[str]:
    allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    for form in forms:
        found = _placeholders(form)
        if found - allowed or (not entry.msgid_plural and allowed - found):
            yield f"{entry.msgid!r} has other placeholders than its translation {form!r}."


def _placeholders(text: str) -> set[str]:
    return {name for match in PLACEHOLDER.findall(text) for name in match if name}


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural or ""


def _where(entry: polib.POEntry) -> str:
    return f"{entry.occurrences[0][0]}:{entry.occurrences[0][1]}: " if entry.occurrences else ""
