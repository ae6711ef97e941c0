"""How an order came about, in plain words: sentences that pages and the minutes share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.accounts.enums import Sector
from rumbo.priority.delphi_words import strength
from rumbo.priority.enums import RunKind
from rumbo.priority.queries.stories import OTHER

if TYPE_CHECKING:
    from rumbo.priority.queries.outcomes import Line
    from rumbo.priority.queries.published import Decided
    from rumbo.priority.queries.stories import CriterionLine, DelphiLine, Story

#: From this many of 100 draws on, in or out of the first, a place is firm.
FIRM = 90


def told(story: Story) -> list[str]:
    """Return how an order came about, a sentence or two for each step."""
    return [
        part
        for part in (
            people(story),
            *[delphi(line) for line in story.delphi],
            scores(story),
            weights(story),
            method(story),
            missing(story),
            votes(story),
            line(story),
        )
        if part
    ]


def people(story: Story) -> str:
    """Say how many scored, and of which sectors."""
    if not story.evaluators:
        return ""
    criteria = ngettext("%(n)d criterion", "%(n)d criteria", len(story.criteria)) % {"n": len(story.criteria)}
    sentence = ngettext(
        "%(n)d person scored by %(criteria)s, alone and without seeing what the others said.",
        "%(n)d people scored by %(criteria)s, each alone and without seeing what the others said.",
        story.evaluators,
    ) % {"n": story.evaluators, "criteria": criteria}
    if not story.sectors:
        return sentence
    parts = ", ".join(f"{sector(code)} ({count})" for code, count in story.sectors)
    by_sector = _("By sector: %(parts)s.") % {"parts": parts}
    return f"{sentence} {by_sector}"


def sector(code: str) -> str:
    """Return a sector in words."""
    return str(_("others")) if code == OTHER else str(dict(Sector.choices).get(code, code))


def delphi(line: DelphiLine) -> str:
    """Say how far people agreed in a Delphi round."""
    who = ngettext("%(n)d person answered", "%(n)d people answered", line.people) % {"n": line.people}
    if line.w is None:
        return _("Delphi round %(number)d: %(who)s.") % {"number": line.number, "who": who}
    return _("Delphi round %(number)d: %(who)s; their concordance was %(grade)s, %(w)s of 1 (Kendall's W).") % {
        "number": line.number,
        "who": who,
        "w": f"{line.w:.2f}",
        "grade": strength(line.w),
    }


def scores(story: Story) -> str:
    """Say how the scores of many became one."""
    if story.evaluators < 2:
        return ""
    if story.method.get("scores") == "mean":
        return _("What counts of all the scores that a criterion got is their mean.")
    return _(
        "What counts of all the scores that a criterion got is the one in the middle (the median), so that a single "
        "very high or very low score moves nothing."
    )


def weights(story: Story) -> str:
    """Say whose weights count."""
    if story.method.get("weights") == "given":
        return _("How much each criterion weighs was fixed before the scores were taken.")
    if story.method.get("voices") == "sectors":
        return _("How much each criterion weighs was said by those who scored; each sector has the same voice.")
    return _("How much each criterion weighs was said by those who scored; each person has the same voice.")


def method(story: Story) -> str:
    """Say in two sentences how scores become an order."""
    texts = {
        "weighted-sum": _(
            "Weighted sum: in each criterion the best score is worth 1 and the worst 0, and these values are "
            "added up, each as heavy as its criterion. Whoever has the largest sum comes first."
        ),
        "topsis": _(
            "TOPSIS: each is compared with the best and with the worst that there is in every criterion. The nearer "
            "to the best and the farther from the worst, the higher its place."
        ),
        "promethee": _(
            "PROMETHEE II: each is compared with every other one, criterion by criterion. Its place follows from how "
            "often it is preferred to the others, less how often they are preferred to it."
        ),
    }
    return texts.get(str(story.method.get("name")), "")


def missing(story: Story) -> str:
    """Say what a score that nobody gave counts."""
    sentence = _("A score that is missing never counts as zero: the other criteria count for it.")
    if not story.unscored:
        return sentence
    more = ngettext(
        "%(n)d could not be ranked, because nobody scored it.",
        "%(n)d could not be ranked, because nobody scored them.",
        story.unscored,
    )
    return f"{sentence} {more % {'n': story.unscored}}"


def votes(story: Story) -> str:
    """Say how many people voted."""
    if not story.ballots:
        return ""
    return ngettext(
        "%(n)d person said in a vote what they approve of.",
        "%(n)d people said in a vote what they approve of.",
        story.ballots,
    ) % {"n": story.ballots}


def line(story: Story) -> str:
    """Say where the line is between in and out."""
    if story.selection is None:
        return ngettext(
            "The first place is of priority by the ranking; equals at the line are in together.",
            "The first %(n)d places are of priority by the ranking; equals at the line are in together.",
            story.first,
        ) % {"n": story.first}
    if story.selection.kind == RunKind.ALLOCATION:
        return _(
            "Which are in follows from the votes and the budget: everybody who voted has the same share of the money."
        )
    return _("Which are in follows from the ranking and from what the budgets of each year can pay.")


def firmness(line: Line | Decided, first: int) -> str:
    """Say how firm it is that something is among the first, or not."""
    if line.acceptability is None:
        return ""
    share = round(100 * line.acceptability)
    values = {"share": share, "first": first}
    if share >= FIRM:
        return _("Firm: among the first %(first)d with %(share)d of 100 ways to weigh the criteria.") % values
    if share <= 100 - FIRM:
        return _("Firm: not among the first %(first)d with %(out)d of 100 ways to weigh the criteria.") % {
            "first": first,
            "out": 100 - share,
        }
    return _("It depends: among the first %(first)d with %(share)d of 100 ways to weigh the criteria.") % values


def by_weight(criteria: Sequence[CriterionLine]) -> list[tuple[str, str]]:
    """Return the criteria with their share of the weight in words."""
    return [(one.name, f"{one.percent:.1f} %") for one in criteria]
