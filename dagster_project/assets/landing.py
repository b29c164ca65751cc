"""Landing: the dropped documents become lines, tables and cells in the schema `raw`, as printed.

A document is read when its bytes are new or its reader or the recognisers have changed, else what is landed stays.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
from pydantic import Field

from dagster_project import disclosures
from dagster_project.assets.workers import extract_all
from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.extraction import document_id
from dagster_project.disclosures.layouts import SEEDS
from dagster_project.documents.versions import reader_versions
from dagster_project.progress import say
from dagster_project.refresh.catalogue import CatalogueError, matched, read_catalogues
from dagster_project.refresh.inventory import DroppedDocument, SourceGone, list_documents
from dagster_project.refresh.liveness import begin_step
from dagster_project.refresh.unpacking import unpacked
from dagster_project.refresh.up_to_date import fingerprint, is_up_to_date, record_start, record_unchanged, start_run
from dagster_project.refresh.withdrawals import WithdrawalRefused, check_withdrawals
from dagster_project.settings import Settings
from dagster_project.storage.listing import CatalogueRecord, DroppedRecord
from dagster_project.storage.opening import opened
from dagster_project.storage.raw_store import COLUMNS, LISTING, RawStore
from dagster_project.storage.run_log import RunLog, now

GROUP = "raw"
MOST_NAMED = 5
OTHER_CODE = "the working database was made by another version of the code: all documents are read again"


@dataclass(frozen=True)
class LandingSummary:
    """What one landing did."""

    documents: int
    new: int
    changed: int  # read again because the extractor changed
    removed: int
    moved: int  # changed while they were read: left for the next refresh
    rows: dict[str, int]


class LandingConfig(dg.Config):
    """What a person may say of one run."""

    withdraw: bool = Field(default=False, description="Documents that are gone were taken out on purpose.")
    force: bool = Field(default=False, description="Run although nothing has changed.")


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


def land(
    settings: Settings,
    run_id: str,
    report: Callable[[str], None] = print,
    *,
    listed: Sequence[DroppedDocument] | None = None,
    withdraw: bool = False,
) -> LandingSummary:
    """Bring the schema `raw` up to what lies in the raw folders, all or nothing; `report` hears of what is to be known.

    `listed` saves listing the folders again. Raises `SourceGone`, `WithdrawalRefused` (not where `withdraw`),
    `CatalogueError`; what was landed stays then.
    """
    versions = extractor_versions(settings.seeds)
    current = set(versions.values())
    book = LayoutBook.load(settings.seeds)
    dropped = unpacked(list_documents(settings.raw_folders) if listed is None else listed)
    catalogue = read_catalogues(settings.raw_folders)
    with opened(settings.warehouse) as connection:
        connection.execute("begin")
        store = RawStore(connection)
        if store.made_by_other_code:
            report(OTHER_CODE)
        landed, before = store.landed(), store.listing()
        lying = {document_id(document.sha256): document for document in dropped}
        if not withdraw:
            check_withdrawals(settings.raw_folders, dropped, before, lying, settings.most_withdrawn)
        again = {key for key in landed if store.made_by_other_code or landed[key] not in current}
        new = [document for key, document in lying.items() if key not in landed]
        changed = [document for key, document in lying.items() if key in again]
        landed_at = now()
        read: set[str] = set()
        for extractions in extract_all([*new, *changed], book, versions, report):
            ids = {extraction.document.document_id for extraction in extractions}
            store.remove(ids & again)
            store.add(extractions, landed_at)
            read |= ids
        moved = [document for document in [*new, *changed] if document_id(document.sha256) not in read]
        for document in moved:
            report(f"{document.path} changed while it was read: left for the next refresh")
            key = document_id(document.sha256)
            del lying[key]
            # What lay in its place when it could be read stays until then.
            for kept, record in before.items():
                if kept == key or (record.folder, record.path) == (str(document.folder), document.path):
                    lying.setdefault(kept, DroppedDocument(document.folder, record.path, record.sha256))
        removed = [key for key in landed if key not in lying]
        store.withdraw(removed, now())
        records = matched(catalogue, lying.values(), lying)
        store.replace_listing([_record(key, document) for key, document in lying.items()], records)
        _report_rows_without_file(records, report)
        counted = len(new) - sum(document_id(document.sha256) not in landed for document in moved)
        RunLog(connection).count_documents(run_id, counted, len(changed), len(removed))
        connection.execute("commit")
        return LandingSummary(len(lying), counted, len(changed), len(removed), len(moved), store.counts())


def _record(key: str, document: DroppedDocument) -> DroppedRecord:
    copies = "、".join(copy.path for copy in document.copies) or None
    return DroppedRecord(key, document.path, document.sha256, copies, str(document.folder))


def _report_rows_without_file(records: Sequence[CatalogueRecord], report: Callable[[str], None]) -> None:
    paths = [str(record.path) for record in records if record.document_id is None]
    if paths:
        more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
        report(f"the catalogues speak of files that do not lie there: {', '.join(paths[:MOST_NAMED])}{more}")


def build_landing(settings: Settings, descriptions: Mapping[str, str]) -> dg.AssetsDefinition:
    """The landing as one step that yields the raw tables as assets; `descriptions` says what they hold.

    Where nothing has changed since the last publication it yields none, and nothing after it runs.
    """
    specs = [
        dg.AssetSpec(
            dg.AssetKey([GROUP, name]),
            group_name=GROUP,
            description=descriptions.get(name),
            kinds={"duckdb", "python"},
            skippable=True,
        )
        for name in (*COLUMNS, *LISTING)
    ]

    @dg.multi_asset(specs=specs, name="land_documents")
    def land_documents(
        context: dg.AssetExecutionContext, config: LandingConfig
    ) -> Iterator[dg.MaterializeResult[None]]:
        run_id = context.run.run_id
        begin_step(settings, context)
        try:
            documents = list_documents(settings.raw_folders)
            state = fingerprint(settings, documents)
            if not (config.force or config.withdraw) and is_up_to_date(settings, state):
                record_unchanged(settings, run_id)
                say(context, "nothing new: the published version is what the documents give")
                return
            with opened(settings.warehouse) as connection:
                start_run(connection, settings, run_id)
            landing = land(
                settings,
                run_id,
                lambda text: say(context, text),
                listed=documents,
                withdraw=config.withdraw,
            )
            with opened(settings.warehouse) as connection:
                # What was left out will be looked at again: this run is not all that lies there.
                record_start(connection, run_id, f"{state} without {landing.moved}" if landing.moved else state)
        except (SourceGone, WithdrawalRefused, CatalogueError) as error:
            # Nothing that a second look would change.
            raise dg.Failure(str(error), allow_retries=False) from None
        except (OSError, duckdb.IOException) as error:
            # A folder that went away for a moment, a database that a tool has open: that passes.
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
