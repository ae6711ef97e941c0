"""What every page of a plan's desk shows around its content: the sections, the way back, the undo button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rumbo.desk.kinds import kind_of

if TYPE_CHECKING:
    from rumbo.core.models import Record

Crumb = tuple[str, str]


def sections(request: HttpRequest, plan: Any, here: str) -> list[tuple[str, str, bool]]:
    """Return the links of the desk's bar: (label, address, current)."""
    links = [
        (_("Plan"), "desk:plan", []),
        (_("To confirm"), "desk:confirm", []),
        (_("Imports"), "desk:imports", []),
        (_("Organizations"), "desk:list", ["organization"]),
        (_("Territories"), "desk:list", ["territory"]),
        (_("People"), "desk:people", []),
        (_("Editions"), "desk:editions", []),
        (_("Changes"), "desk:changes", []),
    ]
    return [
        (label, reverse(name, args=[plan.key, *extra]), here == (extra[0] if extra else name))
        for label, name, extra in links
    ]


def page(
    request: HttpRequest,
    template: str,
    plan: Any,
    *,
    here: str = "desk:plan",
    crumbs: list[Crumb] | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page of a plan's desk. ``here`` names its section; ``crumbs`` follow the plan's own."""
    first: list[Crumb] = [(_("Work desk"), reverse("desk:home")), (plan.name, reverse("desk:plan", args=[plan.key]))]
    frame = {
        "plan": plan,
        "section": "desk",
        "desk_links": sections(request, plan, here),
        "crumbs": first + (crumbs or []) if crumbs else [first[0], (plan.name, "")],
        "may_manage": request.user.has_perm("plan.manage", plan),
        "may_administer": request.user.has_perm("plan.administer", plan),
    }
    return render(request, template, {**frame, **context}, status=status)


def element_url(plan: Any, record: Record, name: str = "desk:element", *extra: Any) -> str:
    """Return the address of one of a record's desk pages."""
    if record.KIND == "plan" and name == "desk:element":
        return reverse("desk:plan", args=[plan.key])
    return reverse(name, args=[plan.key, kind_of(record), record.pk, *extra])


def way_to(plan: Any, record: Record, last: str = "") -> list[Crumb]:
    """Return the crumbs of an element: what it stands under, itself, and the page about it."""
    way: list[Record] = []
    step: Record | None = record
    while step is not None and step.KIND != "plan":
        way.append(step)
        step = step.parent() if hasattr(step, "parent") and callable(step.parent) else None
    crumbs = [(_short(found), element_url(plan, found)) for found in reversed(way)]
    if record.KIND in {"organization", "territory", "antecedent", "priority_entry"}:
        kind = kind_of(record)
        crumbs.insert(0, (kind.plural, reverse("desk:list", args=[plan.key, kind])))
    if last:
        return [*crumbs, (last, "")]
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def say_done(request: HttpRequest, plan: Any, record: Record, sentence: str) -> None:
    """Say what was done, with a button that undoes it."""
    address = element_url(plan, record, "desk:undo", record.version)
    undo = format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="as-link">{}</button></form>',
        sentence,
        address,
        get_token(request),
        _("Undo"),
    )
    messages.success(request, undo)


def _short(record: Record) -> str:
    text = str(record)
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
