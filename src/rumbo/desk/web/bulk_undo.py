"""What was done to many projects at once: what it did to each, and taking it back in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.models import Batch
from rumbo.portfolio.queries import batches as queries
from rumbo.portfolio.services import batches as services

if TYPE_CHECKING:
    from rumbo.portfolio.services.bulk import Outcome

#: Things on a page of what was done.
SIZE = 100
#: Projects that a message names before it only counts the others.
NAMED = 15


def say_batch(request: HttpRequest, plan: Any, outcome: Outcome) -> None:
    """Say what a bulk edit did, with a button that undoes it, and what stayed as it was."""
    if outcome.batch is not None:
        messages.success(request, _with_undo(request, plan, outcome.batch))
    if outcome.left:
        messages.warning(request, _what_stayed(outcome.left))
    elif outcome.batch is None:
        messages.info(request, _("Nothing was changed."))


@require_safe
@plan_page()
def batch(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what a bulk edit did to each thing."""
    return _batch_page(request, plan, _found(plan, pk))


@require_POST
@plan_page()
def undo(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a bulk edit back; where somebody changed something since, ask whether to take back the rest."""
    found = _found(plan, pk)
    try:
        undone = services.undo(request.user, found, leave_changed="leave" in request.POST)
    except services.ChangedSince as changed:
        return _batch_page(request, plan, found, status=409, refusal=changed.message, changed=changed.changed)
    except Refused as refusal:
        return _batch_page(request, plan, found, status=409, refusal=refusal.message)
    message = ngettext("Undone: %(n)d thing is as it was.", "Undone: %(n)d things are as they were.", undone.restored)
    messages.success(request, message % {"n": undone.restored})
    if undone.left:
        listed = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in undone.left[:NAMED]))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("These stay as they are:"), listed))
    return redirect("desk:batches", plan.key)


def _found(plan: Any, pk: int) -> Batch:
    found = queries.find_batch(plan, pk)
    if found is None:
        raise Http404(_("There is no such bulk edit in this plan."))
    return found


def _batch_page(
    request: HttpRequest, plan: Any, found: Batch, *, status: int = 200, refusal: str = "", changed: Any = ()
) -> HttpResponse:
    entries = Paginator(found.entries.order_by("pk"), SIZE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/batch.html",
        plan,
        here="desk:portfolio",
        crumbs=[(_("Bulk edits"), reverse("desk:batches", args=[plan.key])), (str(found)[:60], "")],
        status=status,
        batch=found,
        done=queries.done_by(found, list(entries.object_list)),
        page_obj=entries,
        refusal=refusal,
        changed=changed,
    )


def _with_undo(request: HttpRequest, plan: Any, done: Batch) -> str:
    return format_html(
        '{} <a href="{}">{}</a> <form method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><button class="as-link">{}</button></form>',
        f"{done}.",
        reverse("desk:batch", args=[plan.key, done.pk]),
        _("What changed"),
        reverse("desk:undo_batch", args=[plan.key, done.pk]),
        get_token(request),
        _("Undo"),
    )


def _what_stayed(left: list[tuple[Any, str]]) -> str:
    head = ngettext("%(n)d project stays as it is:", "%(n)d projects stay as they are:", len(left)) % {"n": len(left)}
    listed = format_html_join("", "<li><strong>{}</strong>: {}</li>", left[:NAMED])
    more = ""
    if len(left) > NAMED:
        more = ngettext("… and %(n)d more.", "… and %(n)d more.", len(left) - NAMED) % {"n": len(left) - NAMED}
    return format_html("{}<ul>{}</ul>{}", head, listed, more)
