"""Landing: the dropped documents become lines, tables and cells in the schema `raw`, as printed.

A document is read when its bytes are new or its reader or the recognisers have changed, else what is landed stays.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb

from dagster_project import disclosures
from dagster_project.assets.workers import extract_all
from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.extraction import document_id
from dagster_project.disclosures.layouts import SEEDS
from dagster_project.documents.versions import reader_versions
from dagster_project.progress import say
from dagster_project.refresh.inventory import list_documents, read_catalogues
from dagster_project.refresh.unpacking import unpacked, with_members
from dagster_project.refresh.up_to_date import fingerprint, record_start
from dagster_project.settings import Settings
from dagster_project.storage.listing import CatalogueRecord, DroppedRecord
from dagster_project.storage.lock import hold_until_exit
from dagster_project.storage.raw_store import COLUMNS, LISTING, RawStore
from dagster_project.storage.run_log import RunLog, now

GROUP = "raw"
LOCK_SECONDS = 600
OTHER_CODE = "the working database was made by another version of the code: all documents are read again"


@dataclass(frozen=True)
class LandingSummary:
    """What one landing did."""

    documents: int
    new: int
    changed: int  # read again because the extractor changed
    removed: int
    rows: dict[str, int]


def extractor_versions(seeds: Path) -> dict[str, str]:
    """By format, the fingerprint of all that decides what extraction yields: reader, recognisers, layout seeds."""
    sources = list(Path(disclosures.__path__[0]).rglob("*.py"))
    sources += [seeds / f"{name}.csv" for name in SEEDS]
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.relative_to(source.parents[1]).as_posix().encode())
        digest.update(source.read_bytes())
    recognisers = digest.hexdigest()[:12]
    return {form: f"{version}-{recognisers}" for form, version in reader_versions().items()}


def land(settings: Settings, run_id: str, report: Callable[[str], None] = print) -> LandingSummary:
    """Bring the schema `raw` up to what lies in the raw folders, all or nothing; `report` hears of long readings."""
    versions = extractor_versions(settings.seeds)
    current = set(versions.values())
    book = LayoutBook.load(settings.seeds)
    dropped = unpacked(list_documents(settings.raw_folders))
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("begin")
        store = RawStore(connection)
        if store.made_by_other_code:
            report(OTHER_CODE)
        landed = store.landed()
        lying = {document_id(document.sha256): document for document in dropped}
        new = [document for key, document in lying.items() if key not in landed]
        changed = [
            document
            for key, document in lying.items()
            if key in landed and (store.made_by_other_code or landed[key] not in current)
        ]
        removed = [key for key in landed if key not in lying]
        store.withdraw(removed, now())
        store.remove(document_id(document.sha256) for document in changed)
        landed_at = now()
        for extractions in extract_all([*new, *changed], book, versions, report):
            store.add(extractions, landed_at)
        store.replace_listing(
            [
                DroppedRecord(key, document.path, document.sha256, "、".join(document.copies) or None)
                for key, document in lying.items()
            ],
            [CatalogueRecord(**entry) for entry in with_members(read_catalogues(settings.raw_folders), dropped)],
        )
        RunLog(connection).count_documents(run_id, len(new), len(changed), len(removed))
        connection.execute("commit")
        return LandingSummary(len(dropped), len(new), len(changed), len(removed), store.counts())


def build_landing(settings: Settings, descriptions: Mapping[str, str]) -> dg.AssetsDefinition:
    """The landing as one step that yields the raw tables as assets; `descriptions` says what they hold."""
    specs = [
        dg.AssetSpec(
            dg.AssetKey([GROUP, name]),
            group_name=GROUP,
            description=descriptions.get(name),
            kinds={"duckdb", "python"},
        )
        for name in (*COLUMNS, *LISTING)
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
        for name, rows in landing.rows.items():
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey([GROUP, name]),
                metadata={"dagster/row_count": rows},
            )

    return land_documents
