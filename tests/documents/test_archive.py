"""Archives: names, members, archives in archives, and what may never be unpacked."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from dagster_project.documents import archive
from dagster_project.documents.archive import Member, members, read_member
from dagster_project.documents.model import UnreadableDocument
from tests.rendering import Description, render_docx, render_xls, render_xlsx, render_zip
from tests.rendering.corpus import budget_2023

needs_unar = pytest.mark.skipif(not shutil.which("unar"), reason="the program unar is not installed")
needs_7z = pytest.mark.skipif(not shutil.which("7z"), reason="the program 7z, which packs for this test, is missing")


def reasons(data: bytes) -> dict[str, str]:
    return {member.name: member.reason for member in members(data)}


@pytest.mark.parametrize("gbk_names", [True, False], ids=["GBK", "UTF-8"])
def test_members_have_their_names_and_bytes(gbk_names: bool) -> None:
    files = {"预算公开/部门收支总表.xlsx": render_xlsx(budget_2023()), "说明.txt": "收入".encode()}
    data = render_zip(files, gbk_names=gbk_names)
    assert archive.can_read(data)
    assert {member.name: member.data for member in members(data)} == files
    assert read_member(data, "说明.txt") == files["说明.txt"]


@pytest.mark.parametrize("name", ["目录.txt", "目录/目录.txt"])
def test_names_in_gbk_that_could_be_utf8_as_well(name: str) -> None:
    name.encode("gbk").decode()
    assert [member.name for member in members(render_zip({name: b"1"}))] == [name]


def test_names_in_utf8_without_its_flag_and_with_backslashes() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(zipfile.ZipInfo("x" * len("目录\\表.txt".encode())), "1")
    data = target.getvalue().replace(b"x" * len("目录\\表.txt".encode()), "目录\\表.txt".encode())
    assert [member.name for member in members(data)] == ["目录/表.txt"]


@pytest.mark.parametrize(
    "data",
    [render_xlsx(budget_2023()), render_docx(Description(("预算",))), render_xls(budget_2023()), "收入".encode(), b""],
    ids=["xlsx", "docx", "xls", "text", "empty"],
)
def test_documents_are_no_archives(data: bytes) -> None:
    assert not archive.can_read(data)


@pytest.mark.parametrize("name", ["OFD.xml", "xl/workbook.xml", "XL\\Workbook.xml", "/word/document.xml"])
def test_a_container_with_the_parts_of_a_document_is_no_archive(name: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, "<x/>")
    assert not archive.can_read(target.getvalue())


def test_archives_in_archives_have_the_path_of_both() -> None:
    inner = render_zip({"乙.txt": b"2", "深/丙.txt": b"3"})
    data = render_zip({"甲.txt": b"1", "内.zip": inner})
    assert [(member.name, member.data) for member in members(data)] == [
        ("甲.txt", b"1"),
        ("内.zip!/乙.txt", b"2"),
        ("内.zip!/深/丙.txt", b"3"),
    ]
    assert read_member(data, "内.zip!/深/丙.txt") == b"3"
    with pytest.raises(UnreadableDocument, match="no member 丁"):
        read_member(data, "丁.txt")


def test_archives_nested_too_deep_are_refused_their_neighbours_are_not() -> None:
    data = b"1"
    for depth in range(6):
        data = render_zip({f"{depth}.zip" if depth else "文.txt": data, "旁.txt": b"2"})
    assert reasons(data)["5.zip!/4.zip!/3.zip"] == "archives nested deeper than 3"
    assert sum(not reason for reason in reasons(data).values()) == 3


@pytest.mark.parametrize("name", ["../甲.txt", "/etc/甲.txt", "a/../../甲.txt", "C:\\甲.txt", "甲\n.txt", "甲!/乙.txt"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    data = render_zip({name: b"1", "好.txt": b"2"}, gbk_names=False)
    assert [(member.name, bool(member.reason), member.data) for member in members(data)] == [
        (name.replace("\\", "/"), True, b""),
        ("好.txt", False, b"2"),
    ]


def test_litter_of_systems_is_no_member() -> None:
    files = {"__MACOSX/._甲.txt": b"0", "目/.DS_Store": b"0", "Thumbs.db": b"0", "目/": b"", "甲.txt": b"1"}
    assert [member.name for member in members(render_zip(files))] == ["甲.txt"]


def test_a_second_file_of_the_same_name_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("a.txt", "2")
    assert list(members(target.getvalue())) == [
        Member("a.txt", b"1"),
        Member("a.txt", b"", "a second file of the same name in the archive"),
    ]


def test_an_encrypted_member_is_refused_and_named() -> None:
    data = bytearray(render_zip({"a.txt": b"1"}, gbk_names=False))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert reasons(bytes(data)) == {"a.txt": "encrypted with a password"}
    with pytest.raises(UnreadableDocument, match="encrypted with a password"):
        read_member(bytes(data), "a.txt")


def test_a_damaged_member_leaves_the_others_alone() -> None:
    data = render_zip({"a.txt": b"aaaa" * 100, "b.txt": b"2"}, gbk_names=False)
    start = data.index(b"a.txt") + 5
    broken = data[:start] + bytes(byte ^ 0xFF for byte in data[start : start + 4]) + data[start + 4 :]
    found = {member.name: member for member in members(broken)}
    assert found["a.txt"].reason.startswith("damaged in the archive")
    assert found["b.txt"].data == b"2"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.txt": b"\0" * 20_000_000}, "taken for a bomb"),
        ({f"{number}.txt": b"1" for number in range(2_001)}, "more than 2,000 files"),
    ],
    ids=["ratio", "count"],
)
def test_bombs_are_a_reason(files: dict[str, bytes], reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        list(members(render_zip(files)))
    with pytest.raises(UnreadableDocument, match=reason):
        list(members(render_zip({"内.zip": render_zip(files)})))


def test_files_that_are_large_in_all_are_a_reason_before_they_are_unpacked() -> None:
    data = bytearray(render_zip({f"{number}.bin": bytes([number]) for number in range(10)}, gbk_names=False))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 20 : at + 28] = (4_000_000).to_bytes(4, "little") + (90_000_000).to_bytes(4, "little")
    with pytest.raises(UnreadableDocument, match="more than 500,000,000 bytes"):
        list(members(bytes(data)))


def test_a_cut_archive_has_its_reason() -> None:
    data = render_zip({"a.txt": b"1" * 1000})
    assert archive.can_read(data[:60])
    with pytest.raises(UnreadableDocument, match="damaged archive"):
        list(members(data[:60]))


def packed_by_7z(folder: Path, *options: str) -> bytes:
    (folder / "目录").mkdir()
    (folder / "预算.txt").write_bytes(b"1")
    (folder / "目录" / "b.txt").write_bytes("收入".encode())
    command = ["7z", "a", "-bd", *options, "packed.7z", "预算.txt", "目录"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return (folder / "packed.7z").read_bytes()


@needs_unar
@needs_7z
def test_7z_archives_are_unpacked(tmp_path: Path) -> None:
    data = packed_by_7z(tmp_path)
    assert archive.can_read(data)
    assert {member.name: member.data for member in members(render_zip({"内.7z": data}))} == {
        "内.7z!/预算.txt": b"1",
        "内.7z!/目录/b.txt": "收入".encode(),
    }


@needs_unar
@needs_7z
@pytest.mark.parametrize(
    ("options", "reason"), [(["-psecret"], "encrypted"), (["-psecret", "-mhe=on"], "encrypted 7z")]
)
def test_encrypted_7z_archives_say_so(tmp_path: Path, options: list[str], reason: str) -> None:
    data = packed_by_7z(tmp_path, *options)
    try:
        found = reasons(data)
    except UnreadableDocument as error:
        found = {"": str(error)}
    assert all(reason in text for text in found.values())


@pytest.mark.parametrize(("start", "name"), [(archive.RAR, "RAR"), (archive.SEVEN_ZIP, "7z")])
def test_without_the_program_the_reason_names_it(monkeypatch: pytest.MonkeyPatch, start: bytes, name: str) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match=f"{name} archive: install the program unar"):
        list(members(start + b"\0" * 100))


@needs_unar
@pytest.mark.parametrize("start", [archive.RAR, archive.SEVEN_ZIP])
def test_a_damaged_archive_of_the_other_kinds_has_its_reason(start: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="damaged or encrypted"):
        list(members(start + b"\0" * 100))
