"""Paper forms for scores: projects by criteria, a box each; what each criterion means stands on the first page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.core.pdf import typeset
from rumbo.priority.queries.items import ItemRow
from rumbo.priority.workbooks.write import scale_of

if TYPE_CHECKING:
    from rumbo.priority.models import Criterion, Evaluator, Round

TEMPLATE = Path(__file__).parent / "typst" / "score_forms.typ"
#: Rows of all forms of a file at most, so that it is typeset in a second or two, and blank forms of a file.
ROWS, BLANKS = 800, 20
#: Longest texts, in characters.
_NAME, _DEFINITION = 140, 400
Form = dict[str, Any]


def form_of(
    items: Sequence[ItemRow], evaluator: Evaluator | None, *, code: str, conflicts: Collection[int] = ()
) -> Form:
    """Return the form of an evaluator with the items that they are asked about, or a blank one; ``code`` numbers it.

    Rows are numbered as on the page where they are typed in; ``conflicts`` are the items with a conflict of interest.
    """
    asked = asked_of(items, evaluator)
    return {
        "code": code,
        "who": evaluator.title if evaluator else "",
        "organization": str(evaluator.organization.name) if evaluator and evaluator.organization else "",
        "rows": [
            [str(n), row.number, _cut(row.name, _NAME), row.pk in conflicts] for n, row in enumerate(asked, start=1)
        ],
    }


def asked_of(items: Sequence[ItemRow], evaluator: Evaluator | None) -> list[ItemRow]:
    """Return the items that an evaluator is asked about: those of their axis, or all."""
    return [row for row in items if evaluator is None or evaluator.axis_id in (None, row.axis.pk)]


def parts_of(items: Sequence[ItemRow], people: Sequence[Evaluator]) -> list[list[Evaluator]]:
    """Return the evaluators who are asked about anything in parts, each of which fits in a file."""
    parts: list[list[Evaluator]] = []
    room = 0
    for one in people:
        rows = len(asked_of(items, one))
        if not rows:
            continue
        if rows > room:
            parts.append([])
            room = ROWS
        parts[-1].append(one)
        room -= rows
    return parts


def score_forms(found: Round, criteria: Sequence[Criterion], forms: Sequence[Form]) -> bytes:
    """Return forms as PDF, in the language in force."""
    words = {
        "lang": (get_language() or "es")[:2],
        "plan": found.plan.name,
        "round": found.name,
        "title": _("Form for scores"),
        "legend": [
            [_letter(place), one.name, _cut(one.body, _DEFINITION), scale_of(one), _direction(one)]
            for place, one in enumerate(criteria)
        ],
        "head": [[_letter(place), _cut(one.name, 40)] for place, one in enumerate(criteria)],
        "legend_title": _("What the criteria mean"),
        "how": _(
            "Write in each box the number of the score, or ? if you cannot say. Leave a project empty if you do not "
            "score it. Mark the last column if you have a conflict of interest with it: then it is not scored."
        ),
        "who_label": _("Name"),
        "organization_label": _("Organization"),
        "date_label": _("Date"),
        "signature_label": _("Signature"),
        "number_label": _("No."),
        "project_label": _("Project"),
        "conflict_label": _("Conflict of interest"),
        "declared": _("conflict of interest declared: not scored"),
        "comments_label": _("Comments (give the number of the project)"),
        "form_label": _("Form"),
        "page_label": _("page"),
        "of_label": _("of"),
        "forms": list(forms),
    }
    return typeset(TEMPLATE, words)


def _direction(criterion: Criterion) -> str:
    return _("more is better") if criterion.maximise else _("less is better")


def _letter(place: int) -> str:
    """Return A, B … for a column."""
    return chr(ord("A") + place) if place < 26 else f"{chr(ord('A') + place // 26 - 1)}{chr(ord('A') + place % 26)}"


def _cut(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
