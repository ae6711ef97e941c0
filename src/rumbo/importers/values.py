"""Comparing values of drafts. Pure."""

from __future__ import annotations

from typing import Any


def same(before: Any, after: Any) -> bool:
    """Say whether two values are the same; nothing is nothing in any form, and lists have no order."""
    if isinstance(before, list) or isinstance(after, list):
        return sorted(before or []) == sorted(after or [])
    if before in ("", None) or after in ("", None):
        return (before or "") == (after or "") and before is not False and after is not False
    if isinstance(before, str) and isinstance(after, str):
        return before.strip() == after.strip()
    return bool(before == after)
