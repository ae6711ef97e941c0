"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def plans(request: HttpRequest) -> dict[str, Any]:
    """Return nothing yet."""
    return {}
