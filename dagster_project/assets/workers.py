"""Many documents to records: on all cores, in the order given, and none beyond its limits.

Belongs here: processes, limits and progress. Does not: what a document says (`disclosures`), or where records go
(`storage`). A document over a limit is rejected with the reason, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.disclosures.extraction import rejection
from dagster_project.disclosures.records import Extraction
from dagster_project.documents.allowance import MORE_TIME
from dagster_project.documents.model import UnreadableDocument
from dagster_project.documents.reading import format_of
from dagster_project.refresh.inventory import MOST_BYTES, DroppedDocument

# A disclosure of a department is read in well under a second.
MOST_SECONDS = 60.0
# Fewer documents than this are read before a second process has started.
LEAST_FOR_PROCESSES = 40
BATCH = 200
REPORT_SECONDS = 5.0
PACKAGE = Path(__file__).parent.parent


class TooSlow(Exception):
    """A document took longer than its limit, `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def extract_all(
    documents: Sequence[DroppedDocument], book: LayoutBook, versions: Mapping[str, str], report: Callable[[str], None]
) -> Iterator[list[Extraction]]:
    """Records of the documents, in batches that fit in memory; `report` hears every few seconds how many are read.

    A document that was changed or taken away since it was listed has none: the next refresh will find it.
    """
    reported = time.monotonic()
    batch: list[Extraction] = []
    for done, extraction in enumerate(_extractions(documents, book, versions), start=1):
        if extraction is not None:
            batch.append(extraction)
        if time.monotonic() - reported > REPORT_SECONDS:
            reported = time.monotonic()
            report(f"read {done:,} of {len(documents):,} documents")
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def extract_within_limits(
    document: DroppedDocument, book: LayoutBook, versions: Mapping[str, str]
) -> Extraction | None:
    """Records of one document; a rejection where it is too large, takes too long, or the reader breaks on it.

    `versions` are those of the readers, by format. None where its bytes are no longer those that were listed.
    """
    version = versions[""]
    if document.fault:
        return rejection(document.sha256, document.size, version, document.fault)
    try:
        data = document.read()
    except (OSError, UnreadableDocument):
        return None
    size = len(data)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        return None
    if size > MOST_BYTES:
        return rejection(document.sha256, size, version, f"{size:,} bytes, more than {MOST_BYTES:,}")
    try:
        with _time_limit(MOST_SECONDS):
            version = versions[format_of(data)]
            return extract(data, book, version)
    except TooSlow as error:
        return rejection(document.sha256, size, version, f"not read within {error.seconds:.0f} s")
    except (MemoryError, RecursionError) as error:
        return rejection(document.sha256, size, version, f"beyond what can be read: {type(error).__name__}")
    except Exception as error:
        # A full disk is no fault of what a document says: the run is tried again.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return rejection(document.sha256, size, version, f"a fault of ours: {_where(error)}")


def _where(error: Exception) -> str:
    """Kind of an exception and the last line of ours that it came through, for people who mend it."""
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)][-1]
    module = ".".join(Path(last.filename).relative_to(PACKAGE).with_suffix("").parts)
    return f"{type(error).__name__} at {module}, line {last.lineno}"


def _extractions(
    documents: Sequence[DroppedDocument], book: LayoutBook, versions: Mapping[str, str]
) -> Iterator[Extraction | None]:
    workers = os.cpu_count() or 1
    if len(documents) < LEAST_FOR_PROCESSES or workers == 1:
        for document in documents:
            yield extract_within_limits(document, book, versions)
        return
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(book, versions)
    ) as pool:
        yield from pool.map(_extract_in_worker, documents, chunksize=4)


_worker: dict[str, tuple[LayoutBook, Mapping[str, str]]] = {}


def _start_worker(book: LayoutBook, versions: Mapping[str, str]) -> None:
    _worker["context"] = (book, versions)


def _extract_in_worker(document: DroppedDocument) -> Extraction | None:
    return extract_within_limits(document, *_worker["context"])


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the body after so many seconds, and those that its reader asked for more.

    Only a main thread can be interrupted; others run on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    allowed = seconds

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow(allowed)

    def more(extra: float) -> None:
        nonlocal allowed
        allowed += extra
        signal.setitimer(signal.ITIMER_REAL, signal.getitimer(signal.ITIMER_REAL)[0] + extra)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    asked = MORE_TIME.set(more)
    try:
        yield
    finally:
        MORE_TIME.reset(asked)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
