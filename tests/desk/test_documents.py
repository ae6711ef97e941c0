"""The files of a project on the desk."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import filemaking as make
from factories import DocumentFactory, MilestoneFactory, PermitFactory, ProjectFactory, StudyFactory
from reading import main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Document
from rumbo.portfolio.services import documents

FACTORIES = {"study": StudyFactory, "milestone": MilestoneFactory, "permit": PermitFactory}


@pytest.fixture
def address(plan, project):
    return reverse("desk:documents", args=[plan.key, project.pk])


@pytest.fixture
def acta(project):
    return add(project, make.pdf(b"uno"), "acta.pdf", title="Acta de entrega")


@pytest.fixture
def desk(browser, editor):
    return browser(editor)


def add(project, content, name="acta.pdf", **values):
    return documents.add(SYSTEM, project, io.BytesIO(content), name, values=values)


def sent(*files):
    return {"uploads": [SimpleUploadedFile(name, content) for name, content in files]}


def file_url(document, number=1, name="document_file"):
    return reverse(f"desk:{name}", args=[document.plan.key, document.pk, number])


class TestThePage:
    def test_who_sees_it(self, answers, statuses, address):
        assert answers(address) == statuses()

    def test_who_adds(self, answers, statuses, address):
        assert answers(address, {}) == statuses(reader=403, editor=422)

    def test_without_files_it_says_what_to_add(self, desk, address):
        page = desk.get(address)
        assert "Todavía no hay fotos ni documentos" in main_text(page)
        assert page.context["may_add"]

    def test_a_reader_is_shown_no_form(self, browser, reader, address):
        assert "Agregar archivos" not in main_text(browser(reader).get(address))

    def test_photos_are_pictures_and_documents_lines(self, desk, address, project, acta):
        photo = add(project, make.picture(), "a.jpg", title="Pozo 7", public=True)
        html = desk.get(address).content.decode()
        assert f'<img src="{file_url(photo, name="document_thumbnail")}" alt="Pozo 7" loading="lazy">' in html
        assert "Acta de entrega" in section(desk.get(address), "Documentos")
        assert "Público" in section(desk.get(address), "Fotos")
        assert "Solo en la mesa" in section(desk.get(address), "Documentos")

    def test_as_many_queries_for_many_as_for_few(self, desk, address, project, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        add(project, make.pdf(b"0"))
        with CaptureQueriesContext(connection) as few:
            desk.get(address)
        for number in range(1, 8):
            add(project, make.pdf(b"%d" % number), title=f"Acta {number}")
        with django_assert_max_num_queries(len(few)):
            desk.get(address)


class TestAdding:
    def test_several_at_once(self, desk, address, project, told):
        answer = desk.post(address, sent(("Foto 1.jpg", make.picture()), ("Acta.pdf", make.pdf())) | {"public": "on"})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert told(answer) == ["Se agregaron 2 archivos."]
        assert list(Document.objects.values_list("title", "kind", "public")) == [
            ("Foto 1", "photo", True), ("Acta", "document", True),
        ]  # fmt: skip

    def test_one_bad_file_loses_no_other(self, desk, address):
        answer = desk.post(address, sent(("x.pdf", make.PROGRAM), ("Acta.pdf", make.pdf()), ("y.jpg", make.HTML)))
        assert answer.status_code == 422
        said = section(answer, "Agregar archivos")
        assert "“x.pdf” es en realidad un programa de Windows." in said
        assert "Se agregó “Acta”." in said
        assert "“y.jpg” es una página para navegadores (HTML)." in said
        assert [one.title for one in Document.objects.all()] == ["Acta"]

    def test_the_script_is_told_in_its_own_way(self, desk, address):
        answer = desk.post(address, sent(("x.svg", make.SVG)), headers={"accept": "application/json"})
        [told] = json.loads(answer.content)["sent"]
        assert (answer.status_code, told["url"]) == (200, "")
        assert "SVG" in told["said"]
        [told] = json.loads(
            desk.post(address, sent(("a.pdf", make.pdf())), headers={"accept": "application/json"}).content
        )["sent"]
        made = Document.objects.get()
        assert told == {
            "said": "Se agregó “a”.",
            "url": reverse("desk:element", args=[made.plan.key, "document", made.pk]),
        }

    def test_no_file(self, desk, address):
        assert "No llegó ningún archivo" in section(desk.post(address, {}), "Agregar archivos")

    def test_a_name_that_would_leave_the_folder(self, desk, address):
        desk.post(address, sent(("../../../etc/passwd", b"root\n")))
        version = Document.objects.get().versions.get()
        assert (version.name, version.file.name[:11]) == ("passwd.txt", "documentos/")

    def test_a_larger_file_than_allowed(self, desk, address, settings):
        settings.UPLOAD_LIMIT = 1024 * 1024
        answer = desk.post(address, sent(("grande.txt", b"x" * (1024 * 1024 + 1)), ("a.pdf", make.pdf())))
        assert "grande.txt» pesa más de 1 MB." in section(answer, "Agregar archivos")
        assert Document.objects.count() == 1

    def test_a_project_out_of_force_takes_none(self, desk, address, project):
        records.withdraw(SYSTEM, project, reason="Se hizo de otro modo")
        assert "Agregar archivos" not in main_text(desk.get(address))
        assert desk.post(address, sent(("a.pdf", make.pdf()))).status_code == 422

    @pytest.mark.parametrize("kind", FACTORIES)
    def test_as_evidence(self, desk, address, project, plan, kind):
        row = FACTORIES[kind](project=project, title="Del suelo")
        page = reverse("desk:element", args=[plan.key, kind, row.pk])
        assert "Todavía no hay nada que lo muestre" in section(desk.get(page), "Evidencia")
        assert "Agregar evidencia de “Del suelo”" in main_text(desk.get(f"{address}?{kind}={row.pk}"))
        answer = desk.post(f"{address}?{kind}={row.pk}", sent(("Estudio.pdf", make.pdf())))
        assert answer["Location"] == page
        assert "Estudio" in section(desk.get(page), "Evidencia")

    @pytest.mark.parametrize("given", ["x", "9" * 30, "other"])
    def test_evidence_of_something_else(self, desk, address, given):
        other = StudyFactory(project=ProjectFactory())
        assert desk.get(f"{address}?study={other.pk if given == 'other' else given}").status_code == 404

    def test_the_button_of_the_sheet_leads_here(self, desk, plan, project, address):
        create = reverse("desk:create", args=[plan.key, "document"])
        assert desk.get(f"{create}?project={project.pk}")["Location"] == address
        assert desk.get(create)["Location"] == reverse("desk:list", args=[plan.key, "project"])


class TestADocument:
    def test_its_versions(self, desk, url, plan, acta):
        documents.new_version(SYSTEM, acta, io.BytesIO(make.pdf(b"dos")), "firmada.pdf", note="Con firmas")
        said = section(desk.get(url("element", plan, acta)), "Versiones")
        for expected in ("Versión 2", "La vigente", "firmada.pdf", "Con firmas", "Versión 1", "acta.pdf", "SHA-256"):
            assert expected in said

    def test_without_a_file(self, desk, url, plan, project):
        page = desk.get(url("element", plan, DocumentFactory(project=project, plan=plan)))
        assert "Todavía no tiene archivo." in main_text(page)

    def test_evidence_can_be_chosen_of_its_own_project_alone(self, desk, url, plan, project, acta):
        own, other = StudyFactory(project=project), StudyFactory(project=ProjectFactory(program=project.program))
        form = desk.get(url("edit", plan, acta)).context["form"]
        assert list(form.fields["study"].queryset) == [own]
        assert other not in form.fields["study"].queryset

    def test_its_caption_and_whether_it_is_public(self, desk, url, plan, acta, form_of):
        answer = desk.post(url("edit", plan, acta), form_of(acta, title="Acta firmada", public="on", kind="evidence"))
        acta.refresh_from_db()
        assert (answer.status_code, acta.title, acta.public, acta.kind) == (302, "Acta firmada", True, "evidence")


class TestNewVersion:
    @pytest.fixture
    def page(self, plan, acta):
        return reverse("desk:new_version", args=[plan.key, acta.pk])

    def test_who_may(self, answers, statuses, page):
        assert answers(page) == statuses(reader=403, editor=200)

    def test_it_takes_the_place_of_the_one_before(self, desk, page, acta, url, plan, told):
        answer = desk.post(page, {"file": SimpleUploadedFile("b.pdf", make.pdf(b"dos")), "note": "Firmada"})
        assert answer["Location"] == url("element", plan, acta)
        assert told(answer) == ["Ya está vigente la versión 2 de “Acta de entrega”."]
        assert acta.versions.first().note == "Firmada"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (make.pdf(b"uno"), "es igual a la versión 1"),
            (make.PROGRAM, "un programa de Windows"),
            (b"", "El archivo está vacío"),
            (None, "Elige un archivo"),
        ],
    )
    def test_what_it_refuses_is_said_at_the_field(self, desk, page, acta, content, said):
        data = {} if content is None else {"file": SimpleUploadedFile("b.pdf", content)}
        answer = desk.post(page, data)
        assert answer.status_code == 422
        assert said in main_text(answer)
        assert acta.versions.count() == 1


class TestServing:
    def test_who_gets_a_file(self, answers, statuses, acta):
        assert answers(file_url(acta)) == statuses()

    def test_a_document_as_it_was_sent(self, desk, acta):
        answer = desk.get(file_url(acta), headers={"accept-encoding": "gzip"})
        assert b"".join(answer.streaming_content) == make.pdf(b"uno")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="acta.pdf"'
        assert answer["Content-Length"] == str(len(make.pdf(b"uno")))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["ETag"] == f'"{acta.versions.get().sha256}"'
        assert "Content-Encoding" not in answer

    def test_it_is_not_sent_again_to_who_has_it(self, desk, acta):
        tag = desk.get(file_url(acta))["ETag"]
        answer = desk.get(file_url(acta), headers={"if-none-match": tag})
        assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (304, tag, "private, no-cache")

    @pytest.mark.parametrize(
        ("content", "name", "header", "way"),
        [
            (make.picture("PNG"), "f.png", "image/png", "inline"),
            (
                make.office(),
                "f.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "attachment",
            ),
            (make.GEOJSON, "f.geojson", "application/geo+json", "attachment"),
            ("Sí".encode(), "f.txt", "text/plain; charset=utf-8", "attachment"),
        ],
    )
    def test_only_pictures_and_pdf_open_in_the_browser(self, desk, project, content, name, header, way):
        answer = desk.get(file_url(add(project, content, name)))
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (header, f'{way}; filename="{name}"')
        assert answer["Content-Security-Policy"].endswith("; sandbox")

    def test_a_thumbnail(self, desk, project, acta):
        photo = add(project, make.picture(), "a.jpg")
        assert desk.get(file_url(photo, name="document_thumbnail"))["Content-Type"] == "image/jpeg"
        assert desk.get(file_url(acta, name="document_thumbnail")).status_code == 404

    def test_what_is_not_there(self, desk, acta):
        assert desk.get(file_url(acta, 2)).status_code == 404
        acta.versions.get().file.delete(save=False)
        assert desk.get(file_url(acta)).status_code == 404

    def test_a_name_in_all_letters(self, desk, project):
        answer = desk.get(file_url(add(project, make.pdf(), "Minuta «señal».pdf")))
        assert answer["Content-Disposition"] == "inline; filename*=utf-8''Minuta%20%C2%ABse%C3%B1al%C2%BB.pdf"
