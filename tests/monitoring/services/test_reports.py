"""Reporting by a link: drafts, what is refused and asked, sending once, nothing changed, answers, typing in."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from factories import (
    AssignmentFactory,
    ContractFactory,
    FundingFactory,
    LiaisonFactory,
    MilestoneFactory,
    ObservationFactory,
    ProgramFactory,
    ProgressReportFactory,
    ProjectFactory,
    ReportingPeriodFactory,
    ReportLinkFactory,
    SeriesFactory,
    ThemeFactory,
)
from filemaking import PROGRAM, pdf, picture
from rumbo.core.errors import Refused
from rumbo.monitoring.models import ProgressReport, ReportMessage
from rumbo.monitoring.services import reports
from rumbo.monitoring.services.evidence import MOST

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 4, 10)


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(program=ProgramFactory(theme=ThemeFactory(axis=axis)), plan=plan, title="Red ciclista")


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan, title="Primer trimestre de 2026")


@pytest.fixture
def link(period, project):
    return link_to(AssignmentFactory(period=period, measure=project.measure))


def link_to(assignment, **values):
    liaison = LiaisonFactory(
        plan=assignment.period.plan,
        organization=assignment.organization,
        from_day=datetime.date(2026, 1, 1),
        email="enlace@example.org",
    )
    return ReportLinkFactory(assignment=assignment, liaison=liaison, **values)


@pytest.fixture
def values(period, plan, axis):
    """The link to a series."""
    series = SeriesFactory(indicator__plan=plan, indicator__axis=axis, indicator__title="Agua potable")
    return link_to(AssignmentFactory(period=period, measure=None, series=series))


def send(link, fields, version=None):
    return reports.send(link, fields, version=version, today=TODAY)


def refused(link, fields):
    with pytest.raises(reports.NotSent) as caught:
        send(link, fields)
    return caught.value.checked


def earlier(link, **values):
    """An accepted report on the same thing, of the period before."""
    period = ReportingPeriodFactory(
        plan=link.assignment.period.plan,
        starts_on=datetime.date(2025, 10, 1),
        ends_on=datetime.date(2025, 12, 31),
        due_on=datetime.date(2026, 1, 15),
    )
    assignment = AssignmentFactory(
        period=period,
        organization=link.assignment.organization,
        measure=link.assignment.measure,
        series=link.assignment.series,
    )
    on = datetime.date(2025, 12, 20)
    return ProgressReportFactory(
        assignment=assignment, state="accepted", on=on, sent_at="2026-01-10T12:00:00Z", **values
    )


def test_a_report_is_sent_with_what_it_says(link, project):
    milestone = MilestoneFactory(project=project)
    fields = {"on": "2026-04-01", f"m-{milestone.pk}": "45,4 %", "spent": "1,250,000", "text": "Se colocó la señal."}
    report = send(link, fields)
    assert (report.state, report.on, report.spent) == ("sent", datetime.date(2026, 4, 1), Decimal("1250000.00"))
    assert report.sent_at is not None
    assert [(one.milestone, one.progress, one.done_on) for one in report.milestones.all()] == [(milestone, 45, None)]
    assert [one.kind for one in report.messages.all()] == ["sent"]
    assert report.liaison == link.liaison


def test_a_milestone_that_is_finished_has_the_day_of_the_report_unless_another_is_said(link, project):
    one, other = MilestoneFactory(project=project), MilestoneFactory(project=project)
    fields = {"on": "2026-03-30", f"m-{one.pk}": "100", f"m-{other.pk}": "100", f"d-{other.pk}": "15/03/2026"}
    report = send(link, fields)
    days = {said.milestone_id: said.done_on for said in report.milestones.all()}
    assert days == {one.pk: datetime.date(2026, 3, 30), other.pk: datetime.date(2026, 3, 15)}


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("progress", "101", "100 es terminado"),
        ("progress", "-3", "debajo de cero"),
        ("progress", "mucho", "no es un avance"),
        ("on", "2026-02-31", "no existe en el calendario"),
        ("on", "31/02/2026", "no existe en el calendario"),
        ("on", "2026-04-11", "todavía no llega"),
        ("on", "2025-12-31", "antes del periodo"),
        ("spent", "-5", "debajo de cero"),
        ("spent", "1.250", "de dos maneras"),
        ("spent", "5 %", "no es un importe"),
        ("spent", "99999999999999", "demasiado grande"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(link, field, text, sentence):
    checked = refused(link, {field: text, "text": "Hubo avance."})
    assert list(checked.errors) == [field]
    assert sentence in checked.errors[field].lower()
    report = ProgressReport.objects.get()
    assert (report.state, report.draft) == ("draft", {field: text, "text": "Hubo avance."})


def test_the_day_a_milestone_was_done_is_a_day_that_was(link, project):
    one = MilestoneFactory(project=project)
    assert list(refused(link, {f"m-{one.pk}": "100", f"d-{one.pk}": "2026-04-31"}).errors) == [f"d-{one.pk}"]
    assert (
        "todavía no llega" in refused(link, {f"m-{one.pk}": "100", f"d-{one.pk}": "2026-05-01"}).errors[f"d-{one.pk}"]
    )
    assert list(refused(link, {f"m-{one.pk}": "120"}).errors) == [f"m-{one.pk}"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1250,5", "1250.50"), ("$1,250.5", "1250.50"), ("1 250", "1250.00"), ("1.250.000,5", "1250000.50"), ("7", "7")],
)
def test_amounts_are_understood_as_people_write_them(link, text, amount):
    assert send(link, {"spent": text}).spent == Decimal(amount)


def test_nothing_written_is_not_a_report(link, project):
    one = MilestoneFactory(project=project, progress=40)
    assert "todavía" in refused(link, {f"m-{one.pk}": "40"}).errors["text"].lower()


def test_spending_that_goes_down_needs_its_reason(link):
    earlier(link, spent=Decimal(1000))
    assert list(refused(link, {"spent": "900"}).errors) == ["spent_reason"]
    assert send(link, {"spent": "900", "spent_reason": "Se devolvió una parte."}).spent == 900


@pytest.mark.parametrize("factory", [ContractFactory, FundingFactory])
def test_spending_above_what_there_is_is_asked(link, project, factory):
    factory(project=project, amount=1000)
    assert "1,000.00" in refused(link, {"spent": "1500"}).asks["spent"]
    assert refused(link, {"spent": "1600", "sure-spent": "1500"}).asks, "a yes to another amount is none"
    assert send(link, {"spent": "1500", "sure-spent": "1500"}).spent == 1500


def test_spending_a_thousand_times_the_last_is_asked(link):
    earlier(link, spent=Decimal(1000))
    assert "1000 veces" in refused(link, {"spent": "1,000,000"}).asks["spent"]


def test_a_value_is_kept_as_a_number_whatever_its_signs(values):
    assert send(values, {"value": "12,5 %", "on": "2026-03-31"}).value == "12.5"


def test_a_value_that_is_missing_or_leaps_is_asked(values):
    ObservationFactory(series=values.assignment.series, on=datetime.date(2025, 12, 31), number=12)
    assert list(refused(values, {"text": "INEGI"}).errors) == ["value"]
    assert "1000 veces" in refused(values, {"value": "12000", "on": "2026-03-31"}).asks["value"]
    assert "no es un número" in refused(values, {"value": "ND"}).asks["value"]
    assert send(values, {"value": "ND", "sure-value": "ND"}).value == "ND"


def test_a_count_below_zero_and_a_second_value_of_a_day_are_asked(values):
    series = values.assignment.series
    series.indicator.format = "cantidad"
    series.indicator.save()
    assert "conteo" in refused(values, {"value": "-5", "on": "2026-03-31"}).asks["value"]
    ObservationFactory(series=series, on=datetime.date(2026, 3, 31), number=12, text="12")
    assert "también hay 12" in refused(values, {"value": "14", "on": "2026-03-31"}).asks["value"]
    assert send(values, {"value": "14", "sure-value": "14", "on": "2026-03-31"}).value == "14"


def test_a_value_of_before_the_period_is_asked_not_refused(values):
    fields = {"value": "12", "on": "2025-12-31"}
    assert list(refused(values, fields).asks) == ["on"]
    assert send(values, fields | {"sure-on": "2025-12-31"}).on == datetime.date(2025, 12, 31)


def test_sending_the_same_twice_counts_once(link):
    first = send(link, {"text": "Avanza."}, version=1)
    again = send(link, {"text": "Avanza."}, version=1)
    assert (again.version, ReportMessage.objects.count()) == (first.version, 1)


def test_a_sent_report_is_corrected_until_somebody_accepts_it(link):
    first = send(link, {"text": "Avanza."})
    second = send(link, {"text": "Avanza mucho."}, version=first.version)
    assert (second.text, second.state, second.sent_at) == ("Avanza mucho.", "sent", first.sent_at)
    second.state = "accepted"
    second.save()
    for act in (
        lambda: send(link, {"text": "Otra cosa"}),
        lambda: reports.save_draft(link, {"text": "x"}, version=None, today=TODAY),
        lambda: reports.nothing_changed(link, today=TODAY),
        lambda: reports.undo_nothing_changed(link, today=TODAY),
        lambda: reports.answer(link, "x", today=TODAY),
        lambda: reports.add_evidence(link, BytesIO(picture()), "a.jpg", today=TODAY),
    ):
        with pytest.raises(Refused, match="acept"):
            act()
    assert ProgressReport.objects.get().text == "Avanza mucho."


def test_two_phones_lose_nothing(link):
    first = reports.save_draft(link, {"text": "Uno"}, version=1, today=TODAY)
    with pytest.raises(reports.Overtaken) as caught:
        reports.save_draft(link, {"text": "Dos"}, version=1, today=TODAY)
    assert (caught.value.current.draft, caught.value.current.version) == ({"text": "Uno"}, first.version)
    with pytest.raises(reports.Overtaken):
        send(link, {"text": "Dos"}, version=1)
    assert reports.save_draft(link, {"text": "Uno"}, version=1, today=TODAY).version == first.version
    assert reports.save_draft(link, {"text": "Dos"}, version=first.version, today=TODAY).draft == {"text": "Dos"}


def test_a_draft_keeps_what_is_wrong_and_drops_what_is_not_asked(link):
    report = reports.save_draft(link, {"progress": "400", "state": "accepted", "m-x": "1"}, version=None, today=TODAY)
    assert (report.draft, report.state) == ({"progress": "400"}, "draft")
    with pytest.raises(Refused, match="caracteres"):
        reports.save_draft(link, {"text": "x" * 5001}, version=None, today=TODAY)


def test_drafts_leave_no_history_and_what_is_sent_does(link):
    reports.save_draft(link, {"text": "A"}, version=None, today=TODAY)
    before = ProgressReport.history.count()
    reports.save_draft(link, {"text": "Avanza"}, version=None, today=TODAY)
    assert ProgressReport.history.count() == before
    send(link, {"text": "Avanza"})
    assert ProgressReport.history.first().history_change_reason == "Enviado"


def test_a_closed_period_takes_no_report_and_loses_nothing(link, period):
    period.phase = "closed"
    period.save()
    with pytest.raises(Refused, match="cerrado"):
        send(link, {"text": "Tarde"})
    with pytest.raises(Refused, match="cerrado"):
        reports.nothing_changed(link, today=TODAY)
    assert ProgressReport.objects.get().draft == {"text": "Tarde"}
    period.phase = "planned"
    period.save()
    with pytest.raises(Refused, match="todavía no"):
        send(link, {"text": "Pronto"})


def test_what_nobody_expects_is_not_taken(link):
    link.assignment.excused = "La obra se suspendió."
    link.assignment.save()
    with pytest.raises(Refused, match="La obra se suspendió"):
        send(link, {"text": "x"})


@pytest.mark.parametrize("how", ["revoked", "expired", "left"])
def test_a_link_that_ended_changes_nothing_and_says_whom_to_ask(link, how):
    if how == "revoked":
        link.revoked_at = "2026-04-01T00:00:00Z"
    elif how == "expired":
        link.expires_on = datetime.date(2026, 4, 9)
    else:
        link.liaison.until_day = datetime.date(2026, 4, 9)
        link.liaison.save()
    link.save()
    for act in (
        lambda: reports.save_draft(link, {"text": "x"}, version=None, today=TODAY),
        lambda: send(link, {"text": "x"}),
        lambda: reports.nothing_changed(link, today=TODAY),
        lambda: reports.add_evidence(link, BytesIO(picture()), "a.jpg", today=TODAY),
    ):
        with pytest.raises(Refused, match="secretaría técnica de Plan 2040"):
            act()
    assert not ProgressReport.objects.exists()


def test_nothing_changed_is_a_report_once_and_can_be_undone(link):
    reports.save_draft(link, {"text": "A medias"}, version=None, today=TODAY)
    report = reports.nothing_changed(link, today=TODAY)
    reports.nothing_changed(link, today=TODAY)
    assert (report.state, report.nothing_changed, report.on) == ("sent", True, TODAY)
    assert ReportMessage.objects.filter(kind="sent").count() == 1
    back = reports.undo_nothing_changed(link, today=TODAY)
    reports.undo_nothing_changed(link, today=TODAY)
    assert (back.state, back.is_sent, back.draft) == ("draft", False, {"text": "A medias"})
    assert ReportMessage.objects.filter(kind="note").count() == 1


def test_nothing_changed_is_not_undone_when_no_report_would_be_taken(link, period):
    reports.nothing_changed(link, today=TODAY)
    period.phase = "closed"
    period.save()
    with pytest.raises(Refused, match="ya no recibe"):
        reports.undo_nothing_changed(link, today=TODAY)
    assert ProgressReport.objects.get().is_sent


def test_with_a_question_nothing_changed_is_undone_and_corrected_after_the_end(link, period):
    report = reports.nothing_changed(link, today=TODAY)
    ReportMessage.objects.create(report=report, kind="question", text="¿Nada?")
    ProgressReport.objects.update(state="observed")
    period.phase = "closed"
    period.save()
    back = reports.undo_nothing_changed(link, today=TODAY)
    assert (back.state, back.is_sent, back.nothing_changed) == ("observed", True, False)
    assert send(link, {"text": "Se avanzó"}).state == "sent"


def test_nothing_changed_does_not_take_the_place_of_what_was_sent(link):
    send(link, {"text": "Avanza"})
    with pytest.raises(Refused, match="corrígelo"):
        reports.nothing_changed(link, today=TODAY)
    ProgressReport.objects.update(state="observed")
    with pytest.raises(Refused, match="pregunta"):
        reports.nothing_changed(link, today=TODAY)


def test_a_question_is_answered_once_and_after_the_end_of_the_period(link, period):
    report = send(link, {"text": "Avanza"})
    with pytest.raises(Refused, match="No hay ninguna pregunta"):
        reports.answer(link, "¿Qué?", today=TODAY)
    ReportMessage.objects.create(report=report, kind="question", text="¿Cuántos metros?")
    ProgressReport.objects.update(state="observed")
    period.phase = "closed"
    period.save()
    with pytest.raises(Refused, match="vacía"):
        reports.answer(link, "  ", today=TODAY)
    for _again in range(2):
        assert reports.answer(link, "Trescientos.", today=TODAY).state == "sent"
    assert list(report.messages.values_list("kind", "text"))[-1] == ("answer", "Trescientos.")
    assert report.messages.count() == 3


def test_staff_type_in_what_somebody_told_them(link, manager, other_editor):
    assignment = link.assignment
    with pytest.raises(PermissionDenied):
        reports.type_in(other_editor, assignment, {"text": "x"}, told_by="Ana", today=TODAY)
    with pytest.raises(Refused, match="quién"):
        reports.type_in(manager, assignment, {"text": "x"}, today=TODAY)
    report = reports.type_in(manager, assignment, {"text": "Avanza"}, told_by="Ana, por teléfono", today=TODAY)
    assert (report.origin, report.actor, report.liaison, report.state) == ("staff", manager, None, "sent")
    assert report.messages.get().text == "Ana, por teléfono"


def test_staff_type_in_that_nothing_changed(link, editor):
    report = reports.type_in(editor, link.assignment, {}, unchanged=True, told_by="Ana", today=TODAY)
    assert (report.nothing_changed, report.origin) == (True, "staff")


def test_a_photo_is_kept_with_its_thumbnail_and_once(link):
    one = reports.add_evidence(link, BytesIO(picture()), "Foto obra.jpg", caption=" Ribera ", today=TODAY)
    again = reports.add_evidence(link, BytesIO(picture()), "Otra vez.jpg", today=TODAY)
    assert one == again
    assert (one.media_type, one.caption, bool(one.thumbnail)) == ("image/jpeg", "Ribera", True)
    assert default_storage.exists(one.file.name)
    assert default_storage.exists(one.thumbnail.name)
    assert [len(default_storage.listdir(folder)[1]) for folder in ("evidencias", "evidencias-miniaturas")] == [1, 1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "vacío"), (picture()[:200], "no se puede leer"), (PROGRAM, "programa"), (b"%PDF-1.7 x", "PDF")],
)
def test_a_file_that_is_empty_broken_or_of_another_type_is_refused(link, content, sentence):
    with pytest.raises(Refused, match=sentence):
        reports.add_evidence(link, BytesIO(content), "foto.jpg", today=TODAY)


def test_a_file_may_be_too_large_and_files_too_many(link, settings):
    for number in range(MOST):
        reports.add_evidence(link, BytesIO(pdf(str(number).encode())), "acta.pdf", today=TODAY)
    with pytest.raises(Refused, match="10"):
        reports.add_evidence(link, BytesIO(pdf(b"more")), "acta.pdf", today=TODAY)
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(Refused, match="MB"):
        reports.add_evidence(link, BytesIO(picture()), "foto.jpg", today=TODAY)


def test_files_that_are_taken_back_count_too(link, monkeypatch):
    monkeypatch.setattr("rumbo.monitoring.services.evidence.MOST_EVER", 2)
    for number in range(2):
        one = reports.add_evidence(link, BytesIO(pdf(str(number).encode())), "acta.pdf", today=TODAY)
        reports.take_evidence_back(link, one, today=TODAY)
    with pytest.raises(Refused, match="demasiados archivos"):
        reports.add_evidence(link, BytesIO(pdf(b"more")), "acta.pdf", today=TODAY)


def test_a_report_has_no_more_fields_than_a_form(link):
    with pytest.raises(Refused, match="tantos campos"):
        reports.save_draft(link, {f"m-{number}": "1" for number in range(1, 1002)}, version=None, today=TODAY)


def test_evidence_is_taken_back_by_its_own_link_alone(link, values):
    one = reports.add_evidence(link, BytesIO(picture()), "foto.jpg", today=TODAY)
    with pytest.raises(Refused, match="otro informe"):
        reports.take_evidence_back(values, one, today=TODAY)
    assert reports.take_evidence_back(link, one, today=TODAY).withdrawn
    assert not reports.add_evidence(link, BytesIO(picture()), "foto.jpg", today=TODAY).withdrawn
