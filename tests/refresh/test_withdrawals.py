"""A source that is gone is not a source that is empty, and what is landed is what was read."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import LandingSummary, land
from dagster_project.refresh.inventory import SourceGone, list_documents
from dagster_project.refresh.withdrawals import WithdrawalRefused
from dagster_project.settings import Settings

DOCUMENTS = 12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two raw folders, of which the first holds all but one document, landed once."""
    raw, other = tmp_path / "raw", tmp_path / "other"
    raw.mkdir()
    other.mkdir()
    (tmp_path / "home").mkdir()
    for number in range(DOCUMENTS - 1):
        (raw / f"{number:02}.txt").write_text(f"document {number}\n", encoding="utf-8")
    (other / "alone.txt").write_text("alone\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home", raw_folders=(raw, other))
    assert landed(settings).new == DOCUMENTS
    return settings


def landed(settings: Settings, *, withdraw: bool = False) -> LandingSummary:
    return land(settings, "run", lambda text: None, withdraw=withdraw)


def kept(settings: Settings) -> dict[str, str]:
    """Path and text of every document in the working database; each has its outcome and no other."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        orphans = connection.execute(
            """select document_id from raw.dropped full join raw.documents using (document_id)
            where dropped.sha256 is distinct from documents.sha256"""
        ).fetchall()
        assert orphans == []
        return dict(
            connection.execute("select path, text from raw.dropped join raw.lines using (document_id)").fetchall()
        )


@pytest.mark.parametrize("how", ["missing", "empty", "a file"])
def test_a_folder_that_is_gone_withdraws_nothing(settings: Settings, how: str) -> None:
    raw = settings.raw_folders[0]
    before = kept(settings)
    shutil.rmtree(raw)
    if how == "empty":
        raw.mkdir()
    elif how == "a file":
        raw.write_text("no folder")
    with pytest.raises(SourceGone, match=str(raw)):
        landed(settings)
    assert kept(settings) == before
    if how != "empty":
        with pytest.raises(SourceGone):
            landed(settings, withdraw=True)


def test_one_empty_folder_of_several_is_a_share_that_is_not_mounted(settings: Settings) -> None:
    (settings.raw_folders[1] / "alone.txt").unlink()
    with pytest.raises(SourceGone, match=r"other is empty, and 1 document lay there"):
        landed(settings)
    assert landed(settings, withdraw=True).removed == 1
    # It is known to be empty now.
    assert landed(settings).removed == 0


def test_a_linked_share_that_is_gone_withdraws_nothing(settings: Settings, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text("on the share\n", encoding="utf-8")
    (settings.raw_folders[0] / "2024").symlink_to(share)
    assert landed(settings).new == 1
    share.rename(tmp_path / "away")
    with pytest.raises(
        SourceGone, match=r"raw/2024 cannot be read: No such file or directory, and 1 document lay below"
    ):
        landed(settings)


def test_nothing_at_all_is_no_first_publication_either(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "home").mkdir()
    settings = Settings(home=tmp_path / "home", raw_folders=(tmp_path / "raw",))
    with pytest.raises(SourceGone, match="no document lies in"):
        landed(settings)
    assert landed(settings, withdraw=True).documents == 0


def test_more_than_a_share_waits_for_a_persons_word(settings: Settings) -> None:
    raw = settings.raw_folders[0]
    for number in range(2):
        (raw / f"{number:02}.txt").unlink()
    assert landed(settings).removed == 2
    before = kept(settings)
    for number in range(2, 5):
        (raw / f"{number:02}.txt").unlink()
    with pytest.raises(WithdrawalRefused, match=r"3 of 10 documents are gone: 02.txt, 03.txt, 04.txt.*--withdraw"):
        landed(settings)
    assert kept(settings) == before
    assert landed(settings, withdraw=True).removed == 3


def test_other_bytes_under_the_same_names_are_no_withdrawal(settings: Settings) -> None:
    for number in range(DOCUMENTS - 1):
        (settings.raw_folders[0] / f"{number:02}.txt").write_text(f"corrected {number}\n", encoding="utf-8")
    done = landed(settings)
    assert (done.new, done.removed) == (DOCUMENTS - 1, DOCUMENTS - 1)


def test_a_file_that_grows_is_left_for_the_next_refresh_and_what_was_known_of_it_stays(settings: Settings) -> None:
    grown, come = settings.raw_folders[0] / "00.txt", settings.raw_folders[0] / "new.txt"
    grown.write_text("document 0, longer", encoding="utf-8")
    come.write_text("new", encoding="utf-8")
    listed = list_documents(settings.raw_folders)
    # Between listing and reading.
    grown.write_text("document 0, longer and whole\n", encoding="utf-8")
    come.unlink()
    said: list[str] = []
    done = land(settings, "run", said.append, listed=listed)
    assert (done.documents, done.new, done.removed, done.moved) == (DOCUMENTS, 0, 0, 2)
    assert [text.partition(" ")[0] for text in said] == ["00.txt", "new.txt"]
    assert kept(settings)["00.txt"] == "document 0"
    done = landed(settings)
    assert (done.new, done.removed, done.moved) == (1, 1, 0)
    assert kept(settings)["00.txt"] == "document 0, longer and whole"


def test_a_catalogue_row_without_its_file_is_said(settings: Settings) -> None:
    rows = "path,publisher\n00.txt,某局\nnever.txt,某局\n"
    (settings.raw_folders[0] / "catalogue.csv").write_text(rows, encoding="utf-8")
    said: list[str] = []
    land(settings, "run", said.append)
    assert said == ["the catalogues speak of files that do not lie there: never.txt"]
