"""Whether documents that are missing were taken out, or whether it is their source that is gone.

Belongs here: how many may go without a person's word, and what an empty folder means. Does not: walking the folders
(`inventory`), what is remembered of a withdrawn document (`storage.raw_store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from pathlib import Path

from dagster_project.documents.archive import SEPARATOR
from dagster_project.refresh.inventory import DroppedDocument, SourceGone
from dagster_project.storage.listing import DroppedRecord

# Fewer than this many are taken out by hand now and then; nobody is asked.
LEAST = 3
NAMED = 5
MEANT = (
    "If they were taken out on purpose: `python -m dagster_project build --withdraw`, or in Dagster the "
    "configuration `withdraw: true` of land_documents"
)


class WithdrawalRefused(Exception):
    """More documents are gone than go unasked; the message says which, and how a person confirms it."""


def check_withdrawals(
    folders: Sequence[Path],
    documents: Sequence[DroppedDocument],
    landed: Mapping[str, DroppedRecord],
    lying: Iterable[str],
    most: float,
) -> None:
    """Raises `SourceGone` or `WithdrawalRefused` where what is missing is more than a person takes out in silence.

    `landed` is what the last landing knew, `lying` the ids that lie there now, `most` the share that may go. A
    document that lies under the path of another has replaced it, which is no withdrawal.
    """
    readable = [document for document in documents if not document.fault]
    if not readable:
        named = ", ".join(map(str, folders))
        raise SourceGone(f"no document lies in {named}: is the share mounted? Readers keep what they had. {MEANT}")
    places = {(str(document.folder), document.path) for document in readable}
    places |= {(str(copy.folder), copy.path) for document in readable for copy in document.copies}
    paths = {path for _, path in places}
    here = set(lying)
    gone = [
        record
        for key, record in landed.items()
        if key not in here
        # Landed by code that did not remember the folder.
        and ((record.folder, record.path) not in places if record.folder else record.path not in paths)
    ]
    for folder in folders:
        lost = [record for record in gone if record.folder == str(folder)]
        if lost and not any(place == str(folder) for place, _ in places):
            raise SourceGone(f"{folder} is empty, and {_counted(lost)} lay there: is the share mounted? {MEANT}")
    for document in documents:
        lost = [record for record in gone if document.fault and record.path.startswith(f"{document.path}/")]
        if lost:
            below = document.folder / document.path
            raise SourceGone(f"{below} {document.fault}, and {_counted(lost)} lay below it. {MEANT}")
    files = sorted({_around(record) for record in gone})
    known = {_around(record) for record in landed.values()}
    if len(files) >= LEAST and len(files) > most * len(known):
        names = ", ".join(files[:NAMED])
        more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
        raise WithdrawalRefused(f"{len(files)} of {_counted(known)} are gone: {names}{more}. {MEANT}")


def _around(record: DroppedRecord) -> str:
    """An archive goes as one, whatever it holds."""
    return record.path.partition(SEPARATOR)[0]


def _counted(records: Sized) -> str:
    return "1 document" if len(records) == 1 else f"{len(records)} documents"
