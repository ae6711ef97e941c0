"""The cards of the board as HTML: a template costs many times what joined texts cost."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.web.addresses import addresses
from rumbo.methods.status import Status

if TYPE_CHECKING:
    from rumbo.monitoring.status_words import Told
    from rumbo.portfolio.enums import Stage
    from rumbo.portfolio.queries.stages import Card

#: Statuses that a card shows.
_CALLING = (Status.OFF_COURSE, Status.AT_RISK, Status.NO_NEWS)


def card_list(
    cards: Iterable[Card], plan: Any, *, editable: Container[int], marked: bool, told: Mapping[int, Told]
) -> SafeString:
    """Return cards, every text escaped: ``editable`` projects may be moved, and where ``marked`` also be marked.

    ``told`` is how projects stand, by id; only what calls for somebody is shown.
    """
    writer = _Writer(plan, told)
    pieces = [writer.card(card, may_edit=card.project.pk in editable, marked=marked) for card in cards]
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


class _Writer:
    """Writes cards; what many say alike is said once."""

    def __init__(self, plan: Any, told: Mapping[int, Told]) -> None:
        self.told = told
        self.page = addresses("desk:stage", plan.key)
        self.mark = _("Mark %(name)s")
        set_aside, is_open = _("Suspended"), _("Gate open")
        self.set_aside = f'<span class="status small off">{escape(set_aside)}</span>'
        self.open = f'<span class="status small ok">{escape(is_open)}</span>'
        self.lacking = cache(_lacking)
        self.onward = cache(_onward)

    def card(self, card: Card, *, may_edit: bool, marked: bool) -> str:
        project, url, name = card.project, self.page(card.project.pk), escape(card.project)
        number = f'<span class="num">{escape(project.number)}</span> ' if project.number else ""
        onward = card.onward if may_edit and not project.suspended else None
        return (
            f'<li class="card"{self._drag(card, onward, url, name) if onward else ""}>'
            f"{self._box(project.pk, name) if marked and may_edit else ''}"
            f'<p class="flush"><a href="{url}">{number}{escape(project.name)}</a></p>'
            f'<p class="flush"><small class="soft">{escape(project.program.theme.axis.name)}</small></p>'
            f"{self.set_aside if project.suspended else self._standing(project.pk)}"
            f"{self._gate(card, onward, url, name) if card.onward else ''}</li>"
        )

    def _standing(self, pk: int) -> str:
        told = self.told.get(pk)
        if told is None or Status(told.status) not in _CALLING:
            return ""
        return f'<span class="status small {told.tone}">{escape(told.label)}</span> '

    def _drag(self, card: Card, onward: Stage, url: str, name: str) -> str:
        stages = f'data-card="{onward}" data-stage="{card.project.stage}"'
        is_open = "" if card.lacking else " data-open"
        return f' draggable="true" {stages} data-url="{url}" data-name="{name}"{is_open}'

    def _box(self, pk: int, name: str) -> str:
        label = escape(self.mark) % {"name": name}
        return f'<input type="checkbox" name="project" value="{pk}" form="bulk" aria-label="{label}">'

    def _gate(self, card: Card, onward: Stage | None, url: str, name: str) -> str:
        if card.lacking:
            return self.lacking(card.lacking)
        if onward is None:
            return self.open
        link = f'<a class="pass" data-pass href="{url}#act-pass">{self.onward(onward)}'
        return f'{self.open}<p class="flush">{link}<span class="sr"> {name}</span></a></p>'


def _lacking(count: int) -> str:
    said = ngettext("%(n)s missing", "%(n)s missing", count) % {"n": count}
    return f'<span class="status small risk">{escape(said)}</span>'


def _onward(stage: Any) -> str:
    return escape(_("To “%(stage)s”…") % {"stage": stage.label})
