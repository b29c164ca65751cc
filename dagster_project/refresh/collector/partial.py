"""A download that may have been cut: its bytes so far, and the validator that says whether the rest still fits.

Only a strong ETag proves that the rest belongs to the same bytes. A download without one starts again.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

STRONG_ETAG = re.compile(r'"[!#-~]*"')  # a weak one begins with W/


class Partial:
    """The file of one address under `folder`, which outlives the process."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(url.encode()).hexdigest()[:32]
        self.file = folder / f"{key}.part"
        self._etag = folder / f"{key}.etag"

    @property
    def etag(self) -> str | None:
        """The validator to resume with; None where there is nothing to resume."""
        if not self._etag.exists() or self.size == 0:
            return None
        return self._etag.read_text(encoding="latin-1")

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.file.stat().st_size if self.file.exists() else 0

    def restart(self, etag: str | None) -> None:
        """Forget the bytes so far; `etag` is the validator of those to come."""
        self._etag.unlink(missing_ok=True)
        self.file.write_bytes(b"")
        if etag and STRONG_ETAG.fullmatch(etag):
            self._etag.write_text(etag, encoding="latin-1")

    def discard(self) -> None:
        """Forget everything."""
        self._etag.unlink(missing_ok=True)
        self.file.unlink(missing_ok=True)

    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        with self.file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
