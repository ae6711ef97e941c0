"""Reviewing reports: figures go over to the plan, questions and acceptance are mailed, accepted ones are locked."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import translation

from factories import AssignmentFactory, FundingFactory, MilestoneFactory, ReportingPeriodFactory
from filemaking import picture
from monitoring.services.test_reports import (  # noqa: F401 (fixtures)
    TODAY,
    earlier,
    link,
    link_to,
    period,
    project,
    send,
    values,
)
from rumbo.core.errors import Refused
from rumbo.monitoring.models import Observation, ReportLink
from rumbo.monitoring.services import own_links, reports, review
from rumbo.monitoring.tokens import token_of
from rumbo.portfolio.models import Document

pytestmark = pytest.mark.django_db


def accept(actor, report, **more):
    return review.accept(actor, report, today=TODAY, site="https://rumbo.example", **more)


def test_only_who_may_edit_the_thing_reviews(link, other_editor, reader):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    for person in (other_editor, reader):
        for act in (
            lambda who: accept(who, report),
            lambda who: review.observe(who, report, "¿?"),
            lambda who: review.reopen(who, report, "x"),
            lambda who: review.note(who, report, "x"),
        ):
            with pytest.raises(PermissionDenied):
                act(person)
    assert not mail.outbox


def test_accepting_carries_milestones_and_spending_over_with_history(link, project, editor):  # noqa: F811
    milestone, funding = MilestoneFactory(project=project), FundingFactory(project=project, amount=1000, spent=10)
    fields = {f"m-{milestone.pk}": "100", "spent": "1200", "sure-spent": "1200", "on": "2026-04-01"}
    report = accept(editor, send(link, fields))
    milestone.refresh_from_db()
    funding.refresh_from_db()
    assert (milestone.progress, milestone.done_on) == (100, datetime.date(2026, 4, 1))
    assert funding.spent == Decimal(1200)
    told = milestone.history.first()
    assert told.history_user == editor
    assert "Primer trimestre de 2026" in told.history_change_reason
    assert report.state == "accepted"
    assert report.accepted_at is not None


def test_with_several_sources_of_money_no_split_is_invented(link, project, editor):  # noqa: F811
    fundings = [FundingFactory(project=project), FundingFactory(project=project)]
    report = accept(editor, send(link, {"spent": "1200"}))
    for one in fundings:
        one.refresh_from_db()
        assert one.spent is None
    assert report.spent == 1200
    assert "$1,200.00" in report.messages.last().text


def test_an_older_report_does_not_undo_a_newer_one(link, project, editor):  # noqa: F811
    milestone = MilestoneFactory(project=project, progress=80)
    later = ReportingPeriodFactory(
        plan=project.plan, starts_on="2026-04-01", ends_on="2026-06-30", due_on="2026-07-15"
    )
    newer = link_to(
        AssignmentFactory(period=later, organization=link.assignment.organization, measure=project.measure)
    )
    accept(editor, send(newer, {f"m-{milestone.pk}": "90", "on": "2026-04-09"}))
    accept(editor, send(link, {f"m-{milestone.pk}": "50", "on": "2026-03-01"}))
    milestone.refresh_from_db()
    assert milestone.progress == 90


def test_accepting_a_value_records_it_and_correcting_it_revises_it(values, editor):  # noqa: F811
    fields = {"value": "12,5", "on": "2026-03-31", "text": "INEGI, cuadro 3\nPreliminar"}
    report = accept(editor, send(values, fields))
    one = Observation.objects.get()
    assert (one.text, one.on, one.source.name, one.note) == (
        "12.5", datetime.date(2026, 3, 31), "INEGI, cuadro 3", "Preliminar",
    )  # fmt: skip
    review.reopen(editor, report, "La cifra es otra.", today=TODAY)
    accept(editor, send(values, fields | {"value": "13"}))
    assert list(Observation.objects.order_by("pk").values_list("text", "standing")) == [
        ("12.5", "revised"),
        ("13", "counts"),
    ]


def test_accepting_twice_counts_once(values, editor):  # noqa: F811
    report = send(values, {"value": "12", "on": "2026-03-31"})
    accept(editor, report)
    accept(editor, report)
    assert (Observation.objects.count(), len(mail.outbox)) == (1, 1)


def test_what_changed_meanwhile_is_not_accepted_unseen(link, editor):  # noqa: F811
    seen = send(link, {"text": "Avanza"})
    send(link, {"text": "Se detuvo"}, version=seen.version)
    with pytest.raises(Refused, match="mientras"):
        accept(editor, seen, version=seen.version)
    with pytest.raises(Refused, match="mientras"):
        review.observe(editor, seen, "¿Y eso?", version=seen.version)


def test_a_draft_is_neither_accepted_nor_asked_about(link, editor):  # noqa: F811
    report = reports.save_draft(link, {"text": "A medias"}, version=None, today=TODAY)
    for act in (lambda: accept(editor, report), lambda: review.observe(editor, report, "¿?")):
        with pytest.raises(Refused, match="escribiendo"):
            act()


def test_a_link_that_expired_is_not_brought_back_by_a_question(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    ReportLink.objects.filter(pk=link.pk).update(expires_on=TODAY - datetime.timedelta(1))
    review.observe(editor, report, "¿Cuántos metros van?", today=TODAY)
    link.refresh_from_db()
    assert not link.works_on(TODAY)
    fresh = ReportLink.objects.exclude(pk=link.pk).get()
    assert fresh.works_on(TODAY)
    (sent,) = mail.outbox
    assert token_of(fresh) in sent.body
    assert token_of(link) not in sent.body


def test_a_question_is_mailed_with_the_same_link_even_after_the_end(link, period, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    period.phase = "closed"
    period.save()
    review.observe(editor, report, "¿Cuántos metros?", site="https://rumbo.example", today=TODAY)
    sent = mail.outbox[0]
    assert sent.to == ["enlace@example.org"]
    assert "¿Cuántos metros?" in sent.body
    assert f"https://rumbo.example/informe/{token_of(link)}/" in sent.body
    assert sent.letter.kind == "question"
    assert ReportLink.objects.count() == 1
    reports.answer(link, "Trescientos", today=TODAY)
    accept(editor, report)
    assert mail.outbox[1].letter.kind == "accepted"


def test_questions_and_acceptances_come_in_the_language_that_they_chose(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    own_links.write_in(link, "en", today=TODAY)
    with translation.override("es"):  # whoever reviews reads Spanish
        review.observe(editor, report, "¿Cuántos metros?", today=TODAY)
        reports.answer(link, "Trescientos", today=TODAY)
        accept(editor, report)
        own_links.write_in(link, "es", today=TODAY)
        review.reopen(editor, report, "Faltan fotos", today=TODAY)
    asked, accepted, reopened = mail.outbox
    assert asked.subject.startswith("A question about your report")
    assert "Thank you." in accepted.body
    assert reopened.subject.startswith("Una pregunta sobre tu informe")


def test_nobody_with_an_e_mail_is_no_error(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    link.liaison.email, link.liaison.phone = "", "871"
    link.liaison.save()
    assert review.observe(editor, report, "¿?", today=TODAY).state == "observed"
    assert not mail.outbox


def test_an_empty_question_and_an_empty_reason_are_refused(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    with pytest.raises(Refused, match="pregunta"):
        review.observe(editor, report, " ")
    accept(editor, report)
    with pytest.raises(Refused, match="por qué"):
        review.reopen(editor, report, " ")
    with pytest.raises(Refused, match="de nuevo"):
        review.observe(editor, report, "¿Y?")


def test_an_accepted_report_is_opened_again_with_its_reason(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    with pytest.raises(Refused, match="no está aceptado"):
        review.reopen(editor, report, "x")
    accept(editor, report)
    found = review.reopen(editor, report, "Falta el gasto.", today=TODAY)
    assert (found.state, found.accepted_at) == ("observed", None)
    assert send(link, {"text": "Avanza", "spent": "10"}).state == "sent"


def test_several_that_nothing_changed_are_accepted_at_once(link, values, period, project, editor):  # noqa: F811
    first = reports.nothing_changed(link, today=TODAY)
    second = reports.nothing_changed(values, today=TODAY)
    other = link_to(AssignmentFactory(period=period, measure=project.measure))
    third = send(other, {"text": "Avanza"})
    assert review.accept_unchanged(editor, [first, second, third], today=TODAY) == 2
    assert not Observation.objects.exists()
    third.refresh_from_db()
    assert third.state == "sent"


def test_evidence_becomes_a_public_document_by_a_tick(link, values, project, editor):  # noqa: F811
    shown = reports.add_evidence(link, BytesIO(picture()), "ribera.jpg", caption="La ribera", today=TODAY)
    kept = reports.add_evidence(link, BytesIO(picture(color="#000")), "otra.jpg", today=TODAY)
    foreign = reports.add_evidence(values, BytesIO(picture(color="#fff")), "ajena.jpg", today=TODAY)
    report = accept(editor, send(link, {"text": "Avanza"}), publish=[shown.pk, foreign.pk])
    made = Document.objects.get()
    assert (made.title, made.public, made.project) == ("La ribera", True, project)
    review.reopen(editor, report, "x", today=TODAY)
    send(link, {"text": "Avanza más"})
    accept(editor, report, publish=[shown.pk, kept.pk])
    assert Document.objects.count() == 2


def test_a_note_is_for_the_staff(link, editor):  # noqa: F811
    report = send(link, {"text": "Avanza"})
    made = review.note(editor, report, "Llamar a la obra.")
    assert (made.kind, made.actor, made.liaison) == ("note", editor, None)
