"""A disclosure site on 127.0.0.1 whose answers a test sets, and a collector that asks it."""

from __future__ import annotations

import csv
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from dagster_project.refresh.collector import Limits, Outcome, collect
from dagster_project.refresh.collector.addresses import Resolver, resolve
from dagster_project.settings import Settings

COLUMNS = ["source_id", "url", "publisher", "region", "document_kind", "link_pattern", "allowed_host", "active"]
QUICK = Limits(
    connect=2, read=0.4, download=1.2, document_bytes=200_000, page_bytes=50_000, back_off=0.01, pause=0, pages=8
)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """Answers by path (with query); what was asked, in order: path and headers."""

    port: int = 0
    answers: dict[str, Answering] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def headers(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.asked if asked == path]

    def page(self, path: str, *links: str, charset: str = "utf-8") -> None:
        """A page of links, each a whole element."""
        body = f"<!doctype html><html><body>{' '.join(links)}</body></html>".encode(charset)
        self.answers[path] = answer(body, {"Content-Type": "text/html"})

    def document(self, path: str, body: bytes = PDF, **headers: str) -> None:
        self.answers[path] = answer(body, {name.replace("_", "-"): value for name, value in headers.items()})


def answer(body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> Answering:
    """An answer as servers give it: 304 where the validator is still good, a part where a part is asked for."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        named = dict(headers or {})
        etag = named.get("ETag")
        start = 0
        code = status
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
            return
        asked = handler.headers.get("Range")
        if asked and etag and handler.headers.get("If-Range") == etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            named["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            code = 206
        handler.send_response(code)
        for name, value in {"Content-Length": str(len(body) - start), **named}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[start:])

    return send


def redirect(location: str, status: int = 302) -> Answering:
    return answer(b"", {"Location": location}, status)


def in_turn(*answers: Answering) -> Answering:
    """One after the other, the last one again and again."""
    left = list(answers)

    def send(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return send


def cut(body: bytes, after: int, etag: str | None = None) -> Answering:
    """The connection ends in the middle of the body."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        if etag:
            handler.send_header("ETag", etag)
        handler.end_headers()
        handler.wfile.write(body[:after])

    return send


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers.items())))
            try:
                site.answers.get(self.path, answer(b"<html>no such page</html>", {"Content-Type": "text/html"}, 404))(
                    self
                )
            except OSError:
                return  # the collector has had enough

        def log_message(self, *arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Collector:
    """A warehouse's folders, a list of sources, and the command of the person who runs it."""

    settings: Settings
    site: Site
    limits: Limits = QUICK

    @property
    def raw(self) -> Path:
        return self.settings.raw_folders[0]

    def list_source(self, url: str, pattern: str = "", host: str = "127.0.0.1", **fields: str) -> None:
        row = {
            "source_id": "bureau",
            "url": url,
            "publisher": "拉萨市财政局",
            "region": "西藏自治区拉萨市",
            "document_kind": "",
            "link_pattern": pattern,
            "allowed_host": host,
            "active": "true",
            **fields,
        }
        file = self.settings.seeds / "sources.csv"
        is_new = not file.exists()
        with file.open("a", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS)
            if is_new:
                writer.writeheader()
            writer.writerow(row)

    def run(self, resolver: Resolver = resolve, **limits: float) -> dict[str, Outcome]:
        """One collection; the outcomes by path and query of their address, or by the whole address elsewhere."""
        outcomes = collect(self.settings, replace(self.limits, **limits), resolver=resolver)  # type: ignore[arg-type]
        base = self.site.url("")
        by_address = {outcome.url.removeprefix(base): outcome for outcome in outcomes}
        assert len(by_address) == len(outcomes), "an address was asked twice"
        return by_address

    def documents(self) -> dict[str, bytes]:
        """The stored files of the source by name."""
        return {file.name: file.read_bytes() for file in sorted((self.raw / "bureau").rglob("*")) if file.is_file()}

    def sql(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.settings.collector / "outcomes.sqlite")) as connection:
            return connection.execute(query).fetchall()


def verdict(outcome: Outcome) -> tuple[str, str | None]:
    return outcome.status, outcome.reason
