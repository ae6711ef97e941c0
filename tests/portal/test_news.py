"""The page of news, its Atom feed, and the calendar: what they show, whether programs can read them, their cost."""

from __future__ import annotations

import datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from factories import (
    AnnouncementFactory,
    CallFactory,
    EvaluationFactory,
    FindingFactory,
    ImprovementFactory,
    MilestoneFactory,
    ProjectFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    RoundFactory,
)
from reading import main_text
from rumbo.portfolio.models import Passage

pytestmark = pytest.mark.django_db
URL, FEED, FILE = "/plan-2040/novedades/", "/plan-2040/novedades.atom", "/plan-2040/calendario.ics"
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def project(plan, axis):
    plan.is_public = True
    plan.save()
    return ProjectFactory(
        program__theme__axis=axis, number="9001", key="corredor", title="Corredor <b>verde</b> & azul"
    )


def moved(project, kind="passed", days=1):
    made = Passage.objects.create(
        project=project,
        kind=kind,
        from_stage="idea",
        to_stage="profile",
        on=timezone.localdate(),
        reason="Lo dijo Ana",
    )
    Passage.objects.filter(pk=made.pk).update(at=timezone.now() - days * DAY)
    return made


def entries(client, url=FEED):
    feed = fromstring(client.get(url).content)
    return feed, feed.findall(f"{ATOM}entry")


def events(client, url=FILE):
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(one["UID"]).partition(".")[0]: one for one in calendar.walk("VEVENT")}


@pytest.mark.parametrize("url", [URL, FEED, FILE, "/plan-2040/calendario/"])
def test_access(guarded, url):
    guarded(url)


def test_the_page_lists_what_moved_and_says_so_where_nothing_did(client, project):
    assert "Todavía no se ha movido nada" in main_text(client.get(URL))
    moved(project)
    text = main_text(client.get(URL))
    assert "Corredor <b>verde</b> & azul" in text
    assert "Idea → Ficha." in text
    assert "Ana" not in text


def test_the_page_is_narrowed_by_sort_axis_and_project(client, project, other_axis):
    other = ProjectFactory(program__theme__axis=other_axis, key="paradero", title="Paradero")
    moved(project)
    moved(other)
    AnnouncementFactory(plan=project.plan, title="Aviso", key="aviso", published_at=timezone.now())
    for query, shown in (
        ("", {"Corredor", "Paradero", "Aviso"}),
        ("?eje=movilidad", {"Paradero"}),
        ("?proyecto=corredor", {"Corredor"}),
        ("?tipo=announcement", {"Aviso"}),
        ("?tipo=milestone", set()),
        ("?tipo=zzz", {"Corredor", "Paradero", "Aviso"}),
        ("?antes=2020-01-01", set()),
        ("?antes=9999-99-99&pagina=x", {"Corredor", "Paradero", "Aviso"}),
    ):
        items = client.get(URL + query).context["items"]
        assert {
            item.title.replace("9001 ", "").split()[-1 if "Paradero" in item.title else 0] for item in items
        } == shown
    assert client.get(f"{URL}?eje=nada").status_code == 404


def test_more_than_a_page_goes_on_and_a_year_leads_to_the_one_before(client, project):
    for number in range(45):
        moved(project, days=number)
    first = client.get(URL)
    assert len(first.context["items"]) == 40
    second = client.get(f"{URL}?pagina=2")
    assert len(second.context["items"]) == 5
    assert not {one.key for one in first.context["items"]} & {one.key for one in second.context["items"]}
    assert second.context["earlier_day"] is None  # the plan is younger than a year
    type(project.plan).objects.update(created_at=timezone.now() - 800 * DAY)
    assert client.get(f"{URL}?pagina=2").context["earlier_day"] is not None


def test_the_feed_is_atom_with_names_that_stay(client, project):
    passage = moved(project)
    feed, [entry] = entries(client)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Plan 2040"
    assert {one.get("rel") for one in feed.findall(f"{ATOM}link")} == {"alternate", "self"}
    assert entry.findtext(f"{ATOM}title") == "Pasó la puerta: 9001 Corredor <b>verde</b> & azul"
    link = entry.find(f"{ATOM}link").get("href")
    assert link == f"http://testserver/plan-2040/proyectos/corredor/#passage-{passage.pk}"
    assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo is not None
    moved(project, days=0)
    again = entries(client)[1]
    assert again[1].findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    assert again[0].findtext(f"{ATOM}id") != entry.findtext(f"{ATOM}id")
    english = client.get(FEED, headers={"accept-language": "en"}).content
    assert fromstring(english).findall(f"{ATOM}entry")[1].findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")


def test_an_axis_and_a_project_have_feeds_and_calendars_of_their_own(client, project, other_axis):
    other = ProjectFactory(program__theme__axis=other_axis, key="paradero", title="Paradero")
    for one in (project, other):
        moved(one)
        MilestoneFactory(project=one, plan=one.plan, ends_on=timezone.localdate() + DAY)
    for scope in ("ejes/movilidad", "proyectos/paradero"):
        [entry] = entries(client, f"/plan-2040/{scope}/novedades.atom")[1]
        assert "Paradero" in entry.findtext(f"{ATOM}title")
        [event] = events(client, f"/plan-2040/{scope}/calendario.ics").values()
        assert "Paradero" in event["DESCRIPTION"]
    assert client.get("/plan-2040/ejes/nada/novedades.atom").status_code == 404
    assert client.get("/plan-2040/proyectos/nada/calendario.ics").status_code == 404


def test_pages_lead_to_the_feed_and_to_following(client, project):
    for url in ("/plan-2040/", "/plan-2040/ejes/agua/", "/plan-2040/proyectos/corredor/"):
        html = client.get(url).content.decode()
        assert '<link rel="alternate" type="application/atom+xml"' in html
        assert "/plan-2040/seguir/" in html
        assert "/plan-2040/calendario/" in html
    assert 'href="/plan-2040/proyectos/corredor/novedades.atom"' in html


def test_an_announcement_is_read_in_full_once_it_is_public(client, project):
    made = AnnouncementFactory(plan=project.plan, key="aviso", title="Aviso", text="**Hola** <script>x</script>")
    url = f"{URL}aviso/"
    assert client.get(url).status_code == 404
    made.published_at = timezone.now()
    made.save()
    html = client.get(url).content.decode()
    assert "<strong>Hola</strong>" in html
    assert "<script>x" not in html
    made.audience = "liaisons"
    made.save()
    assert client.get(url).status_code == 404


def test_the_calendar_has_all_public_days_as_whole_days(client, project, plan):
    today = timezone.localdate()
    milestone = MilestoneFactory(
        project=project, plan=plan, title="Obra; lista, \\ sí\nBEGIN:VEVENT " + "ñ" * 90, ends_on=today + 3 * DAY
    )
    call = CallFactory(plan=plan, opens_on=today, closes_on=today + 9 * DAY, is_published=True)
    CallFactory(plan=plan, opens_on=today, closes_on=today + 9 * DAY, is_published=False)
    vote = RoundFactory(plan=plan, is_published=True, votes_from=today, votes_until=today)
    RoundFactory(plan=plan, is_published=False, votes_from=today, votes_until=today)
    period = ReportingPeriodFactory(plan=plan, due_on=today)
    published = FindingFactory(evaluation__plan=plan, evaluation__published_at=timezone.now())
    kept = ImprovementFactory(recommendation=RecommendationFactory(finding=published), due_on=today + DAY)
    ImprovementFactory(recommendation__finding__evaluation__plan=plan, due_on=today + DAY)  # nobody sees it yet
    found = events(client)
    assert set(found) == {
        f"milestone-{milestone.pk}", f"call-{call.pk}", f"votes-{vote.pk}", f"period-{period.pk}",
        f"commitment-{kept.pk}",
    }  # fmt: skip
    event = found[f"milestone-{milestone.pk}"]
    assert event["UID"] == f"milestone-{milestone.pk}.plan-2040@rumbo"
    assert event["SUMMARY"].endswith("ñ" * 90)
    assert "Obra; lista, \\ sí" in event["SUMMARY"]
    assert event.decoded("DTSTART") == today + 3 * DAY
    assert event.decoded("DTEND") == today + 4 * DAY
    span = found[f"call-{call.pk}"]
    assert (span.decoded("DTSTART"), span.decoded("DTEND")) == (today, today + 10 * DAY)
    raw = client.get(FILE).content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"VALUE=DATE" in raw


def test_the_calendar_stays_the_same_while_nothing_changes(client, project, plan):
    MilestoneFactory(project=project, plan=plan, ends_on=timezone.localdate())
    assert client.get(FILE).content == client.get(FILE).content


def test_the_page_of_the_calendar_says_how_to_subscribe(client, project, plan):
    assert "No hay fechas por venir" in main_text(client.get("/plan-2040/calendario/"))
    MilestoneFactory(project=project, plan=plan, title="Entrega", ends_on=timezone.localdate())
    html = client.get("/plan-2040/calendario/").content.decode()
    assert "Entrega" in html
    assert 'href="webcal://testserver/plan-2040/calendario.ics"' in html
    assert "calendario.ics" in client.get("/plan-2040/calendario/?proyecto=corredor").context["address"]


@pytest.mark.parametrize("url", [URL, FEED, FILE, "/plan-2040/calendario/"])
def test_the_pages_cost_the_same_however_much_moved(client, project, plan, url):
    def fill(count):
        for number in range(count):
            one = ProjectFactory(program=project.program)
            moved(one, days=number)
            MilestoneFactory(project=one, plan=plan, ends_on=timezone.localdate() + DAY, done_on=timezone.localdate())

    fill(3)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_feed_is_one_whatever_signs_a_text_has(client, plan, project):
    AnnouncementFactory(plan=plan, title="Un\x0b aviso", text="Pri\x1fmero", published_at=timezone.now())
    _feed, (entry,) = entries(client)
    assert entry.find(f"{ATOM}title").text == "Comunicado: Un aviso"


@pytest.mark.parametrize("gone", ["evaluation", "finding", "recommendation"])
def test_what_follows_from_what_was_withdrawn_is_told_no_more(client, plan, project, gone):
    finding = FindingFactory(plan=plan, evaluation=EvaluationFactory(plan=plan, published_at=timezone.now()))
    asked = RecommendationFactory(plan=plan, finding=finding, answer="accepted", title="Reparar las bombas")
    ImprovementFactory(
        plan=plan, recommendation=asked, title="Bombas nuevas", progress="done", due_on=timezone.localdate()
    )
    records = {"evaluation": finding.evaluation, "finding": finding, "recommendation": asked}
    for url in (FEED, FILE):
        assert "Bombas nuevas" in client.get(url).content.decode()
    records[gone].state = "withdrawn"
    records[gone].save()
    for url in (FEED, FILE):
        assert "ombas" not in client.get(url).content.decode()
