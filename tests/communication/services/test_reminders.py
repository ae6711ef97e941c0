"""Reminders and escalations in the outbox, under a clock that is moved."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories.accounts import OrganizationFactory
from factories.monitoring import (
    AssignmentFactory,
    ImprovementFactory,
    ProgressReportFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
)
from factories.portfolio import LiaisonFactory
from rumbo.communication.models import CommunicationRules, Notice, Preference
from rumbo.communication.services import reminders
from rumbo.communication.services.reminders import remind, set_rules
from rumbo.monitoring.models import ReportLink
from rumbo.monitoring.services.own_links import write_in
from rumbo.monitoring.tokens import token_of
from rumbo.portfolio.services.liaisons import Person, hand_over

DUE = datetime.date(2026, 4, 15)
LONG_AGO = datetime.date(2020, 1, 1)


def on(days: int) -> datetime.date:
    return DUE + datetime.timedelta(days=days)


def walk(plan, first: int, last: int) -> None:
    """Let the mornings of these days pass; long after the last day, those around each step alone."""
    for number in range(first, last + 1):
        if number < 15 or number % 30 in (12, 13, 14, 28):
            remind(plan, on(number))


def days_of(email: str) -> list[int]:
    """So many days after the reports were due somebody was written to."""
    keys = Notice.objects.filter(to=email).order_by("pk").values_list("key", flat=True)
    return [(datetime.date.fromisoformat(key.split(":")[2]) - DUE).days for key in keys]


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan, title="Enero a marzo de 2026")


@pytest.fixture
def office(db):
    return OrganizationFactory(title="Obras Públicas")


@pytest.fixture
def assigned(period, office):
    return AssignmentFactory(period=period, organization=office)


@pytest.fixture
def people(plan, office):
    """A liaison, a deputy and a head."""
    return {
        role: LiaisonFactory(
            plan=plan,
            organization=office,
            role=role,
            title=name,
            email=f"{role}@obras.example",
            from_day=LONG_AGO,
        )
        for role, name in (("liaison", "Ana Sol"), ("deputy", "Beto Luna"), ("head", "Carla Cielo"))
    }


def test_a_silent_owner_from_the_first_reminder_to_the_head(plan, assigned, people):
    walk(plan, -32, 110)

    assert days_of("liaison@obras.example") == [-30, -7, -1, 6, 13, 43, 73, 103]
    assert days_of("deputy@obras.example") == [13, 43, 73, 103]
    assert days_of("head@obras.example") == [43, 73, 103]
    assert set(Notice.objects.filter(to="liaison@obras.example").values_list("kind", flat=True)) == {"reminder"}
    assert set(Notice.objects.exclude(to="liaison@obras.example").values_list("kind", flat=True)) == {"escalation"}


def test_the_mail_says_what_is_owed_by_when_and_where_to_answer(plan, assigned, people, settings):
    settings.BASE_URL = "https://plan.example"

    assert remind(plan, on(-7)) == 1

    notice = Notice.objects.get()
    own = ReportLink.objects.get(assignment=assigned)
    everything = ReportLink.objects.get(assignment=None)
    assert own.liaison == everything.liaison == notice.liaison == people["liaison"]
    assert f"https://plan.example/informe/{token_of(own)}/" in notice.text
    assert f"https://plan.example/informe/{token_of(everything)}/" in notice.text
    assert assigned.measure.element.title in notice.text
    assert "faltan 7 días" in notice.text
    assert "15 de abril de 2026" in notice.text
    assert notice.subject == "Por informar (1): Plan 2040"
    assert notice.covers == [["assignment", assigned.pk]]
    assert notice.organization == assigned.organization
    assert "Obras Públicas" in notice.reason
    assert notice.name == "Ana Sol"


def test_the_mail_to_a_deputy_says_why_they_are_asked_and_has_links_of_their_own(plan, assigned, people):
    remind(plan, on(13))

    notice = Notice.objects.get(to="deputy@obras.example")
    assert "Ana Sol" in notice.text
    assert token_of(ReportLink.objects.get(assignment=assigned, liaison=people["deputy"])) in notice.text
    assert token_of(ReportLink.objects.get(assignment=assigned, liaison=people["liaison"])) not in notice.text


def test_the_mail_is_in_the_language_of_the_reader(plan, assigned, people):
    Preference.objects.create(plan=plan, email="liaison@obras.example", language="en")

    remind(plan, on(6))

    notice = Notice.objects.get()
    assert notice.subject == "To report (1): Plan 2040"
    assert "6 days late" in notice.text


def test_who_chose_no_language_is_written_to_in_that_of_the_site(plan, assigned, people, settings):
    settings.LANGUAGE_CODE = "en"
    remind(plan, on(6))
    assert Notice.objects.get().subject == "To report (1): Plan 2040"


def test_running_twice_writes_once(plan, assigned, people):
    assert [remind(plan, on(-7)), remind(plan, on(-7)), remind(plan, on(-6))] == [1, 0, 0]


def test_a_called_off_reminder_does_not_come_again_the_next_morning(plan, assigned, people):
    remind(plan, on(-7))
    Notice.objects.update(state="cancelled")

    assert remind(plan, on(-1) - datetime.timedelta(days=1)) == 0
    assert remind(plan, on(-1)) == 1


def test_a_worker_that_was_down_catches_up_with_one_mail(plan, assigned, people):
    remind(plan, on(-30))
    for number in range(12, 22):  # -7, -1 and 6 went by
        remind(plan, on(number))

    assert days_of("liaison@obras.example") == [-30, 12, 18]


def test_nothing_is_written_once_it_was_reported(plan, assigned, people):
    walk(plan, -31, 0)
    ProgressReportFactory(assignment=assigned, state="sent")
    walk(plan, 1, 45)

    assert days_of("liaison@obras.example") == [-30, -7, -1]
    assert Notice.objects.count() == 3


def test_nothing_is_written_once_the_period_closed(plan, period, assigned, people):
    walk(plan, -31, 7)
    period.phase = "closed"
    period.save()
    walk(plan, 8, 45)

    assert days_of("liaison@obras.example") == [-30, -7, -1, 6]
    assert Notice.objects.count() == 4


def test_all_that_a_person_owes_is_one_mail(plan, period, assigned, office, people):
    AssignmentFactory(period=period, organization=office)
    ImprovementFactory(
        recommendation=RecommendationFactory(plan=plan),
        organization=office,
        due_on=on(2),
        title="Publicar el padrón de árboles",
    )

    walk(plan, -31, 14)

    # -28, -5 and 1 of the commitment, and 6 and 8, are within five days of a mail: they wait for the sixth.
    assert days_of("liaison@obras.example") == [-30, -24, -7, -1, 5, 11]
    assert all(len(one.covers) == 3 for one in Notice.objects.filter(to="liaison@obras.example"))
    assert "Publicar el padrón de árboles" in Notice.objects.filter(to="liaison@obras.example").first().text


def test_the_successor_is_written_to_and_who_left_is_not(plan, assigned, people, manager):
    walk(plan, -31, -3)
    hand_over(
        manager,
        people["liaison"],
        Person("Dora Mar", email="dora@obras.example"),
        on=on(-3),
        reason="Oficio 12",
    )
    walk(plan, -2, 14)

    assert days_of("liaison@obras.example") == [-30, -7]
    assert days_of("dora@obras.example") == [-2, 4, 10]
    assert "Dora Mar" in Notice.objects.get(to="deputy@obras.example").text


def test_one_mail_that_cannot_be_written_does_not_keep_the_others(plan, period, assigned, people, monkeypatch):
    other = AssignmentFactory(period=period)
    LiaisonFactory(plan=plan, organization=other.organization, email="a@otra.example", from_day=LONG_AGO)
    write = reminders.put

    def put(letter):
        if letter.to == "a@otra.example":
            raise ValueError("broken")
        return write(letter)

    monkeypatch.setattr(reminders, "put", put)

    with pytest.raises(ValueError, match="broken"):
        remind(plan, on(-7))

    assert [one.to for one in Notice.objects.all()] == ["liaison@obras.example"]


def test_a_plan_that_does_not_remind_writes_nothing(plan, assigned, people):
    CommunicationRules.objects.create(plan=plan, reminds=False)

    assert remind(plan, on(6)) == 0


def test_a_withdrawn_plan_writes_nothing(plan, assigned, people):
    plan.state = "withdrawn"
    plan.save()

    assert remind(plan, on(6)) == 0


def test_other_plans_are_not_touched(plan, assigned, people):
    other = ReportingPeriodFactory()
    AssignmentFactory(period=other, organization=assigned.organization)

    remind(other.plan, on(6))

    assert not Notice.objects.exists()


def test_managers_set_the_rules(plan, manager):
    rules = set_rules(manager, plan, {"deputy_after": 5, "head_after": 20, "digest_day": 4})
    set_rules(manager, plan, {"reminds": False})

    stored = CommunicationRules.objects.get(plan=plan)
    assert (stored.pk, stored.deputy_after, stored.head_after, stored.digest_day) == (rules.pk, 5, 20, 4)
    assert not stored.reminds
    assert stored.history.count() == 2
    assert stored.history.first().history_user == manager


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deputy_after": 0}, "deputy_after"),
        ({"head_after": 400}, "head_after"),
        ({"digest_day": 7}, "digest_day"),
        ({"deputy_after": 20, "head_after": 10}, "head_after"),
    ],
)
def test_rules_that_make_no_sense_are_refused(plan, manager, changes, field):
    with pytest.raises(ValidationError) as caught:
        set_rules(manager, plan, changes)

    assert field in caught.value.message_dict
    assert not CommunicationRules.objects.exists()


def test_nobody_else_sets_the_rules(plan, editor):
    with pytest.raises(PermissionDenied):
        set_rules(editor, plan, {"deputy_after": 5})


def test_a_liaison_is_reminded_in_the_language_chosen_by_the_link(plan, assigned, people):
    remind(plan, on(-7))
    own = ReportLink.objects.get(assignment=None)
    Preference.objects.create(plan=plan, email="liaison@obras.example", digest=False)

    write_in(own, "en", today=on(-6))
    remind(plan, on(-1))

    before, after = Notice.objects.filter(to="liaison@obras.example").order_by("pk")
    assert before.subject == "Por informar (1): Plan 2040"
    assert after.subject == "To report (1): Plan 2040"
    assert "April 15, 2026" in after.text
    wish = Preference.objects.get()
    assert (wish.language, wish.digest) == ("en", False), "what else they want stays as it was"


def test_the_others_of_an_organization_are_written_to_as_before(plan, assigned, people):
    remind(plan, on(-7))
    write_in(ReportLink.objects.get(assignment=None), "en", today=on(-6))
    remind(plan, on(13))
    assert Notice.objects.get(to="deputy@obras.example").text.startswith("Hola")
