"""Files as a ZIP archive, with names as old Windows systems wrote them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

UTF8_FLAG = 0x800


class _Name(zipfile.ZipInfo):
    """A name that is written in GBK, without the flag that says UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # the standard library's own hook
        return self.filename.encode("gbk"), self.flag_bits & ~UTF8_FLAG


def render_zip(files: Mapping[str, bytes], *, gbk_names: bool = True) -> bytes:
    """The bytes of an archive of the files by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = (_Name if gbk_names else zipfile.ZipInfo)(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return target.getvalue()
