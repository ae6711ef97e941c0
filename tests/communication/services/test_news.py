"""What followers are told: all that moved, once, in one mail a day, and nothing that is not public."""

from __future__ import annotations

import datetime
from email import message_from_string

import pytest
from django.utils import timezone

from factories import (
    AssignmentFactory,
    EvaluationFactory,
    FindingFactory,
    ImprovementFactory,
    MilestoneFactory,
    ProgressReportFactory,
    ProjectFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    StatusRulesFactory,
    SubscriptionFactory,
    TerritoryFactory,
)
from rumbo.communication.models import Announcement, Notice, Preference
from rumbo.communication.queries.news import NewsKind, news_of
from rumbo.communication.services.news import tell
from rumbo.communication.tokens import follow_token
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.monitoring.models import StatusRecord
from rumbo.plan.models import Edition
from rumbo.portfolio.models import Passage

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 3, 10, 15, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "rumbo.communication.mail.OutboxBackend"
    settings.BASE_URL = "https://plan.example.org"


@pytest.fixture
def project(plan):
    plan.is_public = True
    plan.save()
    found = ProjectFactory(program__theme__axis__plan=plan, number="9001", key="corredor", title="Corredor verde")
    found.territories.add(TerritoryFactory(key="lerdo"))
    return found


def moved(project, at=NOW, kind="passed", **more):
    made = Passage.objects.create(
        project=project, kind=kind, from_stage="idea", to_stage="profile", on=at.date(), **more
    )
    Passage.objects.filter(pk=made.pk).update(at=at)
    made.at = at
    return made


def followed(project, kind="project", thing=None, at=NOW - DAY, **more):
    things = {
        "project": project.pk,
        "program": project.program_id,
        "axis": project.program.theme.axis_id,
        "plan": project.plan_id,
        "territory": project.territories.first().pk,
    }
    return SubscriptionFactory(plan=project.plan, kind=kind, thing=thing or things[kind], confirmed_at=at, **more)


def mails():
    """Give the news written, in order."""
    return list(Notice.objects.filter(kind="news").order_by("pk"))


@pytest.mark.parametrize("kind", ["project", "program", "axis", "plan", "territory"])
def test_a_stage_is_told_to_whoever_follows_what_it_is_in(project, kind):
    own = followed(project, kind)
    moved(project)
    assert tell(project.plan, NOW + HOUR) == 1
    [sent] = mails()
    assert sent.to == own.email
    assert "Corredor verde" in sent.text
    assert "https://plan.example.org/plan-2040/proyectos/corredor/#passage-" in sent.text
    end = f"https://plan.example.org/seguir/dejar/{follow_token(own)}/"
    assert end in sent.text
    assert sent.headers == {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def test_who_follows_something_else_gets_nothing(project):
    other = ProjectFactory(program__theme__axis__plan=project.plan)
    followed(project, "project", other.pk)
    followed(project, "axis", other.program.theme.axis_id)
    followed(project, "territory", TerritoryFactory().pk)
    SubscriptionFactory()  # of another plan
    followed(project, at=NOW + HOUR)  # confirmed later
    moved(project)
    assert tell(project.plan, NOW + 2 * HOUR) == 0


def test_nothing_is_told_twice_and_one_mail_a_day_has_it_all(project):
    followed(project)
    moved(project)
    assert tell(project.plan, NOW + HOUR) == 1
    assert tell(project.plan, NOW + HOUR) == 0
    moved(project, NOW + 2 * HOUR, "suspended", reason="Sin dinero")
    moved(project, NOW + 3 * HOUR, "resumed")
    assert tell(project.plan, NOW + 4 * HOUR) == 0  # the mail of this day is out
    assert tell(project.plan, NOW + DAY) == 1
    assert [len(one.covers) for one in mails()] == [1, 2]
    for day in range(2, 30):
        assert tell(project.plan, NOW + day * DAY) == 0


def test_what_was_written_in_a_transaction_that_ended_late_is_not_missed(project):
    followed(project)
    tell(project.plan, NOW + HOUR)
    moved(project, NOW)  # older than the last look, and seen only now
    assert tell(project.plan, NOW + 2 * HOUR) == 1


def test_a_clock_that_stood_still_for_weeks_misses_nothing(project):
    followed(project)
    tell(project.plan, NOW)
    moved(project, NOW + HOUR)
    assert tell(project.plan, NOW + 40 * DAY) == 1


def test_several_that_one_follows_are_one_mail_that_ends_all(project):
    first = followed(project, email="luz@vecinas.example")
    followed(project, "axis", email="luz@vecinas.example")
    moved(project)
    assert tell(project.plan, NOW + HOUR) == 1
    [sent] = mails()
    assert sent.text.count("#passage-") == 1
    assert sent.headers["List-Unsubscribe"] == f"<https://plan.example.org/seguir/dejar-todo/{follow_token(first)}/>"


def test_mails_are_in_the_language_that_somebody_chose(project):
    followed(project, email="luz@vecinas.example")
    Preference.objects.create(plan=project.plan, email="luz@vecinas.example", language="en")
    moved(project)
    tell(project.plan, NOW + HOUR)
    [sent] = mails()
    assert sent.subject == "News of Corredor verde"
    assert "You get this because you follow: Corredor verde." in sent.text


def test_a_plan_that_is_not_public_tells_nobody(project):
    followed(project)
    moved(project)
    project.plan.is_public = False
    project.plan.save()
    assert tell(project.plan, NOW + HOUR) == 0


def test_the_header_to_unsubscribe_is_one_line_over_the_wire(project):
    from rumbo.communication.compose import compose

    followed(project)
    moved(project)
    tell(project.plan, NOW + HOUR)
    [sent] = mails()
    raw = compose(sent).decode()
    parsed = message_from_string(raw)
    assert parsed["List-Unsubscribe"].replace("\n ", "").replace("\r", "") == sent.headers["List-Unsubscribe"]
    assert "=?utf-8?" not in raw.partition("List-Unsubscribe:")[2].partition("\n")[0]


def test_a_report_is_told_once_it_is_accepted_and_its_words_are_not(project):
    period = ReportingPeriodFactory(plan=project.plan, title="Enero a marzo")
    report = ProgressReportFactory(
        assignment=AssignmentFactory(period=period, measure=project.measure),
        state="sent", sent_at=NOW, progress=40, text="Lo dijo Ana Sol", problem="secreto",
    )  # fmt: skip
    followed(project)
    assert tell(project.plan, NOW + HOUR) == 0
    report.state, report.accepted_at = "accepted", NOW + HOUR
    report.save()
    assert tell(project.plan, NOW + 2 * HOUR) == 1
    [sent] = mails()
    assert "Enero a marzo: 40 % de avance." in sent.text
    assert "Ana Sol" not in sent.text
    assert "secreto" not in sent.text


def status(project, on, value, kind="project", thing=None):
    rules = StatusRulesFactory(plan=project.plan) if not project.plan.status_rules.exists() else None
    return StatusRecord.objects.create(
        plan=project.plan,
        kind=kind,
        thing=thing or project.pk,
        on=on,
        status=value,
        rule="done" if value == "done" else "behind",
        params={"progress": 10, "planned": 40},
        datum_on=on,
        rules=rules or project.plan.status_rules.first(),
        is_current=False,
    )


def test_what_goes_worse_or_better_is_told_and_what_stays_or_is_unknown_is_not(project):
    followed(project, at=NOW - 40 * DAY)
    today = NOW.date()
    for days, value in (
        (30, "on_course"),
        (20, "no_news"),
        (10, "on_course"),
        (5, "at_risk"),
        (4, "at_risk"),
        (2, "done"),
    ):
        status(project, today - days * DAY, value)
    found = news_of(project.plan, only="status")
    assert [(one.day, one.label) for one in found] == [
        (today - 2 * DAY, "Listo"),
        (today - 5 * DAY, "Va peor que antes"),
    ]
    assert "Antes: En curso." in found[1].text
    assert tell(project.plan, NOW) == 1


def test_milestones_are_told_when_it_was_written_not_when_it_was(project):
    milestone = MilestoneFactory(project=project, plan=project.plan, title="Obra entregada")
    followed(project, at=timezone.now() - HOUR)
    assert not news_of(project.plan, only="milestone")
    records.update(SYSTEM, milestone, {"done_on": datetime.date(2026, 1, 1), "progress": 100})
    [item] = news_of(project.plan, only="milestone")
    assert item.at > timezone.now() - HOUR
    records.update(SYSTEM, milestone, {"title": "Obra entregada toda"})
    assert [one.at for one in news_of(project.plan, only="milestone")] == [item.at]
    assert tell(project.plan, timezone.now() + HOUR) == 1


def test_editions_are_news_of_the_plan_alone(project):
    Edition.objects.create(plan=project.plan, number=2, title="Segunda", content={}, checksum="0")
    followed(project, at=timezone.now() - HOUR)
    whole = followed(project, "plan", at=timezone.now() - HOUR)
    assert tell(project.plan, timezone.now() + HOUR) == 1
    assert mails()[0].to == whole.email


@pytest.mark.parametrize("published", [True, False])
def test_answers_and_kept_commitments_are_told_once_the_evaluation_is_public(project, published):
    evaluation = EvaluationFactory(plan=project.plan, published_at=timezone.now() if published else None)
    finding = FindingFactory(plan=project.plan, evaluation=evaluation, measure=project.measure)
    advice = RecommendationFactory(plan=project.plan, finding=finding, title="Medir cada mes", answer="accepted")
    ImprovementFactory(plan=project.plan, recommendation=advice, title="Medidores", progress="done")
    RecommendationFactory(plan=project.plan, finding=finding, title="Sin respuesta")
    found = news_of(project.plan, kind="project", thing=project.pk)
    assert [one.title for one in found] == (["Medidores", "Medir cada mes"] if published else [])


def test_announcements_are_listed_but_have_mails_of_their_own(project):
    common = {"plan": project.plan, "text": "Texto", "published_at": NOW}
    Announcement.objects.create(key="a", title="Para todos", **common)
    Announcement.objects.create(key="b", title="Solo enlaces", audience="liaisons", **common)
    Announcement.objects.create(key="c", title="Retirado", state="withdrawn", **common)
    Announcement.objects.create(key="d", title="Borrador", plan=project.plan, text="Texto")
    followed(project, "plan")
    assert [one.title for one in news_of(project.plan)] == ["Para todos"]
    assert tell(project.plan, NOW + HOUR) == 0


def test_nothing_of_another_plan_is_news(project):
    other = ProjectFactory()
    moved(other)
    MilestoneFactory(project=other, plan=other.plan, done_on=datetime.date(2026, 1, 1))
    assert not news_of(project.plan)


@pytest.mark.parametrize("kind", [None, "project", "program", "axis", "territory"])
def test_the_queries_are_constant(project, kind):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    thing = {
        None: None, "project": project.pk, "program": project.program_id,
        "axis": project.program.theme.axis_id, "territory": project.territories.first().pk,
    }[kind]  # fmt: skip

    def fill(count):
        for number in range(count):
            moved(project, NOW - number * HOUR)
            MilestoneFactory(project=project, plan=project.plan, done_on=datetime.date(2026, 1, 1))
            status(
                project,
                NOW.date() - (2 * len(StatusRecord.objects.all()) + 3) * DAY,
                ("on_course", "at_risk")[number % 2],
            )

    fill(4)
    with CaptureQueriesContext(connection) as few:
        first = news_of(project.plan, kind=kind, thing=thing, limit=500)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        found = news_of(project.plan, kind=kind, thing=thing, limit=500)
    assert len(found) > len(first) > 5
    assert len(many) == len(few)
    assert set(NewsKind.values) >= {one.kind for one in found}
