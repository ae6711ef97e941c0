"""Whether another Delphi round is worth it: how far the scores agree, against what was asked for and before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rumbo.priority.models import DelphiRound, Round

#: Kendall's W moved by less than this between two Delphi rounds: another one would not change much.
STILL = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the scores of the last closed Delphi round agree.

    ``w`` is Kendall's W, None where nobody can be compared; ``before`` that of the one before. ``left`` is how many
    of the planned Delphi rounds were not held yet.
    """

    w: float | None
    before: float | None
    wanted: float
    left: int

    @property
    def enough(self) -> bool:
        """Whether they agree as far as was asked for."""
        return self.w is not None and self.w >= self.wanted

    @property
    def still(self) -> bool:
        """Whether they agree nearly as before, so that another Delphi round would hardly change it."""
        return self.w is not None and self.before is not None and abs(self.w - self.before) < STILL

    @property
    def stop(self) -> bool:
        """Whether another Delphi round is not worth it, or not planned."""
        return self.enough or self.still or not self.left


def verdict(found: Round, delphi: Sequence[DelphiRound]) -> Verdict | None:
    """Return the verdict on the Delphi rounds of a round, in order; None before the first was closed."""
    closed = [one for one in delphi if not one.is_open]
    if not closed:
        return None
    before = agreement_of(closed[-2]) if len(closed) > 1 else None
    return Verdict(
        agreement_of(closed[-1]), before, float(found.agreement), max(found.delphi_rounds - len(delphi), 0)
    )


def agreement_of(delphi: DelphiRound) -> float | None:
    """Return Kendall's W of a closed Delphi round over all criteria; None where it could not be told."""
    overall = delphi.result.get("overall")
    return float(overall["w"]) if overall else None
