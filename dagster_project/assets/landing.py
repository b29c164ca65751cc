"""Landing: the dropped documents become lines, tables and cells in the schema `raw`, as printed.

A document is read when its bytes are new or the extractor has changed, else what is landed stays.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb

from dagster_project import disclosures, documents
from dagster_project.assets.workers import extract_all
from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.extraction import document_id
from dagster_project.disclosures.layouts import SEEDS
from dagster_project.progress import say
from dagster_project.refresh.inventory import list_documents, read_catalogues
from dagster_project.refresh.up_to_date import fingerprint, record_start
from dagster_project.settings import Settings
from dagster_project.storage.lock import hold_until_exit
from dagster_project.storage.raw_store import RawStore
from dagster_project.storage.run_log import RunLog, now

GROUP = "raw"
LOCK_SECONDS = 600
DESCRIPTIONS = {
    "dropped": "What lies in the raw folders. 投放的文件",
    "catalogue": "What a person says of the documents. 文件目录",
    "documents": "One row per document and what became of it. 文件及其处理结果",
    "lines": "One row per non-empty line and its role. 逐行文本",
    "tables": "One row per table found. 识别出的表格",
    "columns": "One row per column of a recognised table. 表头各栏",
    "cells": "One row per cell, as printed. 单元格原文",
    "projects": "One row per project of a form or sheet. 项目",
    "funding": "One row per printed amount of a project's funding. 项目资金",
    "targets": "One row per printed performance indicator. 绩效指标",
    "reviews": "One row per criterion of a review form. 审核内容",
}


@dataclass(frozen=True)
class LandingSummary:
    """What one landing did."""

    documents: int
    new: int
    changed: int  # read again because the extractor changed
    removed: int
    rows: dict[str, int]


def extractor_version(seeds: Path) -> str:
    """Fingerprint of everything that decides what extraction yields: the code of both rooms and the layout seeds."""
    sources = [file for room in (documents, disclosures) for file in Path(room.__path__[0]).rglob("*.py")]
    sources += [seeds / f"{name}.csv" for name in SEEDS]
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.relative_to(source.parents[1]).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def land(settings: Settings, run_id: str, report: Callable[[str], None] = print) -> LandingSummary:
    """Bring the schema `raw` up to what lies in the raw folders, all or nothing; `report` hears of long readings."""
    version = extractor_version(settings.seeds)
    book = LayoutBook.load(settings.seeds)
    dropped = list_documents(settings.raw_folders)
    with duckdb.connect(str(settings.warehouse)) as connection:
        store = RawStore(connection)
        landed = store.landed()
        lying = {document_id(document.sha256): document for document in dropped}
        new = [document for key, document in lying.items() if key not in landed]
        changed = [document for key, document in lying.items() if landed.get(key, version) != version]
        removed = [key for key in landed if key not in lying]
        connection.execute("begin")
        store.withdraw(removed, now())
        store.remove(document_id(document.sha256) for document in changed)
        landed_at = now()
        for extractions in extract_all([*new, *changed], book, version, report):
            store.add(extractions, landed_at)
        store.replace_listing(dropped, read_catalogues(settings.raw_folders))
        RunLog(connection).count_documents(run_id, len(new), len(changed), len(removed))
        connection.execute("commit")
        return LandingSummary(len(dropped), len(new), len(changed), len(removed), store.counts())


def build_landing(settings: Settings) -> dg.AssetsDefinition:
    """The landing as one step that yields the raw tables as assets."""
    specs = [
        dg.AssetSpec(
            dg.AssetKey([GROUP, name]),
            group_name=GROUP,
            description=text,
            kinds={"duckdb", "python"},
        )
        for name, text in DESCRIPTIONS.items()
    ]

    @dg.multi_asset(specs=specs, name="land_documents")
    def land_documents(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[None]]:
        # A command holds the lock already; a run that Dagster starts takes it here and keeps it until its process ends.
        hold_until_exit(settings.home, LOCK_SECONDS, lambda text: say(context, text))
        try:
            with duckdb.connect(str(settings.warehouse)) as connection:
                RunLog(connection).start(context.run.run_id)
                record_start(connection, context.run.run_id, fingerprint(settings))
            landing = land(settings, context.run.run_id, lambda text: say(context, text))
        except (OSError, duckdb.IOException) as error:
            # A file that vanished while it was read, a database that a tool has open: that passes.
            raise dg.RetryRequested(max_retries=2, seconds_to_wait=5 * 4**context.retry_number) from error
        say(
            context,
            f"landed {landing.documents} documents: {landing.new} new, {landing.changed} read again, "
            f"{landing.removed} removed; {landing.rows['tables']} tables, {landing.rows['cells']} cells",
        )
        for name in DESCRIPTIONS:
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey([GROUP, name]),
                metadata={"dagster/row_count": landing.rows[name]},
            )

    return land_documents
