"""The form in which an edition's content is written, so that its checksum can be checked by anyone."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def canonical(content: Any) -> bytes:
    """Return content as JSON in UTF-8 with sorted keys and without spaces: the same bytes for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(content: Any) -> str:
    """Return the SHA-256 of the content's canonical form, in hexadecimal."""
    return sha256(canonical(content)).hexdigest()
