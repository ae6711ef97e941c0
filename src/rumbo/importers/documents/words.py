"""Roles and levels in the words of the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rumbo.importers.draft import Source


def role_name(role: str) -> str:
    """Return the name of a role, with a capital, as in "Programme"."""
    names = {
        "axis": _("Axis"),
        "theme": _("Theme"),
        "problem": _("Problem"),
        "objective": _("Objective"),
        "goal": _("Goal"),
        "strategy": _("Strategy"),
        "program": _("Program"),
        "project": _("Project"),
        "component": _("Component"),
        "action": _("Action"),
        "ignore": _("Left out"),
    }
    return names.get(role, role)


def place(source: Source) -> str:
    """Return a place in words: "line 12 of cartera.md"."""
    return _("line %(line)s of %(file)s") % {"line": source.line, "file": source.file}


def level_name(level: str) -> str:
    """Return the name of a level for people: "h2" is "heading 2", "list1" is "list level 1"."""
    section, _slash, bare = level.rpartition("/")
    if bare == "bold":
        name = _("bold line")
    elif bare.startswith("list"):
        name = _("list level %(number)s") % {"number": bare[4:]}
    elif bare.startswith("h"):
        name = _("heading %(number)s") % {"number": bare[1:]}
    else:
        name = bare
    return f"{section}: {name}" if section else name


def missing_parent(role: str, title: str, wanted: str, level: str) -> str:
    """Return the sentence for an element that stands under none of the kind it needs, and how to mend it."""
    shown = {"role": role_name(role), "title": title, "wanted": role_name(wanted).lower(), "level": level}
    if wanted == "axis":
        message = _(
            '%(role)s "%(title)s" belongs to no axis. Put the name of the axis above it as a heading, or name the '
            "axis of the file in the mapping."
        )
    elif level:
        message = _(
            '%(role)s "%(title)s" belongs to no %(wanted)s. Put its %(wanted)s above it (%(level)s), or correct '
            "its indentation."
        )
    else:
        message = _(
            '%(role)s "%(title)s" belongs to no %(wanted)s. Say in the mapping which level is the %(wanted)s, or '
            "leave this level out."
        )
    return message % shown
