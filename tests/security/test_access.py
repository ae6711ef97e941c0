"""What is not public stays with its people, whatever address or id is asked for."""

import pytest
from django.contrib.auth import get_user_model

from factories import NoticeFactory, ResponsibilityFactory, UserFactory
from rumbo.core.queries.revision import revision
from rumbo.desk.kinds import KINDS
from rumbo.importers.models import ImportRun
from security import addresses

pytestmark = pytest.mark.django_db
WORD = "Zacatenco"
#: Who has least, and who has most elsewhere.
NOBODY = ("anonymous", "outsider", "administrator")
FORM = {
    "title": "Otro",
    "reason": "Porque sí",
    "version": 1,
    "to": "up",
    "role": "reader",
    "email": "ajena@example.org",
    "verdict": "accept",
    "number": 2,
    "keep": "first",
}


def state():
    """Return a mark of all that is stored."""
    return revision("plan.Edition", "importers.ImportRun"), get_user_model().objects.count()


def page_of(response):
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


def asks(client, url):
    """Yield the answers to reading and to writing."""
    yield client.get(url)
    yield client.post(url, FORM)


@pytest.mark.parametrize("name", NOBODY)
def test_a_closed_plan_does_not_exist_for_others(name, theirs, people, browser):
    client, before = browser(people.get(name)), state()
    for url in addresses.all_of(theirs.plan, theirs):
        for answer in asks(client, url):
            expected = {302, 405} if name == "anonymous" and url.startswith("/mesa/") else {404, 405}
            assert answer.status_code in expected, url
            assert WORD not in page_of(answer), url
    assert state() == before


def test_ids_of_another_plan_lead_nowhere(ours, theirs, people, browser):
    client, before = browser(people["administrator"]), state()
    own = set(addresses.all_of(ours.plan, ours))
    for url in addresses.all_of(ours.plan, theirs):
        if url not in own and "/organizaciones/" not in url:
            assert {answer.status_code for answer in asks(client, url)} <= {404, 405}, url
    assert state() == before


@pytest.mark.parametrize("name", ["outsider", "reader", "other_editor"])
def test_who_may_not_write_writes_nothing(name, ours, people, browser):
    client, before = browser(people[name]), state()
    for url in [
        *addresses.desk(ours.plan, ours),
        *addresses.priority(ours.plan, ours),
        *addresses.monitoring(ours.plan, ours),
        *addresses.communication(ours.plan, ours),
    ]:
        assert client.post(url, FORM).status_code in {403, 404, 405, 422, 200, 302}, url
        assert state() == before, url


@pytest.mark.parametrize("name", [*NOBODY, "manager", "reader"])
def test_what_is_of_no_plan_is_of_the_administrators_of_the_site(name, ours, people, browser):
    mail = NoticeFactory(plan=None, kind="account", state="failed", subject=f"Aviso {WORD}", to="luz@example.org")
    client = browser(people.get(name))
    for url in addresses.of_site(mail):
        for answer in asks(client, url):
            assert answer.status_code in ({302, 405} if name == "anonymous" else {403, 405}), url
            assert WORD not in page_of(answer), url
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_mails_of_plans_are_not_among_those_of_none(ours, browser):
    client = browser(UserFactory(is_superuser=True))
    for url in addresses.of_site(ours.notice):
        for answer in asks(client, url):
            assert ours.notice.subject not in page_of(answer), url
            assert answer.status_code in ({200, 405} if url.endswith("/correo/") else {404, 405}), url


def test_a_public_plan_says_nothing_of_a_closed_one(ours, theirs, browser, people):
    shared = ours.organization
    ResponsibilityFactory(measure=theirs.elements["strategy"].measure, organization=shared, role="supports")
    theirs.elements["project"].territories.add(ours.territory)
    for person in (None, people["manager"]):
        client = browser(person)
        for url in ["/", *addresses.portal(ours.plan, ours)]:
            for query in ({}, {"format": "csv"}, {"format": "json"}):
                answer = client.get(url, query)
                assert answer.status_code in {200, 302}, url
                assert WORD not in page_of(answer), url
        found = client.get("/abierto/buscar/", {"q": WORD, "format": "json"})
        assert page_of(found).split() == ["[", "]"]


class TestIdsInForms:
    """What stands in another plan cannot be chosen."""

    @pytest.fixture
    def client(self, people, browser):
        return browser(people["administrator"])

    @pytest.mark.parametrize(
        ("kind", "field", "chosen"),
        [
            ("theme", "axis", "axis"),
            ("objective", "theme", "theme"),
            ("objective", "problems", "problem"),
            ("program", "theme", "theme"),
            ("program", "strategies", "strategy"),
            ("project", "program", "program"),
            ("action", "project", "project"),
            ("priority_entry", "project", "project"),
        ],
    )
    def test_a_relative(self, client, ours, theirs, kind, field, chosen):
        record = ours.elements[kind]
        url = f"/mesa/abierto/{KINDS[kind].slug}/{record.pk}/editar/"
        form = client.get(url).context["form"]
        data = {name: value for name, value in form.initial.items() if value not in (None, "")}
        data = {name: [one.pk for one in value] if isinstance(value, list) else value for name, value in data.items()}
        other = theirs.elements[chosen].pk
        answer = client.post(url, data | {"version": 1, field: other, "strategy": ""})
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        record.refresh_from_db()
        assert record.version == 1

    def test_what_takes_the_place(self, client, ours, theirs):
        theme = ours.elements["theme"]
        url = f"/mesa/abierto/temas/{theme.pk}/sustituir/"
        answer = client.post(url, {"heir": theirs.elements["theme"].pk, "reason": "Otro"})
        assert "heir" in answer.context["form"].errors

    def test_an_antecedent(self, client, ours, theirs):
        url = f"/mesa/abierto/temas/{ours.elements['theme'].pk}/antecedentes/"
        answer = client.post(url, {"antecedent": theirs.elements["antecedent"].pk, "relation": "taken"})
        assert "antecedent" in answer.context["form"].errors

    def test_the_axis_of_an_editor(self, client, ours, theirs):
        data = {"email": "nueva@example.org", "role": "editor", "axis": theirs.elements["axis"].pk}
        answer = client.post("/mesa/abierto/personas/", data)
        assert "axis" in answer.context["form"].errors
        assert not get_user_model().objects.filter(email="nueva@example.org").exists()

    def test_a_parent_in_the_address(self, client, theirs):
        assert client.get("/mesa/abierto/temas/crear/", {"axis": theirs.elements["axis"].pk}).status_code == 404

    def test_a_counterpart(self, client, ours, theirs):
        url = f"/mesa/abierto/confirmar/prioridades/{ours.elements['priority_entry'].pk}/"
        choice = f"project:{theirs.elements['project'].pk}"
        assert client.post(url, {"verdict": "choose", "choice": choice}).status_code == 404

    def test_a_line_of_an_import(self, client, ours, theirs):
        url = f"/mesa/abierto/importaciones/{ours.run.pk}/decidir/"
        assert client.post(url, {"verdict": "accept", "line": theirs.line.pk}).status_code == 404
        assert ImportRun.objects.get(pk=theirs.run.pk).lines.get().decision == ""


@pytest.mark.parametrize("name", NOBODY)
def test_imports_of_plans_to_come_are_of_who_makes_plans(name, people, browser):
    client, run = browser(people.get(name)), ImportRun.objects.create(state="proposed", new_key="nuevo")
    before = state()
    for step in ("", "nombrar/", "leer/", "comparar/", "decidir/", "aplicar/", "descartar/"):
        for answer in asks(client, f"/mesa/planes/archivos/{run.pk}/{step}"):
            assert answer.status_code in ({302, 405} if name == "anonymous" else {403, 405}), step
    assert {answer.status_code for answer in asks(client, "/mesa/planes/archivos/")} == (
        {302} if name == "anonymous" else {403}
    )
    assert state() == before
    run.refresh_from_db()
    assert run.state == "proposed"
