"""Text without a mark, in two encodings, or with broken bytes: what is whole is read, and the broken place is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.documents import Document, UnreadableDocument, read_document
from dagster_project.documents.encoding import decode
from dagster_project.settings import CHECKOUT
from tests.disclosures.small_statement import COUNT, printed

TEXT = printed().decode() + "\n"
LINES = TEXT.rstrip("\n").split("\n")
NUMBER = next(number for number, line in enumerate(LINES, start=1) if line.startswith("201\t"))  # of one line inside


def words(document: Document) -> list[str]:
    return [line.as_printed for line in document.lines]


def whole() -> list[str]:
    return words(read_document(TEXT.encode()))


@pytest.fixture(scope="module")
def book() -> LayoutBook:
    return LayoutBook.load(CHECKOUT / "seeds")


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("gb18030", b"", "gb18030"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_encoding_with_and_without_a_mark(encoding: str, mark: bytes, name: str, end: str) -> None:
    document = read_document(mark + TEXT.replace("\n", end).encode(encoding))
    assert words(document) == whole()
    assert document.source.encoding == name
    assert document.warnings == ([] if name == "utf-8" else [f"decoded as {name.upper()}"])


@pytest.mark.parametrize("text", ["收入\n支出", "部门\t预算\n", "2023年部门预算公开\r\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_the_shortest_texts_in_utf_16(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (TEXT.encode() + b"\xe6\x94", f"line {len(LINES) + 1}: 2 bytes not in UTF-8"),
        (TEXT.encode() + b"\xff", f"line {len(LINES) + 1}: 1 byte not in UTF-8"),
        (TEXT.encode("gb18030") + b"\xb1", f"line {len(LINES) + 1}: 1 byte not in GB18030"),
        (TEXT.encode("utf-16-le") + b"a", f"line {len(LINES) + 1}: 1 byte of a character that is cut off"),
        (TEXT.encode("utf-16") + b"a", f"line {len(LINES) + 1}: 1 byte of a character that is cut off"),
        (TEXT.encode() + b"\0", "1 byte of value 0 at the end"),
        (TEXT.encode() + b"\0" * 5000, "5000 bytes of value 0 at the end"),
        (TEXT.encode() + "备注：以上数据未经审计\n".encode("gbk"), f"line {len(LINES) + 1}: decoded as GB18030"),
        (TEXT.encode("gb18030") + "备注：以上数据\n".encode(), f"line {len(LINES) + 1}: decoded as UTF-8"),
    ],
)
def test_damage_at_the_end_leaves_all_before_it(data: bytes, damage: str, book: LayoutBook) -> None:
    document = read_document(data)
    assert words(document)[: len(whole())] == whole()
    assert document.warnings[-1] == damage
    extraction = extract(data, book, "test")
    assert (extraction.document.status, extraction.tables[0].data_rows) == ("loaded", COUNT)
    assert damage in (extraction.document.reason or "")
    assert {line.role for line in extraction.lines[len(whole()) :]} <= {"unrecognised", "note"}


@pytest.mark.parametrize(
    ("encoding", "broken", "damage"),
    [
        ("utf-8", "一般公共服务支出".encode()[:-1], "2 bytes not in UTF-8"),
        ("utf-8", "一般公共服务支出".encode("gbk"), "decoded as GB18030"),
        ("utf-8", "一般公共服务支出\0".encode(), "characters of value 0"),
        ("gb18030", b"\xff" + "一般公共服务支出".encode("gbk"), "1 byte not in GB18030"),
    ],
)
def test_one_damaged_line_is_named_and_the_others_are_read(encoding: str, broken: bytes, damage: str) -> None:
    data = TEXT.encode(encoding).replace("一般公共服务支出".encode(encoding), broken)
    document = read_document(data)
    assert document.warnings[-1] == f"line {NUMBER}: {damage}"
    assert [text for text in words(document) if text in whole()] == [
        text for text in whole() if damage.startswith("decoded") or "一般公共服务支出" not in text
    ]


def test_a_broken_byte_in_an_amount_leaves_no_number(book: LayoutBook) -> None:
    for broken in (b"2\xff20.00", b"\xff220.00", b"220\0.00"):
        data = TEXT.encode().replace("支出\t220.00".encode(), "支出\t".encode() + broken)
        cells = [cell for cell in extract(data, book, "test").cells if cell.col == 4 and "\ufffd" in cell.text]
        assert [(cell.amount, cell.fault) for cell in cells] == [(None, "letters")]


def test_of_many_damaged_places_the_first_are_named() -> None:
    data = b"".join(line.encode() + b"\xff\n" for line in LINES * 20)
    with pytest.raises(UnreadableDocument, match="no known encoding"):
        read_document(data)
    few = "\n".join(LINES * 60).encode().split(b"\n")
    broken = b"\n".join(line + b"\xff" if number < 8 else line for number, line in enumerate(few))
    named = [f"line {number}: 1 byte not in UTF-8" for number in range(1, 6)]
    assert read_document(broken).warnings == [*named, "3 more damaged places"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read_document(data)
    except UnreadableDocument:
        return
    assert document.lines


@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(0, 255))
def test_one_changed_byte_leaves_all_other_lines(at: int, value: int) -> None:
    data = bytearray(TEXT.encode())
    data[at] = value
    found = words(read_document(bytes(data)))
    missing = [text for text in whole() if text not in found]
    assert len(missing) <= 2  # a line end may be lost, too
