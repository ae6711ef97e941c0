"""What nobody confirmed and files that nothing refers to are dropped; all else stays."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

import filemaking as make
from factories import ProjectFactory, ProposalFactory
from rumbo.core.actors import SYSTEM
from rumbo.participation.models import Proposal, ProposalNews
from rumbo.participation.services import cleaning as of_participation
from rumbo.portfolio.services import cleaning as of_portfolio
from rumbo.portfolio.services import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """Let so many days go by."""
    now = timezone.now

    def go(days):
        monkeypatch.setattr(timezone, "now", lambda: now() + datetime.timedelta(days=days))

    return go


def proposal(**values):
    return ProposalFactory(photo=ContentFile(b"foto", name="a.jpg"), **values)


def test_a_proposal_that_nobody_confirmed_goes_with_its_photo_after_thirty_days(later):
    waiting, confirmed = proposal(state="unconfirmed"), proposal(state="received")
    ProposalNews.objects.create(proposal=waiting, kind="confirm")
    later(29)
    assert of_participation.clean() == (0, 0)
    later(31)
    assert of_participation.clean() == (1, 1)
    assert list(Proposal.objects.all()) == [confirmed]
    assert not Proposal.history.filter(id=waiting.pk).exists()
    assert not default_storage.exists(waiting.photo.name)
    assert default_storage.exists(confirmed.photo.name)
    assert of_participation.clean() == (0, 0)


def test_who_asked_for_the_mail_again_has_more_time(later):
    waiting = proposal(state="unconfirmed")
    Proposal.objects.update(created_at=timezone.now() - datetime.timedelta(days=29))
    ProposalNews.objects.create(proposal=waiting, kind="confirm")
    later(5)
    assert of_participation.clean() == (0, 0)


def test_files_that_no_version_has_go_after_a_day(later):
    made = documents.add(SYSTEM, ProjectFactory(), io.BytesIO(make.picture()), "a.jpg")
    for folder in ("documentos", "miniaturas", "vistas"):
        default_storage.save(f"{folder}/huerfano.jpg", ContentFile(b"x"))
    assert of_portfolio.clean() == 0
    later(2)
    assert of_portfolio.clean() == 3
    version = made.versions.get()
    assert all(default_storage.exists(name) for name in (version.file.name, version.thumbnail.name, version.view))


def test_without_any_files_there_is_nothing_to_do(capsys):
    call_command("clean_files")
    assert capsys.readouterr().out == "0 unconfirmed proposals and 0 files dropped.\n"
