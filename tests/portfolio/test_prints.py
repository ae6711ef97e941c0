"""Printing many projects: the file, its task, what goes wrong, who may do what with it."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from factories import (
    MembershipFactory,
    PrintFactory,
    ProfileFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)
from rumbo.core.errors import Refused
from rumbo.portfolio.models import Print, Project
from rumbo.portfolio.prints import book, forms
from rumbo.portfolio.services import prints
from rumbo.portfolio.services.prints import Wanted

pytestmark = pytest.mark.django_db
SITE = "https://rumbo.example"


@pytest.fixture
def portfolio(plan, axis):
    """Two programmes with two projects each; the last has no number."""
    theme = ThemeFactory(axis=axis)
    first, second = (ProgramFactory(theme=theme, title=title) for title in ("Cuentas claras", "Calles vivas"))
    place = TerritoryFactory(title="Lerdo")
    made = [
        ProjectFactory(program=first, number="7", key="7", title="Medidores"),
        ProjectFactory(program=first, number="12", key="12", title="Pozos de absorción"),
        ProjectFactory(program=second, number="3", key="3", title="Banquetas"),
        ProjectFactory(program=second, number="", key="sin-numero", title="Árboles"),
    ]
    for project in made[:3]:
        project.territories.add(place)
        ProfileFactory(project=project, problem=f"Problema de {project.title}")
    ResponsibilityFactory(measure=made[0].measure, organization__title="Aguas del Valle")
    return made


@pytest.fixture
def ask(plan, reader, django_capture_on_commit_callbacks):
    """Ask for a file as a reader, and let the task run."""

    def asked(run=True, **wanted):
        with django_capture_on_commit_callbacks() as callbacks:
            row = prints.ask(
                reader,
                plan,
                Project.objects.filter(plan=plan),
                Wanted(**{"kind": "portfolio", "site": SITE} | wanted),
            )
        assert len(callbacks) == 1
        if run:
            prints.make(row.pk)
        row.refresh_from_db()
        return row

    return asked


def pages_of(row):
    """Return the texts of the pages of a file."""
    with row.file.open("rb") as file:
        return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file.read())).pages]


class TestTheBook:
    def test_each_project_has_a_page_and_the_contents_say_which(self, portfolio, ask):
        row = ask(which=("Eje: Agua",))
        pages = pages_of(row)
        assert (row.state, row.done, row.total, row.pages) == ("done", 4, 4, len(pages))
        assert "4 proyectos" in pages[0]
        assert "Eje: Agua" in pages[0]
        place = {name: next(n for n, text in enumerate(pages, 1) if f"Problema de {name}" in text) for name in
                 ("Medidores", "Pozos de absorción", "Banquetas")}  # fmt: skip
        contents = next(text for text in pages if text.startswith("Contenido"))
        for name, page in place.items():
            assert f"{page}" in contents.partition(name)[2][:60].split(), name
        numbers = next(text for text in pages if text.startswith("Índice por número"))
        assert f"3 Banquetas {place['Banquetas']} 7 Medidores {place['Medidores']} 12" in numbers
        territory = next(text for text in pages if text.startswith("Índice por territorio"))
        assert (
            f"Lerdo {', '.join(str(place[n]) for n in ('Medidores', 'Pozos de absorción', 'Banquetas'))}" in territory
        )
        organizations = next(text for text in pages if text.startswith("Índice por organización"))
        assert f"Aguas del Valle {place['Medidores']}" in organizations

    def test_the_outline_leads_by_axis_and_programme(self, portfolio, ask):
        with ask().file.open("rb") as file:
            reader = PdfReader(BytesIO(file.read()))
            first = [one.title for one in reader.outline if not isinstance(one, list)]
        assert "Contenido" in first
        assert "Agua" in first
        assert "Índice por territorio" in first

    def test_whole_profiles(self, portfolio, ask):
        row = ask(full=True)
        assert any("Problema de Banquetas" in text for text in pages_of(row))

    def test_in_english(self, portfolio, ask):
        assert any(text.startswith("Contents") for text in pages_of(ask(language="en")))

    def test_a_batch_costs_the_same_with_more_projects(self, portfolio, ask):
        ask()
        with CaptureQueriesContext(connection) as few:
            ask()
        for n in range(100, 120):
            ProfileFactory(project=ProjectFactory(program=portfolio[0].program, number=str(n), key=str(n)))
        with CaptureQueriesContext(connection) as many:
            ask()
        assert len(many) <= len(few)


class TestForms:
    def test_two_pages_a_project_with_what_is_known(self, portfolio, ask):
        pages = pages_of(ask(kind="forms"))
        assert len(pages) == forms.PAGES * 4
        assert "7 Medidores" in pages[0]
        assert "Problema de Medidores" in pages[0]
        assert "busca en la mesa el 7" in pages[1]

    def test_blank_ones(self, ask):
        row = ask(kind="forms", blank=3)
        pages = pages_of(row)
        assert (row.total, len(pages)) == (3, 6)
        assert "Nombre del proyecto" in pages[0]

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.one_of(
            st.text(max_size=300), st.sampled_from(["x" * 10_000, "palabra " * 1000, "#panic() $ \\", "\n" * 99])
        )
    )
    def test_no_text_breaks_them_or_makes_a_third_page(self, plan, text):
        form = forms.form_of(None, address=SITE)
        form["name"], form["above"], form["code"] = text[:150], text[:110], text[:20]
        form["front"] = [
            [label, hint, forms.cut(text, forms.KNOWN), lines] for label, hint, _known, lines in form["front"]
        ]
        form["figures"] = [[label, text[:20]] for label, _known in form["figures"]]
        for part in form["back"]:
            part["rows"] = [[text[: forms.SHORT]] * len(part["head"])] * forms.ROWS
        made = forms.pdf(forms.words_of(plan, [form, form]))
        assert len(PdfReader(BytesIO(made)).pages) == 4


class TestTheTask:
    def test_a_killed_worker_begins_again(self, portfolio, ask, django_capture_on_commit_callbacks):
        row = ask(run=False)
        Print.objects.filter(pk=row.pk).update(state="working", done=2)
        with django_capture_on_commit_callbacks() as callbacks:
            assert prints.resume() == 1
        assert len(callbacks) == 1
        prints.make(row.pk)
        row.refresh_from_db()
        assert (row.state, row.done) == ("done", 4)
        assert prints.resume() == 0

    def test_what_is_finished_is_not_made_again(self, portfolio, ask):
        row = ask()
        prints.make(row.pk)
        assert Print.objects.get(pk=row.pk).file.name == row.file.name

    def test_what_goes_wrong_is_told_and_can_be_tried_again(self, portfolio, ask, reader, monkeypatch, caplog):
        monkeypatch.setattr(book, "pdf", lambda *args: 1 / 0)
        row = ask()
        assert row.state == "failed"
        assert "Intenta otra vez" in row.error
        monkeypatch.undo()
        assert prints.again(reader, row).state == "waiting"
        prints.make(row.pk)
        row.refresh_from_db()
        assert (row.state, row.error) == ("done", "")

    def test_what_is_deleted_meanwhile_is_left(self, portfolio, ask, monkeypatch):
        row = ask(run=False)
        monkeypatch.setattr(book, "pdf", lambda *args: Print.objects.all().delete() and b"%PDF-")
        prints.make(row.pk)
        assert not Print.objects.exists()
        assert not default_storage.exists("impresos") or default_storage.listdir("impresos")[1] == []

    def test_projects_that_are_gone_are_left_out(self, portfolio, ask):
        row = ask(run=False)
        row.options["of"].append(987654)
        row.save()
        prints.make(row.pk)
        assert Print.objects.get(pk=row.pk).state == "done"

    def test_old_files_are_deleted_but_not_what_is_in_public(
        self, plan, portfolio, ask, django_capture_on_commit_callbacks
    ):
        old = [
            PrintFactory(plan=plan, state="done", published=n == 0, file=ContentFile(b"%PDF-", name="a.pdf"))
            for n in range(7)
        ]
        row = ask(run=False)
        with django_capture_on_commit_callbacks(execute=True):
            prints.make(row.pk)
        kept = set(Print.objects.values_list("pk", flat=True))
        assert kept == {old[0].pk, *(one.pk for one in old[3:]), row.pk}
        assert [default_storage.exists(one.file.name) for one in old] == [True, False, False, True, True, True, True]


class TestWhoMay:
    def test_nobody_from_outside(self, plan, portfolio):
        with pytest.raises(PermissionDenied):
            prints.ask(UserFactory(), plan, Project.objects.all(), Wanted(kind="portfolio"))

    def test_only_who_asked_or_manages_deletes(self, plan, portfolio, ask, manager):
        other = MembershipFactory(plan=plan, role="reader").user
        row = ask()
        with pytest.raises(PermissionDenied):
            prints.delete(other, row)
        prints.delete(row.actor, row)
        row = ask()
        prints.delete(manager, row)
        assert not Print.objects.exists()

    def test_only_managers_offer_it_to_the_public(self, portfolio, ask, manager, reader):
        first, second = ask(), ask()
        with pytest.raises(PermissionDenied):
            prints.publish(reader, first, offered=True)
        prints.publish(manager, first, offered=True)
        prints.publish(manager, second, offered=True)
        assert list(Print.objects.filter(published=True)) == [second]
        with pytest.raises(PermissionDenied):
            prints.delete(reader, Print.objects.get(pk=second.pk))
        with pytest.raises(Refused):
            prints.publish(manager, ask(kind="forms"), offered=True)


class TestRefusals:
    def test_nothing_to_print(self, plan, reader):
        with pytest.raises(Refused, match="quita un filtro"):
            prints.ask(reader, plan, Project.objects.none(), Wanted(kind="portfolio"))

    @pytest.mark.parametrize(
        "wanted", [{"kind": "poster"}, {"kind": "forms", "blank": 201}, {"kind": "forms", "language": "fr"}]
    )
    def test_senseless_wishes(self, plan, portfolio, reader, wanted):
        with pytest.raises(Refused):
            prints.ask(reader, plan, Project.objects.filter(plan=plan), Wanted(**wanted))

    def test_too_many_at_once(self, plan, portfolio, ask):
        for _ in range(3):
            ask(run=False)
        with pytest.raises(Refused, match="espera"):
            ask(run=False)
