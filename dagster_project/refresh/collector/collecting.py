"""One collection: every active source, each of its pages, each of their documents, one after the other."""

from __future__ import annotations

import datetime
import fcntl
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from dagster_project.refresh.collector.addresses import Resolver, resolve
from dagster_project.refresh.collector.content import HEAD_BYTES, Content, NoDocument, recognise
from dagster_project.refresh.collector.fetching import Answer, Fetcher, Limits, Refused, Unavailable, Validators
from dagster_project.refresh.collector.links import Link, UnreadablePage, decoded, encode_url, find_links
from dagster_project.refresh.collector.outcomes import Outcome, OutcomeLog
from dagster_project.refresh.collector.sources import DisclosurePage, active_sources
from dagster_project.refresh.collector.storing import Store
from dagster_project.settings import Settings


class CollectorBusy(Exception):
    """Another collection is running; the message says so."""


def collect(
    settings: Settings,
    limits: Limits | None = None,
    *,
    resolver: Resolver = resolve,
    say: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Ask every active source, store what is new in the first raw folder, and return all outcomes, also kept in
    `outcomes.sqlite`. `say` hears of each as it happens.

    Raises `SourceError`, `CatalogueError` or `CollectorBusy` before anybody is asked. A kill at any moment loses at
    most the outcome of the address being asked; the next collection takes that up.
    """
    sources = active_sources(settings.seeds)
    if not sources:
        return []
    with _alone(settings.collector), OutcomeLog.open(settings.collector / "outcomes.sqlite") as log:
        store = Store(settings.raw_folders[0])
        fetcher = Fetcher(settings.collector / "partial", limits or Limits(), resolver)
        outcomes = []
        for source in sources:
            for outcome in _Round(source, fetcher, store, log).outcomes():
                log.add(outcome)
                say(outcome)
                outcomes.append(outcome)
        return outcomes


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A lock that ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CollectorBusy("another collection is running; nothing was asked") from error
        yield


class _Round:
    """One source, once."""

    def __init__(self, source: DisclosurePage, fetcher: Fetcher, store: Store, log: OutcomeLog) -> None:
        self.source = source
        self.fetcher = fetcher
        self.store = store
        self.log = log
        self.pages = 0
        start = Link(encode_url(urldefrag(source.url).url))
        self.start = start.url
        self.host: str | None = None  # of the first page, once it is there
        self.waiting = deque([start])
        self.seen = {start.url}  # every address is asked once: links may run in circles

    def outcomes(self) -> Iterator[Outcome]:
        """Ask the page of the source and whatever hangs on it."""
        while self.waiting:
            link = self.waiting.popleft()
            outcome = self._outcome(link)
            yield replace(outcome, fetched_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))

    def _outcome(self, link: Link) -> Outcome:
        limit = self.fetcher.limits.pages
        before = self.log.last_good(self.source.source_id, link.url)
        nothing = Outcome(self.source.source_id, link.url, None, "failed")
        try:
            if self.pages >= limit and not link.document_name:
                raise Refused(f"more than {limit} pages: link_pattern is too wide")
            known = None
            if before and self.store.holds(before.path, before.sha256):
                known = Validators(before.etag, before.last_modified)
            answer = self.fetcher.fetch(link.url, self.source.allowed_host, known)
            if answer.partial is None and before:
                return replace(before, status="unchanged", reason="304 Not Modified", final_url=answer.final_url)
            return self._received(link, answer, before)
        except (Refused, NoDocument, UnreadablePage) as error:
            return replace(nothing, status="rejected", reason=str(error))
        except Unavailable as error:
            return replace(nothing, reason=str(error))

    def _received(self, link: Link, answer: Answer, before: Outcome | None) -> Outcome:
        download = answer.partial
        if download is None:
            raise Unavailable("304 Not Modified, though nothing was known")
        try:
            name = decoded(answer.file_name or "") or link.document_name or decoded(urlsplit(answer.final_url).path)
            with download.file.open("rb") as file:
                content = recognise(file.read(HEAD_BYTES), answer.media_type, name)
            outcome = Outcome(
                source_id=self.source.source_id,
                url=link.url,
                kind="page" if content.is_page else "document",
                status="fetched",
                final_url=answer.final_url,
                bytes=download.size,
                sha256=download.sha256(),
                etag=answer.etag,
                last_modified=answer.last_modified,
            )
            if content.is_page:
                return self._page(link, outcome, download.file, before)
            return self._document(outcome, content, name, download.file, before)
        finally:
            download.discard()

    def _page(self, link: Link, outcome: Outcome, file: Path, before: Outcome | None) -> Outcome:
        """Look into a page: what it links to is asked next."""
        is_start = link.url == self.start
        host = urlsplit(outcome.final_url or "").hostname
        if is_start:
            self.host = host
        elif link.document_name:
            raise NoDocument("an HTML page, not the document that the link names")
        elif host != self.host:
            raise NoDocument("a page of another host; list it as a source of its own")
        if (outcome.bytes or 0) > self.fetcher.limits.page_bytes:
            raise NoDocument(f"a page of {outcome.bytes:,} bytes, at most {self.fetcher.limits.page_bytes:,} are read")
        self.pages += 1
        self.seen.add(outcome.final_url or link.url)
        links = find_links(file.read_bytes(), outcome.final_url or link.url)
        wanted = [found for found in links if self._wants(found, is_start)]
        new = [found for found in wanted if found.url not in self.seen]
        if len(self.seen) + len(new) > self.fetcher.limits.addresses:
            raise NoDocument(f"{len(new)} more links, a source may have {self.fetcher.limits.addresses} in all")
        self.seen.update(found.url for found in new)
        self.waiting.extend(new)
        is_same = before is not None and before.sha256 == outcome.sha256
        return replace(outcome, status="unchanged" if is_same else "fetched", reason=f"{len(wanted)} links wanted")

    def _wants(self, link: Link, on_start: bool) -> bool:
        """Links to documents, and what the pattern names; below the first page every document is wanted."""
        pattern = self.source.link_pattern
        if pattern is None or (link.document_name and not on_start):
            return link.document_name is not None
        return link.matches(pattern)

    def _document(self, outcome: Outcome, content: Content, name: str, file: Path, before: Outcome | None) -> Outcome:
        """Store a document whose bytes are new."""
        sha256 = outcome.sha256 or ""
        path = self.store.path_of(sha256)
        if path is not None:
            return replace(outcome, status="unchanged", path=path, reason="these bytes are there already")
        path = self.store.add(self.source, outcome.url, name, content, file, sha256)
        changed = before is not None and before.path is not None and before.sha256 != sha256
        return replace(outcome, path=path, reason=f"changed, was {before.path}" if before and changed else None)
