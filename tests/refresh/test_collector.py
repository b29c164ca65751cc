"""The collector against a real server on this machine, from the list of sources to file, catalogue and outcome."""

from __future__ import annotations

import datetime
import hashlib
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from dagster_project.__main__ import collect as collect_command
from dagster_project.refresh.catalogue import read_catalogues
from dagster_project.refresh.collector import CatalogueError, CollectorBusy, SourceError, collect
from dagster_project.refresh.inventory import list_documents
from dagster_project.settings import CHECKOUT, Settings
from tests.refresh.disclosure_site import (
    PDF,
    Answering,
    Collector,
    Site,
    answer,
    cut,
    in_turn,
    redirect,
    serve,
    verdict,
)

OTHER_PDF = PDF + b"corrected"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def collector(site: Site, tmp_path: Path) -> Collector:
    (tmp_path / "seeds").mkdir()
    return Collector(Settings(tmp_path / "home", (tmp_path / "raw",), tmp_path / "seeds"), site)


def one_document(collector: Collector, answering: Answering, path: str = "/a.pdf") -> None:
    """A source that is one document by its address."""
    collector.site.answers[path] = answering
    collector.list_source(collector.site.url(path))


# ---- a document, its origin and its outcome


def test_a_new_document_is_stored_with_its_origin_and_its_outcome(site: Site, collector: Collector) -> None:
    site.page("/", '<a href="files/2025.pdf">2025年部门预算</a>')
    site.document("/files/2025.pdf", ETag='"1"', Last_Modified="Thu, 23 Jan 2025 08:00:00 GMT")
    collector.list_source(site.url("/"))
    outcomes = collector.run()
    assert verdict(outcomes["/"]) == ("fetched", "1 links wanted")
    assert collector.documents() == {"2025.pdf": PDF}
    (document,) = list_documents([collector.raw])
    assert document.path == "bureau/2025.pdf"
    of_the_place = {"folder", "document_id"}
    rows = [asdict(record) for record in read_catalogues([collector.raw])]
    assert [{name: row[name] for name in row.keys() - of_the_place} for row in rows] == [
        {
            "path": "bureau/2025.pdf",
            "publisher": "拉萨市财政局",
            "region": "西藏自治区拉萨市",
            "source_url": site.url("/files/2025.pdf"),
            "received_at": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "published_on": None,
        }
    ]
    assert collector.sql(
        "select source_id, kind, status, reason, path, bytes, sha256, etag, last_modified from latest_outcomes "
        "where url like '%.pdf'"
    ) == [
        (
            "bureau",
            "document",
            "fetched",
            None,
            "bureau/2025.pdf",
            len(PDF),
            hashlib.sha256(PDF).hexdigest(),
            '"1"',
            "Thu, 23 Jan 2025 08:00:00 GMT",
        )
    ]
    (stamp,) = collector.sql("select fetched_at from latest_outcomes where kind = 'document'")[0]
    assert abs(datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(str(stamp))).total_seconds() < 60
    assert list((collector.settings.collector / "partial").iterdir()) == []


def test_only_active_sources_are_asked(site: Site, collector: Collector) -> None:
    site.document("/a.pdf")
    collector.list_source(site.url("/a.pdf"), active="false")
    assert collector.run() == {}
    assert site.asked == []
    assert not collector.raw.exists()


def test_the_shipped_list_asks_nobody(tmp_path: Path) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    assert collect(Settings(tmp_path / "home", (tmp_path / "raw",), CHECKOUT / "seeds"), resolver=nobody) == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("url", "file:///etc/hosts", "neither http nor https"),
        ("source_id", "../up", "small letters"),
        ("link_pattern", "(", "no regular expression"),
        ("allowed_host", "10.0.0.1:80", "bare name"),
        ("active", "yes", "not true or false"),
    ],
)
def test_a_faulty_row_is_named_before_anybody_is_asked(
    site: Site, collector: Collector, field: str, value: str, message: str
) -> None:
    collector.list_source(site.url("/a.pdf"), source_id="good")
    collector.list_source(**{"url": site.url("/b.pdf"), field: value})
    with pytest.raises(SourceError, match=message):
        collector.run()
    assert site.asked == []


# ---- unchanged, changed, doubled


def test_an_unchanged_document_is_not_sent_again(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"ETag": '"1"'}))
    collector.run()
    outcome = collector.run()["/a.pdf"]
    assert verdict(outcome) == ("unchanged", "304 Not Modified")
    assert (outcome.path, outcome.sha256) == ("bureau/a.pdf", hashlib.sha256(PDF).hexdigest())
    assert [headers.get("If-None-Match") for headers in site.headers("/a.pdf")] == [None, '"1"']
    assert collector.run()["/a.pdf"].status == "unchanged", "the memory outlives a 304"
    assert collector.sql("select status from outcomes") == [("fetched",), ("unchanged",), ("unchanged",)]


def test_without_validators_the_bytes_tell(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF))
    collector.run()
    assert verdict(collector.run()["/a.pdf"]) == ("unchanged", "these bytes are there already")
    assert collector.documents() == {"a.pdf": PDF}


def test_last_modified_is_a_validator_too(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"Last-Modified": "Thu, 23 Jan 2025 08:00:00 GMT"}))
    collector.run()
    collector.run()
    assert site.headers("/a.pdf")[1]["If-Modified-Since"] == "Thu, 23 Jan 2025 08:00:00 GMT"


def test_a_changed_document_lies_beside_its_earlier_version(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"ETag": '"1"'}))
    collector.run()
    site.answers["/a.pdf"] = answer(OTHER_PDF, {"ETag": '"2"'})
    outcome = collector.run()["/a.pdf"]
    name = f"a-{hashlib.sha256(OTHER_PDF).hexdigest()[:8]}.pdf"
    assert verdict(outcome) == ("fetched", "changed, was bureau/a.pdf")
    assert collector.documents() == {name: OTHER_PDF, "a.pdf": PDF}
    assert {entry.path: entry.source_url for entry in read_catalogues([collector.raw])} == {
        f"bureau/{name}": site.url("/a.pdf"),
        "bureau/a.pdf": site.url("/a.pdf"),
    }
    assert collector.run()["/a.pdf"].reason == "304 Not Modified"


def test_a_document_that_somebody_took_away_is_fetched_again(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"ETag": '"1"'}))
    collector.run()
    (collector.raw / "bureau/a.pdf").unlink()
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}
    assert len(read_catalogues([collector.raw])) == 1


def test_bytes_that_a_person_has_dropped_are_not_stored_twice(site: Site, collector: Collector) -> None:
    collector.raw.mkdir()
    (collector.raw / "by hand.pdf").write_bytes(PDF)
    one_document(collector, answer(PDF))
    assert collector.run()["/a.pdf"].path == "by hand.pdf"
    assert [document.path for document in list_documents([collector.raw])] == ["by hand.pdf"]


def test_same_names_are_told_apart(site: Site, collector: Collector) -> None:
    site.page("/", '<a href="1/预算.pdf">', '<a href="2/预算.pdf">', '<a href="3/预算.PDF">')
    for number in "123":
        site.document(f"/{number}/%E9%A2%84%E7%AE%97.{'PDF' if number == '3' else 'pdf'}", PDF + number.encode())
    collector.list_source(site.url("/"))
    collector.run()
    assert sorted(collector.documents().values()) == [PDF + b"1", PDF + b"2", PDF + b"3"]
    names = [name.lower() for name in collector.documents()]
    assert len(set(names)) == 3
    assert "预算.pdf" in names


# ---- redirects


def test_redirects_are_followed(site: Site, collector: Collector) -> None:
    site.answers["/b/final.pdf"] = answer(PDF)
    site.answers["/b"] = redirect("/b/final.pdf", 308)
    one_document(collector, redirect("b", 301))
    outcome = collector.run()["/a.pdf"]
    assert (outcome.status, outcome.final_url) == ("fetched", site.url("/b/final.pdf"))


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/hosts", "file is neither http nor https"),
        ("ftp://127.0.0.1/a.pdf", "ftp is neither http nor https"),
        ("http://user:secret@127.0.0.1/", "an address with a user name"),
        ("http://[half", "redirects to no valid address: http://[half"),
        ("/a.pdf", "redirects in a circle, back to http://127.0.0.1"),
    ],
)
def test_redirects_that_lead_elsewhere_are_refused(
    site: Site, collector: Collector, location: str, reason: str
) -> None:
    one_document(collector, redirect(location))
    outcome = collector.run()["/a.pdf"]
    assert outcome.status == "rejected"
    assert (outcome.reason or "").startswith(reason)
    assert site.paths() == ["/a.pdf"]


def test_a_redirect_to_a_private_address_is_refused(site: Site, collector: Collector) -> None:
    site.document("/secret.pdf")
    one_document(collector, redirect(site.url("/secret.pdf", host="127.0.0.2")))
    assert verdict(collector.run()["/a.pdf"]) == (
        "rejected",
        "127.0.0.2 has the address 127.0.0.2, which is not public",
    )
    assert site.paths() == ["/a.pdf"]


def test_too_many_redirects(site: Site, collector: Collector) -> None:
    for number in range(20):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}")
    one_document(collector, redirect("/0"))
    assert verdict(collector.run()["/a.pdf"]) == ("rejected", "more than 5 redirects")
    assert len(site.paths()) == 6


def test_robots_txt_counts_for_each_hop(site: Site, collector: Collector) -> None:
    site.answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /closed/")
    site.document("/closed/b.pdf")
    one_document(collector, redirect("/closed/b.pdf"))
    assert verdict(collector.run()["/a.pdf"]) == ("rejected", "robots.txt does not allow it")
    assert site.paths() == ["/a.pdf"]


# ---- addresses


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_private_host_is_never_asked_unless_named(site: Site, collector: Collector, host: str) -> None:
    site.document("/a.pdf")
    collector.list_source(site.url("/a.pdf", host=host), host="")
    (outcome,) = collector.run().values()
    assert outcome.status == "rejected"
    assert "which is not public" in (outcome.reason or "")
    assert site.asked == []


def test_the_allowance_is_for_one_name(site: Site, collector: Collector) -> None:
    site.document("/a.pdf")
    collector.list_source(site.url("/a.pdf", host="intranet.example"), host="Intranet.Example")
    collector.list_source(site.url("/b.pdf", host="other.example"), host="intranet.example", source_id="other")
    first, second = collector.run(lambda host, port: ["127.0.0.1"]).values()
    assert first.status == "fetched"
    assert verdict(second) == ("rejected", "other.example has the address 127.0.0.1, which is not public")


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site, collector: Collector) -> None:
    collector.list_source("http://rebinding.example/a.pdf", host="")
    (outcome,) = collector.run(lambda host, port: ["192.0.32.8", "127.0.0.1"]).values()
    assert outcome.reason == "rebinding.example has the address 127.0.0.1, which is not public"


def test_every_request_checks_the_address_that_it_connects_to(site: Site, collector: Collector) -> None:
    """DNS rebinding: the name is good when robots.txt is asked for, and private for the document."""
    addresses = [["127.0.0.1"], ["127.0.0.2"]]
    collector.list_source(site.url("/a.pdf", host="rebinding.example"), host="")

    def rebind(host: str, port: int) -> list[str]:
        return addresses.pop(0)

    # The first answer stands for a public one: nothing else can be connected to in a test.
    from dagster_project.refresh.collector import addresses as room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "is_public", lambda address: address == "127.0.0.1")
        (outcome,) = collector.run(rebind).values()
    assert outcome.reason == "rebinding.example has the address 127.0.0.2, which is not public"
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_an_unknown_name_fails(site: Site, collector: Collector) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    collector.list_source("http://gone.example/a.pdf")
    (outcome,) = collector.run(unknown).values()
    assert verdict(outcome) == ("failed", "robots.txt: nobody knows the name of the host")


# ---- servers in trouble


def test_not_found_is_asked_once(site: Site, collector: Collector) -> None:
    one_document(collector, answer(b"gone", status=404))
    assert verdict(collector.run()["/a.pdf"]) == ("failed", "404 Not Found")
    assert site.paths() == ["/a.pdf"]
    assert list((collector.settings.collector / "partial").iterdir()) == []


def test_an_error_that_passes_is_waited_for_longer_each_time(site: Site, collector: Collector) -> None:
    one_document(collector, in_turn(answer(b"", status=500), answer(b"", status=503), answer(PDF)))
    started = time.monotonic()
    assert collector.run(back_off=0.1)["/a.pdf"].status == "fetched"
    assert time.monotonic() - started >= 0.1 + 0.2
    assert len(site.paths()) == 3


def test_an_error_that_stays_is_given_up(site: Site, collector: Collector) -> None:
    one_document(collector, answer(b"", status=500))
    assert verdict(collector.run()["/a.pdf"]) == ("failed", "500 Internal Server Error")
    assert len(site.paths()) == 3


def test_retry_after_is_obeyed_within_reason(site: Site, collector: Collector) -> None:
    one_document(collector, in_turn(answer(b"", {"Retry-After": "1"}, 429), answer(PDF)))
    started = time.monotonic()
    assert collector.run()["/a.pdf"].status == "fetched"
    assert time.monotonic() - started >= 1
    site.answers["/a.pdf"] = answer(b"", {"Retry-After": "86400"}, 503)
    expected = "503 Service Unavailable; the server asks to come back in 86400 s"
    assert verdict(collector.run()["/a.pdf"]) == ("failed", expected)


def test_no_connection_fails(site: Site, collector: Collector) -> None:
    with serve() as other:
        port = other.port
    collector.list_source(f"http://127.0.0.1:{port}/a.pdf")
    (outcome,) = collector.run().values()
    assert outcome.status == "failed"
    assert (outcome.reason or "").startswith("robots.txt: no connection: ")


def drip(handler: BaseHTTPRequestHandler, data: bytes, pause: float) -> None:
    for byte in data:
        handler.wfile.write(bytes([byte]))
        time.sleep(pause)


def test_a_body_that_stalls_is_given_up(site: Site, collector: Collector) -> None:
    def stall(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        handler.wfile.write(PDF[:100])
        time.sleep(1)

    one_document(collector, stall)
    started = time.monotonic()
    assert verdict(collector.run(read=0.2, tries=2)["/a.pdf"]) == ("failed", "nothing came for 0.2 s")
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_drips_is_given_up(site: Site, collector: Collector, declared: bool) -> None:
    def slow_body(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if declared:
            handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        drip(handler, PDF[:400], 0.01)

    one_document(collector, slow_body)
    started = time.monotonic()
    assert verdict(collector.run(download=0.5)["/a.pdf"]) == ("failed", "not complete after 0.5 s")
    assert time.monotonic() - started < 2
    assert collector.documents() == {}


def test_headers_that_drip_are_given_up(site: Site, collector: Collector) -> None:
    one_document(collector, lambda handler: drip(handler, b"HTTP/1.0 200 OK\r\nX: " + b"x" * 400, 0.01))
    started = time.monotonic()
    assert verdict(collector.run(download=0.5)["/a.pdf"]) == ("failed", "not complete after 0.5 s")
    assert time.monotonic() - started < 2


# ---- sizes that are lies


def test_a_declared_length_of_2_gb_is_refused_before_the_body(site: Site, collector: Collector) -> None:
    one_document(collector, cut(PDF, after=len(PDF)))
    site.answers["/a.pdf"] = answer(PDF, {"Content-Length": str(2 * 1024**3)})
    expected = ("rejected", "declares 2,147,483,648 bytes, at most 200,000 are taken")
    assert verdict(collector.run()["/a.pdf"]) == expected
    assert len(site.paths()) == 1


def test_a_body_without_end_is_cut_by_counting(site: Site, collector: Collector) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(PDF)
            sent += len(PDF)

    one_document(collector, endless)
    expected = ("rejected", "more than the 200,000 bytes that are taken, whatever it declares")
    assert verdict(collector.run(download=20)["/a.pdf"]) == expected
    assert sent < 50_000_000
    assert collector.documents() == {}
    assert list((collector.settings.collector / "partial").iterdir()) == []


def test_of_a_body_longer_than_declared_the_declared_part_is_taken(site: Site, collector: Collector) -> None:
    def small_claim(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        while True:
            handler.wfile.write(PDF)

    one_document(collector, small_claim)
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}


def test_a_compressed_answer_is_refused(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"Content-Encoding": "gzip"}))
    assert verdict(collector.run()["/a.pdf"]) == ("rejected", "sent as gzip, which was not asked for")
    assert site.headers("/a.pdf")[0]["Accept-Encoding"] == "identity"


# ---- cut connections


def test_a_cut_download_goes_on_where_it_was_cut(site: Site, collector: Collector) -> None:
    one_document(collector, in_turn(cut(PDF, 4000, etag='"1"'), answer(PDF, {"ETag": '"1"'})))
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}
    first, second = site.headers("/a.pdf")
    assert "Range" not in first
    assert (second["Range"], second["If-Range"]) == ("bytes=4000-", '"1"')


def test_the_next_collection_resumes_too(site: Site, collector: Collector) -> None:
    one_document(collector, cut(PDF, 4000, etag='"1"'))
    outcome = collector.run(tries=1)["/a.pdf"]
    assert outcome.status == "failed"
    assert (outcome.reason or "").startswith("connection broken: ")
    site.answers["/a.pdf"] = answer(PDF, {"ETag": '"1"'})
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}
    assert site.headers("/a.pdf")[1]["Range"] == "bytes=4000-"


def test_a_document_that_changed_meanwhile_is_not_spliced(site: Site, collector: Collector) -> None:
    one_document(collector, in_turn(cut(PDF, 4000, etag='"1"'), answer(OTHER_PDF, {"ETag": '"2"'})))
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": OTHER_PDF}


@pytest.mark.parametrize("etag", [None, 'W/"1"'])
def test_without_a_strong_etag_a_download_starts_again(site: Site, collector: Collector, etag: str | None) -> None:
    one_document(collector, in_turn(cut(PDF, 4000, etag=etag), answer(OTHER_PDF)))
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": OTHER_PDF}
    assert all("Range" not in headers for headers in site.headers("/a.pdf"))


@pytest.mark.parametrize(("start", "etag"), [(3000, None), (4000, '"2"')])
def test_another_part_than_the_one_asked_for_is_not_taken(
    site: Site, collector: Collector, start: int, etag: str | None
) -> None:
    part = {"Content-Range": f"bytes {start}-{len(OTHER_PDF) - 1}/{len(OTHER_PDF)}", **({"ETag": etag} if etag else {})}
    wrong = answer(OTHER_PDF[start:], part, 206)
    one_document(collector, in_turn(cut(PDF, 4000, etag='"1"'), wrong, answer(PDF)))
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}


def test_the_rest_that_is_gone_starts_again(site: Site, collector: Collector) -> None:
    one_document(collector, in_turn(cut(PDF, 4000, etag='"1"'), answer(b"", status=416), answer(OTHER_PDF)))
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": OTHER_PDF}


def test_a_collector_that_was_killed_resumes(site: Site, collector: Collector) -> None:
    is_killed = Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        cut(PDF, 4000, etag='"1"')(handler)
        is_killed.wait(20)

    one_document(collector, hang)
    code = (
        "import sys, pathlib; from dagster_project.refresh.collector import collect, Limits;"
        "from dagster_project.settings import Settings; home, raw, seeds = map(pathlib.Path, sys.argv[1:]);"
        "collect(Settings(home, (raw,), seeds), Limits(pause=0))"
    )
    folders = [str(folder) for folder in (collector.settings.home, collector.raw, collector.settings.seeds)]
    process = subprocess.Popen([sys.executable, "-c", code, *folders], cwd=CHECKOUT)
    downloads = collector.settings.collector / "partial"
    deadline = time.monotonic() + 10
    while sum(file.stat().st_size for file in downloads.glob("*.part")) < 4000:
        assert time.monotonic() < deadline, "nothing arrived"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    is_killed.set()
    site.answers["/a.pdf"] = answer(PDF, {"ETag": '"1"'})
    assert collector.run()["/a.pdf"].status == "fetched"
    assert collector.documents() == {"a.pdf": PDF}
    assert site.headers("/a.pdf")[-1]["Range"] == "bytes=4000-"


def test_killed_between_catalogue_and_file_the_next_collection_completes(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF))
    collector.run()
    (collector.raw / "bureau/a.pdf").unlink()
    (collector.settings.collector / "outcomes.sqlite").unlink()
    before = (collector.raw / "catalogue.csv").read_bytes()
    assert collector.run()["/a.pdf"].path == "bureau/a.pdf"
    assert (collector.raw / "catalogue.csv").read_bytes() == before


# ---- what is no document


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"<html><body>404</body></html>", "application/pdf", "an HTML page, not the document that the link names"),
        (b"\n\n <!DOCTYPE html>", "", "an HTML page, not the document that the link names"),
        (
            '{"code": 500, "msg": "文件不存在"}'.encode(),
            "application/json",
            "plain text, declared as application/json and named /a.pdf",
        ),
        (b"please log in", "text/plain", "plain text, declared as text/plain and named /a.pdf"),
        (
            b"\x00\x01\x02" * 100,
            "application/pdf",
            "first bytes of no known document format, declared as application/pdf",
        ),
        (b"", "application/pdf", "empty body"),
    ],
)
def test_what_is_not_what_the_link_names_is_rejected(
    site: Site, collector: Collector, body: bytes, media_type: str, reason: str
) -> None:
    site.page("/", '<a href="a.pdf">')
    site.answers["/a.pdf"] = answer(body, {"Content-Type": media_type} if media_type else {})
    collector.list_source(site.url("/"))
    assert verdict(collector.run()["/a.pdf"]) == ("rejected", reason)
    assert not (collector.raw / "bureau").exists()
    assert not (collector.raw / "catalogue.csv").exists()


def test_bytes_decide_not_the_declared_type(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF, {"Content-Type": "text/html; charset=gb2312"}))
    assert collector.run()["/a.pdf"].status == "fetched"


def test_text_and_office_html_are_documents(site: Site, collector: Collector) -> None:
    table = "科目编码\t金额\r\n201\t1.00\r\n".encode("gb18030")
    office = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>'
    site.page("/", '<a href="a.txt">', '<a href="b.xls">')
    site.document("/a.txt", table)
    site.document("/b.xls", office, Content_Type="application/vnd.ms-excel")
    collector.list_source(site.url("/"))
    collector.run()
    assert collector.documents() == {"a.txt": table, "b.xls": office}


# ---- links


def test_relative_links_and_base(site: Site, collector: Collector) -> None:
    site.page(
        "/zwgk/index.html",
        '<base href="/files/2025/">',
        '<a href="../a.pdf">',
        '<a href="b.pdf?v=1#p2">',
        r'<a href="..\c.pdf">',
    )
    for path in ("/files/a.pdf", "/files/2025/b.pdf?v=1", "/files/c.pdf"):
        site.document(path, PDF + path.encode())
    collector.list_source(site.url("/zwgk/index.html"))
    outcomes = collector.run()
    assert {path: outcome.status for path, outcome in outcomes.items()} == dict.fromkeys(
        ["/zwgk/index.html", "/files/a.pdf", "/files/2025/b.pdf?v=1", "/files/c.pdf"], "fetched"
    )


def test_links_that_are_no_web_addresses(site: Site, collector: Collector) -> None:
    site.page(
        "/",
        '<a href="file:///etc/hosts.pdf">2025年部门预算</a>',
        '<a href="javascript:open(1)">2025年部门预算</a>',
        '<a href="data:application/pdf,1">2025年部门预算</a>',
        '<a href="http://[half/a.pdf">2025年部门预算</a>',
        '<a href="javascript:history.back()">返回</a>',
        '<a href="mailto:office@e.cn">联系</a>',
    )
    collector.list_source(site.url("/"), pattern="预算")
    outcomes = collector.run()
    assert {address: verdict(outcome) for address, outcome in outcomes.items() if address != "/"} == {
        "file:///etc/hosts.pdf": ("rejected", "file is neither http nor https"),
        "javascript:open(1)": ("rejected", "javascript is neither http nor https"),
        "data:application/pdf,1": ("rejected", "data is neither http nor https"),
        "http://[half/a.pdf": ("rejected", "no valid address"),
    }


def test_each_address_is_asked_once(site: Site, collector: Collector) -> None:
    site.page(
        "/", '<a href="a.pdf"></a>', '<a href="./a.pdf#x">', '<a href="/a.pdf">', '<a href=" a.pdf\n">', '<a href="/">'
    )
    site.document("/a.pdf")
    collector.list_source(site.url("/"))
    collector.run()
    assert site.paths() == ["/", "/a.pdf"]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8"])
def test_pages_in_chinese_encodings(site: Site, collector: Collector, charset: str) -> None:
    site.page(
        "/",
        '<meta charset="gb2312">',  # also where it is a lie
        '<a href="/附件/预算.pdf">2025年部门预算</a>',
        '<a href="/down?name=决算">2024年部门决算</a>',
        '<a href="/x.pdf">通知</a>',
        charset=charset,
    )
    query = "%E5%86%B3%E7%AE%97" if charset == "utf-8" else "%BE%F6%CB%E3"
    site.document("/%E9%99%84%E4%BB%B6/%E9%A2%84%E7%AE%97.pdf")
    site.document(f"/down?name={query}", OTHER_PDF)
    collector.list_source(site.url("/"), pattern=r"20\d\d年部门(预|决)算")
    collector.run()
    assert collector.documents() == {"预算.pdf": PDF, "down.pdf": OTHER_PDF}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/%E9%A2%84%E7%AE%97.pdf", {}),
        ("/%D4%A4%CB%E3.pdf", {}),  # GB2312
        ("/get?file=%E9%A2%84%E7%AE%97.pdf&id=1", {}),
        ("/1.pdf", {"Content-Disposition": "attachment; filename*=UTF-8''%E9%A2%84%E7%AE%97.pdf"}),
        ("/2.pdf", {"Content-Disposition": 'attachment; filename="预算.pdf"'.encode().decode("latin-1")}),
        ("/3.pdf", {"Content-Disposition": 'attachment; filename="预算.pdf"'.encode("gbk").decode("latin-1")}),
        ("/4.pdf", {"Content-Disposition": "attachment; filename=%E9%A2%84%E7%AE%97.pdf"}),
    ],
)
def test_chinese_names_are_kept(site: Site, collector: Collector, path: str, headers: dict[str, str]) -> None:
    one_document(collector, answer(PDF, headers), path)
    collector.run()
    assert collector.documents() == {"预算.pdf": PDF}


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.pdf",
        "/etc/cron.d/evil.pdf",
        "..\\..\\evil.pdf",
        "%2e%2e%2fevil.pdf",
        ".evil.pdf",
        "catalogue.csv",
        "..",
        "预" * 300,
    ],
)
def test_hostile_names_stay_in_the_folder(site: Site, collector: Collector, name: str) -> None:
    header = f'attachment; filename="{name}"'.replace("\\", "\\\\").encode().decode("latin-1")
    one_document(collector, answer(PDF, {"Content-Disposition": header}))
    outcome = collector.run()["/a.pdf"]
    assert list(collector.documents().values()) == [PDF]
    (document,) = list_documents([collector.raw])
    assert document.path == outcome.path == f"bureau/{next(iter(collector.documents()))}"
    assert read_catalogues([collector.raw])[0].path == outcome.path


def test_pages_that_the_pattern_names_are_opened_and_loops_end(site: Site, collector: Collector) -> None:
    site.page("/", '<a href="/d/1">2025年部门预算公开</a>', '<a href="/list2">下一页</a>', '<a href="/about">关于</a>')
    site.page("/list2", '<a href="/">首页 部门预算</a>', '<a href="/list2?x">下一页</a>')
    site.page("/list2?x", '<a href="/list2">下一页</a>', '<a href="/d/1">2025年部门预算公开</a>')
    site.page(
        "/d/1", '<a href="附件1.pdf">附件1</a>', '<a href="/d/1">2025年部门预算公开</a>', '<a href="/login">登录</a>'
    )
    site.document("/d/%E9%99%84%E4%BB%B61.pdf")
    collector.list_source(site.url("/"), pattern="部门预算|下一页")
    outcomes = collector.run()
    assert sorted(site.paths()) == ["/", "/d/%E9%99%84%E4%BB%B61.pdf", "/d/1", "/list2", "/list2?x"]
    assert {outcome.kind for outcome in outcomes.values()} == {"page", "document"}
    assert collector.documents() == {"附件1.pdf": PDF}
    assert collector.run()["/d/1"].status == "unchanged"


def test_pages_without_end_are_ended_and_said(site: Site, collector: Collector) -> None:
    for number in range(30):
        site.page(f"/{number}", f'<a href="/{number + 1}">下一页</a>')
    collector.list_source(site.url("/0"), pattern="下一页")
    outcomes = collector.run()
    assert verdict(outcomes["/8"]) == ("rejected", "more than 8 pages: link_pattern is too wide")
    assert len(site.paths()) == 8


def test_pages_of_another_host_are_not_opened(site: Site, collector: Collector) -> None:
    site.page("/", f'<a href="{site.url("/", host="other.example")}">部门预算</a>')
    collector.list_source(site.url("/", host="intranet.example"), pattern="预算", host="intranet.example")
    from dagster_project.refresh.collector import addresses as room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "is_public", lambda address: True)
        outcomes = collector.run(lambda host, port: ["127.0.0.1"])
    assert verdict(outcomes[site.url("/", host="other.example")]) == (
        "rejected",
        "a page of another host; list it as a source of its own",
    )


def test_a_page_of_countless_links_is_not_followed(site: Site, collector: Collector) -> None:
    site.page("/", *(f'<a href="{number}.pdf">' for number in range(30)))
    collector.list_source(site.url("/"))
    assert verdict(collector.run(addresses=30)["/"]) == ("rejected", "30 more links, a source may have 30 in all")
    assert site.paths() == ["/"]


def test_a_page_that_is_too_large_is_not_read(site: Site, collector: Collector) -> None:
    site.page("/", '<a href="a.pdf">', "x" * 60_000)
    collector.list_source(site.url("/"))
    assert collector.run()["/"].status == "rejected"
    assert site.paths() == ["/"]


# ---- manners


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        ("User-agent: *\nDisallow: /closed/\n", ["/", "/open/a.pdf"]),
        (
            "User-agent: *\nDisallow: /\n\nUser-agent: china-budget-warehouse\nDisallow: /open/\n",
            ["/", "/closed/b.pdf"],
        ),
        ("User-agent: *\nDisallow: /\n", []),
        ("", ["/", "/closed/b.pdf", "/open/a.pdf"]),
    ],
)
def test_robots_txt_is_obeyed(site: Site, collector: Collector, rules: str, asked: list[str]) -> None:
    site.answers["/robots.txt"] = answer(rules.encode(), {"Content-Type": "text/plain"})
    site.page("/", '<a href="open/a.pdf">', '<a href="closed/b.pdf">')
    site.document("/open/a.pdf")
    site.document("/closed/b.pdf", OTHER_PDF)
    collector.list_source(site.url("/"))
    outcomes = collector.run()
    assert sorted(site.paths()) == asked
    refused = {
        path for path, outcome in outcomes.items() if verdict(outcome) == ("rejected", "robots.txt does not allow it")
    }
    assert refused == set(outcomes) - set(asked)
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_where_robots_txt_cannot_be_had_nothing_is_asked(site: Site, collector: Collector) -> None:
    site.answers["/robots.txt"] = answer(b"", status=503)
    one_document(collector, answer(PDF))
    assert verdict(collector.run()["/a.pdf"]) == ("failed", "robots.txt: 503 Service Unavailable")
    assert site.paths() == []


@pytest.mark.parametrize(
    ("delay", "reason"),
    [
        ("900", "robots.txt asks for 900 s between requests, we wait 60 s"),
        ("²", "robots.txt makes no sense: invalid literal for int() with base 10: '²'"),
    ],
)
def test_a_delay_beyond_reason_is_an_outcome(site: Site, collector: Collector, delay: str, reason: str) -> None:
    site.answers["/robots.txt"] = answer(f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    one_document(collector, answer(PDF))
    assert verdict(collector.run()["/a.pdf"]) == ("rejected", reason)


@pytest.mark.parametrize(("robots", "pause"), [("", 0.2), ("User-agent: *\nCrawl-delay: 1\n", 1.0)])
def test_requests_to_one_host_keep_their_distance(site: Site, collector: Collector, robots: str, pause: float) -> None:
    times: list[float] = []

    def timed(body: bytes, media_type: str) -> Answering:
        def send(handler: BaseHTTPRequestHandler) -> None:
            times.append(time.monotonic())
            answer(body, {"Content-Type": media_type})(handler)

        return send

    site.answers["/robots.txt"] = answer(robots.encode())
    site.answers["/"] = timed(b'<html><a href="a.pdf"></a></html>', "text/html")
    site.answers["/a.pdf"] = timed(PDF, "application/pdf")
    collector.list_source(site.url("/"))
    collector.run(pause=0.2)
    assert times[1] - times[0] >= pause


# ---- the folder, the log and others who use them


def test_a_second_collection_says_so(site: Site, collector: Collector) -> None:
    nested: list[str] = []

    def meanwhile(handler: BaseHTTPRequestHandler) -> None:
        with pytest.raises(CollectorBusy, match="another collection is running"):
            collect(collector.settings, collector.limits)
        nested.append("refused")
        answer(PDF)(handler)

    one_document(collector, meanwhile)
    assert collector.run()["/a.pdf"].status == "fetched"
    assert nested == ["refused"]


def test_people_may_read_the_outcomes_while_they_are_written(site: Site, collector: Collector) -> None:
    one_document(collector, answer(PDF))
    collector.run()
    with closing(sqlite3.connect(collector.settings.collector / "outcomes.sqlite", isolation_level=None)) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from outcomes").fetchall() == [(1,)]
        collector.run()
        assert reader.execute("select count(*) from outcomes").fetchall() == [(1,)]
        reader.execute("commit")
        assert reader.execute("select count(*) from outcomes").fetchall() == [(2,)]


def test_a_catalogue_that_cannot_hold_an_origin_stops_before_anybody_is_asked(site: Site, collector: Collector) -> None:
    collector.raw.mkdir()
    (collector.raw / "catalogue.csv").write_text("path,publisher\n", encoding="utf-8")
    one_document(collector, answer(PDF))
    with pytest.raises(CatalogueError, match="no column region, source_url, received_at, published_on"):
        collector.run()
    assert site.asked == []


def test_the_command_says_what_became_of_each_address(site: Site, collector: Collector) -> None:
    seeds = CHECKOUT / "seeds" / "sources.csv"
    environment = {**os.environ, "BUDGET_HOME": str(collector.settings.home), "BUDGET_RAW": str(collector.raw)}
    command = [sys.executable, "-m", "dagster_project", "collect"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"no active source in {seeds.relative_to(CHECKOUT)}\n"
    assert done.stderr == ""


def test_the_command_fails_where_the_page_of_a_source_cannot_be_had(
    site: Site, collector: Collector, capsys: pytest.CaptureFixture[str]
) -> None:
    one_document(collector, answer(PDF))
    collector.list_source(site.url("/gone"), source_id="other")
    assert collect_command(collector.settings) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "fetched    bureau/a.pdf",
        f"failed     {site.url('/gone')}  404 Not Found",
        "1 fetched, 1 failed",
    ]
    assert printed.err == "collect: nothing from other\n"


# ---- whatever a server sends

PIECES = (
    *(
        b"HTTP/1.1 ",
        b"200 OK",
        b"206 ",
        b"301 ",
        b"304",
        b"416",
        b"503",
        b"100 Continue",
        b"999",
        b"-1",
        b"\r\n",
        b"\n",
        b"\r",
    ),
    *(
        b"Content-Length: ",
        b"10",
        b"-5",
        b"9" * 30,
        b"Transfer-Encoding: chunked",
        b"\r\n\r\n",
        b"ffffffff\r\n",
        b"0\r\n\r\n",
    ),
    *(
        b"Location: ",
        b"//[",
        b"http://\xff",
        b"/a.pdf",
        b"ETag: ",
        b'"a"',
        b"\x00",
        b"\xd4\xa4",
        b"W/",
        b"Retry-After: ",
        b"0",
    ),
    *(
        b"Content-Range: bytes ",
        b"Content-Type: ",
        b"text/html; charset=",
        b"Content-Disposition: attachment; filename*=",
    ),
    *(b"bogus''%ff", b"Content-Encoding: gzip", b"%PDF", b"<a href=", b" ", b":", b";", b"x" * 70_000),
)


def test_whatever_a_server_sends_there_is_an_outcome(site: Site, collector: Collector) -> None:
    random = Random(5)
    statuses = set()
    for number in range(100):
        head = [b"HTTP/1.1 200 OK\r\n"] if number % 3 else []
        data = b"".join(head + random.choices(PIECES, k=random.randint(0, 14)))
        if number % 2:
            data += b"\r\n\r\n" + PDF
        path = f"/{number}/a.pdf"
        site.answers[path] = partial(send_raw, data=data)
        collector.list_source(site.url(path), source_id=f"s{number}")
    for _ in range(2):  # the second time with whatever was remembered
        outcomes = collector.run(lambda host, port: ["127.0.0.1"], tries=2)
        assert len(outcomes) == 100
        statuses |= {outcome.status for outcome in outcomes.values()}
    assert statuses >= {"fetched", "failed", "rejected"}


def send_raw(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(data)


# ---- TLS


@pytest.fixture
def tls_port(tmp_path: Path) -> Iterator[int]:
    """A server with a certificate of its own making for 127.0.0.1."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(PDF, status=200 if self.path == "/a.pdf" else 404)(self)

        def log_message(self, *arguments: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """The refused handshake is what the tests are about: not a word of it."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_verified(
    collector: Collector, tls_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    collector.list_source(f"https://127.0.0.1:{tls_port}/a.pdf")
    (outcome,) = collector.run().values()
    if trusted:
        assert verdict(outcome) == ("fetched", None)
    else:
        assert outcome.status == "failed"
        assert "certificate verify failed" in (outcome.reason or "")
