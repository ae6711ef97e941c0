"""A list of a page as a download."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rumbo.core.tables.table import Table
from rumbo.core.tables.writers import csv_lines, json_lines, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Formats that ``?format=`` knows.
FORMATS = ("csv", "xlsx", "json")
#: Rows read from the database at a time.
CHUNK = 500


def export_response(
    request: HttpRequest, table: Table, rows: Iterable[Any] | QuerySet[Any, Any], filename: str
) -> HttpResponseBase | None:
    """Return the list as the file that ``?format=csv``, ``xlsx`` or ``json`` asks for; None without a known format.

    ``filename`` is without ending. A queryset is read in chunks, with its prefetches.
    """
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS:
        return None
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    name = f"{filename}.{wanted}"
    response: HttpResponseBase
    if wanted == "xlsx":
        return FileResponse(xlsx_file(table, rows), as_attachment=True, filename=name, content_type=XLSX)
    if wanted == "csv":
        response = StreamingHttpResponse(csv_lines(table, rows, bom=True), content_type="text/csv; charset=utf-8")
    else:
        response = StreamingHttpResponse(json_lines(table, rows), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
