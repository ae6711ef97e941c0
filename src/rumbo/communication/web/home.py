"""Communication: what went out, what waits for a person, and what runs by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.communication.clock import TASKS
from rumbo.communication.enums import NoticeState
from rumbo.communication.queries.outbox import ASKING, TONES, counts_of, job_rows, stuck
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: The section of the desk.
SECTION = "communication:home"


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Say how many notices there are of each state, what waits for a person, and lead on to the parts."""
    counts = counts_of(plan)
    numbers = {state: count for state, _word, count in counts}
    may = request.user.has_perm("plan.manage", plan)
    outbox = reverse("communication:outbox", args=[plan.key])
    return page(
        request,
        "communication/home.html",
        plan,
        here=SECTION,
        crumbs=[(_("Communication"), "")],
        counts=[
            (word, count, TONES[NoticeState(state)], f"{outbox}?state={state}" if may else "")
            for state, word, count in counts
        ],
        total=sum(numbers.values()),
        asking=[(state, numbers[state], f"{outbox}?state={state}") for state in ASKING if numbers[state]],
        stuck=stuck(plan, timezone.now()),
        sends=settings.MAIL_DELIVERY == "smtp",
        jobs=_jobs() if may else [],
        parts=_parts(plan, may),
    )


def _jobs() -> list[dict[str, Any]]:
    rows = job_rows()
    return [{"label": task.label, "row": rows.get(task.name)} for task in TASKS]


def _parts(plan: Any, may: bool) -> list[tuple[str, str, str]]:
    """Return the pages of communication as (name, address, what it is for)."""
    parts = [
        ("outbox", _("Outbox"), _("Every mail that goes out, with what became of it."), True),
        ("reminders", _("Reminders"), _("Whom the plan writes to this week, and when it asks whom."), False),
        ("telephone", _("To telephone"), _("Whom no mail reaches, or who does not answer."), False),
        ("announcements", _("Announcements"), _("What the plan tells everybody, on the page and by mail."), False),
        ("followers", _("Followers"), _("How many people follow what."), False),
        ("templates", _("Words of the mails"), _("The text of each kind of mail, in Spanish and English."), True),
        ("preferences", _("Wishes of an address"), _("Language, digest and announcements of one person."), True),
        (
            "own_preferences",
            _("My wishes"),
            _("In which language you are written to, and whether you get the digest."),
            False,
        ),
    ]
    return [
        (label, reverse(f"communication:{name}", args=[plan.key]), text)
        for name, label, text, closed in parts
        if may or not closed
    ]
