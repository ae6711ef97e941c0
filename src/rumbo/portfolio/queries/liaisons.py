"""The people through whom organizations answer: for the staff of a plan alone, never in public."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumbo.accounts.models import Organization
from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.portfolio.enums import LiaisonRole, Responsible
from rumbo.portfolio.models import Liaison, Project, Responsibility
from rumbo.portfolio.queries.responsibilities import count_answers, in_force

if TYPE_CHECKING:
    from rumbo.plan.models import Measure, Plan

#: So many days before the last one, it is time to look for who comes next.
ENDING = 30
#: The roles for which somebody is asked how it goes.
ANSWERING = (Responsible.ACCOUNTABLE, Responsible.RESPONSIBLE)


@dataclass(frozen=True, slots=True)
class LiaisonRow:
    """A liaison as a list shows it: ``mark`` is what is to be known of the dates, ``tone`` its tone."""

    liaison: Liaison
    mark: str
    tone: str


def in_office(day: datetime.date) -> Q:
    """Return the condition that a person answers for the organization on a day."""
    return Q(state=State.CURRENT, from_day__lte=day) & (Q(until_day=None) | Q(until_day__gte=day))


def liaisons_of(plan: Plan) -> QuerySet[Any, Any]:
    """Return the liaisons of a plan that were not withdrawn: by organization, role and first day."""
    rows: QuerySet[Any, Any] = Liaison.objects.filter(plan=plan, state=State.CURRENT)
    return rows.select_related("organization", "project__program__theme")


def in_order(liaisons: Iterable[Any]) -> list[Any]:
    """Return liaisons by organization, then liaison, deputy and head, then the first day."""
    order = list(LiaisonRole)
    return sorted(liaisons, key=lambda one: (one.organization.title, order.index(one.role), one.from_day, one.pk))


def asked_for(measure: Measure, day: datetime.date) -> list[Liaison]:
    """Return whom to ask about a strategy, project or action on a day, first who is asked first: two queries.

    They are people of the organization that is accountable; of the responsible ones where nobody is. Who answers for
    this project alone comes before who answers for all of the organization, then liaison, deputy and head.
    """
    held = Responsibility.objects.filter(measure=measure, share=None, role__in=ANSWERING)
    roles: dict[str, set[int]] = {}
    for organization, role in held.values_list("organization", "role"):
        roles.setdefault(role, set()).add(organization)
    asked = roles.get(Responsible.ACCOUNTABLE) or roles.get(Responsible.RESPONSIBLE, set())
    of_it = Project.objects.filter(Q(measure=measure) | Q(actions__measure=measure))
    rows = Liaison.objects.filter(in_office(day), plan=measure.plan_id, organization__in=asked)
    rows = rows.filter(Q(project=None) | Q(project__in=of_it.values("pk"))).select_related("organization", "project")
    return sorted(in_order(rows), key=lambda one: one.project_id is None)


def without_liaison(plan: Plan, day: datetime.date) -> list[Any]:
    """Return the organizations that are accountable or responsible for something and have no liaison on a day.

    Each has ``answers_for``, for how many elements; who answers for most comes first. Two queries.
    """
    held = Responsibility.objects.filter(
        in_force("measure"), organization=OuterRef("pk"), measure__plan=plan, role__in=ANSWERING
    )
    people = Liaison.objects.filter(
        in_office(day), plan=plan, project=None, organization=OuterRef("pk"), role=LiaisonRole.LIAISON
    )
    rows = Organization.objects.current().filter(Exists(held), ~Exists(people)).order_by("title", "pk")
    return sorted(count_answers(plan, rows), key=lambda one: -one.answers_for)


def people_of(plan: Plan, organization: Any) -> list[Liaison]:
    """Return all liaisons of an organization in a plan, in force, who answers longest from now on first."""
    rows = liaisons_of(plan).filter(organization=organization)
    return list(rows.order_by(F("until_day").desc(nulls_first=True), "-from_day", "pk"))


def narrowed(rows: QuerySet[Any, Any], shown: str, words: str, day: datetime.date) -> QuerySet[Any, Any]:
    """Return the liaisons that a list shows: who answers on the day or later, ``past`` ones, or ``all``; with words.

    Words are looked for in the name of the person and of the organization.
    """
    if shown == "past":
        rows = rows.filter(until_day__lt=day).order_by("-until_day", "pk")
    elif shown != "all":
        rows = rows.exclude(until_day__lt=day)
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(organization__title__icontains=word))
    return rows


def row_of(liaison: Liaison, day: datetime.date) -> LiaisonRow:
    """Return a liaison with what is to be known of the dates on a day."""
    until = liaison.until_day
    if until is not None and until < day:
        return LiaisonRow(liaison, _("Ended"), "gone")
    if liaison.from_day > day:
        return LiaisonRow(liaison, _("From %(day)s") % {"day": date_format(liaison.from_day)}, "new")
    if until is not None and (left := (until - day).days) <= ENDING:
        mark = ngettext("Ends in %(n)s day", "Ends in %(n)s days", left) % {"n": left} if left else _("Ends today")
        return LiaisonRow(liaison, mark, "risk")
    return LiaisonRow(liaison, "", "")


#: The table that staff export; rows are liaisons.
LIAISONS = Table(
    "liaisons",
    gettext_lazy("Liaisons"),
    (
        Column("organization", gettext_lazy("Organization"), lambda one: one.organization.title, 36),
        Column("role", gettext_lazy("Role"), lambda one: one.get_role_display(), 14),
        Column("person", gettext_lazy("Person"), lambda one: one.title, 28),
        Column("function", gettext_lazy("Function"), lambda one: one.function, 28),
        Column("project", gettext_lazy("Project"), lambda one: str(one.project) if one.project else "", 40),
        Column("from", gettext_lazy("From"), lambda one: one.from_day, 12),
        Column("until", gettext_lazy("Until"), lambda one: one.until_day, 12),
        Column("email", gettext_lazy("E-mail"), lambda one: one.email, 28),
        Column("phone", gettext_lazy("Telephone"), lambda one: one.phone, 18),
    ),
)
#: The table of organizations without a liaison; rows are what `without_liaison` returns.
WITHOUT = Table(
    "without-liaison",
    gettext_lazy("Organizations without a liaison"),
    (
        Column("organization", gettext_lazy("Organization"), lambda one: one.title, 40),
        Column("answers_for", gettext_lazy("Answers for"), lambda one: one.answers_for, 12),
    ),
)
