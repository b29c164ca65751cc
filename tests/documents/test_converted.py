"""Formats through LibreOffice: which bytes they are, and one small case of the program itself."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from dagster_project.documents import converted
from dagster_project.documents.converted import format_of
from dagster_project.documents.model import UnreadableDocument
from tests.rendering import Description, printed_tables, read_tables, render_docx, render_xls, render_xlsx, render_zip
from tests.rendering.corpus import budget_2023

needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
RTF = rb"{\rtf1\ansi\ansicpg936 \'d4\'a4\'cb\'e3\trowd\cellx2000\cellx4000 A\cell 1,234.50\cell\row\pard}"


def open_document(kind: str) -> bytes:
    """The begin of an OpenDocument file: its type comes first and is not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        packed.writestr("content.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (RTF, "RTF"),
        (OLE + "WordDocument".encode("utf-16-le"), "DOC"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel XML"),
        (b'<?xml version="1.0"?><w:d xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "Word XML"),
        (open_document("text"), "ODT"),
        (open_document("spreadsheet"), "ODS"),
        (render_docx(Description(("预算",))), "DOCX"),
        (render_xls(budget_2023()), "XLS"),
        (b'<?xml version="1.0"?><html>', ""),
        (b"", ""),
    ],
)
def test_formats_are_known_by_their_bytes(data: bytes, form: str) -> None:
    assert format_of(data) == (form if form in converted.ENDINGS else "")
    assert converted.can_read(data) == (form in converted.ENDINGS)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (render_zip({"OFD.xml": b"<x/>"}), "OFD document"),
        (render_zip({"ppt/presentation.xml": b"<x/>"}), "presentation"),
        (open_document("presentation"), "presentation"),
    ],
)
def test_formats_that_nothing_reads_are_named(data: bytes, name: str) -> None:
    assert converted.can_read(data)
    with pytest.raises(UnreadableDocument, match=f"{name}: not read"):
        converted.read(data)


def test_without_the_program_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match="RTF document: install LibreOffice to read it"):
        converted.read(RTF)


@needs_libreoffice
def test_a_budget_in_an_old_word_document_is_read_cell_by_cell() -> None:
    # One start of the program each way; the whole document, for a smaller one takes as long.
    old = converted.convert(render_docx(budget_2023()), "DOC", "docx", "doc")
    assert format_of(old) == "DOC"
    document = converted.read(old)
    assert read_tables(document) == printed_tables(budget_2023())
    assert document.source.format == "doc"


@needs_libreoffice
def test_what_the_program_cannot_read_has_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(UnreadableDocument, match="damaged DOC document, or encrypted"):
        converted.read(OLE + "WordDocument".encode("utf-16-le") + b"\0" * 2000)
    assert list(tmp_path.iterdir()) == []


@needs_libreoffice
def test_it_is_ended_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converted, "SECONDS", 0.2)
    with pytest.raises(UnreadableDocument, match="not converted within"):
        converted.convert(render_xlsx(budget_2023()), "ODS", "xlsx", "ods")
