"""Files of projects: what is stored, what is refused, and that nothing is left behind when something fails."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

import filemaking as make
from factories import DocumentFactory, MilestoneFactory, PermitFactory, ProgramFactory, ProjectFactory, StudyFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import files, records
from rumbo.portfolio.models import Document, DocumentVersion
from rumbo.portfolio.queries.documents import evidence_of, files_of, find_public, public_files, versions_of
from rumbo.portfolio.services import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis))


def send(project, content=None, name="Acta_de-obra.pdf", actor=SYSTEM, **values):
    return documents.add(actor, project, io.BytesIO(content or make.pdf()), name, values=values)


def again(document, content, name="nuevo.pdf", actor=SYSTEM, **more):
    return documents.new_version(actor, document, io.BytesIO(content), name, **more)


def stored():
    """Return the names of all files in the storage."""
    found = []
    for folder in ("documentos", "miniaturas", "vistas"):
        if default_storage.exists(folder):
            found += [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    return sorted(found)


class TestAdding:
    def test_a_document(self, project, editor):
        made = send(project, make.pdf(b"uno"), actor=editor)
        assert (made.title, made.kind, made.public, made.plan_id) == (
            "Acta de obra",
            "document",
            False,
            project.plan_id,
        )
        version = made.versions.get()
        assert (version.number, version.name, version.media_type) == (1, "Acta_de-obra.pdf", "application/pdf")
        assert (version.size, version.actor) == (len(make.pdf(b"uno")), editor)
        assert version.sha256 == hashlib.sha256(make.pdf(b"uno")).hexdigest()
        with version.file.open() as file:
            assert file.read() == make.pdf(b"uno")
        assert stored() == [version.file.name]
        assert version.file.name.startswith("documentos/")
        assert "Acta" not in version.file.name
        assert made.history.get().history_user == editor

    def test_a_photo_with_its_copies(self, project):
        content = make.picture("JPEG", (2000, 1000), place=True)
        made = send(project, content, "IMG_0001.JPG")
        version = made.versions.get()
        assert (made.kind, made.title, version.view) == (
            "photo",
            "IMG 0001",
            version.thumbnail.name.replace("miniaturas", "vistas"),
        )
        assert stored() == sorted([version.file.name, version.thumbnail.name, version.view])
        with version.file.open() as file:
            assert file.read() == content
        for name, longest in ((version.view, 1600), (version.thumbnail.name, 480)):
            with default_storage.open(name) as file, Image.open(file) as shown:
                assert max(shown.size) == longest
                assert not shown.getexif()

    def test_what_is_given_as_evidence_is_evidence(self, project):
        study = StudyFactory(project=project)
        made = send(project, study=study)
        assert (made.kind, [one.row for one in evidence_of(study)]) == ("evidence", [made])

    def test_who_may_not_edit_the_project_adds_nothing(self, project, other_editor):
        with pytest.raises(PermissionDenied):
            send(project, actor=other_editor)
        assert stored() == []

    def test_a_file_that_the_project_has_is_not_added_again(self, project):
        send(project, title="Acta")
        with pytest.raises(Refused, match=r"ya está aquí: “Acta”, versión 1\."):
            send(project, name="otra.pdf")
        assert (Document.objects.count(), len(stored())) == (1, 1)
        send(ProjectFactory(program=project.program))

    def test_a_withdrawn_one_can_be_added_again(self, project):
        records.withdraw(SYSTEM, send(project), reason="Era de otro")
        assert send(project).versions.count() == 1

    def test_nothing_is_added_to_a_project_out_of_force(self, project):
        records.withdraw(SYSTEM, project, reason="Se hizo de otro modo")
        project.refresh_from_db()
        with pytest.raises(Refused, match="ya no está vigente"):
            send(project)
        assert stored() == []

    def test_a_document_is_no_photo(self, project):
        with pytest.raises(Refused, match="no es una imagen"):
            send(project, kind="photo")

    @pytest.mark.parametrize("factory", [StudyFactory, MilestoneFactory, PermitFactory])
    def test_evidence_of_another_project(self, project, factory):
        other = factory(project=ProjectFactory(program=project.program))
        with pytest.raises(ValidationError) as caught:
            send(project, **{other.KIND: other})
        assert list(caught.value.message_dict) == [other.KIND]
        assert (Document.objects.count(), stored()) == (0, [])


class TestVersions:
    def test_the_last_one_is_in_force_and_the_others_stay(self, project, editor):
        made = send(project, make.pdf(b"uno"))
        version = again(made, make.pdf(b"dos"), actor=editor, note=" Con la firma que faltaba ")
        assert [one.number for one in versions_of(made)] == [2, 1]
        assert (version.note, version.actor) == ("Con la firma que faltaba", editor)
        [shown] = files_of(project).documents
        assert (shown.row, shown.last) == (made, version)
        last = made.history.first()
        assert (last.version, last.history_user, last.history_change_reason) == (
            2,
            editor,
            "Con la firma que faltaba",
        )
        assert len(stored()) == 2

    def test_the_history_names_a_version_without_a_note(self, project):
        made = send(project)
        again(made, make.pdf(b"dos"))
        assert made.history.first().history_change_reason == "Versión 2: nuevo.pdf"

    @pytest.mark.parametrize("which", [b"uno", b"dos"])
    def test_the_same_bytes_are_no_new_version(self, project, which):
        made = send(project, make.pdf(b"uno"))
        again(made, make.pdf(b"dos"))
        number = 1 if which == b"uno" else 2
        with pytest.raises(Refused, match=rf"igual a la versión {number}\."):
            again(made, make.pdf(which))
        made.refresh_from_db()
        assert (made.version, made.versions.count(), len(stored())) == (2, 2, 2)

    def test_two_people_who_send_the_same_at_once(self, project, monkeypatch):
        made = send(project, make.pdf(b"uno"))
        look = documents.look_into

        def slow(file, name):
            monkeypatch.setattr(documents, "look_into", look)
            found = look(file, name)
            monkeypatch.setattr(
                documents, "_refuse_version", lambda *_args: monkeypatch.undo() or again(made, make.pdf(b"dos"))
            )
            return found

        monkeypatch.setattr(documents, "look_into", slow)
        with pytest.raises(Refused, match="igual a la versión 2"):
            again(made, make.pdf(b"dos"))
        assert (made.versions.count(), len(stored())) == (2, 2)

    def test_a_photo_stays_a_picture(self, project):
        made = send(project, make.picture(), "a.jpg")
        with pytest.raises(Refused, match="no es una imagen"):
            again(made, make.pdf())
        assert again(made, make.picture("PNG")).media_type == "image/png"

    def test_a_document_does_not_become_a_photo_by_its_form(self, project):
        with pytest.raises(ValidationError, match="no es una imagen"):
            records.update(SYSTEM, send(project), {"kind": "photo"})

    def test_one_that_is_not_in_force(self, project):
        made = records.withdraw(SYSTEM, send(project), reason="Era de otro")
        with pytest.raises(Refused, match="ya no está vigente"):
            again(made, make.pdf(b"dos"))

    def test_a_note_that_nobody_reads(self, project):
        with pytest.raises(Refused, match="2000"):
            again(send(project), make.pdf(b"dos"), note="x" * 2001)

    def test_permission(self, project, other_editor):
        made = send(project)
        with pytest.raises(PermissionDenied):
            again(made, make.pdf(b"dos"), actor=other_editor)


class TestNothingIsLeftBehind:
    @pytest.mark.parametrize("content", [make.pdf(), make.picture()])
    def test_when_the_database_refuses(self, project, monkeypatch, content):
        def fail(**_values):
            raise IntegrityError("no")

        monkeypatch.setattr(DocumentVersion.objects, "create", fail)
        with pytest.raises(IntegrityError), transaction.atomic():
            send(project, content)
        assert (Document.objects.count(), stored()) == (0, [])

    @pytest.mark.parametrize("failing", [1, 2, 3])
    def test_when_the_storage_fails_halfway(self, project, monkeypatch, failing):
        storage = Unwell(saves=failing - 1)
        monkeypatch.setattr(files, "default_storage", storage)
        with pytest.raises(Refused, match="no se pudo guardar"):
            send(project, make.picture(), "a.jpg")
        assert (storage.saves, Document.objects.count(), stored()) == (-1, 0, [])

    def test_when_the_storage_does_not_take_it_back_either(self, project, monkeypatch):
        monkeypatch.setattr(files, "default_storage", Unwell(saves=0, deletes=False))
        with pytest.raises(Refused, match="no se pudo guardar"):
            send(project)


class Unwell:
    """A storage that takes so many files and then no more."""

    def __init__(self, saves, *, deletes=True):
        self.saves, self.deletes = saves, deletes

    def save(self, name, content):
        self.saves -= 1
        if self.saves < 0:
            raise OSError(28, "No space left on device")
        return default_storage.save(name, content)

    def delete(self, name):
        if not self.deletes:
            raise OSError("nobody answers")
        default_storage.delete(name)


class TestQueries:
    def test_photos_are_apart_from_documents(self, project):
        photo = send(project, make.picture(), "a.jpg")
        drawing = send(project, make.picture("PNG"), "b.png", kind="drawing")
        empty = DocumentFactory(project=project, plan=project.plan, kind="photo")
        found = files_of(project)
        assert [one.row for one in found.photos] == [photo]
        assert {one.row for one in found.documents} == {drawing, empty}
        assert found
        assert not files_of(ProjectFactory(program=project.program))

    def test_the_public_sees_what_is_public_and_in_force(self, project):
        shown = send(project, make.pdf(b"1"), public=True)
        send(project, make.pdf(b"2"))
        gone = records.withdraw(SYSTEM, send(project, make.pdf(b"3"), public=True), reason="Era de otro")
        empty = DocumentFactory(project=project, plan=project.plan, public=True)
        assert [one.row for one in public_files(project).documents] == [shown]
        again(shown, make.pdf(b"4"))
        assert find_public(project.plan, shown.pk).number == 2
        assert find_public(project.plan, gone.pk) is find_public(project.plan, empty.pk) is None
        assert find_public(ProjectFactory().plan, shown.pk) is None

    def test_as_many_queries_for_many_as_for_one(self, project, django_assert_num_queries):
        for number in range(4):
            again(send(project, make.pdf(b"a%d" % number)), make.pdf(b"b%d" % number))
        with django_assert_num_queries(2):
            assert [one.last.number for one in files_of(project).documents] == [2, 2, 2, 2]
