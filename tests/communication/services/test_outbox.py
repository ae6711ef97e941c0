"""What goes into the outbox, and who takes it out again."""

from __future__ import annotations

import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction

from factories.accounts import UserFactory
from factories.communication import NoticeFactory
from rumbo.communication.models import Notice
from rumbo.communication.services.outbox import call_off, put, send_again
from rumbo.communication.services.templates import set_words
from rumbo.core.errors import Refused
from rumbo.core.letters import Letter, post


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "rumbo.communication.mail.OutboxBackend"


def letter(**given):
    return Letter(**{"to": "ana@ejemplo.example", "subject": "Aviso", "text": "Falta un informe.", **given})


def test_a_letter_becomes_a_notice_with_all_that_it_says(plan):
    said = letter(
        html="<p>Falta.</p>",
        kind="reminder",
        name="Ana Sol",
        reason="Respondes por una acción.",
        key="recordatorio:1",
        plan=plan.pk,
        covers=(("action", 7),),
        headers={"List-Unsubscribe": "<https://plan.example/seguir/x/>"},
    )
    notice = put(said)
    notice.refresh_from_db()
    assert (notice.to, notice.name, notice.subject, notice.text) == (said.to, said.name, said.subject, said.text)
    assert (notice.html, notice.kind, notice.reason, notice.key) == (said.html, said.kind, said.reason, said.key)
    assert (notice.plan, notice.covers, notice.headers) == (plan, [["action", 7]], dict(said.headers))
    assert (notice.state, notice.tries, notice.forgets) == ("waiting", 0, False)
    assert notice.message_id.endswith("@localhost>")


def test_what_was_said_is_not_said_again(plan):
    assert put(letter(key="una")) is not None
    assert put(letter(key="una", subject="Otra vez")) is None
    assert put(letter(key="dos")) is not None
    assert put(letter()) is not None
    assert put(letter()) is not None
    assert Notice.objects.count() == 4


def test_a_letter_that_names_its_values_is_written_in_the_plans_own_words(plan, manager):
    set_words(manager, plan, "question", "es", subject="Duda: {{ title }}", text="{{greeting}} {{said}} {{link}}")
    values = {"title": "Parque", "said": "¿Cuándo?", "link": "https://a.example/", "name": "Ana"}
    notice = put(letter(kind="question", plan=plan.pk, values=values))
    assert (notice.subject, notice.text) == ("Duda: Parque", "Hola, Ana: ¿Cuándo? https://a.example/\n")
    other = put(letter(kind="accepted", plan=plan.pk, values=values))
    assert other.text == "Falta un informe."


def test_long_keys_are_told_apart(db):
    first = put(letter(key="x" * 300 + "a"))
    assert put(letter(key="x" * 300 + "b")) is not None
    assert put(letter(key="x" * 300 + "a")) is None
    assert len(first.key) == 200


@pytest.mark.django_db(transaction=True)
def test_two_that_say_the_same_at_once_say_it_once():
    """The second has looked, and found nothing, before the first one writes."""
    looked, wrote = threading.Event(), threading.Event()
    results = []

    def second():
        found = Notice.objects.filter(key="una")
        original = type(found).exists

        def exists(self):
            answer = original(self)
            if not looked.is_set():
                looked.set()
                assert wrote.wait(30)
            return answer

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.db.models.query.QuerySet.exists", exists)
            results.append(put(letter(key="una")))
        connection.close()

    other = threading.Thread(target=second)
    other.start()
    assert looked.wait(30)
    Notice.objects.create(key="una", to="a@ejemplo.example", subject="A", text="A", message_id="<1@x>")
    wrote.set()
    other.join(30)
    assert results == [None]
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_what_did_not_happen_is_not_written():
    def fails():
        post(letter())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transaction.atomic(fails)()
    assert not Notice.objects.exists()


def test_any_mail_becomes_one_notice_for_each_recipient(db):
    assert send_mail("Hola", "Texto", None, ["uno@ejemplo.example", "Dos Dos <dos@ejemplo.example>"]) == 1
    one, two = Notice.objects.order_by("pk")
    assert (one.to, one.name, one.kind, one.key) == ("uno@ejemplo.example", "", "other", None)
    assert (two.to, two.name) == ("dos@ejemplo.example", "Dos Dos")
    assert mail.outbox == []


def test_the_parts_of_a_mail_are_kept(db):
    sent = EmailMultiAlternatives("Hola", "Texto", "otra@ejemplo.example", ["uno@ejemplo.example"])
    sent.reply_to = ["responde@ejemplo.example"]
    sent.attach_alternative("<p>Texto</p>", "text/html")
    sent.send()
    notice = Notice.objects.get()
    assert notice.html == "<p>Texto</p>"
    assert notice.headers == {"From": "otra@ejemplo.example", "Reply-To": "responde@ejemplo.example"}


def test_files_are_refused_loudly(db):
    sent = EmailMessage("Hola", "Texto", None, ["uno@ejemplo.example"])
    sent.attach("acta.txt", "texto", "text/plain")
    with pytest.raises(ValueError, match="no files"):
        sent.send()


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "Uno\r\nBcc: otra@ejemplo.example"},
        {"to": "ana@ejemplo.example\nBcc: otra@ejemplo.example"},
        {"headers": {"X-Uno": "a\nBcc: otra@ejemplo.example"}},
        {"headers": {"X-Uno: a\nBcc": "otra@ejemplo.example"}},
    ],
    ids=["subject", "to", "header", "header's name"],
)
def test_nobody_adds_headers(db, given):
    with pytest.raises(BadHeaderError):
        put(letter(**given))
    assert not Notice.objects.exists()


def test_names_with_line_breaks_stop_no_mail(db):
    assert put(letter(name="Ana\nBcc: otra@ejemplo.example")).name == "Ana Bcc: otra@ejemplo.example"
    post(letter(name="Ana\r\nSol", subject="Tu informe de\nenero"))
    sent = Notice.objects.latest("pk")
    assert (sent.name, sent.subject) == ("Ana Sol", "Tu informe de enero")


@pytest.mark.parametrize("state", ["failed", "uncertain", "cancelled"])
def test_a_person_sends_again_what_did_not_arrive(manager, plan, state):
    notice = NoticeFactory(plan=plan, state=state, tries=10, retries=10)
    known = notice.message_id
    send_again(manager, notice)
    notice.refresh_from_db()
    assert (notice.state, notice.tries, notice.retries, notice.message_id) == ("waiting", 10, 0, known)


@pytest.mark.parametrize("state", ["waiting", "sending", "sent"])
def test_nothing_else_is_sent_again(manager, plan, state):
    with pytest.raises(Refused):
        send_again(manager, NoticeFactory(plan=plan, state=state))


def test_what_is_forgotten_cannot_be_sent_again(manager, plan):
    with pytest.raises(Refused, match="no se conserva"):
        send_again(manager, NoticeFactory(plan=plan, state="failed", text=""))


@pytest.mark.parametrize("state", ["waiting", "failed", "uncertain"])
def test_a_person_calls_off_what_is_not_out(manager, plan, state):
    notice = call_off(manager, NoticeFactory(plan=plan, state=state))
    assert notice.state == "cancelled"


@pytest.mark.parametrize("state", ["sending", "sent", "cancelled"])
def test_nothing_else_is_called_off(manager, plan, state):
    with pytest.raises(Refused):
        call_off(manager, NoticeFactory(plan=plan, state=state))


@pytest.mark.parametrize("who", ["manager", "administrator", "outsider"])
def test_only_who_administers_the_site_decides_about_mails_of_no_plan(db, who, request):
    superuser = UserFactory(is_superuser=True)
    actor, notice = request.getfixturevalue(who), NoticeFactory(plan=None, kind="account", state="failed")
    for act in (send_again, call_off):
        with pytest.raises(PermissionDenied):
            act(actor, notice)
    assert send_again(superuser, notice).state == "waiting"
    assert call_off(superuser, notice).state == "cancelled"


@pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
def test_only_who_manages_the_plan_decides(plan, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        send_again(actor, NoticeFactory(plan=plan, state="failed"))
    with pytest.raises(PermissionDenied):
        call_off(actor, NoticeFactory(plan=plan))
