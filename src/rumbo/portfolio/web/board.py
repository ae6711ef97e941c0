"""The public board: the projects that the filters keep, a column a stage, each with its first projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.portfolio.queries.stages import SHOWN_PUBLIC, first_of_stages, public_board

if TYPE_CHECKING:
    from rumbo.portfolio.queries.stages import Column
    from rumbo.portfolio.web.filters import Filters


def board_context(filters: Filters, table_url: str, address: Callable[[Any], str]) -> dict[str, Any]:
    """Return what ``portfolio/board.html`` shows: each column with its cards, and where all its projects are."""
    start = filters.kept("start of board", lambda: first_of_stages(filters.projects(), SHOWN_PUBLIC))
    columns = public_board(start)
    return {
        "columns": [
            (column, _cards(column, address), f"{table_url}{filters.changed(stage=column.stage)}")
            for column in columns
        ],
        "total": sum(column.total for column in columns),
    }


def _cards(column: Column, address: Callable[[Any], str]) -> SafeString:
    """Return the cards of a column as HTML; every text in it is escaped."""
    set_aside = f'<span class="status small off">{escape(_("Suspended"))}</span>'
    pieces = []
    for card in column.cards:
        project = card.project
        number = f'<span class="num">{escape(project.number)}</span> ' if project.number else ""
        link = f'<a href="{escape(address(project))}">{number}{escape(project.name)}</a>'
        pieces.append(
            f'<li class="card"><p class="flush">{link}</p>'
            f'<p class="flush"><small class="soft">{escape(project.program.theme.axis.name)}</small></p>'
            f"{set_aside if project.suspended else ''}</li>"
        )
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)
