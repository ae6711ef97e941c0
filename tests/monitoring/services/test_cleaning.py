"""Files of evidence that no row has go after a day; those of rows stay, also of what was taken back."""

import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

import filemaking as make
from factories import FindingFactory
from rumbo.core.actors import SYSTEM
from rumbo.monitoring.services import cleaning, finding_files

pytestmark = pytest.mark.django_db


def test_files_that_no_evidence_has_go_after_a_day(monkeypatch, capsys):
    made = [finding_files.add_file(SYSTEM, FindingFactory(), BytesIO(make.picture()), f"{name}.jpg") for name in "ab"]
    finding_files.take_back(SYSTEM, made[0], reason="Era de otra obra.")
    for folder in ("evidencias", "evidencias-miniaturas"):
        default_storage.save(f"{folder}/huerfano.jpg", ContentFile(b"x"))
    assert cleaning.clean() == 0
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + datetime.timedelta(days=2))
    call_command("clean_files")
    assert "2 files dropped" in capsys.readouterr().out
    assert all(default_storage.exists(one.file.name) and default_storage.exists(one.thumbnail.name) for one in made)
