"""Announcements: who gets them, each once, in portions, and how they are taken back."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories import (
    AnnouncementFactory,
    LiaisonFactory,
    ProjectFactory,
    ResponsibilityFactory,
    SubscriptionFactory,
)
from rumbo.communication.enums import NoticeState
from rumbo.communication.models import Notice, Preference
from rumbo.communication.services.announcements import audience_of, mail_some, mailed, publish, take_back
from rumbo.communication.tokens import address_token
from rumbo.core.errors import Refused

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "rumbo.communication.mail.OutboxBackend"
    settings.BASE_URL = "https://plan.example.org"


@pytest.fixture
def draft(plan):
    plan.is_public = True
    plan.save()
    return AnnouncementFactory(plan=plan, key="aviso", title="Abre la convocatoria", text="El **lunes** abre.")


def liaison_of(plan, email, **more):
    return LiaisonFactory(plan=plan, email=email, from_day=datetime.date(2020, 1, 1), **more)


def follower(plan, email, **more):
    more.setdefault("confirmed_at", timezone.now() - HOUR)
    return SubscriptionFactory(plan=plan, email=email, **more)


def emails(announcement):
    return [one.email for one in audience_of(announcement)]


def test_liaisons_who_chose_none_get_it_in_the_language_of_the_site(draft, manager, settings):
    settings.LANGUAGE_CODE = "en"
    liaison_of(draft.plan, "enlace@example.org")
    publish(manager, draft)
    mail_some(draft.plan)
    assert Preference.objects.get(email="enlace@example.org").language == "en"
    assert "Hello" in Notice.objects.get().text


def test_it_goes_to_followers_and_liaisons_each_once(draft, manager):
    plan = draft.plan
    follower(plan, "a@example.org")
    follower(plan, "b@example.org", kind="project", thing=1)
    follower(plan, "b@example.org")
    follower(plan, "ended@example.org", ended_at=timezone.now())
    follower(plan, "asked@example.org", confirmed_at=None)
    liaison_of(plan, "A@example.org")
    liaison = liaison_of(plan, "enlace@example.org")
    liaison_of(plan, "fue@example.org", until_day=datetime.date(2020, 1, 1))
    liaison_of(plan, "", phone="871")
    LiaisonFactory(email="de-otro-plan@example.org")
    publish(manager, draft)
    assert mail_some(plan) == 3
    assert mail_some(plan) == 0
    notices = {one.to: one for one in Notice.objects.all()}
    assert set(notices) == {"a@example.org", "b@example.org", "enlace@example.org"}
    assert notices["enlace@example.org"].liaison == liaison
    wish = Preference.objects.get(email="a@example.org")
    end = f"https://plan.example.org/seguir/comunicados/{address_token(wish)}/"
    assert notices["a@example.org"].headers["List-Unsubscribe"] == f"<{end}>"
    assert end in notices["a@example.org"].text
    assert "https://plan.example.org/plan-2040/novedades/aviso/" in notices["a@example.org"].text
    assert notices["a@example.org"].subject == "Abre la convocatoria"


def test_who_wants_none_gets_none(draft):
    follower(draft.plan, "a@example.org")
    Preference.objects.create(plan=draft.plan, email="a@example.org", announcements=False)
    assert emails(draft) == []


@pytest.mark.parametrize(("audience", "who"), [("followers", ["a@example.org"]), ("liaisons", ["b@example.org"])])
def test_the_audience_is_who_was_chosen(draft, audience, who):
    follower(draft.plan, "a@example.org")
    liaison_of(draft.plan, "b@example.org")
    draft.audience = audience
    draft.save()
    assert emails(draft) == who


def test_one_of_an_axis_goes_to_whoever_follows_or_answers_for_something_in_it(draft, axis, other_axis):
    inside = ProjectFactory(program__theme__axis=axis)
    outside = ProjectFactory(program__theme__axis=other_axis)
    for number, (kind, thing) in enumerate(
        [("plan", draft.plan_id), ("axis", axis.pk), ("program", inside.program_id), ("project", inside.pk)]
    ):
        follower(draft.plan, f"{number}@example.org", kind=kind, thing=thing)
    for number, (kind, thing) in enumerate(
        [("axis", other_axis.pk), ("program", outside.program_id), ("project", outside.pk), ("territory", axis.pk)]
    ):
        follower(draft.plan, f"x{number}@example.org", kind=kind, thing=thing)
    ours = liaison_of(draft.plan, "l1@example.org")
    theirs = liaison_of(draft.plan, "l2@example.org")
    ResponsibilityFactory(measure=inside.measure, organization=ours.organization)
    ResponsibilityFactory(measure=outside.measure, organization=theirs.organization)
    draft.axis = axis
    draft.save()
    assert emails(draft) == ["0@example.org", "1@example.org", "2@example.org", "3@example.org", "l1@example.org"]


def test_mails_are_written_in_portions_and_a_crash_between_loses_none(draft, manager):
    for number in range(5):
        follower(draft.plan, f"{number}@example.org")
    publish(manager, draft)
    assert [mail_some(draft.plan, limit=2) for _time in range(4)] == [2, 2, 1, 0]
    assert mailed(draft) == {"written": 5, "sent": 0}


def test_who_follows_afterwards_does_not_get_it(draft, manager):
    publish(manager, draft)
    follower(draft.plan, "tarde@example.org", confirmed_at=timezone.now() + HOUR)
    assert mail_some(draft.plan) == 0


def test_taking_back_calls_waiting_mails_off_and_publishing_again_writes_to_nobody_twice(draft, manager):
    for number in range(3):
        follower(draft.plan, f"{number}@example.org")
    publish(manager, draft)
    mail_some(draft.plan, limit=2)
    Notice.objects.filter(to="0@example.org").update(state=NoticeState.SENT)
    with pytest.raises(Refused):
        take_back(manager, draft, " ")
    back = take_back(manager, draft, "Cambió la fecha")
    assert back.published_at is None
    assert mail_some(draft.plan) == 0
    assert set(Notice.objects.values_list("to", "state")) == {
        ("0@example.org", "sent"),
        ("1@example.org", "cancelled"),
    }
    publish(manager, draft)
    assert mail_some(draft.plan) == 1
    assert Notice.objects.filter(to="2@example.org").exists()


def test_only_managers_publish_and_only_once(draft, manager, editor, reader):
    for person in (editor, reader):
        with pytest.raises(PermissionDenied):
            publish(person, draft)
        with pytest.raises(PermissionDenied):
            take_back(person, draft, "Porque sí")
    with pytest.raises(Refused):
        take_back(manager, draft, "No está publicado")
    publish(manager, draft)
    with pytest.raises(Refused):
        publish(manager, draft)
    empty = AnnouncementFactory(plan=draft.plan, text=" ")
    gone = AnnouncementFactory(plan=draft.plan, text="Texto", state="withdrawn")
    for one in (empty, gone):
        with pytest.raises(Refused):
            publish(manager, one)


def test_marks_of_the_text_are_not_in_the_mail(draft, manager):
    follower(draft.plan, "a@example.org")
    draft.text = "El **lunes**:\n\n- gratis\n- [aquí](https://example.org/a)\n\n<b>Ya</b> 1 < 2"
    draft.save()
    publish(manager, draft)
    mail_some(draft.plan)
    text = Notice.objects.get().text
    assert "El lunes:\n\n- gratis\n- aquí (https://example.org/a)" in text
    assert "**" not in text
