"""The weekly digest: to whom, what, and once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from factories import MembershipFactory
from factories.accounts import OrganizationFactory
from factories.communication import NoticeFactory
from factories.monitoring import (
    AssignmentFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressReportFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    ReportMessageFactory,
    SeriesFactory,
)
from factories.plan import ThemeFactory
from factories.portfolio import LiaisonFactory, ProgramFactory, ProjectFactory
from rumbo.communication.models import CommunicationRules, Notice, Preference, Scan
from rumbo.communication.services.digest import digest

MONDAY = datetime.date(2026, 4, 27)
LONG_AGO = datetime.date(2020, 1, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def period(plan):
    """Due on 15 April: 12 days late on the Monday."""
    return ReportingPeriodFactory(plan=plan)


@pytest.fixture
def office(db):
    return OrganizationFactory(title="Obras Públicas")


def project_of(axis, title):
    return ProjectFactory(plan=axis.plan, program=ProgramFactory(theme=ThemeFactory(axis=axis)), title=title)


@pytest.fixture
def owed(period, office, axis):
    """A report of the axis "agua" that is late."""
    project = project_of(axis, "Colector del Oriente")
    return AssignmentFactory(period=period, organization=office, measure=project.measure)


@pytest.fixture
def liaison(plan, office):
    return LiaisonFactory(
        plan=plan, organization=office, title="Ana Sol", email="Ana@obras.example", from_day=LONG_AGO
    )


def said(assigned, kind, day, text=""):
    """Say something about a report on a day at noon."""
    report = getattr(assigned, "report", None) or ProgressReportFactory(assignment=assigned, state="observed")
    message = ReportMessageFactory(report=report, kind=kind, text=text)
    type(message).objects.update(at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(12))))
    return message


def text_to(email):
    return Notice.objects.get(kind="digest", to=email).text


def test_managers_hear_what_is_late_silent_to_review_and_wanted(plan, manager, owed, period):
    sent = AssignmentFactory(period=period)
    ProgressReportFactory(assignment=sent, state="sent")
    RecommendationFactory(plan=plan, title="Publicar el padrón de pozos")
    NoticeFactory(plan=plan, state="uncertain")
    NoticeFactory(plan=plan, state="failed")
    series = SeriesFactory(indicator=IndicatorFactory(plan=plan))
    ObservationFactory(series=series, standing="to_confirm")

    assert digest(plan, MONDAY) == 1

    text = text_to(manager.email)
    for line in (
        "1 asunto va tarde:",
        "Colector del Oriente (Obras Públicas)",
        "12 días de retraso",
        "1 organización no ha respondido:",
        "1 informe por revisar:",
        sent.measure.element.title,
        "1 valor por confirmar.",
        "1 correo es incierto",
        "1 correo no se pudo enviar.",
        "1 recomendación espera respuesta:",
        "Publicar el padrón de pozos",
        f"/mesa/{plan.key}/comunicacion/mis-preferencias/",
    ):
        assert line in text


def test_editors_hear_of_their_axis_alone(plan, editor, other_editor, owed, other_axis, period):
    RecommendationFactory(plan=plan)

    assert digest(plan, MONDAY) == 1

    assert "Tus ejes: Agua." in text_to(editor.email)
    assert "Colector del Oriente" in text_to(editor.email)
    assert "recomendación" not in text_to(editor.email)


def test_an_editor_of_two_axes_gets_one(plan, editor, axis, other_axis, owed):
    MembershipFactory(plan=plan, role="editor", axis=other_axis, user=editor)

    assert digest(plan, MONDAY) == 1
    assert "Agua" in text_to(editor.email)
    assert "Movilidad" in text_to(editor.email)


def test_readers_hear_what_is_late_silent_and_wanted_and_nothing_of_the_staffs_work(plan, reader, owed, period):
    ProgressReportFactory(assignment=AssignmentFactory(period=period), state="sent")
    RecommendationFactory(plan=plan, title="Publicar el padrón de pozos")
    NoticeFactory(plan=plan, state="uncertain")
    ObservationFactory(series=SeriesFactory(indicator=IndicatorFactory(plan=plan)), standing="to_confirm")

    assert digest(plan, MONDAY) == 1

    text = text_to(reader.email)
    for line in ("Colector del Oriente (Obras Públicas)", "no ha respondido:", "Publicar el padrón de pozos"):
        assert line in text
    assert f"/mesa/{plan.key}/consejo/" in text
    for line in ("por revisar", "por confirmar", "incierto"):
        assert line not in text


def test_who_reads_and_edits_gets_the_digest_of_who_edits(plan, editor, owed):
    MembershipFactory(plan=plan, role="reader", axis=None, user=editor)

    assert digest(plan, MONDAY) == 1
    assert "Tus ejes: Agua." in text_to(editor.email)
    assert "/consejo/" not in text_to(editor.email)


def test_people_who_left_get_none(plan, reader, manager, owed):
    for person in (reader, manager):
        person.is_active = False
        person.save()

    assert digest(plan, MONDAY) == 0


def test_without_anything_to_say_there_is_no_digest(plan, manager, editor, reader):
    assert digest(plan, MONDAY) == 0
    assert digest(plan, MONDAY + 7 * DAY) == 0
    assert not Notice.objects.exists()


def test_liaisons_hear_what_came_of_what_they_reported_and_what_they_owe(plan, owed, liaison):
    said(owed, "question", MONDAY - 2 * DAY, "¿Cuántos metros van?")

    assert digest(plan, MONDAY) == 1

    text = text_to("ana@obras.example")
    assert "Colector del Oriente”: hay una pregunta para ti: ¿Cuántos metros van?" in text
    assert "Lo que te toca informar:" in text
    assert "/informe/" in text
    notice = Notice.objects.get()
    assert (notice.liaison, notice.organization) == (liaison, liaison.organization)


def test_what_a_liaison_owes_alone_is_no_digest(plan, owed, liaison):
    assert digest(plan, MONDAY) == 0


def test_an_answer_is_told_in_one_week(plan, owed, liaison):
    said(owed, "accepted", MONDAY)  # on the Monday itself, after the digest of the morning

    assert [digest(plan, MONDAY + number * 7 * DAY) for number in range(3)] == [0, 1, 0]


def test_it_goes_out_once_a_week_whenever_it_runs(plan, manager, owed):
    sent = [digest(plan, MONDAY + number * DAY) for number in range(15)]

    assert [number for number, count in enumerate(sent) if count] == [0, 7, 14]
    assert digest(plan, MONDAY + 14 * DAY) == 0


def test_a_worker_that_was_down_on_the_day_sends_it_later(plan, manager, owed):
    digest(plan, MONDAY)

    assert digest(plan, MONDAY + 9 * DAY) == 1
    assert digest(plan, MONDAY + 14 * DAY) == 1


def test_a_plan_that_begins_in_the_week_waits_for_its_day(plan, manager, owed):
    sent = [digest(plan, MONDAY + number * DAY) for number in range(2, 9)]

    assert sent == [0, 0, 0, 0, 0, 1, 0]


def test_the_day_is_the_one_of_the_plan(plan, manager, owed):
    CommunicationRules.objects.create(plan=plan, digest_day=4)

    sent = [digest(plan, MONDAY + number * DAY) for number in range(8)]

    assert [number for number, count in enumerate(sent) if count] == [4]


def test_a_plan_that_wants_none_sends_none_and_tells_nothing_old_later(plan, manager, owed, liaison):
    rules = CommunicationRules.objects.create(plan=plan, digest=False)
    said(owed, "accepted", MONDAY - DAY)
    assert digest(plan, MONDAY) == 0

    rules.digest = True
    rules.save()

    assert digest(plan, MONDAY + 7 * DAY) == 1
    assert [one.to for one in Notice.objects.all()] == [manager.email]


def test_who_wants_none_gets_none(plan, manager, owed, liaison):
    said(owed, "accepted", MONDAY - DAY)
    Preference.objects.create(plan=plan, email=manager.email, digest=False)

    assert digest(plan, MONDAY) == 1
    assert Notice.objects.get().to == "ana@obras.example"


def test_each_reads_their_language(plan, manager, owed, liaison):
    said(owed, "accepted", MONDAY - DAY)
    manager.language = "en"
    manager.save()
    Preference.objects.create(plan=plan, email="ana@obras.example", language="en")

    digest(plan, MONDAY)

    assert "1 thing is late:" in text_to(manager.email)
    assert "your report was accepted" in text_to("ana@obras.example")


def test_who_chose_no_language_reads_that_of_the_site(plan, owed, liaison, settings):
    settings.LANGUAGE_CODE = "en"
    said(owed, "accepted", MONDAY - DAY)

    digest(plan, MONDAY)

    assert "your report was accepted" in text_to("ana@obras.example")


def test_who_is_staff_and_liaison_gets_one(plan, manager, owed, office):
    LiaisonFactory(plan=plan, organization=office, email=manager.email, from_day=LONG_AGO)
    said(owed, "accepted", MONDAY - DAY)

    assert digest(plan, MONDAY) == 1
    assert "1 asunto va tarde:" in text_to(manager.email)
    assert "se aceptó tu informe" in text_to(manager.email)


def test_long_lists_are_cut(plan, manager, period, axis):
    for number in range(7):
        AssignmentFactory(period=period, measure=project_of(axis, f"Parque {number}").measure)

    digest(plan, MONDAY)

    assert "• y 2 más" in text_to(manager.email)


def test_the_queries_do_not_grow(plan, manager, period, axis, django_assert_max_num_queries):
    from rumbo.communication.queries.weekly import Week

    def measure():
        with django_assert_max_num_queries(30) as captured:
            start = timezone.now() - 30 * DAY
            Week(plan, MONDAY, start, timezone.now()).readers()
        return len(captured)

    def grow(count):
        for number in range(count):
            one = AssignmentFactory(period=period, measure=project_of(axis, f"Parque {number}").measure)
            LiaisonFactory(plan=plan, organization=one.organization, email=f"x{one.pk}@a.example", from_day=LONG_AGO)
            report = ProgressReportFactory(assignment=one, state="observed")
            ReportMessageFactory(report=report)
            RecommendationFactory(plan=plan)

    grow(2)
    few = measure()
    grow(10)

    assert measure() == few
    assert Scan.objects.count() == 0
