"""Where files that people send are kept: a folder beside the database, or a store that speaks S3."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rumbo.config.environment import ConfigurationError

#: Bytes of a file of a distant store that are held in memory; the rest waits on the disk.
IN_MEMORY = 1024 * 1024


def storage(url: str, key: str, secret: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's storage for files: the folder ``files`` of the data folder, or what the address names.

    Raises:
        ConfigurationError: the address names S3 and what speaks it is not installed.
    """
    if not url:
        folder = {"location": data_dir / "files"}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ConfigurationError("RUMBO_FILES_URL names an S3 store, which needs more: pip install 'rumbo[s3]'.")
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            "access_key": key or None,
            "secret_key": secret or None,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": IN_MEMORY,
            "signature_version": "s3v4",
        },
    }
