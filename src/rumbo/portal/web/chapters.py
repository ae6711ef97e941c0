"""The plan's document: its chapters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.markdown import render, without_title
from rumbo.plan.queries.chapters import chapters_of, find_chapter, neighbours
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found, list_page, section_trail


@require_safe
@kept
def chapters(request: HttpRequest, plan_key: str) -> HttpResponse:
    """List the chapters in reading order."""
    plan = get_plan(request, plan_key)
    return list_page(request, "chapters", plan, here=_("Document"), section="chapters", chapters=chapters_of(plan))


@require_safe
@kept
def chapter(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a chapter to read, with its table of contents and what comes before and after it."""
    plan = get_plan(request, plan_key)
    shown = found(find_chapter(plan, key))
    text = render(without_title(shown.body, shown.name))
    return element_page(
        request,
        plan,
        shown,
        (),
        sections=(section_trail(plan, _("Document"), "portal:chapters"),),
        section="chapters",
        text=text,
        contents=[heading for heading in text.headings if heading.level <= 3],
        near=neighbours(shown),
    )
