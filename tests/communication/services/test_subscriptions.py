"""Following by e-mail: who asks learns nothing, who confirms follows, and one press ends it."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factories import PlanFactory, ProjectFactory, SubscriptionFactory, TerritoryFactory
from rumbo.communication.models import Preference, Subscription
from rumbo.communication.services.subscriptions import (
    LinkExpired,
    ask,
    asked_by,
    confirm,
    end,
    end_all,
    end_for,
    end_one,
    forget_unconfirmed,
    prefer,
    take_up,
    take_up_all,
    want_announcements,
    wish_of,
)
from rumbo.communication.tokens import address_token, confirm_token, follow_token
from rumbo.core.errors import Refused
from rumbo.participation.limits import MAILS_UNKNOWN, TooMany, count_mail

pytestmark = pytest.mark.django_db
EMAIL = "luz@vecinas.example"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_asked_yet():
    cache.clear()


@pytest.fixture
def project(plan):
    return ProjectFactory(program__theme__axis__plan=plan, number="9001", key="corredor", title="Corredor verde")


def asked(project, email=EMAIL, language="es"):
    ask(project.plan, email, "project", project.pk, language, visitor="192.0.2.1", site="http://example.test")
    return Subscription.objects.get(email=email.strip().lower(), kind="project", thing=project.pk, ended_at=None)


def test_asking_writes_a_mail_and_follows_only_once_confirmed(project):
    made = asked(project, " Luz@Vecinas.example ")
    assert made.confirmed_at is None
    [sent] = mail.outbox
    assert sent.to == [EMAIL]
    assert sent.subject == "Confirma que quieres seguir: Corredor verde"
    assert f"http://example.test/seguir/confirmar/{confirm_token(made)[:20]}" in sent.body
    assert sent.letter.kind == "confirm"
    assert sent.letter.forget
    found = confirm(confirm_token(made))
    assert found.confirmed_at is not None
    assert Preference.objects.get(email=EMAIL).language == "es"
    assert confirm(confirm_token(made)).confirmed_at == found.confirmed_at


def test_asking_again_says_the_same_and_only_the_mail_tells(project):
    made = asked(project)
    confirm(confirm_token(made))
    mail.outbox.clear()
    assert asked(project).pk == made.pk
    [sent] = mail.outbox
    assert "ya sigue" in sent.body
    assert f"/seguir/{follow_token(made)}/" in sent.body
    assert Subscription.objects.count() == 1


def test_the_mail_is_in_the_language_of_the_page(project):
    asked(project, language="en")
    assert mail.outbox[0].subject == "Confirm that you follow: Corredor verde"
    assert "Press the button" in mail.outbox[0].body


@pytest.mark.parametrize(
    "email",
    ["", "luz", "luz@vecinas.example\nBcc: todos@example.org", "a@b.example, c@d.example", "x" * 250 + "@a.example"],
)
def test_what_is_no_address_gets_no_mail(project, email):
    with pytest.raises(ValidationError):
        ask(project.plan, email, "project", project.pk, "es")
    assert not mail.outbox
    assert not Subscription.objects.exists()


def test_a_title_with_line_breaks_adds_no_header(project):
    project.title = "Corredor\r\nBcc: todos@example.org"
    project.save()
    asked(project)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Confirma que quieres seguir: Corredor Bcc: todos@example.org"


def test_only_what_the_plan_has_in_force_can_be_followed(plan, project):
    other = ProjectFactory()
    gone = ProjectFactory(program=project.program, state="withdrawn")
    elsewhere = TerritoryFactory()
    for kind, thing in (
        ("project", other.pk), ("project", gone.pk), ("territory", elsewhere.pk),
        ("plan", PlanFactory().pk), ("user", 1),
    ):  # fmt: skip
        with pytest.raises(Refused):
            ask(plan, EMAIL, kind, thing, "es")
    here = TerritoryFactory()
    project.territories.add(here)
    for kind, thing in (
        ("territory", here.pk), ("plan", plan.pk), ("axis", project.program.theme.axis_id),
    ):  # fmt: skip
        ask(plan, EMAIL, kind, thing, "es")
    assert Subscription.objects.count() == 3


def test_an_address_gets_only_so_many_mails_that_nobody_asked_for(project):
    for name in ("luz", "LUZ", "luz+una", "luz+otra", "luz"):
        ask(project.plan, f"{name}@vecinas.example", "project", project.pk, "es", visitor="192.0.2.1")
    assert len(mail.outbox) == 3
    ask(project.plan, "otra@vecinas.example", "project", project.pk, "es", visitor="192.0.2.1")
    assert len(mail.outbox) == 4


def test_confirming_lets_nobody_write_more_to_the_address(project):
    confirm(confirm_token(asked(project)))
    for _time in range(5):
        asked(project)
    assert len(mail.outbox) == 3
    for _time in range(MAILS_UNKNOWN):
        count_mail(EMAIL)
    with pytest.raises(TooMany):
        count_mail(EMAIL)


def test_a_connection_asks_only_so_often_whatever_the_address(project, monkeypatch):
    monkeypatch.setattr("rumbo.participation.limits.FROM_CONNECTION", 5)
    for number in range(5):
        ask(project.plan, f"n{number}@vecinas.example", "project", project.pk, "es", visitor="192.0.2.1")
    for email in ("n0@vecinas.example", "nueva@vecinas.example"):
        with pytest.raises(TooMany):
            ask(project.plan, email, "project", project.pk, "es", visitor="192.0.2.1")
    ask(project.plan, "nueva@vecinas.example", "project", project.pk, "es", visitor="192.0.2.2")
    assert len(mail.outbox) == 6


def test_unconfirmed_addresses_are_forgotten_after_a_week(project):
    now = timezone.now()
    old, young = asked(project), asked(project, "otra@vecinas.example")
    kept = SubscriptionFactory(plan=project.plan)
    Subscription.objects.filter(pk=old.pk).update(at=now - 8 * DAY)
    Subscription.objects.filter(pk=kept.pk).update(at=now - 80 * DAY)
    assert forget_unconfirmed(now) == 1
    assert set(Subscription.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}


def test_a_link_to_confirm_ends_after_a_week(project, monkeypatch):
    token = confirm_token(asked(project))
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 8 * 24 * 3600)
    with pytest.raises(LinkExpired):
        asked_by(token)
    with pytest.raises(LinkExpired):
        confirm(token)


def test_links_of_others_and_forged_ones_open_nothing(project):
    made = asked(project)
    confirmed = SubscriptionFactory(plan=project.plan)
    other = SubscriptionFactory(plan=project.plan)
    stolen = follow_token(confirmed).replace(f"{confirmed.pk}.", f"{other.pk}.", 1)
    for token in (
        "",
        "x",
        "1.a~b",
        stolen,
        follow_token(confirmed)[:-1],
        confirm_token(confirmed),
        address_token(_wish()),
    ):
        with pytest.raises(Refused):
            end(token)
    for token in ("", follow_token(made), follow_token(confirmed), address_token(_wish())):
        with pytest.raises(Refused):
            confirm(token)
    for token in ("", follow_token(confirmed), confirm_token(made)):
        with pytest.raises(Refused):
            wish_of(token)
    with pytest.raises(Refused):
        end(follow_token(made))  # nobody confirmed it
    assert not Subscription.objects.filter(ended_at__isnull=False).exists()


def test_another_secret_makes_the_links_before_useless(project):
    made = SubscriptionFactory(plan=project.plan)
    token = follow_token(made)
    Subscription.objects.filter(pk=made.pk).update(secret="another")
    with pytest.raises(Refused):
        end(token)


def test_ending_and_taking_up_again(project):
    made = SubscriptionFactory(plan=project.plan, kind="project", thing=project.pk)
    token = follow_token(made)
    first = end(token).ended_at
    assert first is not None
    assert end(token).ended_at == first
    assert take_up(token).ended_at is None
    end(token)
    with pytest.raises(Refused):
        take_up(token, now=timezone.now() + 31 * DAY)


def test_taking_up_what_was_asked_for_anew_makes_no_second_one(project):
    made = SubscriptionFactory(plan=project.plan, kind="project", thing=project.pk, email=EMAIL)
    end(follow_token(made))
    new = asked(project)
    assert take_up(follow_token(made)) == new
    assert Subscription.objects.filter(ended_at=None).count() == 1
    new.refresh_from_db()
    assert new.confirmed_at is not None


def test_ending_all_is_of_one_address_in_one_plan_and_can_be_undone(project):
    mine = [SubscriptionFactory(plan=project.plan, email=EMAIL, kind=kind, thing=thing)
            for kind, thing in (("project", project.pk), ("plan", project.plan_id))]  # fmt: skip
    ended_before = SubscriptionFactory(
        plan=project.plan, email=EMAIL, kind="axis", thing=project.axis_pk, ended_at=timezone.now() - DAY
    )
    others = [SubscriptionFactory(plan=project.plan), SubscriptionFactory(email=EMAIL)]
    token = follow_token(mine[0])
    assert end_all(token) == 2
    assert {one.pk for one in Subscription.objects.filter(ended_at=None)} == {one.pk for one in others}
    assert take_up_all(token) == 2
    ended_before.refresh_from_db()
    assert ended_before.ended_at is not None
    assert Subscription.objects.filter(ended_at=None).count() == 4


def test_one_of_the_same_address_can_be_ended_but_none_of_another(project):
    own = SubscriptionFactory(plan=project.plan, email=EMAIL)
    second = SubscriptionFactory(plan=project.plan, email=EMAIL, kind="project", thing=project.pk)
    strange, elsewhere = SubscriptionFactory(plan=project.plan), SubscriptionFactory(email=EMAIL)
    assert end_one(follow_token(own), second.pk).ended_at is not None
    for other in (strange, elsewhere):
        with pytest.raises(Refused):
            end_one(follow_token(own), other.pk)
        with pytest.raises(Refused):
            take_up(follow_token(own), other.pk)


def test_wishes_are_kept(project):
    own = SubscriptionFactory(plan=project.plan, email=EMAIL)
    prefer(follow_token(own), language="en", announcements=False, digest=True)
    kept = Preference.objects.get(plan=project.plan, email=EMAIL)
    assert (kept.language, kept.announcements, kept.digest) == ("en", False, True)
    with pytest.raises(Refused):
        prefer(follow_token(own), language="fr", announcements=True, digest=True)
    assert want_announcements(address_token(kept), wanted=True).announcements


def test_a_manager_ends_one_on_request(project, manager, reader):
    made = SubscriptionFactory(plan=project.plan)
    with pytest.raises(PermissionDenied):
        end_for(reader, made)
    assert end_for(manager, made).ended_at is not None


def _wish():
    return Preference.objects.get_or_create(plan=PlanFactory(), email="x@y.example")[0]
