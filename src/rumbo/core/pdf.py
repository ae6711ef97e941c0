"""Typesetting: data into PDF by a typst template, without the network and without the machine's fonts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst


def typeset(template: Path, words: Mapping[str, Any]) -> bytes:
    """Return a PDF made by a template from what it shows.

    The template reads ``words`` as JSON from its input ``data``, so that no text of theirs is ever taken for markup.
    """
    made: bytes = typst.compile(
        _read(template),
        format="pdf",
        sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    return made


@cache
def _read(template: Path) -> bytes:
    return template.read_bytes()
