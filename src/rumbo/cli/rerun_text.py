"""What `rumbo rerun` says: that a run gives the same again, or what differs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.methods.runs import Difference
from rumbo.priority.method_words import runs

#: Differences that are listed; of the others only the number is said.
LISTED = 20


def as_json(document: dict[str, Any], found: list[Difference]) -> dict[str, Any]:
    """Return the object that ``--json`` prints: all differences."""
    return {
        "same": not found,
        "checksum": document["checksum"],
        "differences": [one.as_document() for one in found],
    }


def as_text(document: dict[str, Any], found: list[Difference], version: str) -> str:
    """Return what came out of doing the run again."""
    values = {"checksum": document["checksum"], "made_with": document.get("made_with", "?"), "version": version}
    fits = _("The checksum fits: %(checksum)s.") % values
    if not found:
        return fits + "\n" + _("Done again: the same order and set, numbers equal to 9 digits.")
    lines = [
        fits,
        ngettext(
            "Done again with version %(version)s (recorded with %(made_with)s), %(count)s value differs:",
            "Done again with version %(version)s (recorded with %(made_with)s), %(count)s values differ:",
            len(found),
        )
        % {**values, "count": len(found)},
    ]
    lines += [f"  {runs.difference(one)}" for one in found[:LISTED]]
    more = len(found) - LISTED
    if more > 0:
        lines.append("  " + ngettext("and %(count)s more.", "and %(count)s more.", more) % {"count": more})
    return "\n".join(lines)


def not_found(name: str, reason: str) -> str:
    """Return that a file cannot be read."""
    return _("%(file)s cannot be read: %(reason)s.") % {"file": name, "reason": reason}
