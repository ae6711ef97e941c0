"""Photos and documents of a project in public."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

import filemaking as make
from factories import MembershipFactory, ProgramFactory, ProjectFactory
from reading import main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.services import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(axis):
    axis.plan.is_public = True
    axis.plan.save()
    return ProjectFactory(program=ProgramFactory(theme__axis=axis), key="9", title="Pozos")


@pytest.fixture
def page(project):
    return reverse("portal:project", args=[project.plan.key, project.key])


def add(project, content, name="acta.pdf", *, public=True, **values):
    return documents.add(SYSTEM, project, io.BytesIO(content), name, values={"public": public, **values})


def address(made, name="document"):
    return reverse(f"portal:{name}", args=[made.plan.key, made.pk])


def content(answer):
    return b"".join(answer.streaming_content)


class TestThePageOfAProject:
    def test_without_files_nothing_is_shown(self, client, page):
        html = client.get(page).content.decode()
        assert 'id="photos"' not in html
        assert 'id="documents"' not in html

    def test_photos_and_documents(self, client, page, project):
        photo = add(project, make.picture(), "a.jpg", title="Pozo 7, recién <limpio>")
        made = add(project, make.pdf(), title="Acta de entrega")
        add(project, make.pdf(b"2"), title="Borrador", public=False)
        answer = client.get(page)
        html = answer.content.decode()
        assert f'<a href="{address(photo)}"><img src="{address(photo, "document_thumbnail")}?v=1"' in html
        assert 'alt="Pozo 7, recién &lt;limpio&gt;" loading="lazy"' in html
        said = section(answer, "Documentos")
        assert "Acta de entrega" in said
        assert "PDF" in said
        assert f'href="{address(made)}"' in html
        assert "Borrador" not in main_text(answer)

    def test_a_withdrawn_one_is_shown_no_more(self, client, page, project):
        records.withdraw(SYSTEM, add(project, make.pdf(), title="Acta de entrega"), reason="Era de otro")
        assert "Acta de entrega" not in main_text(client.get(page))

    def test_as_many_queries_for_many_as_for_one(self, client, page, project, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        add(project, make.pdf(b"0"))
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        for number in range(1, 8):
            add(project, make.pdf(b"%d" % number))
        with django_assert_max_num_queries(len(few)):
            client.get(page)


class TestFiles:
    def test_a_document_is_the_version_in_force(self, client, project):
        made = add(project, make.pdf(b"uno"))
        documents.new_version(SYSTEM, made, io.BytesIO(make.pdf(b"dos")), "firmada.pdf")
        answer = client.get(address(made))
        assert content(answer) == make.pdf(b"dos")
        assert answer["Content-Disposition"] == 'inline; filename="firmada.pdf"'
        assert answer["Cache-Control"] == "public, no-cache"
        assert answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("kind", ["photo", "drawing", "evidence"])
    def test_of_a_picture_the_public_gets_a_copy(self, client, project, kind):
        made = add(project, make.picture("JPEG", (2000, 900), place=True), "pozo.png", kind=kind)
        for name in ("document", "document_thumbnail"):
            answer = client.get(address(made, name))
            assert answer["Content-Type"] == "image/jpeg"
            assert b"Camara" not in content(answer)
        assert client.get(address(made))["Content-Disposition"] == 'inline; filename="pozo.jpg"'

    def test_what_opens_only_once_saved(self, client, project):
        answer = client.get(address(add(project, make.office(), "informe.docx")))
        assert answer["Content-Disposition"] == 'attachment; filename="informe.docx"'
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_who_has_it_is_told_so(self, client, project):
        made = add(project, make.picture(), "a.jpg")
        for name in ("document", "document_thumbnail"):
            tag = client.get(address(made, name))["ETag"]
            assert client.get(address(made, name), headers={"if-none-match": tag}).status_code == 304

    def test_a_document_has_no_thumbnail(self, client, project):
        assert client.get(address(add(project, make.pdf()), "document_thumbnail")).status_code == 404

    @pytest.mark.parametrize("person", [None, "manager"])
    def test_what_is_not_public_is_nobodys(self, client, request, project, person):
        if person:
            client.force_login(request.getfixturevalue(person))
        hidden = add(project, make.picture(), "a.jpg", public=False)
        gone = records.withdraw(SYSTEM, add(project, make.picture("PNG"), "b.png"), reason="Era de otro")
        for made in (hidden, gone):
            for name in ("document", "document_thumbnail"):
                assert client.get(address(made, name)).status_code == 404

    def test_of_a_plan_that_is_not_public_only_its_people_get_them(self, client, project):
        made = add(project, make.pdf())
        project.plan.is_public = False
        project.plan.save()
        assert client.get(address(made)).status_code == 404
        client.force_login(MembershipFactory(plan=project.plan, role="reader").user)
        assert client.get(address(made))["Cache-Control"] == "private, no-cache"

    def test_nothing_is_found_under_another_plan(self, client, project):
        made, other = add(project, make.pdf()), ProjectFactory()
        other.plan.is_public = True
        other.plan.save()
        assert client.get(reverse("portal:document", args=[other.plan.key, made.pk])).status_code == 404


def test_the_whole_profile_shows_the_photos(client, project):
    add(project, make.picture("JPEG", (640, 480), place=True), "a.jpg")
    answer = client.get(reverse("portal:whole_profile", args=[project.plan.key, project.key]))
    made = getattr(answer, "content", b"") or content(answer)
    assert answer.status_code == 200
    assert made.startswith(b"%PDF-")
    assert b"/DCTDecode" in made
    assert b"Camara" not in made
