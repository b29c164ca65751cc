"""Getting the bytes behind an address, politely and within limits.

Belongs here: redirects, robots.txt, the pause between requests to one host, retries, time-outs, size caps, resuming,
conditional requests. Does not: what the bytes are (`content`), where they go (`storing`).

Two ends besides success: `Refused`, where we do not want what is offered and would not tomorrow, and `Unavailable`,
where the server did not deliver.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, responses
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url

from dagster_project.refresh.collector.addresses import POOLS, AddressRefused, Door, Resolver, resolve
from dagster_project.refresh.collector.links import encode_url
from dagster_project.refresh.collector.partial import Partial

# Headers that cannot be parsed are an outcome here, not a warning in the terminal.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

AGENT = "china-budget-warehouse"
CHUNK = 65536
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (408, 425, 429, 500, 502, 503, 504)  # what may be over a moment later
Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """How much of anything. Times in seconds, sizes in bytes."""

    connect: float = 10
    read: float = 30  # between two arrivals of bytes
    download: float = 600  # for one answer as a whole
    document_bytes: int = 100 * 1024 * 1024
    page_bytes: int = 10 * 1024 * 1024
    robots_bytes: int = 512 * 1024
    redirects: int = 5
    tries: int = 3
    back_off: float = 2  # before the second try, doubled before each further one
    pause: float = 1  # between two requests to one host; robots.txt may ask for more
    longest_wait: float = 60  # that a server may ask for
    pages: int = 200  # of one source
    addresses: int = 5000  # of one source, documents and pages together


class Refused(Exception):
    """Not wanted, by our rules; the message is the reason shown to people."""


class Unavailable(Exception):
    """Not delivered. `passing`: another try a little later may help; `wait`: the seconds that the server asks for."""

    def __init__(self, reason: str, *, passing: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.passing = passing
        self.wait = wait


@dataclass(frozen=True)
class Validators:
    """What a server said of the bytes that we hold."""

    etag: str | None
    last_modified: str | None

    def headers(self) -> dict[str, str]:
        """The request that is answered by 304 where nothing has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Answer:
    """One answer. `partial` holds the whole body, None where the server says that nothing has changed (304)."""

    final_url: str
    partial: Partial | None
    media_type: str
    etag: str | None
    last_modified: str | None
    file_name: str | None  # of Content-Disposition, as sent


class Fetcher:
    """Asks one address at a time. Keeps the clocks of the hosts and their robots.txt for as long as it lives."""

    def __init__(self, partials: Path, limits: Limits, resolver: Resolver = resolve) -> None:
        self.partials = partials
        self.limits = limits
        self.resolver = resolver
        self._next_request: dict[str, float] = {}  # by host
        self._pauses: dict[str, float] = {}  # by host, where robots.txt has been read
        self._robots: dict[str, RobotFileParser | Unavailable] = {}

    def fetch(self, url: str, allowed_host: str | None, known: Validators | None = None) -> Answer:
        """The bytes behind `url`. Raises `Refused` or `Unavailable`."""
        partial = Partial(self.partials, url)
        try:
            return self._with_retries(lambda: self._follow(url, allowed_host, known, partial))
        except Unavailable:
            if partial.etag is None:
                partial.discard()
            raise
        except Refused:
            partial.discard()
            raise

    def _with_retries(self, attempt: Callable[[], Result]) -> Result:
        for number in range(1, self.limits.tries + 1):
            try:
                return attempt()
            except Unavailable as error:
                wait = self.limits.back_off * 2 ** (number - 1) if error.wait is None else error.wait
                if not error.passing or number == self.limits.tries:
                    raise
                if wait > self.limits.longest_wait:
                    raise Unavailable(f"{error}; the server asks to come back in {wait:.0f} s") from error
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _follow(self, url: str, allowed_host: str | None, known: Validators | None, partial: Partial) -> Answer:
        resume = partial.etag
        if resume:
            headers = {"Range": f"bytes={partial.size}-", "If-Range": resume}
        else:
            headers = known.headers() if known else {}
        with self._arrive(url, allowed_host, headers, obey_robots=True) as (target, response):
            if response.status == 304 and known and not resume:
                return Answer(target.url, None, "", known.etag, known.last_modified, None)
            self._receive(response, partial)
            return _answer(target, partial, response)

    @contextmanager
    def _arrive(
        self, url: str, allowed_host: str | None, headers: Mapping[str, str], *, obey_robots: bool
    ) -> Iterator[tuple[Url, BaseHTTPResponse]]:
        """The answer at the end of the redirects; each hop is checked like the first address."""
        seen: set[str] = set()
        for _ in range(self.limits.redirects + 1):
            target = checked_url(url)
            if target.url in seen:
                raise Refused(f"redirects in a circle, back to {target.url}")
            seen.add(target.url)
            if obey_robots:
                self._obey_robots(target, allowed_host)
            with self._ask(target, allowed_host, headers) as response:
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or not location:
                    yield target, response
                    return
            url = _redirected(target, location)
        raise Refused(f"more than {self.limits.redirects} redirects")

    @contextmanager
    def _ask(self, target: Url, allowed_host: str | None, headers: Mapping[str, str]) -> Iterator[BaseHTTPResponse]:
        """One request, and its answer while the caller reads it."""
        host = str(target.host)
        time.sleep(max(0.0, self._next_request.get(host, 0.0) - time.monotonic()))
        door = Door(allowed_host, self.resolver)
        timeout = urllib3.Timeout(connect=self.limits.connect, read=self.limits.read)
        pool = POOLS[str(target.scheme)](host, target.port, door=door, maxsize=1, timeout=timeout)
        try:
            with door.open_for(self.limits.download):
                response = pool.urlopen(
                    "GET",
                    target.request_uri,
                    headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **headers},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
                with closing(response):
                    yield response
            if door.is_shut:  # a body without declared length seems to end where it is cut
                raise Unavailable(f"not complete after {self.limits.download:g} s")
        except AddressRefused as error:
            raise Refused(str(error)) from error
        except (HTTPError, HTTPException, ConnectionError, TimeoutError) as error:
            if door.is_shut:
                raise Unavailable(f"not complete after {self.limits.download:g} s") from error
            raise Unavailable(self._reason(error), passing=not isinstance(error, SSLError)) from error
        except ValueError as error:  # of the libraries, at headers that cannot be
            raise Unavailable(f"the answer makes no sense: {error}") from error
        finally:
            pool.close()
            self._next_request[host] = time.monotonic() + self._pauses.get(host, self.limits.pause)

    def _obey_robots(self, target: Url, allowed_host: str | None) -> None:
        origin = f"{target.scheme}://{target.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin, allowed_host)
        robots = self._robots[origin]
        if isinstance(robots, Unavailable):
            raise robots
        if not robots.can_fetch(AGENT, target.url):
            raise Refused("robots.txt does not allow it")
        delay = float(robots.crawl_delay(AGENT) or 0)
        if delay > self.limits.longest_wait:
            raise Refused(f"robots.txt asks for {delay:.0f} s between requests, we wait {self.limits.longest_wait:g} s")
        self._pauses[str(target.host)] = max(self.limits.pause, delay)

    def _read_robots(self, origin: str, allowed_host: str | None) -> RobotFileParser | Unavailable:
        """As RFC 9309 says: no file (4xx) allows everything, no answer allows nothing."""
        robots = RobotFileParser()
        try:
            robots.parse(self._with_retries(lambda: self._robots_lines(origin, allowed_host)))
        except Unavailable as error:
            return Unavailable(f"robots.txt: {error}")
        except ValueError as error:  # of the library, at numbers that are none
            raise Refused(f"robots.txt makes no sense: {error}") from error
        return robots

    def _robots_lines(self, origin: str, allowed_host: str | None) -> list[str]:
        with self._arrive(f"{origin}/robots.txt", allowed_host, {}, obey_robots=False) as (_, response):
            if 400 <= response.status < 500 and response.status not in PASSING:
                return []
            if response.status != 200:
                raise _unavailable(response)
            body = b""
            while len(body) < self.limits.robots_bytes and (chunk := response.read1(CHUNK)):
                body += chunk
            return body.decode("utf-8-sig", "replace").splitlines()

    def _receive(self, response: BaseHTTPResponse, partial: Partial) -> None:
        """The body, behind the bytes that are there already where the server agrees."""
        if response.status == 416:
            partial.discard()
            raise Unavailable("the rest of the bytes is not there any more", passing=True)
        if response.status not in (200, 206):
            raise _unavailable(response)
        coding = response.headers.get("Content-Encoding", "identity").lower()
        if coding != "identity":
            raise Refused(f"sent as {coding}, which was not asked for")
        if response.status == 200:
            partial.restart(response.headers.get("ETag"))
        elif not _continues(response, partial):
            partial.discard()
            raise Unavailable("another part was sent than the one asked for", passing=True)
        cap = self.limits.document_bytes
        declared = response.headers.get("Content-Length", "")
        total = partial.size + int(declared) if declared.isascii() and declared.isdigit() else None
        if total is not None and total > cap:
            raise Refused(f"declares {total:,} bytes, at most {cap:,} are taken")
        received = partial.size
        with partial.file.open("ab") as file:
            while chunk := response.read1(CHUNK):
                received += len(chunk)
                if received > cap:
                    raise Refused(f"more than the {cap:,} bytes that are taken, whatever it declares")
                file.write(chunk)
                file.flush()  # what is in the file outlives a kill
        if total is not None and received < total:
            raise Unavailable(f"cut after {received:,} of {total:,} bytes", passing=True)

    def _reason(self, error: Exception) -> str:
        match error:
            case NameResolutionError():
                return "nobody knows the name of the host"
            case NewConnectionError():  # to urllib3, a kind of the next
                return f"no connection: {error.__cause__}"
            case ConnectTimeoutError():
                return f"no connection within {self.limits.connect:g} s"
            case ReadTimeoutError():
                return f"nothing came for {self.limits.read:g} s"
            case SSLError():
                return f"TLS: {error}"
        return f"connection broken: {error}"


def checked_url(url: str) -> Url:
    """The parts of an address that may be asked. Raises `Refused` with the reason."""
    try:
        scheme = urlsplit(url).scheme
        if scheme not in POOLS:
            raise Refused(f"{scheme or 'an address without scheme'} is neither http nor https")
        target = parse_url(url)._replace(fragment=None)
    except (ValueError, LocationParseError) as error:
        raise Refused("no valid address") from error
    if not target.host:
        raise Refused("no valid address: it names no host")
    if target.auth:
        raise Refused("an address with a user name")
    return target


def printed(header: str) -> str:
    """A header as its sender meant it: Chinese servers put UTF-8 or GB18030 where only ASCII is allowed."""
    data = header.encode("latin-1", "replace")
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return header


def _redirected(target: Url, location: str) -> str:
    try:
        return urljoin(target.url, encode_url(printed(location)))
    except ValueError as error:
        raise Refused(f"redirects to no valid address: {location}") from error


def _unavailable(response: BaseHTTPResponse) -> Unavailable:
    status = response.status
    wait: float | None = None
    asked = response.headers.get("Retry-After", "")
    if asked.isascii() and asked.isdigit():
        wait = float(asked)
    elif asked:
        with suppress(ValueError, TypeError):
            wait = max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return Unavailable(f"{status} {responses.get(status, '')}".strip(), passing=status in PASSING, wait=wait)


def _continues(response: BaseHTTPResponse, partial: Partial) -> bool:
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    is_same = response.headers.get("ETag", partial.etag) == partial.etag  # some servers do not know If-Range
    return bool(partial.etag and is_same and found and int(found[1]) == partial.size)


def _answer(target: Url, partial: Partial, response: BaseHTTPResponse) -> Answer:
    named = Message()
    for header in ("Content-Disposition", "Content-Type"):
        named[header] = " ".join(printed(response.headers.get(header, "")).split())
    return Answer(
        final_url=target.url,
        partial=partial,
        media_type=named.get_content_type() if response.headers.get("Content-Type") else "",
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        file_name=named.get_filename(),
    )
