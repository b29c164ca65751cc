"""The door of the readers: which bytes are a document, in which encoding, and the reason why others are not."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dagster_project.documents import Document, UnreadableDocument, read_document
from dagster_project.documents.formats import FORMATS, sniff
from dagster_project.documents.reading import READERS, format_of

PRINTED = "部门收支总表\n\n金额单位：万元\n\n项 目\t预算数\n教育支出\t1,234.50\n"
LINES = [(1, "部门收支总表"), (3, "金额单位：万元"), (5, "项 目\t预算数"), (6, "教育支出\t1,234.50")]


def lines(document: Document) -> list[tuple[int, str]]:
    return [(line.number, line.as_printed) for line in document.lines]


@pytest.mark.parametrize(
    ("data", "encoding", "warnings"),
    [
        (PRINTED.encode(), "utf-8", []),
        (b"\xef\xbb\xbf" + PRINTED.encode(), "utf-8", []),
        (PRINTED.encode("gb18030"), "gb18030", ["decoded as GB18030"]),
        (PRINTED.encode("gbk"), "gb18030", ["decoded as GB18030"]),
        (b"\xff\xfe" + PRINTED.encode("utf-16-le"), "utf-16", ["decoded as UTF-16"]),
        (b"\xfe\xff" + PRINTED.encode("utf-16-be"), "utf-16", ["decoded as UTF-16"]),
    ],
    ids=["utf-8", "bom", "gb18030", "gbk", "utf-16-le", "utf-16-be"],
)
def test_same_lines_in_every_encoding(data: bytes, encoding: str, warnings: list[str]) -> None:
    document = read_document(data)
    assert lines(document) == LINES
    assert [cell.text for cell in document.tables[0].cells] == ["项 目", "预算数", "教育支出", "1,234.50"]
    assert (document.source.format, document.source.encoding) == ("text", encoding)
    assert document.warnings == warnings


def test_characters_outside_gbk_are_read_from_gb18030() -> None:
    text = "𠮷林路街道办事处\t1,00\n㐀\t€"
    assert lines(read_document(text.encode("gb18030"))) == [(1, "𠮷林路街道办事处\t1,00"), (2, "㐀\t€")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n\t\r\n \n", "empty file"),
        (b"\xef\xbb\xbf", "no text in the file"),
        (b"\xef\xbb\xbf \n\n", "no text in the file"),
        (b"\xff\xfe", "no text in the file"),
        (b"\xff\xfe" + " \n\u3000".encode("utf-16-le"), "no text in the file"),
        ("\u3000\n\u00a0".encode(), "no text in the file"),
        (("收入\x00支出" * 20).encode(), "binary file of unknown format"),
        (b"\xff\xfe" + ("收入\x00支出" * 20).encode("utf-16-le"), "NUL characters in the text"),
        (bytes(range(1, 32)) * 20, "binary file of unknown format"),
        ("预算公开".encode() + b"\xff" * 9, "text in no known encoding: neither UTF-8 nor GB18030"),
        (b"\xff\xfe\x00\xd8", "text in no known encoding: neither UTF-8 nor GB18030"),
        (b"\xff\xfea", "text in no known encoding: neither UTF-8 nor GB18030"),
    ],
)
def test_reason_of_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        read_document(data)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (b"PK\x03\x04\x14\x00", "damaged archive"),
        (b"Rar!\x1a\x07", "RAR archive|encrypted RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z archive|encrypted 7z"),
    ],
)
def test_archives_are_named_even_where_the_rest_is_text(start: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read_document(start + PRINTED.encode())


def test_every_format_has_a_reader() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (b"%PDF-1.7\n", "PDF that cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE container without XLS or DOC"),
        # With the extra that reads images, it opens as none; without it, the extra is named.
        (b"\x89PNG\r\n\x1a\n", "image|extra ocr"),
        (b"\xff\xd8\xff\xe0", "image|extra ocr"),
    ],
)
def test_the_start_of_a_format_alone_has_its_reason(start: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read_document(start + PRINTED.encode())


def zipped(*names: str, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name in names:
            archive.writestr(name, PRINTED)
    return data.getvalue()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + f"{stream}\0".encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "pdf"),
        (b"<html><body>%PDF-1.4", "html"),
        (b"\n  <!DOCTYPE HTML PUBLIC>", "html"),
        ("说明：%PDF-1.4 是文件头".encode(), "text"),
        (zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "xlsx"),
        (zipped("_rels/.rels", "docProps/app.xml", "word/document.xml"), "docx"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zipped("预算表.xls", "xl/readme.txt"), "zip"),
        (zipped("[Content_Types].xml"), "zip"),
        (zipped("[Content_Types].xml", "xl/workbook.bin", "xl/sheet1.bin"), "xlsb"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (ole("Workbook"), "xls"),
        (ole("Book"), "xls"),
        (ole("WordDocument"), "doc"),
        (ole("Contents"), "ole"),
        (PRINTED.encode("gbk"), "text"),
        (bytes(range(1, 32)), ""),
        (b"", "text"),
    ],
)
def test_bytes_tell_the_format_whatever_the_name(data: bytes, name: str) -> None:
    assert sniff(data) == name
    assert not name or name in FORMATS


def test_a_package_within_an_archive_does_not_make_it_one() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("预算.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml", compression=zipfile.ZIP_STORED))
    assert sniff(data.getvalue()) == "zip"


def test_the_names_of_a_container_tell_what_it_is_wherever_they_stand() -> None:
    data = zipped("theme/theme1.xml", "xl/sheet1.xml", "xl/workbook.xml")
    assert (sniff(data), format_of(data)) == ("zip", "xlsx")


def test_the_head_of_a_file_tells_as_much_as_all_of_it() -> None:
    data = zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/sheet1.xml")
    assert sniff(data[:300]) == sniff(data) == "xlsx"


@pytest.mark.parametrize(("controls", "readable"), [(1, True), (5, True), (6, False)])
def test_few_control_characters_are_noise_many_are_a_binary_file(controls: int, readable: bool) -> None:
    data = b"\x01" * controls + b"a" * (1000 - controls)
    if readable:
        assert lines(read_document(data)) == [(1, data.decode())]
    else:
        with pytest.raises(UnreadableDocument, match="binary file"):
            read_document(data)


@example(b"\xff\xfe\n\x00|\x00")
@example(b"|---|---|")
@example(b"\t\n|\t|\n||\n|--|\n\t")
@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(bytes.__add__, st.sampled_from([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]), st.binary(max_size=200)),
        st.text(alphabet="|-:\\ \t\n\r\x0ba表", max_size=80).map(str.encode),
    )
)
def test_any_bytes_are_a_document_or_unreadable_with_a_reason(data: bytes) -> None:
    reason = ""
    document = None
    try:
        document = read_document(data)
    except UnreadableDocument as error:
        reason = str(error)
    if document is None:
        assert reason
    else:
        assert document.lines
        assert all(row for table in document.tables for row in table.rows())
        assert all(table.row_count > 0 for table in document.tables)
