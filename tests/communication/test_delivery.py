"""The sender of the outbox: a mail server that refuses, delays, hangs up and dies, and senders that are killed."""

from __future__ import annotations

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from communication.servers import mail_server
from factories.communication import NoticeFactory
from rumbo.communication.models import Attempt, Notice
from rumbo.communication.services.delivery import DELAYS, HELD, forget_secrets, give_up_attempts, send_due
from rumbo.communication.services.outbox import call_off, put, send_again
from rumbo.core.letters import Letter

pytestmark = pytest.mark.django_db(transaction=True)
TESTS = Path(__file__).resolve().parents[1]
NOW = datetime.datetime(2031, 3, 4, 12, tzinfo=datetime.UTC)


@pytest.fixture
def server(settings):
    with mail_server() as post:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 20
        settings.MAIL_ANSWER_TIMEOUT = 20
        settings.DEFAULT_FROM_EMAIL = "Plan 2040 <plan@ejemplo.example>"
        yield post


@pytest.fixture
def notice():
    return NoticeFactory(to="ana@ejemplo.example")


def state(notice):
    notice.refresh_from_db()
    return notice.state


def after(minutes):
    return NOW + datetime.timedelta(minutes=minutes, seconds=30)


def test_a_mail_arrives_with_all_that_belongs_to_it(server, plan):
    put(
        Letter(
            "ana@ejemplo.example",
            "Informe de “Agua”, año 2031",
            "Hola, Ana:\n\n.\n.. dos puntos\n\nEntra aquí: https://plan.example/informe/x/\n",
            name="Sol, Ana",
            reason="Respondes por una acción.",
            plan=plan.pk,
            headers={
                "List-Unsubscribe": f"<https://plan.example/{'x' * 120}/>",
                "List-Unsubscribe-Post": "One-Click",
            },
        )
    )
    delivered = send_due(NOW)
    assert (delivered.sent, delivered.tried) == (1, 1)
    (mail,) = server.mails
    notice = Notice.objects.get()
    assert mail["Message-ID"] == notice.message_id
    assert mail["From"] == "Plan 2040 <plan@ejemplo.example>"
    assert mail["To"].addresses[0].display_name == "Sol, Ana"
    assert mail["To"].addresses[0].addr_spec == "ana@ejemplo.example"
    assert mail["Subject"] == "Informe de “Agua”, año 2031"
    assert mail["Date"].datetime == notice.at.replace(microsecond=0)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"].strip() == f"<https://plan.example/{'x' * 120}/>"
    assert mail["List-Unsubscribe-Post"] == "One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    plain = mail.get_body(("plain",)).get_content()
    assert plain.replace("\r\n", "\n").startswith("Hola, Ana:\n\n.\n.. dos puntos\n\nEntra")
    assert plain.rstrip().endswith("Respondes por una acción.")
    html = mail.get_body(("html",)).get_content()
    assert '<a href="https://plan.example/informe/x/">' in html
    assert "Plan 2040" in html
    assert "Respondes por una acción." in html
    (attempt,) = notice.attempts.all()
    assert (notice.state, attempt.outcome, attempt.answer) == ("sent", "accepted", "250 OK")
    assert notice.sent_at == attempt.ended_at
    assert send_due(NOW).tried == 0


def test_many_go_over_one_connection(server):
    for number in range(5):
        NoticeFactory(to=f"persona{number}@ejemplo.example")
    assert send_due(NOW).sent == 5
    assert server.recipients == [f"persona{number}@ejemplo.example" for number in range(5)]
    assert server.connections == 1


def test_no_more_than_asked_for_and_none_after_a_stop(server):
    NoticeFactory.create_batch(5)
    assert send_due(NOW, limit=2).sent == 2
    assert send_due(NOW, stopped=lambda: len(server.mails) >= 3).sent == 1
    assert Notice.objects.filter(state="waiting").count() == 2


def test_what_is_held_back_waits(server, notice):
    Notice.objects.update(not_before=after(10))
    assert send_due(NOW).tried == 0
    assert send_due(after(11)).sent == 1


def test_people_who_wait_for_a_link_go_first(server):
    for kind in ("digest", "account", "reminder", "confirm"):
        NoticeFactory(to=f"{kind}@ejemplo.example", kind=kind)
    send_due(NOW)
    assert [one.partition("@")[0] for one in server.recipients] == ["account", "confirm", "digest", "reminder"]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "END"])
def test_what_is_refused_for_now_is_tried_again_ever_later(server, notice, stage):
    server.answers[stage] = "451 come back later"
    now = NOW
    for number, minutes in enumerate(DELAYS, start=1):
        assert send_due(now).later == 1
        assert state(notice) == "waiting"
        wait = notice.not_before - now
        assert datetime.timedelta(0) <= wait - datetime.timedelta(minutes=minutes) < datetime.timedelta(minutes=1)
        assert send_due(notice.not_before - datetime.timedelta(seconds=1)).tried == 0
        assert notice.attempts.count() == number
        now = notice.not_before
    assert send_due(now).failed == 1
    assert state(notice) == "failed"
    attempts = notice.attempts.all()
    assert [attempt.number for attempt in attempts] == list(range(1, len(DELAYS) + 2))
    assert {(attempt.outcome, attempt.answer) for attempt in attempts} == {("later", "451 come back later")}
    assert server.mails == []


def test_it_arrives_once_the_server_takes_it(server, notice):
    server.answers["RCPT"] = "450 greylisted"
    send_due(NOW)
    server.answers.clear()
    send_due(after(1))
    assert state(notice) == "sent"
    assert [attempt.outcome for attempt in notice.attempts.all()] == ["later", "accepted"]
    assert len(server.mails) == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "END"])
def test_what_is_refused_has_failed_and_the_others_go_on(server, notice, stage):
    server.answers[stage], server.to = "550 5.1.1 no such mailbox", notice.to
    if stage == "MAIL":
        server.to = ""
    other = NoticeFactory(to="otra@ejemplo.example")
    delivered = send_due(NOW)
    assert state(notice) == "failed"
    assert notice.attempts.get().answer == "550 5.1.1 no such mailbox"
    if stage != "MAIL":
        assert (delivered.failed, delivered.sent, state(other)) == (1, 1, "sent")
        assert server.recipients == ["otra@ejemplo.example"]
        assert server.connections == 1
    assert send_due(after(60 * 24 * 30)).tried == 0


def test_without_a_mail_server_nothing_is_lost_and_only_one_is_tried(settings):
    with mail_server() as post:
        pass
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 20
    first, second = NoticeFactory.create_batch(2)
    assert send_due(NOW).later == 1
    assert (state(first), state(second)) == ("waiting", "waiting")
    assert (first.attempts.get().outcome, second.tries) == ("unreached", 0)
    with mail_server(post.port) as back:
        assert send_due(after(1)).sent == 2
    assert len(back.mails) == 2


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_is_lost_before_the_mail_was_whole_is_tried_again(server, notice, stage):
    server.at[stage] = "drop"
    assert send_due(NOW).later == 1
    assert (state(notice), notice.attempts.get().outcome) == ("waiting", "unreached")
    server.at.clear()
    assert send_due(after(1)).sent == 1
    assert len(server.mails) == 1


def test_a_connection_that_is_lost_in_the_middle_of_a_long_mail_is_tried_again(server, notice):
    Notice.objects.update(text="línea larga " * 600_000)
    server.at["DATA"] = "cut"
    send_due(NOW)
    assert (state(notice), notice.attempts.get().outcome) == ("waiting", "unreached")
    assert server.mails == []


def test_a_server_that_dies_after_the_mail_leaves_it_uncertain(server, notice):
    server.at["END"] = "drop"
    assert send_due(NOW).uncertain == 1
    assert (state(notice), notice.attempts.get().outcome) == ("uncertain", "unknown")
    server.at.clear()
    assert send_due(after(60 * 24)).tried == 0
    assert len(server.mails) == 1


def test_a_server_that_says_nothing_after_the_mail_leaves_it_uncertain(server, notice, settings):
    settings.MAIL_ANSWER_TIMEOUT = 0.05
    server.at["END"], server.to = "hold", notice.to
    other = NoticeFactory(to="otra@ejemplo.example")
    delivered = send_due(NOW)
    assert (delivered.uncertain, delivered.sent) == (1, 1)
    assert (state(notice), state(other)) == ("uncertain", "sent")


def test_a_server_that_says_nothing_before_the_mail_is_tried_again(server, notice, settings):
    settings.EMAIL_TIMEOUT = 0.05
    server.at["RCPT"] = "hold"
    assert send_due(NOW).later == 1
    assert state(notice) == "waiting"


def test_a_connection_that_the_server_closed_between_two_mails_is_made_anew(server):
    first, second = NoticeFactory(to="una@ejemplo.example"), NoticeFactory(to="dos@ejemplo.example")
    server.at["RCPT"], server.to = "drop once", second.to
    assert send_due(NOW).sent == 2
    assert (state(first), state(second)) == ("sent", "sent")
    assert [(one.number, one.outcome) for one in second.attempts.all()] == [(1, "accepted")]
    assert server.connections == 2


def test_a_person_sends_the_uncertain_one_again_as_the_same_mail(server, manager, plan):
    notice = NoticeFactory(plan=plan)
    server.at["END"] = "drop"
    send_due(NOW)
    server.at.clear()
    send_again(manager, notice)
    assert send_due(after(1)).sent == 1
    assert [mail["Message-ID"] for mail in server.mails] == [notice.message_id] * 2
    assert server.mails[0].as_bytes() == server.mails[1].as_bytes()
    assert [attempt.outcome for attempt in notice.attempts.all()] == ["unknown", "accepted"]


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(server):
    bad = NoticeFactory(headers={"X-Malo": "uno\nBcc: otra@ejemplo.example"})
    worse = NoticeFactory(headers={"Malo: x": "uno"})
    good = NoticeFactory()
    delivered = send_due(NOW)
    assert (delivered.failed, delivered.sent) == (2, 1)
    assert (state(bad), state(worse), state(good)) == ("failed", "failed", "sent")
    assert "BadHeaderError" in bad.attempts.get().answer


def test_a_header_cannot_take_the_place_of_the_mails_own(server):
    NoticeFactory(
        to="ana@ejemplo.example", headers={"to": "otra@ejemplo.example", "Bcc": "x@y.example", "DATE": "hoy"}
    )
    send_due(NOW)
    (mail,) = server.mails
    assert mail.get_all("To") == ["ana@ejemplo.example"]
    assert mail["Bcc"] is None
    assert mail["Date"].datetime is not None


def test_addresses_with_letters_of_other_alphabets(server):
    domain, person = NoticeFactory(to="ana@municipió.example"), NoticeFactory(to="josé@ejemplo.example")
    send_due(NOW)
    assert state(domain) == "sent"
    assert state(person) in ("sent", "failed")


@pytest.mark.parametrize("kind", ["account", "confirm"])
def test_a_link_that_acts_for_whoever_has_it_is_not_kept(server, kind):
    notice = put(Letter("ana@ejemplo.example", "Contraseña", "https://plan.example/secreto", "<p>s</p>", kind=kind))
    send_due(NOW)
    assert state(notice) == "sent"
    assert (notice.text, notice.html, notice.to) == ("", "", "ana@ejemplo.example")
    assert "secreto" in server.mails[0].get_body(("plain",)).get_content()


def test_an_address_given_for_one_mail_is_not_kept(server):
    notice = put(Letter("ana@ejemplo.example", "Confirma", "secreto", kind="confirm", name="Ana", forget=True))
    server.answers["END"] = "451 4.3.0 <ana@ejemplo.example> later"
    send_due(NOW)
    assert notice.attempts.get().answer == "451"
    server.answers.clear()
    send_due(after(1))
    assert state(notice) == "sent"
    assert (notice.text, notice.to, notice.name) == ("", "", "")
    assert server.recipients == ["Ana <ana@ejemplo.example>"]


def test_secrets_that_did_not_go_out_are_forgotten_when_their_links_are_old():
    old = timezone.now() - datetime.timedelta(days=8)
    account = NoticeFactory(kind="account", state="failed", at=old)
    address = NoticeFactory(kind="confirm", state="uncertain", forgets=True, at=old)
    young = NoticeFactory(kind="account", state="failed")
    waiting = NoticeFactory(kind="account", at=old)
    plain = NoticeFactory(kind="reminder", state="failed", at=old)
    assert forget_secrets(timezone.now()) == 2
    assert forget_secrets(timezone.now()) == 0
    for notice in (account, address, young, waiting, plain):
        notice.refresh_from_db()
    assert (account.text, account.to != "") == ("", True)
    assert (address.text, address.to) == ("", "")
    assert all(notice.text and notice.to for notice in (young, waiting, plain))


def test_without_a_mail_server_of_its_own_the_site_writes_mails_to_its_log(settings, notice):
    settings.MAIL_DELIVERY = "log"
    assert send_due(NOW).sent == 1
    assert notice.attempts.get().answer == "log"


# Senders that are not there any more, and that come late


def half_sent(notice):
    Notice.objects.filter(pk=notice.pk).update(state="sending", tries=1, retries=1)
    return Attempt.objects.create(notice=notice, number=1, began_at=NOW)


def test_what_somebody_else_is_sending_is_let_alone_for_a_while(server, notice):
    half_sent(notice)
    assert send_due(NOW + HELD).tried == 0
    assert state(notice) == "sending"
    assert send_due(NOW + HELD + datetime.timedelta(seconds=1)).uncertain == 1
    assert state(notice) == "uncertain"
    assert server.mails == []


def test_whoever_comes_late_with_the_answer_is_heard(server, notice):
    """The sender hung for long; it was called uncertain meanwhile."""

    def late(self, *args):
        give_up_attempts(NOW + 2 * HELD)
        return 250, b"OK"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smtplib.SMTP.getreply", _after_data(late))
        send_due(NOW)
    assert state(notice) == "sent"


def test_what_a_person_decided_meanwhile_stays(server, manager, plan):
    notice = NoticeFactory(plan=plan)

    def late(self, *args):
        give_up_attempts(NOW + 2 * HELD)
        call_off(manager, notice)
        return 451, b"later"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smtplib.SMTP.getreply", _after_data(late))
        send_due(NOW)
    assert state(notice) == "cancelled"
    assert notice.attempts.get().outcome == "later"


def _after_data(instead):
    """Let the mail server's answer to the whole mail be another."""
    import smtplib

    original = smtplib.SMTP.getreply

    def getreply(self):
        answer = original(self) if not getattr(self, "_whole", False) else instead(self)
        self._whole = answer[0] == 354
        return answer

    return getreply


# Processes that are killed


@pytest.fixture
def shared(tmp_path):
    """A database that other processes see: its address, and what reads the notices in it."""

    def share():
        if connection.vendor == "sqlite":
            path = tmp_path / "shared.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.close()
            return f"sqlite:///{path}", lambda: _rows(path)
        values = connection.settings_dict
        place = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
        if str(values["HOST"]).startswith("/"):
            host = str(values["HOST"]).replace("/", "%2F")
            place = f"{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT']}"
        return f"postgres://{place}/{values['NAME']}", _orm_rows

    return share


def _rows(path):
    with sqlite3.connect(path) as open_file:
        rows = open_file.execute('SELECT "to", state, tries FROM communication_notice ORDER BY id').fetchall()
    open_file.close()
    return rows


def _orm_rows():
    return list(Notice.objects.order_by("pk").values_list("to", "state", "tries"))


def sender(server, database, folder, now, *arguments):
    variables = {
        "RUMBO_DATABASE_URL": database,
        "RUMBO_DATA_DIR": str(folder),
        "RUMBO_EMAIL_URL": server.url,
        "PYTHONPATH": str(TESTS),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUMBO_")}
    command = [sys.executable, "-m", "communication.sender", now.isoformat(), *arguments]
    return subprocess.Popen(
        command,
        env=kept | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


@pytest.mark.parametrize("point", ["claimed", "MAIL", "RCPT", "DATA", "END", "answered", "recorded"])
def test_a_sender_that_is_killed_loses_nothing_and_sends_nothing_twice(server, shared, tmp_path, point):
    for name in ("uno", "dos", "tres"):
        NoticeFactory(to=f"{name}@ejemplo.example")
    database, rows = shared()
    if point.isupper():
        server.at[point], server.to = "hold", "dos@ejemplo.example"
        if point == "MAIL":
            server.to = "rumbo@localhost"
        killed = sender(server, database, tmp_path, NOW)
        assert server.reached.wait(120), killed.stderr.read()
    else:
        killed = sender(server, database, tmp_path, NOW, point, "dos@ejemplo.example")
        assert killed.stdout.readline() == "here\n", killed.stderr.read()
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    server.at.clear()
    finish(sender(server, database, tmp_path, NOW + HELD + datetime.timedelta(minutes=1)))
    arrived = server.recipients
    states = {to.partition("@")[0]: state for to, state, _tries in rows()}
    lost = "uno" if point == "MAIL" else "dos"
    assert states == {name: "uncertain" if name == lost and point != "recorded" else "sent" for name in states}
    assert len(arrived) == len(set(arrived))
    assert {to.partition("@")[0] for to in arrived} >= {name for name, one in states.items() if one == "sent"}
    assert (f"{lost}@ejemplo.example" in arrived) == (point in ("END", "answered", "recorded"))


def test_two_senders_at_once_send_each_mail_once(server, shared, tmp_path):
    for number in range(40):
        NoticeFactory(to=f"persona{number}@ejemplo.example")
    database, rows = shared()
    both = [sender(server, database, tmp_path, NOW) for _ in range(2)]
    for process in both:
        finish(process)
    assert sorted(server.recipients) == sorted(f"persona{number}@ejemplo.example" for number in range(40))
    assert {(state, tries) for _to, state, tries in rows()} == {("sent", 1)}
