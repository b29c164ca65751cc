"""HTML to links: which addresses a page names, and what stands beside them.

Belongs here: decoding a page, `<base href>`, relative addresses, the encoding of addresses. Does not: whether a link
may be followed (`fetching`) and what lies behind it (`content`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote_to_bytes, urldefrag, urljoin, urlsplit

import lxml.html

# GB18030 holds GBK and GB2312, under whichever of the three names a page declares itself.
ENCODINGS = ("utf-8-sig", "gb18030")
OFFICE_ENDINGS = (".doc", ".docx", ".et", ".ofd", ".pdf", ".rtf", ".wps", ".xls", ".xlsx")  # .et, .wps: WPS Office
DOCUMENT_ENDINGS = frozenset((*OFFICE_ENDINGS, ".txt", ".csv", ".zip", ".rar", ".7z"))
URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


class UnreadablePage(Exception):
    """Links may have been missed; the message is the reason shown to people."""


@dataclass(frozen=True)
class Link:
    """One link. `url` is absolute, percent-encoded and without fragment; its scheme may be anything."""

    url: str
    text: str = ""

    @property
    def document_name(self) -> str | None:
        """The path of the address, a value of its query or the text, if it ends like the name of a document."""
        try:
            parts = urlsplit(self.url)
        except ValueError:
            return None
        names = (decoded(parts.path), *map(decoded, re.split("[&=]", parts.query)), self.text)
        return next((name for name in names if PurePosixPath(name.lower()).suffix in DOCUMENT_ENDINGS), None)

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern occurs in the text or in the address, as written or decoded."""
        return any(pattern.search(where) for where in (self.text, self.url, decoded(self.url)))


def find_links(page: bytes, url: str) -> list[Link]:
    """The links of a page in reading order, each address once, its first text that is not empty.

    Raises `UnreadablePage` where the parser gave up before the end.
    """
    text, encoding = _decode(page)
    # As UTF-8 bytes: text that declares an encoding is refused, and bytes would be read as declared.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # nothing but white space and comments
        return []
    gave_up = [entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    if gave_up:
        raise UnreadablePage(gave_up[0])
    base = url
    for href in root.xpath("//base/@href")[:1]:
        base = _absolute(str(href), url, encoding)
    texts: dict[str, str] = {}
    for element in root.xpath("//a[@href] | //area[@href]"):
        address = _absolute(str(element.get("href")), base, encoding)
        label = " ".join((element.text_content().strip() or element.get("title") or "").split())
        texts[address] = texts.get(address) or label
    return [Link(address, label) for address, label in texts.items()]


def encode_url(url: str, encoding: str = "utf-8") -> str:
    """An address in ASCII, as browsers send it: the path in UTF-8, the query in the encoding of its page."""
    head, mark, query = url.partition("?")
    return quote(head, URL_SAFE) + mark + quote(query, URL_SAFE, encoding=encoding, errors="replace")


def decoded(text: str) -> str:
    """Percent-encoded text as it was meant: UTF-8 or, failing that, GB18030."""
    data = unquote_to_bytes(text)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _decode(page: bytes) -> tuple[str, str]:
    """The reading with the fewest characters that make no sense: what a page declares is often wrong."""
    readings = [(page.decode(encoding, "replace"), encoding) for encoding in ENCODINGS]
    text, encoding = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    return text, encoding.removesuffix("-sig")


def _absolute(href: str, base: str, encoding: str) -> str:
    """The address that a browser would make of it, or the text itself where it makes none."""
    cleaned = re.sub(r"[\t\r\n]", "", href).strip()
    if not re.match(r"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:", cleaned):
        cleaned = cleaned.replace("\\", "/")
    try:
        joined = urldefrag(urljoin(base, cleaned)).url
    except ValueError:  # such as a host in half a pair of brackets
        return cleaned
    return encode_url(joined, encoding)
