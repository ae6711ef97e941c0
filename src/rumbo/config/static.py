"""Static files: with a hash in their name when collected, plainly from the package otherwise."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Uses the manifest where `rumbo serve` collected one, the plain names elsewhere (tests, commands)."""

    manifest_strict = False

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file; unhashed where nothing was collected."""
        if not self.hashed_files:
            return f"{self.base_url}{name}"
        return str(super().url(name, force))
