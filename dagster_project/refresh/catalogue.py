"""What the catalogues beside the documents say: read as people and spreadsheets write them, or refused.

Belongs here: separators, headers, quotes, dates and paths of a `catalogue.csv`, and which document a row speaks of.
Does not: what a publisher is called elsewhere (seeds). Nothing is passed over in silence: what cannot be understood is
an error that names file, row and column.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from dagster_project.documents.archive import SEPARATOR
from dagster_project.documents.encoding import decode
from dagster_project.documents.model import UnreadableDocument
from dagster_project.refresh.inventory import DroppedDocument, DroppedFile, list_catalogues
from dagster_project.storage.listing import CatalogueRecord

CATALOGUE_FIELDS = ("path", "publisher", "region", "source_url", "received_at", "published_on")
DATES = ("received_at", "published_on")
# What people call the columns, compared without spaces and in small letters.
HEADERS = {
    **{name: name for name in CATALOGUE_FIELDS},
    **dict.fromkeys(("file", "filename", "file_name", "文件", "文件名", "文件名称", "文件路径", "路径"), "path"),
    **dict.fromkeys(
        ("发布单位", "公开单位", "发布部门", "发布机构", "单位", "单位名称", "部门", "部门名称"), "publisher"
    ),
    **dict.fromkeys(("地区", "区域", "所在地区", "行政区", "行政区划"), "region"),
    **dict.fromkeys(("url", "来源", "网址", "链接", "来源网址", "来源地址", "来源链接"), "source_url"),
    **dict.fromkeys(("收到日期", "接收日期", "获取日期", "收集日期", "下载日期"), "received_at"),
    **dict.fromkeys(("发布日期", "公布日期", "公开日期", "发布时间", "公布时间", "公开时间"), "published_on"),
}
# Columns that people add for themselves.
REMARKS = {"remark", "remarks", "note", "notes", "comment", "no", "no.", "备注", "说明", "序号", "编号", "#", ""}
SEPARATORS = ",;\t|，；"
# A spreadsheet counts days from here; these numbers are the years 1982 to 2064.
SPREADSHEET_EPOCH, SPREADSHEET_DAYS = datetime.date(1899, 12, 30), range(30_000, 60_200)
DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"|年(?P<month_zh>\d{1,2})月(?P<day_zh>\d{1,2})[日号]?|(?P<month_8>\d{2})(?P<day_8>\d{2}))"
    r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
YEARS = range(1949, 2101)
MOST_FAULTS = 10


class CatalogueError(Exception):
    """A catalogue cannot be understood; the message names the file and, line by line, row and column."""


def read_catalogues(folders: Sequence[Path]) -> list[CatalogueRecord]:
    """What the catalogues say, one record a folder and path; empty fields are None, dates are ISO.

    Paths are relative to the raw folder, with forward slashes, else as written. Raises `CatalogueError`, `SourceGone`.
    """
    found: dict[tuple[str, str], CatalogueRecord] = {}
    for file in list_catalogues(folders):
        found |= {(str(record.folder), comparable(str(record.path))): record for record in _read(file)}
    return sorted(found.values(), key=lambda record: (str(record.path), str(record.folder)))


def matched(
    records: Iterable[CatalogueRecord], documents: Iterable[DroppedDocument], ids: Iterable[str]
) -> list[CatalogueRecord]:
    """The records, each with the id of the document that it speaks of, if there is one: at most one a document.

    A document that lies there several times is spoken of by the row of its first path that has one; a file of an
    archive that has no row of its own by that of the archive around it.
    """
    by_place = {(str(record.folder), comparable(str(record.path))): record for record in records}
    found: dict[tuple[str, str], CatalogueRecord] = {}
    spoken_of: set[tuple[str, str]] = set()
    for document, document_id in zip(documents, ids, strict=True):
        for folder, path in [(document.folder, document.path), *((copy.folder, copy.path) for copy in document.copies)]:
            place = around = (str(folder), comparable(path))
            while around not in by_place and SEPARATOR in around[1]:
                around = (around[0], around[1].rpartition(SEPARATOR)[0])
            if around in by_place:
                inside = {} if around == place else {"path": path}
                found[place] = replace(by_place[around], document_id=document_id, **inside)
                spoken_of.add(around)
                break
    return [*found.values(), *(record for place, record in by_place.items() if place not in spoken_of)]


def comparable(path: str) -> str:
    """A path in one form: systems differ in how they compose characters, people in slashes and spaces at the end."""
    parts = unicodedata.normalize("NFC", path).replace("\\", "/").split("/")
    return "/".join(part.strip() for part in parts if part.strip() not in ("", "."))


def read_date(text: str) -> str | None:
    """A date as people and spreadsheets write it, as ISO; None where it is none: 2023年1月19日, 20230119, 44945."""
    words = re.sub(r"\s*([年月日号/.-])\s*", r"\1", unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(r"\d{5}(\.\d+)?", words) and int(float(words)) in SPREADSHEET_DAYS:
        return (SPREADSHEET_EPOCH + datetime.timedelta(days=int(float(words)))).isoformat()
    found = DATE.fullmatch(words)
    if not found or int(found["year"]) not in YEARS:
        return None
    month = found["month"] or found["month_zh"] or found["month_8"]
    day = found["day"] or found["day_zh"] or found["day_8"]
    try:
        return datetime.date(int(found["year"]), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _read(file: DroppedFile) -> Iterator[CatalogueRecord]:
    """The records of one catalogue. Raises `CatalogueError` with all of its faults."""
    faults: list[str] = []
    found: dict[str, tuple[int, CatalogueRecord]] = {}
    below = PurePosixPath(file.path).parent
    for number, row in _rows(_text(file), file, faults):
        values = {name: (value.strip() or None) for name, value in row.items()}
        if not any(values.values()):
            continue
        for name in DATES:
            if (written := values.get(name)) and not (read := read_date(written)):
                faults.append(f"row {number}, column {name}: {written!r} is no date (2023-01-19)")
            elif written:
                values[name] = read
        path = values.get("path")
        if not path:
            faults.append(f"row {number}, column path: is empty")
            continue
        plain = (below / path.replace("\\", "/").strip().removeprefix("./")).as_posix()
        record = CatalogueRecord(str(file.folder), plain, *(values.get(name) for name in CATALOGUE_FIELDS[1:]))
        first, before = found.setdefault(comparable(plain), (number, record))
        if before is not record:
            both = [
                name
                for name in CATALOGUE_FIELDS[1:]
                if getattr(before, name) != getattr(record, name) and getattr(before, name) and getattr(record, name)
            ]
            faults += [f"row {number}, column {name}: differs from row {first}, of the same path" for name in both]
            merged = {name: getattr(before, name) or getattr(record, name) for name in CATALOGUE_FIELDS[1:]}
            found[comparable(plain)] = (first, replace(before, **merged))
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        raise CatalogueError("; ".join([f"{_name(file)}: {faults[0]}", *faults[1:MOST_FAULTS], *more]))
    return iter([record for _, record in found.values()])


def _text(file: DroppedFile) -> str:
    try:
        data = file.file.read_bytes()
        if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise CatalogueError(f"{_name(file)} is a workbook, not CSV: save it as CSV")
        return decode(data)[0]
    except UnreadableDocument as error:
        raise CatalogueError(f"{_name(file)} is no CSV: {error}") from error
    except OSError as error:
        raise CatalogueError(f"{_name(file)} cannot be read: {error.strerror}") from error


def _rows(text: str, file: DroppedFile, faults: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row by row the fields under the names of our columns, with the number of the line that the row begins on."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip(SEPARATORS + " ﻿")), None)
    if start is None:
        return
    if re.fullmatch(r"sep=.", lines[start], re.IGNORECASE):
        start += 1
    separator, header = _header(lines[start] if start < len(lines) else "")
    names = [HEADERS.get(name) for name in header]
    if "path" not in names:
        raise CatalogueError(f"{_name(file)}, row {start + 1}: no column path (文件); it has {', '.join(header)}")
    twice = {str(name) for name in names if name and names.count(name) > 1}
    unknown = [name for name, known in zip(header, names, strict=True) if not known and name not in REMARKS]
    missing = [name for name in CATALOGUE_FIELDS if name not in names]
    if twice or (unknown and missing):
        said = f"{', '.join(sorted(twice))} twice" if twice else f"column {', '.join(unknown)} is not known"
        raise CatalogueError(f"{_name(file)}, row {start + 1}: {said}; columns are {', '.join(CATALOGUE_FIELDS)}")
    reader = csv.reader(io.StringIO("\n".join(lines[start + 1 :]), newline=""), delimiter=separator, strict=True)
    number = start + 2
    try:
        for row in reader:
            for name, value in zip(names, row, strict=False):
                # A field of two lines may be meant; one that holds the separators of a row is a row that got lost.
                if "\n" in value and separator in value.partition("\n")[2]:
                    faults.append(f"row {number}, column {name}: a quotation mark takes in the rows below it")
            if any(value.strip() for value in row[len(names) :]):
                faults.append(f"row {number}: {len(row)} fields under {len(names)} columns")
            yield number, {name: value for name, value in zip(names, row, strict=False) if name}
            number = start + 2 + reader.line_num
    except csv.Error as error:
        faults.append(f"row {number}: a quotation mark without its other ({error})")


def _header(line: str) -> tuple[str, list[str]]:
    """The separator under which most columns are known, and the names as they are compared."""
    read = {mark: _names(line, mark) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: sum(name in HEADERS for name in read[mark]))
    return best, read[best]


def _names(line: str, separator: str) -> list[str]:
    fields = next(csv.reader([line], delimiter=separator), [])
    return [re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).strip("\ufeff").lower() for name in fields]


def _name(file: DroppedFile) -> str:
    return str(file.folder / file.path)
