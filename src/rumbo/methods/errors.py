"""What can be wrong with what a method is given: a code and its parameters, which the upper layers put into words."""

from __future__ import annotations


class CodedError(Exception):
    """``code`` says what is wrong; ``params`` the words of the sentence: file, line, value and the like."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(f'{name}={value!r}' for name, value in self.params.items())}"
