"""Many documents on several cores give the same records in the same order; a document beyond a limit is rejected."""

from __future__ import annotations

import errno
import hashlib
import re
import time
from pathlib import Path
from random import Random

import pytest

from dagster_project.assets import workers
from dagster_project.assets.landing import extractor_versions
from dagster_project.assets.workers import extract_all, extract_within_limits
from dagster_project.disclosures import LayoutBook, extraction
from dagster_project.disclosures.records import Extraction, Reading
from dagster_project.documents import Document, allowance
from dagster_project.documents.allowance import ask_for_a_page
from dagster_project.refresh.inventory import DroppedDocument, list_documents
from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import budget_document

BOOK = LayoutBook.load(CHECKOUT / "seeds")
VERSIONS = extractor_versions(CHECKOUT / "seeds")


def dropped(folder: Path, name: str, text: str) -> DroppedDocument:
    (folder / name).write_text(text, encoding="utf-8")
    return DroppedDocument(folder, name, hashlib.sha256(text.encode()).hexdigest())


def extracted(document: DroppedDocument) -> Extraction:
    result = extract_within_limits(document, BOOK, VERSIONS)
    assert result is not None
    return result


def test_processes_give_the_same_records_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(6):
        (tmp_path / f"{seed}.txt").write_text(budget_document(Random(seed)).text, encoding="utf-8")
    documents = list_documents([tmp_path])
    alone = [record for batch in extract_all(documents, BOOK, VERSIONS, print) for record in batch]
    monkeypatch.setattr(workers, "LEAST_FOR_PROCESSES", 2)
    monkeypatch.setattr(workers, "BATCH", 4)
    batches = list(extract_all(documents, BOOK, VERSIONS, print))
    assert [len(batch) for batch in batches] == [4, 2]
    assert [record for batch in batches for record in batch] == alone
    assert [record.document.sha256 for record in alone] == [document.sha256 for document in documents]


def test_a_document_that_takes_too_long_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(data: bytes, book: LayoutBook, version: str) -> None:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(workers, "extract", endless)
    monkeypatch.setattr(workers, "MOST_SECONDS", 0.2)
    started = time.monotonic()
    result = extracted(dropped(tmp_path, "slow.txt", "x"))
    assert time.monotonic() - started < 5
    assert (result.document.status, result.document.reason) == ("rejected", "not read within 0 s")


def test_more_time_that_a_reader_asks_for_is_given_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asking(data: bytes, book: LayoutBook, version: str) -> None:
        ask_for_a_page()
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(workers, "extract", asking)
    monkeypatch.setattr(workers, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(allowance, "SECONDS_A_PAGE", 1.0)
    started = time.monotonic()
    result = extracted(dropped(tmp_path, "slow.txt", "x"))
    assert 1.2 <= time.monotonic() - started < 10
    assert result.document.reason == "not read within 1 s"


def test_a_rejection_has_the_version_of_the_reader_that_failed(tmp_path: Path) -> None:
    result = extracted(dropped(tmp_path, "a.pdf", "%PDF-1.7"))
    assert result.document.status == "rejected"
    assert result.document.extractor_version == VERSIONS["pdf"]


def test_a_document_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_BYTES", 10)
    result = extracted(dropped(tmp_path, "large.txt", "eleven bytes"))
    assert (result.document.status, result.document.reason) == ("rejected", "12 bytes, more than 10")


@pytest.mark.parametrize("error", [MemoryError, RecursionError, KeyError, ValueError])
def test_a_reader_that_breaks_rejects_its_document_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def breaks(data: bytes, book: LayoutBook, version: str) -> None:
        raise error

    monkeypatch.setattr(workers, "extract", breaks)
    result = extracted(dropped(tmp_path, "deep.txt", "x"))
    assert result.document.status == "rejected"
    assert error.__name__ in str(result.document.reason)


class Recogniser:
    """A family of tables whose recogniser breaks on some documents."""

    def __init__(self, error: Exception, words: str) -> None:
        self.error, self.words = error, words

    def read(self, document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
        if any(self.words in line.text for line in document.lines):
            raise self.error
        return Reading()


@pytest.mark.parametrize(
    "error", [KeyError("place"), ValueError("no number"), AssertionError(), OSError("cannot identify image file")]
)
def test_a_recogniser_that_breaks_is_one_documents_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    texts = [budget_document(Random(seed)).text for seed in range(3)]
    texts[1] += "\n这一行使识别出错\n"
    documents = [dropped(tmp_path, f"{number}.txt", text) for number, text in enumerate(texts)]
    monkeypatch.setitem(extraction.FAMILIES, "made up", Recogniser(error, "识别出错"))
    (results,) = extract_all(documents, BOOK, VERSIONS, print)
    assert [result.document.status for result in results] == ["loaded", "rejected", "loaded"]
    broken = results[1].document
    assert re.fullmatch(
        rf"a fault of ours: {type(error).__name__} at disclosures\.extraction, line \d+", broken.reason or ""
    )
    assert (broken.sha256, broken.bytes) == (documents[1].sha256, len(texts[1].encode()))
    assert (results[1].lines, results[1].tables) == ([], [])


def test_a_fault_of_the_machine_is_no_fault_of_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Recogniser(OSError(errno.ENOSPC, "No space left on device"), "")
    monkeypatch.setitem(extraction.FAMILIES, "made up", full)
    with pytest.raises(OSError, match="No space left"):
        extract_within_limits(dropped(tmp_path, "a.txt", "2023年部门预算公开"), BOOK, VERSIONS)


@pytest.mark.parametrize("change", ["grows", "goes", "is replaced"])
def test_what_is_not_what_was_listed_is_left_for_the_next_refresh(tmp_path: Path, change: str) -> None:
    """The text that the store would keep under the listed fingerprint is never another one."""
    moved, stays = dropped(tmp_path, "moved.txt", "first"), dropped(tmp_path, "stays.txt", "second")
    if change == "goes":
        (tmp_path / "moved.txt").unlink()
    else:
        (tmp_path / "moved.txt").write_text("first and more" if change == "grows" else "other", encoding="utf-8")
    (batch,) = extract_all([moved, stays], BOOK, VERSIONS, print)
    assert [extraction.document.sha256 for extraction in batch] == [stays.sha256]


def test_long_readings_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "REPORT_SECONDS", -1.0)
    said: list[str] = []
    documents = [dropped(tmp_path, "a.txt", "a"), dropped(tmp_path, "b.txt", "b")]
    list(extract_all(documents, BOOK, VERSIONS, said.append))
    assert said == ["read 1 of 2 documents", "read 2 of 2 documents"]
