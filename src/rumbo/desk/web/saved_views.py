"""The views of the portfolio that people keep: save, open, rename, share and delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.desk.web.portfolio import SECTION, address_of, crumbs, lacking
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries.saved_views import PAGE, PAGES, find_view, views_of
from rumbo.portfolio.services.views import change_view, delete_view, may_change, save_view
from rumbo.portfolio.web.filters import canonical

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


@require_safe
@plan_page()
def views(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the views that the person sees, with the forms that change them."""
    found = [
        (one, address_of(plan, one.query), may_change(request.user, one)) for one in views_of(plan, request.user)
    ]
    return page(
        request,
        "desk/views.html",
        plan,
        here=SECTION,
        crumbs=crumbs(plan, "views", (_("Saved views"), "")),
        found=found,
        table_url=reverse(SECTION, args=[plan.key]),
    )


@require_POST
@plan_page()
def save(request: HttpRequest, plan: Any) -> HttpResponse:
    """Keep the view of the form under its name, in its canonical form; lead back to it."""
    query = _canonical(plan, request.POST.get("view", ""), request.POST.get("query", ""))
    try:
        view, before = save_view(
            request.user, plan, request.POST.get("name", ""), query, shared="shared" in request.POST
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address_of(plan, query))
    if before is None or before == view.query:
        messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
    else:
        said = _("“%(name)s” shows this view now.") % {"name": view.name}
        messages.success(request, _with_undo(request, plan, said, view.name, before, shared=view.shared))
    return redirect(address_of(plan, view.query))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def view(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Open a view that was kept; on a form, rename, share or delete it."""
    one = find_view(plan, request.user, pk)
    if one is None:
        raise Http404(_("There is no such view, or it is no longer shared."))
    if request.method != "POST":
        return redirect(address_of(plan, one.query))
    if "delete" in request.POST:
        return _deleted(request, plan, one)
    try:
        shared = "shared" in request.POST if "may_share" in request.POST else one.shared
        change_view(request.user, one, name=request.POST.get("name", ""), shared=shared)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%(name)s” is saved.") % {"name": one.name})
    return redirect("desk:views", plan.key)


def _deleted(request: HttpRequest, plan: Any, one: Any) -> HttpResponse:
    delete_view(request.user, one)
    said = _("“%(name)s” is deleted.") % {"name": one.name}
    if one.owner_id == request.user.pk:
        said = _with_undo(request, plan, said, one.name, one.query, shared=one.shared)
    messages.success(request, said)
    return redirect("desk:views", plan.key)


def _canonical(plan: Any, name: str, query: str) -> str:
    """Return the one form of a view that is kept: its page, unless it is the table, and its filters."""
    first = f"{PAGE}={name}" if name in PAGES[1:] else ""
    return "&".join(filter(None, (first, canonical(query.removeprefix("?"), plan, [lacking()]))))


def _with_undo(request: HttpRequest, plan: Any, said: str, name: str, query: str, *, shared: bool) -> SafeString:
    """Return a sentence and a button that keeps the view again as it was."""
    first, _and, rest = query.partition("&")
    is_named = first.startswith(f"{PAGE}=")
    fields = {
        "csrfmiddlewaretoken": get_token(request),
        "name": name,
        "view": first.removeprefix(f"{PAGE}=") if is_named else "",
        "query": rest if is_named else query,
        **({"shared": "1"} if shared else {}),
    }
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
    url = reverse("desk:save_view", args=[plan.key])
    button = format_html('<button class="as-link">{}</button>', _("Undo"))
    return format_html('{} <form method="post" action="{}">{}{}</form>', said, url, hidden, button)
