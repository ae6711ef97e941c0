"""What can be wrong with votes."""

from __future__ import annotations

from rumbo.methods.errors import CodedError


class VotesError(CodedError):
    """Votes that cannot be analysed.

    ``code`` is one of ``not_found``, ``unreadable``, ``nothing_in_folder``, ``not_utf8``, ``empty_file``,
    ``missing_columns``, ``repeated_column``, ``ragged_row``, ``bad_number``, ``bad_vote``, ``no_votes`` and
    ``too_large``.
    """
