"""What lies in the raw folders: every document once, in one order, known by its bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.refresh.catalogue import read_catalogues
from dagster_project.refresh.inventory import SourceGone, list_catalogues, list_documents
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
    names = ["catalogue.csv", "sub/Catalogue.CSV", "catalogue (1).csv", "catalogue - 副本.csv"]
    for number, name in enumerate([*names, "catalogue.csv.txt", "my catalogue.csv", "Catalogue2.csv"]):
        write(tmp_path, name, str(number).encode())
    assert paths(tmp_path) == ["Catalogue2.csv", "catalogue.csv.txt", "my catalogue.csv"]
    assert [file.path for file in list_catalogues([tmp_path])] == ["catalogue.csv", "sub/Catalogue.CSV"]


def test_what_programs_leave_beside_documents_is_none(tmp_path: Path) -> None:
    left = ["2024.txt.part", "2024.txt.crdownload", "a.txt~", "~$2023.docx", "Thumbs.db", "desktop.ini", "Desktop.INI"]
    for number, name in enumerate([*left, "x.tmp", "部门.txt", "part.txt", "a~b.txt"]):
        write(tmp_path, name, str(number).encode())
    assert paths(tmp_path) == ["a~b.txt", "part.txt", "部门.txt"]


def test_an_empty_folder_holds_nothing_and_a_missing_one_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    assert paths(tmp_path) == []
    assert paths() == []
    write(tmp_path, "file", b"")
    for gone in ("missing", "file"):
        with pytest.raises(SourceGone, match=rf"the raw folder {tmp_path / gone} cannot be looked into"):
            list_documents([tmp_path / gone])


def test_a_name_in_another_encoding_is_read_and_can_be_printed(tmp_path: Path) -> None:
    for name in (b"2023\xc4\xea\xb2\xbf\xc3\xc5.txt", b"\xff\xfe.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(name)
    documents = list_documents([tmp_path])
    assert [document.path for document in documents] == ["2023年部门.txt", "\\xff\\xfe.txt"]
    assert [document.read() for document in documents] == [b"2023\xc4\xea\xb2\xbf\xc3\xc5.txt", b"\xff\xfe.txt"]


def test_what_cannot_be_read_has_an_outcome_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(tmp_path, good="1", secret="2")  # noqa: S106
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "share" / "x.txt")
    before = Path.open

    def refused(self: Path, *arguments: Any, **named: Any) -> Any:
        # Root may read everything, so the system's answer has to be made up here.
        if self.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return before(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refused)
    assert [(document.path, document.fault) for document in list_documents([tmp_path])] == [
        ("good.txt", None),
        ("nowhere.txt", "cannot be read: No such file or directory"),
        ("secret.txt", "cannot be read: Permission denied"),
    ]


def test_a_file_larger_than_any_disclosure_is_refused_by_its_size(tmp_path: Path) -> None:
    drop(tmp_path, good="good")
    with (tmp_path / "recording.mp4").open("wb") as handle:
        handle.truncate(12_000_000_000_000)  # a file with holes: nobody can have read it
    good, recording = list_documents([tmp_path])
    assert (good.fault, recording.fault) == (None, "12,000,000,000,000 bytes, more than 100,000,000")
    assert recording == list_documents([tmp_path])[1]


def test_a_linked_folder_is_followed_once_and_never_in_a_circle(tmp_path: Path) -> None:
    raw, elsewhere = tmp_path / "raw", tmp_path / "elsewhere"
    drop(raw / "z", own="1")
    drop(elsewhere, a="2")
    (raw / "2024").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(raw)
    (raw / "again").symlink_to(raw / "z")
    assert paths(raw) == ["2024/a.txt", "z/own.txt"]


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


def test_copies_are_named_with_their_folders(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    drop(one, a="same", b="same")
    drop(other, a="same")
    (document,) = list_documents([one, other])
    assert (document.folder, document.path) == (one, "a.txt")
    assert [(copy.folder, copy.path) for copy in document.copies] == [(one, "b.txt"), (other, "a.txt")]


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
    assert [entry.path for entry in entries] == [document.path for document in documents]
    assert [entry.published_on for entry in entries] == [None, "2023-01-19", "2025-01-23", None, None]
