"""The pages of reminders, of whom to telephone, and of the dialogue with an organization."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from factories.accounts import OrganizationFactory
from factories.communication import NoticeFactory
from factories.monitoring import (
    AssignmentFactory,
    FindingFactory,
    ImprovementFactory,
    ProgressReportFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    ReportLinkFactory,
    ReportMessageFactory,
)
from factories.portfolio import LiaisonFactory
from rumbo.communication.models import CommunicationRules, DialogueNote
from rumbo.communication.services.reminders import remind
from rumbo.core.services import records
from rumbo.monitoring.tokens import token_of

DESK = "/mesa/plan-2040/comunicacion/"
LONG_AGO = datetime.date(2020, 1, 1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def period(plan, today):
    """Due in a week."""
    return ReportingPeriodFactory(
        plan=plan, title="Primer trimestre", due_on=today + datetime.timedelta(days=7), opened_on=today
    )


@pytest.fixture
def office(db):
    return OrganizationFactory(title="Obras Públicas")


@pytest.fixture
def assigned(period, office):
    return AssignmentFactory(period=period, organization=office)


@pytest.fixture
def liaison(plan, office):
    return LiaisonFactory(
        plan=plan,
        organization=office,
        title="Ana Sol",
        email="ana@obras.example",
        phone="871 555 0101",
        from_day=LONG_AGO,
    )


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def onlooker(client, reader):
    client.force_login(reader)
    return client


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


class TestWhatGoesOut:
    def test_it_shows_today_and_the_coming_week(self, onlooker, assigned, liaison):
        text = text_of(onlooker.get(f"{DESK}recordatorios/"))

        assert "Ana Sol" in text
        assert assigned.measure.element.title in text
        assert text.count("ana@obras.example") == 2  # 7 days before, and 1 day before
        assert "Hoy" in text

    def test_what_was_written_today_is_not_shown_again(self, staff, plan, assigned, liaison):
        remind(plan)

        text = text_of(staff.get(f"{DESK}recordatorios/"))

        assert "1 recordatorio se escribió hoy" in text
        assert text.count("ana@obras.example") == 1

    def test_it_says_who_is_asked_instead(self, onlooker, plan, period, assigned, liaison, today):
        LiaisonFactory(
            plan=plan,
            organization=assigned.organization,
            role="deputy",
            email="beto@obras.example",
            from_day=LONG_AGO,
        )
        period.due_on = today - datetime.timedelta(days=13)
        period.ends_on = period.due_on
        period.save()

        text = text_of(onlooker.get(f"{DESK}recordatorios/"))

        assert "beto@obras.example" in text
        assert "Escalamiento" in text

    def test_empty_it_says_what_to_do(self, onlooker, plan):
        text = text_of(onlooker.get(f"{DESK}recordatorios/"))

        assert "Nadie debe nada sobre lo que se escriba" in text
        assert "/mesa/plan-2040/seguimiento/periodos/" in text

    def test_it_says_that_reminders_are_off(self, staff, plan, assigned, liaison):
        CommunicationRules.objects.create(plan=plan, reminds=False)

        text = text_of(staff.get(f"{DESK}recordatorios/"))

        assert "Este plan no envía recordatorios" in text
        assert f"{DESK}recordatorios/reglas/" in text

    def test_it_warns_where_links_lead_nowhere(self, onlooker, plan, settings):
        settings.BASE_URL = ""
        assert "RUMBO_BASE_URL" in text_of(onlooker.get(f"{DESK}recordatorios/"))
        settings.BASE_URL = "https://plan.example"
        assert "RUMBO_BASE_URL" not in text_of(onlooker.get(f"{DESK}recordatorios/"))

    def test_the_queries_do_not_grow(self, staff, period, django_assert_num_queries, django_assert_max_num_queries):
        def grow(count):
            for _number in range(count):
                one = AssignmentFactory(period=period)
                LiaisonFactory(
                    plan=period.plan,
                    organization=one.organization,
                    email=f"a{one.pk}@x.example",
                    from_day=LONG_AGO,
                )

        grow(2)
        staff.get(f"{DESK}recordatorios/")
        with django_assert_max_num_queries(40) as captured:
            staff.get(f"{DESK}recordatorios/")
        grow(12)
        with django_assert_num_queries(len(captured)):
            assert text_of(staff.get(f"{DESK}recordatorios/")).count("@x.example") == 28


class TestRules:
    def test_managers_change_them(self, staff, plan, manager):
        values = {"reminds": "on", "deputy_after": 10, "head_after": 30, "digest_day": 2}

        answer = staff.post(f"{DESK}recordatorios/reglas/", values)

        assert answer.status_code == 302
        rules = CommunicationRules.objects.get(plan=plan)
        assert (rules.reminds, rules.deputy_after, rules.head_after, rules.digest, rules.digest_day) == (
            True,
            10,
            30,
            False,
            2,
        )
        text = text_of(staff.get(f"{DESK}recordatorios/reglas/"))
        assert "Suplencia a los 10 días, quien dirige a los 30" in text

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"deputy_after": 0}, "1"),
            ({"deputy_after": 50, "head_after": 20}, "A quien dirige se le pregunta después"),
            ({"deputy_after": "muchos"}, "entero"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_its_field(self, staff, values, sentence):
        values = {"reminds": "on", "deputy_after": 13, "head_after": 43, "digest_day": 0} | values

        answer = staff.post(f"{DESK}recordatorios/reglas/", values)

        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not CommunicationRules.objects.exists()

    def test_others_read_them(self, onlooker, plan):
        text = text_of(onlooker.get(f"{DESK}recordatorios/reglas/"))

        assert "13 días después del último día" in text
        assert '<form method="post" data-guard>' not in text
        assert onlooker.post(f"{DESK}recordatorios/reglas/", {"deputy_after": 1}).status_code == 403


class TestToTelephone:
    def test_it_lists_who_has_nobody_and_who_has_no_e_mail(self, staff, plan, period, assigned):
        other = AssignmentFactory(period=period, organization__title="Agua y Drenaje")
        LiaisonFactory(
            plan=plan,
            organization=other.organization,
            title="Beto Luna",
            email="",
            phone="871 555 0202",
            from_day=LONG_AGO,
        )

        text = text_of(staff.get(f"{DESK}telefonear/"))

        assert "Obras Públicas" in text
        assert "Sin enlace" in text
        assert "Agua y Drenaje" in text
        assert "Sin correo" in text
        assert 'href="tel:8715550202"' in text

    def test_where_all_are_reached_it_says_so(self, onlooker, assigned, liaison):
        text = text_of(onlooker.get(f"{DESK}telefonear/"))

        assert "A quien debe algo le llegan los correos." in text

    def test_readers_get_no_letters(self, onlooker, assigned):
        assert f"{DESK}telefonear/cartas/" not in text_of(onlooker.get(f"{DESK}telefonear/"))
        assert onlooker.get(f"{DESK}telefonear/cartas/").status_code == 403

    def test_a_letter_says_what_is_owed_and_asks_for_a_liaison(self, staff, assigned):
        text = text_of(staff.get(f"{DESK}organizaciones/{assigned.organization.pk}/carta/"))

        assert "Obras Públicas" in text
        assert assigned.measure.element.title in text
        assert "Díganos por favor quién responde" in text
        assert "<svg viewBox" not in text

    def test_a_letter_to_who_has_no_e_mail_has_the_code_of_their_link(self, staff, plan, assigned):
        person = LiaisonFactory(plan=plan, organization=assigned.organization, email="", phone="1", from_day=LONG_AGO)
        link = ReportLinkFactory(assignment=assigned, liaison=person)

        text = text_of(staff.get(f"{DESK}telefonear/cartas/"))

        assert token_of(link) in text
        assert "Código QR" in text

    def test_there_is_no_letter_to_who_is_reached(self, staff, assigned, liaison):
        assert staff.get(f"{DESK}organizaciones/{assigned.organization.pk}/carta/").status_code == 404
        assert "No hay cartas por imprimir" in text_of(staff.get(f"{DESK}telefonear/cartas/"))


class TestDialogue:
    @pytest.fixture
    def url(self, office):
        return f"{DESK}organizaciones/{office.pk}/"

    def test_everything_stands_on_one_line_of_time(self, staff, plan, assigned, liaison, office, url, manager):
        remind(plan)
        report = ProgressReportFactory(assignment=assigned, state="observed")
        ReportMessageFactory(report=report, kind="sent", text="Se colocaron 40 metros.", liaison=liaison)
        ReportMessageFactory(report=report, kind="question", text="¿Y el otro lado?", actor=manager)
        finding = FindingFactory(plan=plan, report=report, title="Las obras empiezan tarde")
        wanted = RecommendationFactory(
            plan=plan,
            finding=finding,
            organization=office,
            title="Licitar antes",
            answer="accepted",
            answer_reason="De acuerdo.",
            answered_on=datetime.date(2026, 5, 1),
        )
        ImprovementFactory(recommendation=wanted, plan=plan, organization=office, title="Licitar en enero")
        DialogueNote.objects.create(plan=plan, organization=office, on=LONG_AGO, text="Piden ayuda con el formato.")

        text = text_of(staff.get(url))

        for said in (
            "Por informar (1): Plan 2040",
            "Se le pidió informar: Primer trimestre",
            "Se colocaron 40 metros.",
            "¿Y el otro lado?",
            "Las obras empiezan tarde",
            "Licitar antes",
            "De acuerdo.",
            "Licitar en enero",
            "Piden ayuda con el formato.",
        ):
            assert said in text

    def test_no_personal_link_is_shown(self, onlooker, plan, assigned, liaison, url):
        remind(plan)

        text = text_of(onlooker.get(url))

        assert "Por informar" in text
        assert "/informe/" not in text

    def test_mails_to_other_organizations_are_not_shown(self, staff, plan, url):
        NoticeFactory(plan=plan, kind="reminder", subject="Para otra", organization=OrganizationFactory())

        assert "Para otra" not in text_of(staff.get(url))

    def test_a_mail_for_two_organizations_stands_with_both(self, staff, plan, period, assigned, liaison):
        other = AssignmentFactory(period=period)
        LiaisonFactory(plan=plan, organization=other.organization, email="Ana@obras.example", from_day=LONG_AGO)
        remind(plan)

        for organization in (assigned.organization, other.organization):
            assert "Por informar (2)" in text_of(staff.get(f"{DESK}organizaciones/{organization.pk}/"))

    @pytest.mark.parametrize(
        ("query", "there", "missing"),
        [
            ("?part=notes", "Llamada de mayo", "Se colocaron"),
            ("?part=reports", "Se colocaron", "Llamada de mayo"),
            ("?q=MAYO", "Llamada de mayo", "Se colocaron"),
            ("?part=nada", "Llamada de mayo", "ningún"),
        ],
    )
    def test_filters(self, staff, plan, assigned, office, url, query, there, missing):
        report = ProgressReportFactory(assignment=assigned)
        ReportMessageFactory(report=report, kind="sent", text="Se colocaron 40 metros.")
        DialogueNote.objects.create(plan=plan, organization=office, on=LONG_AGO, text="Llamada de mayo")

        text = text_of(staff.get(url + query))

        assert there in text
        assert missing not in text

    def test_empty_it_says_what_will_stand_here(self, onlooker, plan, url):
        assert "Todavía no se ha dicho nada" in text_of(onlooker.get(url))
        assert "Nada del diálogo es así" in text_of(onlooker.get(f"{url}?q=xyz"))

    def test_a_call_is_noted(self, staff, plan, office, liaison, manager, url, today):
        values = {"kind": "call", "liaison": liaison.pk, "on": today.isoformat(), "text": " Envían mañana. "}

        assert staff.post(url, values).status_code == 302

        note = DialogueNote.objects.get()
        assert (note.organization, note.liaison, note.on, note.text) == (office, liaison, today, "Envían mañana.")
        assert note.actor == manager
        assert "Llamada telefónica: Ana Sol" in text_of(staff.get(url))

    @pytest.mark.parametrize(
        "values",
        [
            {"text": "  "},
            {"text": "x" * 2001},
            {"on": "2099-01-01"},
            {"on": "31/02/2026"},
            {"liaison": "999"},
            {"kind": "paloma"},
        ],
    )
    def test_a_note_that_is_wrong_is_not_kept(self, staff, url, values, today):
        answer = staff.post(url, {"kind": "call", "on": today.isoformat(), "text": "Algo"} | values)

        assert list(answer.context["form"].errors) == list(values)
        assert not DialogueNote.objects.exists()

    def test_editors_note_and_readers_do_not(self, client, editor, reader, url, today):
        values = {"kind": "call", "on": today.isoformat(), "text": "Algo"}
        client.force_login(reader)
        assert "Anotar una llamada" not in text_of(client.get(url))
        assert client.post(url, values).status_code == 403
        client.force_login(editor)
        assert client.post(url, values).status_code == 302

    def test_an_organization_that_is_not_there(self, staff, plan):
        assert staff.get(f"{DESK}organizaciones/999/").status_code == 404

    def test_the_page_of_the_organization_leads_here(self, staff, plan, office, url):
        answer = staff.get(f"/mesa/plan-2040/organizaciones/{office.pk}/")

        assert f'href="{url}"' in text_of(answer)

    def test_what_was_withdrawn_is_not_promised(self, staff, plan, office, url, manager):
        promised = ImprovementFactory(
            recommendation=RecommendationFactory(plan=plan), organization=office, title="Ya no"
        )
        records.withdraw(manager, promised, reason="Repetido")

        assert "Ya no" not in text_of(staff.get(url))

    def test_the_queries_do_not_grow(
        self, staff, plan, period, office, url, django_assert_num_queries, django_assert_max_num_queries
    ):
        def grow(count):
            for _number in range(count):
                report = ProgressReportFactory(assignment=AssignmentFactory(period=period, organization=office))
                ReportMessageFactory(report=report)
                wanted = RecommendationFactory(
                    plan=plan, finding=FindingFactory(plan=plan, report=report), organization=office
                )
                ImprovementFactory(recommendation=wanted, organization=office)
                NoticeFactory(plan=plan, organization=office, kind="reminder")
                DialogueNote.objects.create(plan=plan, organization=office, on=LONG_AGO, text="Algo")

        grow(2)
        staff.get(url)
        with django_assert_max_num_queries(50) as captured:
            staff.get(url)
        grow(5)
        with django_assert_num_queries(len(captured)):
            staff.get(url)
