"""What can be wrong with votes: a code and its parameters, which the upper layers put into words."""

from __future__ import annotations


class VotesError(Exception):
    """Votes that cannot be analysed.

    ``code`` is one of ``not_found``, ``unreadable``, ``nothing_in_folder``, ``not_utf8``, ``empty_file``,
    ``missing_columns``, ``repeated_column``, ``ragged_row``, ``bad_number``, ``bad_vote``, ``no_votes`` and
    ``too_large``; ``params`` has the words of the sentence: file, line, column, value and the like.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(f'{name}={value!r}' for name, value in self.params.items())}"
