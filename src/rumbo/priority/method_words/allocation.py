"""What is wrong with a file of votes in the format of pabulib, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return what is wrong with a file of votes, where, and how to mend it."""
    texts = {
        "not_found": _("%(file)s does not exist: check the path."),
        "unreadable": _("%(file)s cannot be read: %(reason)s."),
        "not_utf8": _("%(file)s is not UTF-8 text. Save it as UTF-8."),
        "beginning": _("Line %(line)s: the file has to begin with META."),
        "missing_section": _("The section %(section)s is missing. A file has META, PROJECTS and VOTES."),
        "section_twice": _("Line %(line)s: the section %(section)s is there twice. Leave one."),
        "quotes": _("Line %(line)s: the quotation marks do not close. Mend them."),
        "vote_type": _(
            "The vote_type in META is “%(given)s”. Only approval, choose-1 and cumulative ballots are counted."
        ),
        "no_budget": _("The section META has no budget. Add the line “budget;” with the amount."),
        "missing_column": _("The section %(section)s has no column “%(column)s”. Add it to the line of headings."),
        "ragged_row": _(
            "Line %(line)s has %(found)s cells and the headings are %(expected)s. Look for a semicolon too many or "
            "too few; put a text that has one between quotation marks."
        ),
        "no_id": _("Line %(line)s: the project has no id. Give it one."),
        "project_twice": _("Line %(line)s: project %(project)s is there twice. Leave one."),
        "unknown_project": _(
            "Line %(line)s: there is no project %(project)s in the section PROJECTS. Mend the vote or add the "
            "project."
        ),
        "voter_twice": _(
            "Line %(line)s: voter %(voter)s voted in line %(before)s already. Leave one of the two votes."
        ),
        "choice_twice": _("Line %(line)s: the same project is there twice. Add its points up."),
        "points_count": _(
            "Line %(line)s: %(projects)s projects and %(points)s points. Give each project its points."
        ),
        "negative": _("%(at)s“%(value)s” is below zero. Correct it."),
        "no_amount": _("%(at)s“%(value)s” is no amount. Write it as 1000 or 1000.50."),
        "too_large": _("%(at)s“%(value)s” is too large. Look whether a digit is one too many."),
    }
    line = params.get("line")
    at = _("Line %(line)s: ") % {"line": line} if line else _("The budget in META: ")
    return texts[code] % {**params, "at": at}
