"""Where files are kept: a folder, or a store that speaks S3 (here one on this machine)."""

from __future__ import annotations

import io

import boto3
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from moto.server import ThreadedMotoServer

import filemaking as make
from factories import MembershipFactory, ProjectFactory
from rumbo.config import storage as config
from rumbo.config.environment import ConfigurationError
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.portfolio.models import Document
from rumbo.portfolio.services import documents

KEYS = {"aws_access_key_id": "clave", "aws_secret_access_key": "secreto", "region_name": "us-east-1"}


def test_a_folder_beside_the_database(tmp_path):
    found = config.storage("", "", "", tmp_path)
    assert found["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert found["OPTIONS"] == {"location": tmp_path / "files"}


@pytest.mark.parametrize("missing", ["storages", "boto3"])
def test_what_speaks_s3_has_to_be_installed(tmp_path, monkeypatch, missing):
    monkeypatch.setattr(config, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(ConfigurationError, match=r"pip install 'rumbo\[s3\]'"):
        config.storage("s3://almagre", "", "", tmp_path)


def test_the_address_names_bucket_folder_endpoint_and_region(tmp_path):
    url = "s3://almagre/planes/uno/?endpoint=http://127.0.0.1:9000&region=mx-1"
    options = config.storage(url, "clave", "secreto", tmp_path)["OPTIONS"]
    expected = {
        "bucket_name": "almagre",
        "location": "planes/uno",
        "endpoint_url": "http://127.0.0.1:9000",
        "region_name": "mx-1",
        "access_key": "clave",
        "secret_key": "secreto",
    }
    assert options.items() >= expected.items()


@pytest.fixture(scope="module")
def store():
    """A store on this machine; gives its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(store, settings, tmp_path):
    """The site keeps its files in a bucket of that store."""
    client = boto3.client("s3", endpoint_url=store, **KEYS)
    client.create_bucket(Bucket="almagre")
    url = f"s3://almagre/plan?endpoint={store}&region=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": config.storage(url, "clave", "secreto", tmp_path)}
    yield lambda: sorted(one["Key"] for one in client.list_objects_v2(Bucket="almagre").get("Contents", []))
    for one in client.list_objects_v2(Bucket="almagre").get("Contents", []):
        client.delete_object(Bucket="almagre", Key=one["Key"])
    client.delete_bucket(Bucket="almagre")


@pytest.mark.django_db
class TestS3:
    def test_files_come_and_go_through_the_site(self, bucket, client):
        project = ProjectFactory()
        made = documents.add(SYSTEM, project, io.BytesIO(make.picture()), "a.jpg", values={"public": True})
        version = made.versions.get()
        assert bucket() == sorted(
            f"plan/{name}" for name in (version.file.name, version.thumbnail.name, version.view)
        )
        client.force_login(MembershipFactory(plan=project.plan, role="reader").user)
        answer = client.get(reverse("desk:document_file", args=[project.plan.key, made.pk, 1]))
        assert b"".join(answer.streaming_content) == make.picture()
        assert answer["Content-Length"] == str(version.size)

    def test_what_is_not_there_is_not_found(self, bucket, client):
        made = documents.add(SYSTEM, ProjectFactory(), io.BytesIO(make.pdf()), "a.pdf")
        default_storage.delete(made.versions.get().file.name)
        client.force_login(MembershipFactory(plan=made.plan, role="reader").user)
        assert client.get(reverse("desk:document_file", args=[made.plan.key, made.pk, 1])).status_code == 404

    def test_a_store_that_refuses_leaves_nothing(self, bucket, settings, store, tmp_path):
        wrong = f"s3://otro?endpoint={store}&region=us-east-1"
        settings.STORAGES = settings.STORAGES | {"default": config.storage(wrong, "clave", "secreto", tmp_path)}
        with pytest.raises(Refused, match="no se pudo guardar"):
            documents.add(SYSTEM, ProjectFactory(), io.BytesIO(make.pdf()), "a.pdf")
        assert (Document.objects.count(), bucket()) == (0, [])
