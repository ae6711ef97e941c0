"""What can be wrong with a recorded run, or with what a run is given."""

from __future__ import annotations

from collections.abc import Callable

from rumbo.methods.errors import CodedError

#: Told the share of the work that is done, from 0 to 1; returns whether to go on.
Progress = Callable[[float], bool]


class RunError(CodedError):
    """A document is no run, or what it holds cannot be run.

    ``at`` says where, as ``inputs.criteria[2].scale`` (places from 0). Of the document: ``not_json``, ``not_a_run``,
    ``format``, ``unknown_kind``, ``missing``, ``changed``. Of any field: ``missing``, ``not_object``, ``not_list``,
    ``not_text``, ``not_number``, ``not_whole``, ``not_yes_no``, ``not_amount``, ``out_of_range``, ``choice``,
    ``no_value``, ``id_twice``, ``unknown_id``. Of a ranking: ``no_alternatives``, ``no_criteria``,
    ``no_evaluators``, ``no_scores``, ``no_weights``, ``one_row``, ``weights_zero``, ``shape``, ``negative_score``,
    ``no_level``, ``preference``. Of an allocation: ``no_projects``, ``no_voters``, ``utility``, ``too_large``,
    ``small_step``. Of a selection: ``problem``, which has the code of the problem's own error as ``of`` and its
    parameters as ``params``.
    """


class Cancelled(Exception):
    """A run was stopped before it was done."""


class Steps:
    """Tells the progress of work that is done in parts, and stops it where that is wished."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def at(self, share: float) -> None:
        """Tell that so much is done.

        Raises:
            Cancelled: the answer was no.
        """
        if self._progress is not None and not self._progress(share):
            raise Cancelled

    def between(self, start: float, end: float) -> Callable[[float], None]:
        """Return what tells the progress of a part that goes from ``start`` to ``end`` of the whole."""
        return lambda share: self.at(start + (end - start) * share)
