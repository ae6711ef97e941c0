"""The document of a run: what went in, how it was reckoned and what came out, with a checksum over all of it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

import rumbo
from rumbo.methods.runs.errors import RunError

FORMAT = "rumbo-run/1"
KINDS = ("ranking", "allocation", "selection", "scenarios")
PARTS = ("inputs", "method", "result")
#: What the checksum does not run over.
OUTSIDE = ("made_with", "checksum")
#: Significant digits of a number.
DIGITS = 9
#: Whole numbers below this are kept as they are; every reader of JSON has them exactly.
WHOLE = 10**15
#: What is nearer to 0 is 0: below, numbers lose their digits.
LEAST = 1e-300


def record(
    kind: str, inputs: Mapping[str, Any], method: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the document of a run with its checksum; its numbers are rounded to 9 significant digits.

    Raises:
        RunError: the kind is unknown, or a part holds something that JSON does not.
    """
    if kind not in KINDS:
        raise RunError("unknown_kind", given=kind, kinds=list(KINDS))
    document = {
        "format": FORMAT,
        "kind": kind,
        "made_with": rumbo.__version__,
        "inputs": tidy(inputs, "inputs"),
        "method": tidy(method, "method"),
        "result": tidy(result, "result"),
    }
    return {**document, "checksum": checksum(document)}


def check(document: object) -> dict[str, Any]:
    """Return a document, given as such or as its text (UTF-8), if it is a run that nobody changed since.

    Raises:
        RunError: it is not JSON, of another format, of an unknown kind, lacks a part, or was changed.
    """
    found = parse(document) if isinstance(document, (str, bytes)) else document
    if not isinstance(found, dict):
        raise RunError("not_a_run")
    if found.get("format") != FORMAT:
        raise RunError("format", given=_short(found.get("format", "")), expected=FORMAT)
    if found.get("kind") not in KINDS:
        raise RunError("unknown_kind", given=_short(found.get("kind", "")), kinds=list(KINDS))
    for part in (*PARTS, "checksum"):
        if part not in found:
            raise RunError("missing", at=part)
        if part in PARTS and not isinstance(found[part], dict):
            raise RunError("not_object", at=part)
    if found["checksum"] != checksum(found) or not _is_tidy({part: found[part] for part in PARTS}):
        raise RunError("changed")
    return found


def parse(source: str | bytes) -> Any:
    """Return what a text of JSON holds.

    Raises:
        RunError: it is not JSON in UTF-8, has a number that JSON does not know, or a name twice in one object.
    """
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except RunError:
        raise
    except json.JSONDecodeError as error:
        raise RunError("not_json", line=error.lineno) from None
    except (ValueError, RecursionError):  # not UTF-8, a number of thousands of digits, thousands of brackets
        raise RunError("not_json", line=1) from None


def canonical(document: Mapping[str, Any]) -> str:
    """Return the text that the checksum runs over, as UTF-8: all but ``made_with`` and ``checksum``, in one line.

    Names are sorted by code point, nothing is escaped that need not be, and numbers are as `tidy` makes them.

    Raises:
        RunError: it holds something that JSON does not.
    """
    kept = {name: value for name, value in document.items() if name not in OUTSIDE}
    return json.dumps(tidy(kept), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def checksum(document: Mapping[str, Any]) -> str:
    """Return the checksum of a document: ``sha256:`` and 64 hexadecimal digits.

    Raises:
        RunError: it holds something that JSON does not.
    """
    try:
        text = canonical(document).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):  # half of a pair of surrogates, hundreds of brackets
        raise RunError("not_json", line=1) from None
    return "sha256:" + hashlib.sha256(text).hexdigest()


def tidy(value: Any, at: str = "") -> Any:
    """Return a value as JSON has it: numbers rounded to 9 significant digits, NaN as null.

    Whole numbers below 10^15 stay as they are; a number without a fraction is a whole one (2.0 is 2), -0.0 is 0,
    and so is what is nearer to it than 10^-300.

    Raises:
        RunError: something is no object with names as text, list, text, number, true, false or null, or is infinite.
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Mapping):
        return {_name(name, at): tidy(one, f"{at}.{name}" if at else str(name)) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        return tidy(value.tolist(), at)
    if isinstance(value, (list, tuple)):
        return [tidy(one, f"{at}[{place}]") for place, one in enumerate(value)]
    if isinstance(value, (int, float, np.integer, np.floating)):
        return _rounded(value, at)
    raise RunError("no_value", at=at)


def _rounded(value: Any, at: str) -> int | float | None:
    if isinstance(value, (int, np.integer)) and abs(int(value)) < WHOLE:
        return int(value)
    try:
        number = float(f"{float(value):.{DIGITS}g}")
    except OverflowError:
        raise RunError("out_of_range", at=at) from None
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise RunError("out_of_range", at=at)
    if abs(number) < LEAST:
        return 0
    return int(number) if number.is_integer() and abs(number) < 10 * WHOLE else number


def _is_tidy(value: Any) -> bool:
    """Return whether no number has more digits than the checksum runs over."""
    if isinstance(value, dict):
        return all(map(_is_tidy, value.values()))
    if isinstance(value, list):
        return all(map(_is_tidy, value))
    return value is None or isinstance(value, (str, bool)) or bool(_rounded(value, "") == value)


def _name(name: object, at: str) -> str:
    if not isinstance(name, str):
        raise RunError("no_value", at=at)
    return name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RunError("not_json", line=1)
    return found


def _no_constant(_text: str) -> None:
    raise RunError("not_json", line=1)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
