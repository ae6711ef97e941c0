"""Two years of mornings on the database: eight reporting periods, some reports late, some that never come."""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from factories.accounts import OrganizationFactory
from factories.monitoring import AssignmentFactory, ProgressReportFactory, ReportingPeriodFactory
from factories.portfolio import LiaisonFactory
from rumbo.communication.models import Notice
from rumbo.communication.services.reminders import remind

FIRST, DAYS, QUIET = datetime.date(2026, 1, 1), 731, 5
#: Days before a period's last day on which it opens, and after it on which it closes.
OPENS, CLOSES = 40, 60
#: For each quarter, the days after the last one on which each of two reports comes; what comes at CLOSES never does.
COMES = [(-35, 5), (20, 20), (-2, 60), (14, 44), (60, 60), (0, -8), (7, 33), (60, 60)]
NEVER_RUNS = {80, 81, 82, 400, *range(500, 512)}
DEPUTY, HEAD = 13, 43


@dataclass
class Thing:
    """A report that is owed from a day until another, with its last day."""

    assigned: Any
    due: datetime.date
    from_day: datetime.date
    until: datetime.date


def plus(day, days):
    return day + datetime.timedelta(days=days)


def quarters(plan, office):
    found = []
    for number, comes in enumerate(COMES):
        year, quarter = divmod(number, 4)
        starts = datetime.date(FIRST.year + year, 3 * quarter + 1, 1)
        ends = plus(datetime.date(starts.year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1), -1)
        period = ReportingPeriodFactory(
            plan=plan, starts_on=starts, ends_on=ends, due_on=plus(ends, 15), phase="planned"
        )
        for after in comes:
            assigned = AssignmentFactory(period=period, organization=office)
            due = period.due_on
            found.append(Thing(assigned, due, plus(due, -OPENS), plus(due, after)))
    return found


def morning(things, day):
    """Let the periods open and close and the reports come that do so on a day."""
    for one in things:
        period = one.assigned.period
        if day in (one.from_day, plus(one.due, CLOSES)):
            period.phase = "open" if day == one.from_day else "closed"
            period.save()
        if day == one.until and one.until < plus(one.due, CLOSES):
            ProgressReportFactory(assignment=one.assigned, state="sent", sent_at=timezone.now(), on=day)


def steps(one, comes=None):
    """The days of the rule, written down as it is agreed; for a deputy or head from their own day on."""
    days = [plus(one.due, number) for number in (-30, -7, -1, 6, 13, 43, 73)]
    if comes is not None:
        days = [plus(one.due, comes), *(day for day in days if day > plus(one.due, comes))]
    return [day for day in days if one.from_day <= day < one.until]


def mails_to(email):
    found = []
    for key, covers in Notice.objects.filter(to=email).order_by("pk").values_list("key", "covers"):
        found.append((datetime.date.fromisoformat(key.split(":")[2]), {pk for _kind, pk in covers}))
    return found


def runs(day):
    while (day - FIRST).days in NEVER_RUNS:
        day = plus(day, 1)
    return day


@pytest.mark.django_db
def test_no_reminder_is_missed_and_none_is_too_many(plan):
    office = OrganizationFactory()
    for role in ("liaison", "deputy", "head"):
        LiaisonFactory(
            plan=plan,
            organization=office,
            role=role,
            email=f"{role}@obras.example",
            from_day=datetime.date(2020, 1, 1),
        )
    things = quarters(plan, office)
    for number in range(DAYS):
        day = plus(FIRST, number)
        morning(things, day)
        if number not in NEVER_RUNS:
            remind(plan, day)

    counts = {}
    for role, comes in (("liaison", None), ("deputy", DEPUTY), ("head", HEAD)):
        mails = mails_to(f"{role}@obras.example")
        counts[role] = len(mails)
        wanted = {one.assigned.pk: steps(one, comes) for one in things}
        by_pk = {one.assigned.pk: one for one in things}
        assert all((after - before).days > QUIET for (before, _), (after, _) in pairwise(mails))
        for pk, days in wanted.items():
            for step in days:
                last = runs(step)
                while any(day < last <= plus(day, QUIET) and not (step <= day and pk in told) for day, told in mails):
                    last = runs(plus(last, 1))
                if last < min(by_pk[pk].until, plus(FIRST, DAYS)):
                    assert any(step <= day <= last and pk in told for day, told in mails), (role, step, last)
        for place, (day, told) in enumerate(mails):
            assert all(by_pk[pk].from_day <= day < by_pk[pk].until for pk in told), (role, day)
            assert any(
                step <= day and not any(step <= old and pk in before for old, before in mails[:place])
                for pk in told
                for step in wanted[pk]
            ), (role, day)
    assert counts["liaison"] > counts["deputy"] > counts["head"] > 0
