"""What lies in the raw folders: every document once, in one order, known by its bytes; and what the catalogues say."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.refresh.inventory import CATALOGUE_FIELDS, list_documents, read_catalogues
from dagster_project.settings import CHECKOUT


def drop(folder: Path, **contents: str) -> None:
    """Files by name; `__` in a name is a slash, the ending is added where none is given."""
    for name, content in contents.items():
        write(folder, f"{name.replace('__', '/')}.txt", content.encode())


def write(folder: Path, path: str, content: bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def paths(*folders: Path) -> list[str]:
    return [document.path for document in list_documents(folders)]


def test_documents_are_sorted_by_path_whatever_the_order_of_dropping(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a-1.txt", "预算.pdf", "10.txt", "9.txt", "B.txt", "a/b/c.xlsx", "none"]
    for number, name in enumerate(names):
        write(tmp_path, name, str(number).encode())
    assert paths(tmp_path) == [
        "10.txt",
        "9.txt",
        "B.txt",
        "a-1.txt",
        "a.txt",
        "a/b/c.xlsx",
        "a/z.txt",
        "b.txt",
        "none",
        "预算.pdf",
    ]


def test_a_document_is_known_by_its_bytes_and_read_from_its_place(tmp_path: Path) -> None:
    content = "收入\t1,00\r\n".encode("gb18030")
    write(tmp_path, "2023/部门 预算.txt", content)
    (document,) = list_documents([tmp_path])
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert (document.folder, document.path) == (tmp_path, "2023/部门 预算.txt")
    assert document.read() == content


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    drop(tmp_path, seen="1")
    for number, name in enumerate([".hidden", ".DS_Store", ".git/config", "a/.cache/b.txt", "a/.c.txt"]):
        write(tmp_path, name, f"hidden {number}".encode())
    assert paths(tmp_path) == ["seen.txt"]


def test_a_raw_folder_below_a_hidden_one_is_read(tmp_path: Path) -> None:
    drop(tmp_path / ".budget" / "raw", seen="1")
    assert paths(tmp_path / ".budget" / "raw") == ["seen.txt"]


def test_the_catalogue_is_no_document_but_its_namesakes_are(tmp_path: Path) -> None:
    for number, name in enumerate(["catalogue.csv", "catalogue.csv.txt", "my catalogue.csv", "Catalogue2.csv"]):
        write(tmp_path, name, str(number).encode())
    assert paths(tmp_path) == ["Catalogue2.csv", "catalogue.csv.txt", "my catalogue.csv"]


def test_empty_folders_and_missing_folders_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    assert paths(tmp_path) == []
    assert paths(tmp_path / "missing") == []
    assert paths() == []


def test_of_files_with_the_same_bytes_the_first_path_stands_for_all(tmp_path: Path) -> None:
    drop(tmp_path, b="same", a__z="same", c="other", **{"a-1": "same"})
    assert paths(tmp_path) == ["a-1.txt", "c.txt"]


def test_an_empty_file_is_listed(tmp_path: Path) -> None:
    drop(tmp_path, empty="", also_empty="")
    assert paths(tmp_path) == ["also_empty.txt"]


def test_several_folders(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    drop(one, c="1", b="2", z="twice")
    drop(other, a="3", b="4", d="twice")
    documents = list_documents([one, other])
    assert [(document.folder.name, document.path) for document in documents if document.path != "b.txt"] == [
        ("other", "a.txt"),
        ("one", "c.txt"),
        ("one", "z.txt"),
    ]
    assert {(document.folder.name, document.read()) for document in documents if document.path == "b.txt"} == {
        ("one", b"2"),
        ("other", b"4"),
    }
    turned = list_documents([other, one])
    assert [document.path for document in turned] == ["a.txt", "b.txt", "b.txt", "c.txt", "d.txt"]


def test_the_same_folder_twice_is_the_same_listing(tmp_path: Path) -> None:
    drop(tmp_path, a="1", b="2")
    assert list_documents([tmp_path, tmp_path]) == list_documents([tmp_path])


@given(st.dictionaries(st.sampled_from([f"{a}{b}c" for a in "ab" for b in "/-x1"]), st.binary(max_size=1), max_size=8))
def test_every_content_is_listed_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    for name, content in contents.items():
        write(folder, f"{name}.txt", content)
    documents = list_documents([folder])
    assert sorted(document.read() for document in documents) == sorted(set(contents.values()))
    listed = [document.path for document in documents]
    assert listed == sorted(listed)
    for document in documents:
        same = [f"{name}.txt" for name, content in contents.items() if content == document.read()]
        assert document.path == min(same)


HEADER = "path,publisher,region,source_url,received_at,published_on\n"


def catalogue(folder: Path, text: str, encoding: str = "utf-8") -> None:
    write(folder, "catalogue.csv", text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_catalogue_in_every_encoding_spreadsheets_write(tmp_path: Path, encoding: str, end: str) -> None:
    text = HEADER + '预算.txt,"拉萨市,医疗保障局",西藏自治区拉萨市,https://e.cn/?a=1,2026-11-22,2025-01-23\n'
    catalogue(tmp_path, text.replace("\n", end), encoding)
    assert read_catalogues([tmp_path]) == [
        {
            "path": "预算.txt",
            "publisher": "拉萨市,医疗保障局",
            "region": "西藏自治区拉萨市",
            "source_url": "https://e.cn/?a=1",
            "received_at": "2026-11-22",
            "published_on": "2025-01-23",
        }
    ]


def test_empty_and_missing_fields_are_none(tmp_path: Path) -> None:
    catalogue(tmp_path, HEADER + "b.txt,,  ,,,\na.txt\nc.txt, 财政局 ,,,,,,one too many\n")
    blank = dict.fromkeys(CATALOGUE_FIELDS)
    assert read_catalogues([tmp_path]) == [
        {**blank, "path": "a.txt"},
        {**blank, "path": "b.txt"},
        {**blank, "path": "c.txt", "publisher": "财政局"},
    ]


def test_missing_columns_are_none_and_unknown_columns_are_left_out(tmp_path: Path) -> None:
    catalogue(tmp_path, "remark,publisher,path\n旧,财政局,a.txt\n")
    assert read_catalogues([tmp_path]) == [{**dict.fromkeys(CATALOGUE_FIELDS), "path": "a.txt", "publisher": "财政局"}]


def test_rows_without_a_path_say_nothing(tmp_path: Path) -> None:
    catalogue(tmp_path, HEADER + ",财政局,,,,\n\n   ,水务局,,,,\n")
    assert read_catalogues([tmp_path]) == []


def test_line_breaks_and_quotes_in_a_field_stay(tmp_path: Path) -> None:
    catalogue(tmp_path, HEADER + 'a.txt,"财政局\n""本级""",,,,\n')
    assert read_catalogues([tmp_path])[0]["publisher"] == '财政局\n"本级"'


def test_the_first_word_on_a_path_counts(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    catalogue(one, HEADER + "b.txt,one,,,,\nb.txt,again,,,,\n")
    catalogue(other, HEADER + "a.txt,other,,,,\nb.txt,other,,,,\n")
    entries = read_catalogues([one, other, tmp_path])
    assert [(entry["path"], entry["publisher"]) for entry in entries] == [("a.txt", "other"), ("b.txt", "one")]


def test_no_catalogue_no_entries(tmp_path: Path) -> None:
    assert read_catalogues([tmp_path, tmp_path / "missing"]) == []


def test_the_corpus_is_listed_and_its_catalogue_names_every_document() -> None:
    documents = list_documents([CHECKOUT / "raw"])
    assert [(document.path[:11], document.sha256[:16]) for document in documents] == [
        ("2021_target", "8d50251b55a61383"),
        ("2023_budget", "50a74c829a0c9f4a"),
        ("2025_budget", "862bcf86d639ace2"),
        ("2025_projec", "37d5fd6c62b25de0"),
        ("2026_target", "183cd9da7cde5aa1"),
    ]
    entries = read_catalogues([CHECKOUT / "raw"])
    assert [entry["path"] for entry in entries] == [document.path for document in documents]
    assert [entry["published_on"] for entry in entries] == [None, "2023-01-19", "2025-01-23", None, None]
