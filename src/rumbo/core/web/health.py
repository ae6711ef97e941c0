"""Says whether the program works."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

import rumbo


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "down", "database": False, "version": rumbo.__version__}, status=503)
    return JsonResponse({"status": "ok", "database": True, "version": rumbo.__version__})
