"""What holds for every name, address and catalogue, whatever a server sends."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dagster_project.documents.formats import sniff
from dagster_project.refresh.catalogue import CATALOGUE_FIELDS, read_catalogues
from dagster_project.refresh.collector.addresses import is_public
from dagster_project.refresh.collector.content import Content, NoDocument, recognise
from dagster_project.refresh.collector.links import UnreadablePage, find_links
from dagster_project.refresh.collector.sources import DisclosurePage
from dagster_project.refresh.collector.storing import NAME_BYTES, Store, safe_name, with_ending
from dagster_project.refresh.inventory import list_documents

PDF = Content("PDF", (".pdf",))
SOURCE = DisclosurePage("bureau", "http://e.cn/", "财政局", "拉萨市", None, None)

hostile = st.text(st.characters(codec=None), max_size=300) | st.lists(
    st.sampled_from(
        ["..", ".", "/", "\\", "~", "con", "NUL.pdf", ".pdf", "catalogue.csv", "\0", "\u202e", "预算", " ", ":"]
    )
).map("".join)


@given(hostile)
@example("catalogue.csv")
@example("CATALOGUE.CSV")
@example("/" * 300)
@example("." * 300)
@example("预" * 300 + ".pdf")
@example("a." + "b" * 300)
@example("..\u200b/..")
def test_a_safe_name_is_one_visible_file_of_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    for safe in (safe_name(name), with_ending(safe_name(name), PDF)):
        assert safe
        assert len(safe.encode()) <= NAME_BYTES
        assert safe_name(safe) == safe
        folder = tmp_path_factory.mktemp("raw")
        (folder / safe).write_bytes(b"1")
        assert [file.name for file in folder.iterdir()] == [safe]
        assert [document.path for document in list_documents([folder])] == [safe]
        assert not set(safe) & set('<>:"|?*/\\')
        assert safe.isprintable()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("2025年部门预算公开（一）.pdf", "2025年部门预算公开（一）.pdf"),
        ("..\\上级\\预算.xls", "预算.xls"),
        ("预\u202e算\x00.pdf", "预算.pdf"),
        ("  预算 \t 公开.pdf ", "预算 公开.pdf"),
        ("...pdf", "pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("Catalogue.csv", "_Catalogue.csv"),
        ("", "document"),
        ("///", "document"),
    ],
)
def test_names_keep_what_is_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("预" * 300 + ".pdf") == "预" * 38 + ".pdf"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:db8::1",
    ],
)
def test_addresses_that_nobody_is_sent_to(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


fields = st.text(st.characters(codec="gb18030", exclude_characters="\0\r"), max_size=12)


@given(
    rows=st.lists(st.tuples(fields, fields, fields), max_size=4),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    ends=st.booleans(),
)
def test_what_people_wrote_into_the_catalogue_stays(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], encoding: str, end: str, ends: bool
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(["备注", *reversed(CATALOGUE_FIELDS)])
    for number, (remark, publisher, region) in enumerate(rows):
        writer.writerow([remark, "", "", "", region, publisher, f"{number}.txt"])
    written = text.getvalue() if ends else text.getvalue().removesuffix(end)
    (folder / "catalogue.csv").write_bytes(written.encode(encoding))
    before = (folder / "catalogue.csv").read_bytes()
    entries = read_catalogues([folder])
    download = folder / ".download"
    download.write_bytes(b"%PDF")
    path = Store(folder).add(SOURCE, "http://e.cn/a.pdf", "预算.pdf", PDF, download, "0" * 64)
    assert (folder / "catalogue.csv").read_bytes().startswith(before)
    added = [entry for entry in read_catalogues([folder]) if entry not in entries]
    assert [(entry.path, entry.publisher, entry.source_url) for entry in added] == [
        (path, "财政局", "http://e.cn/a.pdf")
    ]
    assert len(read_catalogues([folder])) == len(entries) + 1


def test_a_name_that_the_catalogue_gives_to_another_document_is_not_taken(tmp_path: Path) -> None:
    header = ",".join(CATALOGUE_FIELDS)
    (tmp_path / "catalogue.csv").write_text(f"{header}\nbureau/A.pdf,水务局,,,,\n", encoding="utf-8")
    download = tmp_path / ".download"
    download.write_bytes(b"%PDF")
    path = Store(tmp_path).add(SOURCE, "http://e.cn/a.pdf", "a.pdf", PDF, download, "0" * 64)
    assert path == "bureau/a-00000000.pdf"


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/plain", "application/pdf"]))
@example(b"<a href='http://[::1'>x</a>", "text/html")
def test_no_bytes_stop_the_collector(data: bytes, media_type: str) -> None:
    for link in find_links(data, "http://e.cn/"):
        assert link.url.isascii()
        assert link.document_name is None or link.document_name
    try:
        content = recognise(data, media_type, "a.pdf")
    except NoDocument:
        return
    assert content.is_page or sniff(data) not in ("", "text", "html")


def test_a_page_is_read_to_its_end() -> None:
    deep = b"<font>" * 1000
    start = b'<?xml version="1.0" encoding="gb2312"?><html>\0'
    page = start + deep + b'<!-- <a href="no.pdf"> --><a href="a.pdf">1</a>'
    assert [link.url for link in find_links(page, "http://e.cn/")] == ["http://e.cn/a.pdf"]


def test_a_page_that_the_parser_gives_up_says_so() -> None:
    with pytest.raises(UnreadablePage, match="Excessive depth"):
        find_links(b"<div>" * 20_000 + b'<a href="a.pdf">1</a>', "http://e.cn/")
