"""Archives in the raw folders: their members are the documents, with paths, origins and outcomes of their own."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import land
from dagster_project.documents import archive as archive_reader
from dagster_project.refresh.catalogue import matched, read_catalogues
from dagster_project.refresh.inventory import DroppedDocument, list_documents
from dagster_project.refresh.unpacking import unpacked
from dagster_project.refresh.up_to_date import fingerprint
from dagster_project.settings import CHECKOUT, Settings
from dagster_project.storage.run_log import RunLog
from tests.rendering import Description, render_docx, render_zip

GOOD = next((CHECKOUT / "raw").glob("2023_budget_*.txt")).read_bytes()
HEADER = "path,publisher,region,source_url,received_at,published_on\n"


def documents(folder: Path) -> dict[str, DroppedDocument]:
    return {document.path: document for document in unpacked(list_documents([folder]))}


def encrypted(name: str) -> bytes:
    data = bytearray(render_zip({name: b"1"}, gbk_names=False))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def test_members_stand_in_the_place_of_their_archive(tmp_path: Path) -> None:
    inner = render_zip({"丙.txt": b"3"})
    (tmp_path / "a.zip").write_bytes(render_zip({"预算/乙.txt": b"2", "内.zip": inner}))
    (tmp_path / "b.docx").write_bytes(render_docx(Description(("预算",))))
    found = documents(tmp_path)
    assert list(found) == ["a.zip!/内.zip!/丙.txt", "a.zip!/预算/乙.txt", "b.docx"]
    member = found["a.zip!/内.zip!/丙.txt"]
    assert (member.read(), member.size, member.sha256) == (b"3", 1, hashlib.sha256(b"3").hexdigest())


def test_what_is_not_unpacked_leaves_its_archive_as_a_document(tmp_path: Path) -> None:
    (tmp_path / "part.zip").write_bytes(render_zip({"a.txt": b"1", "内.zip": encrypted("b.txt")}))
    (tmp_path / "bomb.zip").write_bytes(render_zip({"a.txt": b"2", "b.txt": b"\0" * 20_000_000}))
    (tmp_path / "cut.zip").write_bytes(render_zip({"a.txt": b"3" * 1000})[:60])
    (tmp_path / "empty.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "folders.zip").write_bytes(render_zip({"目/": b""}))
    assert list(documents(tmp_path)) == [
        "bomb.zip",
        "cut.zip",
        "empty.zip",
        "folders.zip",
        "part.zip",
        "part.zip!/a.txt",
    ]


def test_of_the_same_bytes_a_file_of_its_own_stands_for_all(tmp_path: Path) -> None:
    data = render_zip({"a.txt": b"1", "b.txt": b"2", "c.txt": b"2"})
    (tmp_path / "one.zip").write_bytes(data)
    (tmp_path / "two.zip").write_bytes(data)
    (tmp_path / "z.txt").write_bytes(b"1")
    found = documents(tmp_path).items()
    assert {path: tuple(copy.path for copy in document.copies) for path, document in found} == {
        "one.zip!/b.txt": ("two.zip!/b.txt", "one.zip!/c.txt", "two.zip!/c.txt"),
        "z.txt": ("one.zip!/a.txt", "two.zip!/a.txt"),
    }


def test_a_member_has_its_own_row_of_the_catalogue_or_that_of_the_archive_around_it(tmp_path: Path) -> None:
    data = render_zip({"甲.txt": b"1", "乙.txt": b"2", "内.zip": render_zip({"丙.txt": b"3", "丁.txt": b"4"})})
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "b.txt").write_bytes(b"5")
    rows = "a.zip,市财政局,,https://e.cn/a.zip,,\na.zip!/乙.txt,市水务局,,,,\na.zip!/内.zip,市教育局,,,,\n"
    (tmp_path / "catalogue.csv").write_text(HEADER + rows, encoding="utf-8")
    found = unpacked(list_documents([tmp_path]))
    records = matched(read_catalogues([tmp_path]), found, [document.path for document in found])
    assert {record.document_id: (record.path, record.publisher, record.source_url) for record in records} == {
        "a.zip!/甲.txt": ("a.zip!/甲.txt", "市财政局", "https://e.cn/a.zip"),
        "a.zip!/乙.txt": ("a.zip!/乙.txt", "市水务局", None),
        "a.zip!/内.zip!/丙.txt": ("a.zip!/内.zip!/丙.txt", "市教育局", None),
        "a.zip!/内.zip!/丁.txt": ("a.zip!/内.zip!/丁.txt", "市教育局", None),
    }


def test_an_archive_comes_and_goes_as_one(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    settings = Settings(home=tmp_path / "home", raw_folders=(raw,))
    settings.home.mkdir()
    with duckdb.connect(str(settings.warehouse)) as connection:
        RunLog(connection).start("run")

    def landing(*, withdraw: bool = False) -> tuple[int, int, int]:
        done = land(settings, "run", lambda text: None, withdraw=withdraw)
        return done.new, done.changed, done.removed

    def rows(sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    states = [fingerprint(settings)]
    archive = raw / "公开.zip"
    archive.write_bytes(render_zip({"预算.txt": GOOD, "说明.txt": "收入".encode(), "密.zip": encrypted("b.txt")}))
    states.append(fingerprint(settings))
    assert states[0] != states[1]
    assert landing() == (3, 0, 0)
    assert landing() == (0, 0, 0)
    # The program for RAR and 7z comes or goes: what was said of the archive may be so no more, of texts it is.
    with pytest.MonkeyPatch.context() as other:
        other.setattr(archive_reader, "is_available", lambda: not shutil.which("unar"))
        assert fingerprint(settings) not in states
        assert landing() == (0, 1, 0)
    assert landing() == (0, 1, 0)
    outcomes = "select path, status, reason from raw.documents inner join raw.dropped using (document_id) order by path"
    assert rows(outcomes) == [
        ("公开.zip", "rejected", "1 of 3 files of the archive not read: 密.zip!/b.txt: encrypted with a password"),
        ("公开.zip!/说明.txt", "rejected", "no table found"),
        ("公开.zip!/预算.txt", "loaded", None),
    ]
    assert rows("select count(*) > 0 from raw.cells") == [(True,)]
    archive.unlink()
    assert fingerprint(settings) == states.pop(0)
    assert landing(withdraw=True) == (0, 0, 3)
    assert rows("select path from raw.withdrawn order by path") == [
        (path,) for path in ("公开.zip", "公开.zip!/说明.txt", "公开.zip!/预算.txt")
    ]
    assert rows("select count(*) from raw.lines") == [(0,)]
