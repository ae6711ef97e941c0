"""What the concordance of evaluators means in words, and whether another Delphi round is worth it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.methods.importance import BY_CHANCE
from rumbo.priority.queries.stopping import STILL

if TYPE_CHECKING:
    from rumbo.priority.models import DelphiRound, Round

#: From these on Kendall's W is called so: halfway between the 0.1, 0.3, 0.5, 0.7 and 0.9 that Schmidt (1997) calls
#: very weak, weak, moderate, strong and unusually strong.
STEPS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far evaluators agree, and what follows: tone and word of its status, two sentences, and the rule."""

    tone: str
    status: str
    meaning: str
    advice: str
    again: bool


def strength(w: float) -> str:
    """Return what this concordance is called."""
    words = (_("very weak"), _("weak"), _("moderate"), _("strong"), _("very strong"))
    return words[sum(w >= step for step in STEPS)]


def verdict(found: Round, delphi: DelphiRound, result: dict[str, Any], before: dict[str, Any] | None) -> Verdict:
    """Return what a Delphi round says; ``result`` is its own, ``before`` that of the one before."""
    whole = result.get("overall")
    if whole is None:
        return Verdict(
            "mute",
            _("Not known yet"),
            _("It takes two evaluators who scored the same to say how far they agree."),
            _("Remind those who have not answered."),
            again=False,
        )
    w, earlier = whole["w"], ((before or {}).get("overall") or {}).get("w")
    meaning = _meaning(w, whole["people"], earlier)
    if whole["p"] > BY_CHANCE:
        advice = _(
            "So little could be chance. Look at the definitions of the criteria together with the evaluators before "
            "they score again."
        )
        return Verdict("off", _("It could be chance"), meaning, advice, again=delphi.number < found.delphi_rounds)
    if w >= float(found.agreement):
        advice = _("That is enough by what this round agreed on: another Delphi round is not needed.")
        return Verdict("ok", _("They agree enough"), meaning, advice, again=False)
    return _not_enough(found, delphi, meaning, None if earlier is None else w - earlier)


def _not_enough(found: Round, delphi: DelphiRound, meaning: str, rise: float | None) -> Verdict:
    if rise is not None and abs(rise) < STILL:
        advice = _(
            "Opinions have settled: another Delphi round would hardly bring them closer. Take what there is "
            "least agreement on to the table, and let the ranking show how firm each place is."
        )
        return Verdict("ask", _("They do not come closer"), meaning, advice, again=False)
    if delphi.number >= found.delphi_rounds:
        advice = _(
            "The Delphi rounds that were foreseen are over. Go on to the ranking: it shows how firm each place is, "
            "and what needs to be talked about."
        )
        return Verdict("ask", _("Not enough, and no round left"), meaning, advice, again=False)
    advice = _(
        "Another Delphi round is worth it: each evaluator sees the median and the spread of all, and may revise. "
        "Begin where there is least agreement."
    )
    return Verdict("risk", _("Another Delphi round is worth it"), meaning, advice, again=True)


def _meaning(w: float, people: int, earlier: float | None) -> str:
    figures = {"w": f"{w:.2f}", "people": people, "strength": strength(w)}
    text = _("%(people)d evaluators, %(strength)s concordance on the order: W = %(w)s.") % figures
    if earlier is None:
        return text
    moved = {"before": f"{earlier:.2f}"}
    if w - earlier >= STILL:
        return f"{text} " + _("It rose from %(before)s in the Delphi round before.") % moved
    if earlier - w >= STILL:
        return f"{text} " + _("It fell from %(before)s in the Delphi round before.") % moved
    return f"{text} " + _("It is about as in the Delphi round before, %(before)s.") % moved
