"""A catalogue is understood as people and spreadsheets write it, or refused with file, row and column."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from pathlib import Path

import pytest

from dagster_project.refresh.catalogue import CATALOGUE_FIELDS, CatalogueError, matched, read_catalogues, read_date
from dagster_project.refresh.inventory import list_documents

HEADER = "path,publisher,region,source_url,received_at,published_on\n"


def catalogue(folder: Path, text: str, encoding: str = "utf-8") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalogue.csv").write_bytes(text.encode(encoding))


def entries(*folders: Path) -> list[dict[str, str | None]]:
    return [{name: asdict(record)[name] for name in CATALOGUE_FIELDS} for record in read_catalogues(folders)]


def refused(folder: Path, text: str) -> str:
    catalogue(folder, text)
    with pytest.raises(CatalogueError) as error:
        read_catalogues([folder])
    assert str(folder / "catalogue.csv") in str(error.value)
    return str(error.value).removeprefix(str(folder / "catalogue.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str, end: str) -> None:
    text = HEADER + '预算.txt,"拉萨市,医疗保障局",西藏自治区拉萨市,https://e.cn/?a=1,2026-11-22,2025-01-23\n'
    catalogue(tmp_path, text.replace("\n", end), encoding)
    assert entries(tmp_path) == [
        {
            "path": "预算.txt",
            "publisher": "拉萨市,医疗保障局",
            "region": "西藏自治区拉萨市",
            "source_url": "https://e.cn/?a=1",
            "received_at": "2026-11-22",
            "published_on": "2025-01-23",
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        "path;publisher;region;source_url;received_at;published_on\na.txt;目局;测试省;;;2023-01-19\n",
        "path\tpublisher\tregion\tsource_url\treceived_at\tpublished_on\na.txt\t目局\t测试省\t\t\t2023-01-19\n",
        "PATH,Publisher,REGION,Source_URL,Received_At,Published_On\na.txt,目局,测试省,,,2023-01-19\n",
        " path , publisher , region , source_url , received_at , published_on \na.txt , 目局 ,测试省,,,2023-01-19\n",
        "文件,发布单位,地区,来源,收到日期,发布日期\na.txt,目局,测试省,,,2023-01-19\n",
        "文件名，发布单位，地区，来源网址，收到日期，公开日期\na.txt，目局，测试省，，，2023年1月19日\n",
        "sep=,\r\n" + HEADER + "a.txt,目局,测试省,,,2023-01-19\n",
        "\n,,,\n" + HEADER + "./a.txt,目局,测试省,,,2023-01-19\n",
        HEADER + "a.txt,目局,测试省,,,2023-01-19\na.txt,目局,测试省,,,\n",
        "备注,published_on,region,publisher,path\n旧,20230119,测试省,目局,a.txt\n",
    ],
)
def test_as_people_and_spreadsheets_write_it(tmp_path: Path, text: str) -> None:
    catalogue(tmp_path, text)
    (entry,) = entries(tmp_path)
    assert (entry["path"], entry["publisher"], entry["region"]) == ("a.txt", "目局", "测试省")
    assert entry["published_on"] == "2023-01-19"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "a.txt,某局,,,,2023-02-30\n", ": row 2, column published_on: '2023-02-30' is no date"),
        (HEADER + "a.txt,某局,,,去年,\n", ": row 2, column received_at: '去年' is no date"),
        (HEADER + '"a.txt,某局,,,,\nb.txt,某局,,,,\n', ": row 2: a quotation mark without its other"),
        (
            HEADER + 'a.txt,"甲局,,,,\nb.txt,乙局",,,,\n',
            ": row 2, column publisher: a quotation mark takes in the rows",
        ),
        (HEADER + "a.txt,某局,,,,\na.txt,另局,,,,\n", ": row 3, column publisher: differs from row 2"),
        (HEADER + ",财政局,,,,\n", ": row 2, column path: is empty"),
        (HEADER + "a.txt,拉萨市,医疗保障局,,,,one too many\n", ": row 2: 7 fields under 6 columns"),
        ("name,publisher\na.txt,某局\n", ", row 1: no column path (文件); it has name, publisher"),
        ("path,publishr,published_on\na.txt,某局,\n", ", row 1: column publishr is not known"),
        ("path,publisher,publisher\na.txt,某局,\n", ", row 1: publisher twice"),
        ("PK\x03\x04 a workbook", " is a workbook, not CSV"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_row_and_column(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text).startswith(said)


def test_bytes_in_no_encoding_are_refused_with_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_bytes(b"path,publisher\n\xff\xff\xff,\x81\n")
    with pytest.raises(CatalogueError, match=r"catalogue\.csv is no CSV: text in no known encoding"):
        read_catalogues([tmp_path])


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, HEADER + "".join(f"{n}.txt,,,,,gestern\n" for n in range(12)))
    assert said.count("is no date") == 10
    assert said.endswith("and 2 more")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2023-01-19", "2023-01-19"),
        ("2023/1/19", "2023-01-19"),
        ("2023.1.19", "2023-01-19"),
        ("2023年1月19日", "2023-01-19"),
        ("2023 年 1 月 19 日", "2023-01-19"),
        ("２０２３年１月１９日", "2023-01-19"),
        ("20230119", "2023-01-19"),
        # Day 44945 of spreadsheets: 2023-01-01 is 44927.
        ("44945", "2023-01-19"),
        ("44945.375", "2023-01-19"),
        ("2023-01-19 09:00", "2023-01-19"),
        ("2023-01-19T09:00:00Z", "2023-01-19"),
        ("2023-02-30", None),
        ("2023年1月", None),
        ("19/1/2023", None),
        ("1/19/23", None),
        ("2023-1/19", None),
        ("1023-01-19", None),
        ("12345", None),
        ("2023", None),
    ],
)
def test_dates(written: str, date: str | None) -> None:
    assert read_date(written) == date


def test_empty_and_missing_fields_are_none(tmp_path: Path) -> None:
    catalogue(tmp_path, HEADER + "b.txt,,  ,,,\n\na.txt\nc.txt, 财政局 ,,,,,,\n")
    blank = dict.fromkeys(CATALOGUE_FIELDS)
    assert entries(tmp_path) == [
        {**blank, "path": "a.txt"},
        {**blank, "path": "b.txt"},
        {**blank, "path": "c.txt", "publisher": "财政局"},
    ]


def test_line_breaks_and_quotes_in_a_field_stay(tmp_path: Path) -> None:
    catalogue(tmp_path, HEADER + 'a.txt,"财政局\n""本级""",,,,\n')
    assert entries(tmp_path)[0]["publisher"] == '财政局\n"本级"'


def test_no_catalogue_and_an_empty_one_say_nothing(tmp_path: Path) -> None:
    assert entries(tmp_path) == []
    catalogue(tmp_path, " \n\n")
    assert entries(tmp_path) == []


def spoken_of(*folders: Path) -> dict[tuple[str, str], str | None]:
    """Folder and path of each document, and the publisher that the catalogues give it."""
    documents = list_documents(folders)
    records = matched(read_catalogues(folders), documents, [document.sha256 for document in documents])
    publishers = {record.document_id: record.publisher for record in records if record.document_id}
    return {(document.folder.name, document.path): publishers.get(document.sha256) for document in documents}


def test_a_catalogue_speaks_of_its_own_folder(tmp_path: Path) -> None:
    for name in ("甲局", "乙局"):
        catalogue(tmp_path / name, HEADER + f"2023年部门预算.txt,{name},,,,\n")
        (tmp_path / name / "2023年部门预算.txt").write_text(name, encoding="utf-8")
    assert spoken_of(tmp_path / "甲局", tmp_path / "乙局") == {
        ("甲局", "2023年部门预算.txt"): "甲局",
        ("乙局", "2023年部门预算.txt"): "乙局",
    }


def test_a_catalogue_of_a_subfolder_speaks_of_what_lies_there(tmp_path: Path) -> None:
    catalogue(tmp_path / "sub", HEADER + "a.txt,某局,,,,\n")
    (tmp_path / "sub" / "a.txt").write_text("a", encoding="utf-8")
    assert spoken_of(tmp_path) == {(tmp_path.name, "sub/a.txt"): "某局"}


@pytest.mark.parametrize(
    ("lies", "written"),
    [
        (unicodedata.normalize("NFD", "café预算.txt"), "café预算.txt"),
        ("café预算.txt", unicodedata.normalize("NFD", "café预算.txt")),
        ("2023 .txt ", "2023 .txt"),
        ("sub/a.txt", "sub\\a.txt"),
        ("sub/a.txt", "./sub//a.txt "),
    ],
)
def test_the_same_file_in_another_spelling(tmp_path: Path, lies: str, written: str) -> None:
    (tmp_path / lies).parent.mkdir(exist_ok=True)
    (tmp_path / lies).write_text("a", encoding="utf-8")
    catalogue(tmp_path, HEADER + f"{written},某局,,,,\n")
    assert list(spoken_of(tmp_path).values()) == ["某局"]


def test_a_row_of_a_copy_speaks_of_the_document(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("same", encoding="utf-8")
    catalogue(tmp_path, HEADER + "b.txt,某局,,,,\nc.txt,没有的局,,,,\n")
    assert spoken_of(tmp_path) == {(tmp_path.name, "a.txt"): "某局"}
