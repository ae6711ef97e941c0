"""What `rumbo analyze-votes` says: the analysis of votes as text and as an object, and what is wrong with votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.methods.consensus import Analysis, Divide, Finding, Note, Shared

SHOWN = 5  # statements of each list
WIDTH = 100  # letters of a statement
LETTERS = "ABCDE"


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return what is wrong with votes that cannot be analysed, where, and how to mend it."""
    texts = {
        "not_found": _("%(file)s does not exist: check the path."),
        "unreadable": _("%(file)s cannot be read: %(reason)s."),
        "nothing_in_folder": _("There are no votes in %(file)s: votes.csv or participants-votes.csv is needed."),
        "not_utf8": _("%(file)s, line %(line)s: this is not UTF-8 text. Save the file as “CSV UTF-8”."),
        "empty_file": _("%(file)s is empty: its first line must name the columns."),
        "missing_columns": _(
            "%(file)s lacks columns: %(columns)s. A list of votes has the columns comment-id, voter-id and vote; a "
            "matrix has participant, and a column for each statement, named by its number."
        ),
        "repeated_column": _("%(file)s has more than one column “%(column)s”: leave one."),
        "ragged_row": _(
            "%(file)s, line %(line)s: there are %(found)s fields instead of %(expected)s. Mend the line or delete it."
        ),
        "bad_number": _("%(file)s, line %(line)s: “%(value)s” in column %(column)s is no whole number. Correct it."),
        "bad_vote": _(
            "%(file)s, line %(line)s: the vote “%(value)s” is not 1 (agree), 0 (pass) or -1 (disagree). Correct it "
            "or delete it."
        ),
        "no_votes": _("There are no votes to analyse in %(file)s: nobody voted on a statement that takes part."),
        "too_large": _("%(people)s people and %(statements)s statements are too many to analyse at once."),
    }
    return texts[code] % params


def note(note: Note) -> str:
    """Return a note in words."""
    params = dict(note.params)
    count = params.get("count", params.get("people", 0))
    if note.code == "unknown_statements":
        more = " …" if count > len(params["statements"]) else ""
        params["statements"] = ", ".join(map(str, params["statements"])) + more
    texts = {
        "revotes": ngettext(
            "%(count)s vote was changed later: the last one counts.",
            "%(count)s votes were changed later: the last one counts.",
            count,
        ),
        "unknown_statements": ngettext(
            "%(count)s statement with votes is not in comments.csv and was left out: %(statements)s.",
            "%(count)s statements with votes are not in comments.csv and were left out: %(statements)s.",
            count,
        ),
        "moderated_out": ngettext(
            "%(count)s statement was moderated out and takes no part.",
            "%(count)s statements were moderated out and take no part.",
            count,
        ),
        "sign_turned": _("In %(file)s, agree is -1: the sign was turned."),
        "files_differ": ngettext(
            "%(count)s vote differs between votes.csv and the matrix: votes.csv counts.",
            "%(count)s votes differ between votes.csv and the matrix: votes.csv counts.",
            count,
        ),
        "too_few_people": ngettext(
            "There are no groups: %(people)s person has seven votes or more, and a group needs %(needed)s.",
            "There are no groups: %(people)s people have seven votes or more, and a group needs %(needed)s.",
            count,
        ),
        "one_group": _("Opinions do not fall apart into groups: all %(people)s people are in one."),
    }
    return texts[note.code] % params


def as_json(analysis: Analysis, notes: list[str]) -> dict[str, Any]:
    """Return the object that ``--json`` prints: lists of ids, and under ``details`` the figures of each."""
    return {
        "participants": analysis.participant_count,
        "statements": analysis.statement_count,
        "votes": analysis.votes.count,
        "silhouette": analysis.silhouette,
        "groups": [list(group.participants) for group in analysis.groups],
        "majority": {"agree": _ids(analysis.agree), "disagree": _ids(analysis.disagree)},
        "consensus": _ids(analysis.consensus),
        "divisive": _ids(analysis.divisive),
        "representative": {str(number): _ids(group.representative) for number, group in enumerate(analysis.groups)},
        "details": {
            "majority": {"agree": _figures(analysis.agree), "disagree": _figures(analysis.disagree)},
            "consensus": _figures(analysis.consensus),
            "divisive": _figures(analysis.divisive),
            "representative": {
                str(number): _figures(group.representative) for number, group in enumerate(analysis.groups)
            },
        },
        "notes": notes,
    }


def as_text(analysis: Analysis, notes: list[str], texts: Mapping[int, str]) -> str:
    """Return the analysis to read: the strongest statements of each list."""
    people = analysis.participant_count
    parts = [
        ngettext("%(count)s person", "%(count)s people", people) % {"count": people},
        _("%(count)s statements") % {"count": analysis.statement_count},
        _("%(count)s votes") % {"count": analysis.votes.count},
    ]
    lines = [" · ".join(parts), *(f"  {text}" for text in notes)]
    lines += _list(_("Most agree"), [(item.statement, _finding(item)) for item in analysis.agree], texts)
    lines += _list(_("Most disagree"), [(item.statement, _finding(item)) for item in analysis.disagree], texts)
    if len(analysis.groups) > 1:
        lines += _list(
            _("Most shared by all groups"), [(item.statement, _shared(item)) for item in analysis.consensus], texts
        )
        lines += _list(_("What divides most"), [(item.statement, _divide(item)) for item in analysis.divisive], texts)
    for number, group in enumerate(analysis.groups):
        title = _("Group %(letter)s: %(count)s people") % {
            "letter": LETTERS[number],
            "count": len(group.participants),
        }
        found = [(item.statement, _representative(item)) for item in group.representative]
        lines += _list(title, found, texts, always=True)
    return "\n".join(lines)


def _list(title: str, found: list[tuple[int, str]], texts: Mapping[int, str], *, always: bool = False) -> list[str]:
    """Return a title and the first statements with their figures; nothing where there are none."""
    if not found and not always:
        return []
    lines = ["", title]
    for statement, figures in found[:SHOWN]:
        text = texts.get(statement, "")
        shown = f"{text[:WIDTH]}…" if len(text) > WIDTH else text
        lines += [f"  {statement:>4}  {shown}".rstrip(), f"        {figures}"]
    return lines


def _finding(finding: Finding) -> str:
    texts = {
        "agree": _("%(people)s of %(votes)s agree: %(share)s (between %(low)s and %(high)s, 95 %% sure)"),
        "disagree": _("%(people)s of %(votes)s disagree: %(share)s (between %(low)s and %(high)s, 95 %% sure)"),
    }
    return texts[finding.side] % {
        "people": finding.people,
        "votes": finding.votes,
        "share": _percent(finding.share),
        "low": _percent(finding.low),
        "high": _percent(finding.high),
    }


def _representative(finding: Finding) -> str:
    elsewhere = _("elsewhere %(share)s; by chance: %(p)s") % {
        "share": _percent(finding.elsewhere or 0),
        "p": _chance(finding.p_adjusted),
    }
    return f"{_finding(finding)}; {elsewhere}"


def _shared(shared: Shared) -> str:
    return _("%(people)s of %(votes)s agree; in the group that agrees least: %(least)s") % {
        "people": shared.people,
        "votes": shared.votes,
        "least": _percent(shared.least),
    }


def _divide(divide: Divide) -> str:
    text = _("%(agree)s of group %(one)s agree, %(disagree)s of group %(other)s disagree; by chance: %(p)s")
    return text % {
        "agree": _percent(divide.agree),
        "one": LETTERS[divide.agreeing],
        "disagree": _percent(divide.disagree),
        "other": LETTERS[divide.disagreeing],
        "p": _chance(divide.p_adjusted),
    }


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _chance(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _ids(found: Iterable[Finding | Shared | Divide]) -> list[int]:
    return [item.statement for item in found]


def _figures(found: Iterable[Finding | Shared | Divide]) -> list[dict[str, Any]]:
    return [asdict(item) for item in found]
