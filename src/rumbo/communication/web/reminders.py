"""Reminders: their rules, and whom they will go to in the coming days if nothing is reported meanwhile."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.communication.asking_words import when
from rumbo.communication.models import CommunicationRules
from rumbo.communication.queries.reminding import Asked, Person, asking, rules_of, written_on
from rumbo.communication.services.reminders import set_rules
from rumbo.communication.web.home import SECTION
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import Crumb, page

#: Today and so many days are looked at.
DAYS = 7
#: What the digest's day is called.
WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)


class RulesForm(forms.ModelForm[CommunicationRules]):
    """Whether the plan reminds, whom it asks when somebody is silent, and the day of the digest."""

    digest_day = forms.TypedChoiceField(label=gettext_lazy("Day of the digest"), choices=WEEKDAYS, coerce=int)

    class Meta:
        model = CommunicationRules
        fields = ("reminds", "deputy_after", "head_after", "digest", "digest_day")
        help_texts = {
            "reminds": gettext_lazy(
                "30, 7 and 1 days before something is due, 6 and 13 days after, then every 30. One mail for all that "
                "a person owes, and never two within 5 days."
            ),
            "deputy_after": gettext_lazy("So many days after the last day, the deputy is asked as well. Usually 13."),
            "head_after": gettext_lazy("So many days after the last day, the head is asked as well. Usually 43."),
            "digest": gettext_lazy(
                "To whoever works on the plan or answers for something, when there is something to say."
            ),
        }


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that will be written: to whom, and what it speaks of, each with by when it is due."""

    person: Person
    lines: list[tuple[Asked, str]]

    @property
    def is_escalated(self) -> bool:
        """Whether the person is asked because others are silent."""
        return all(one.is_escalated for one, _when in self.lines)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its mails."""

    day: datetime.date
    mails: list[Mail]


def tabs(plan: Any, here: str, unreached: int | None = None) -> list[tuple[str, str, bool, int | None]]:
    """Return the links between the pages of reminders."""
    names = (
        (_("What goes out"), "communication:reminders", None),
        (_("To telephone"), "communication:telephone", unreached),
        (_("Rules"), "communication:reminder_rules", None),
    )
    return [(label, reverse(name, args=[plan.key]), name == here, count) for label, name, count in names]


def way(plan: Any, last: str = "") -> list[Crumb]:
    """Return the way to a page of reminders."""
    here = [(_("Communication"), reverse("communication:home", args=[plan.key]))]
    if not last:
        return [*here, (_("Reminders"), "")]
    return [*here, (_("Reminders"), reverse("communication:reminders", args=[plan.key])), (last, "")]


@require_safe
@plan_page()
def reminders(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what is written today and in the coming days, and to whom."""
    today, rules = localdate(), rules_of(plan)
    found = asking(plan, today, rules)
    return page(
        request,
        "communication/reminders.html",
        plan,
        here=SECTION,
        crumbs=way(plan),
        tabs=tabs(plan, "communication:reminders", len(found.unreached)),
        rules=rules,
        today=today,
        days=_days(found.people, today),
        asked=len(found.people),
        written=written_on(plan, today),
        no_address=not settings.BASE_URL,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def reminder_rules(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the rules of reminders and digests, and how they were; let managers change them."""
    may = request.user.has_perm("plan.manage", plan)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = RulesForm(request.POST if request.method == "POST" else None, instance=rules_of(plan))
    if form.is_valid():
        try:
            set_rules(request.user, plan, {name: form.cleaned_data[name] for name in form.fields})
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The rules are saved. They count from the next morning on."))
            return redirect("communication:reminders", plan.key)
    return page(
        request,
        "communication/reminder_rules.html",
        plan,
        here=SECTION,
        crumbs=way(plan, _("Rules")),
        tabs=tabs(plan, "communication:reminder_rules"),
        form=form if may else None,
        rules=rules_of(plan),
        day=dict(WEEKDAYS)[rules_of(plan).digest_day],
        versions=list(CommunicationRules.history.filter(plan=plan).select_related("history_user")[:50]),
        status=422 if form.errors else 200,
    )


def _days(people: list[Person], today: datetime.date) -> list[Day]:
    found: dict[datetime.date, list[Mail]] = {}
    for person in people:
        for day, asked in person.coming(today, DAYS + 1):
            found.setdefault(day, []).append(Mail(person, [(one, when(one.item, day)) for one in asked]))
    return [Day(day, mails) for day, mails in sorted(found.items())]
