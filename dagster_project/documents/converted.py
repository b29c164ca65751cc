"""Reader of formats that LibreOffice turns into others (DOC, WPS, RTF, ODT, ODS, XLSB, Office XML), where installed.

Belongs here: which bytes it takes, and one call of the program with a profile of its own, without macros and links.
Does not: what the result says (`word`, `spreadsheet`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from dagster_project.documents import spreadsheet, word
from dagster_project.documents.model import Document, UnreadableDocument
from dagster_project.documents.office.package import kind_of
from dagster_project.documents.office.xls import streams

# A start takes some seconds, a large document some more; every document has a minute.
SECONDS = 50.0
HEAD_BYTES = 1024
# What the bytes are by name of the format: the ending that LibreOffice knows it by, and the format to turn it into.
ENDINGS = {
    "DOC": ("doc", "docx"),
    "RTF": ("rtf", "docx"),
    "ODT": ("odt", "docx"),
    "Word XML": ("xml", "docx"),
    "ODS": ("ods", "xlsx"),
    "XLSB": ("xlsb", "xlsx"),
    "Excel XML": ("xml", "xlsx"),
}
# Known, but read by nothing here; LibreOffice has no filter for OFD either.
UNREAD = {
    "OFD": "OFD document: not read; it can be saved as PDF",
    "PPTX": "presentation: not read; it can be saved as PDF",
    "ODP": "presentation: not read; it can be saved as PDF",
}
# Nothing in a document may run, and nothing that it names is fetched.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def format_of(data: bytes) -> str:
    """The name of a format that is read through LibreOffice or by nothing, "" for those that others read."""
    head = data[:HEAD_BYTES]
    if head.startswith(b"{\\rtf"):
        return "RTF"
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "Excel XML"
        return "Word XML" if b"http://schemas.microsoft.com/office/word/" in head else ""
    kind = kind_of(data)
    if kind in ENDINGS or kind in UNREAD:
        return kind
    return "DOC" if "WordDocument" in streams(data) else ""


def can_read(data: bytes) -> bool:
    """Whether the bytes are of a format that LibreOffice turns into one that is read here, or that nothing reads."""
    return bool(format_of(data))


def is_available() -> bool:
    """Whether LibreOffice is installed."""
    return bool(_program())


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def read(data: bytes) -> Document:
    """Lines and tables of what LibreOffice makes of the document. Raises `UnreadableDocument` where it is missing."""
    form = format_of(data)
    if form in UNREAD:
        raise UnreadableDocument(UNREAD[form])
    if form not in ENDINGS:
        raise UnreadableDocument("OLE container without XLS or DOC: encrypted with a password, or another file")
    ending, target = ENDINGS[form]
    converted = convert(data, form, ending, target)
    document = word.read(converted) if target == "docx" else spreadsheet.read(converted)
    return replace(document, source=replace(document.source, format=ending))


def convert(data: bytes, form: str, ending: str, target: str) -> bytes:
    """The document in the format `target`. Raises `UnreadableDocument` with the reason."""
    program = _program()
    if not program:
        raise UnreadableDocument(f"{form} document: install LibreOffice to read it")
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        source = Path(folder, f"document.{ending}")
        source.write_bytes(data)
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        command = [program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", target, "--outdir", folder, str(source)]
        _run(command, folder)
        result = source.with_suffix(f".{target}")
        if not result.exists():
            raise UnreadableDocument(f"damaged {form} document, or encrypted with a password")
        return result.read_bytes()


def _run(command: list[str], home: str) -> None:
    """Run the program and all that it starts, and end them after their time. Nothing of it reaches a network proxy."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **nowhere, "HOME": home},
        start_new_session=True,
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableDocument(f"not converted within {SECONDS:.0f} s") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
