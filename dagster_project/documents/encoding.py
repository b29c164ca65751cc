"""Bytes of plain text to characters: which encoding, and where a file is damaged.

Belongs here: marks, encodings without one, lines in another encoding than the rest, broken and missing bytes. Does not:
what the characters say (`text`). A damaged place becomes U+FFFD, which no amount and no known word contains, and is
named by its line; what is left of the document is read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from dagster_project.documents.model import UnreadableDocument

# The ends that systems old and new write. A form feed or the separators of ASCII may stand inside a cell.
LINE_END = re.compile("\r*\n|\r|\x85|\u2028|\u2029")
# No byte of a longer character is one of these, in UTF-8 or in GB18030.
LINE_OF_BYTES = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")
# GB18030 is the encoding that Chinese offices still write; it is a superset of GBK and GB2312.
ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UNKNOWN = "text in no known encoding: neither UTF-8 nor GB18030"
DAMAGED = "\ufffd"
# What Chinese disclosures are written in; in the other order of bytes hardly any of it is.
USUAL = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2190-\u22ff\u2460-\u24ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)
USUAL_SHARE = 0.95
SAMPLE = 65_536
# More than this much damage, and it is another format or encoding.
MOST_DAMAGE, ALWAYS_ALLOWED = 0.01, 8
LEAST_GOOD = 4  # times the damage, of the bytes beyond ASCII
IN_OTHER_ENCODING = 0.4  # of the bytes of a line beyond ASCII that must be broken
MOST_NAMED = 5


@dataclass(slots=True)
class Decoded:
    """The text, the encoding that most of it is in, and what is wrong with it, place by place."""

    text: str
    encoding: str
    damage: list[str] = field(default_factory=list)


def decode(data: bytes) -> tuple[str, str]:
    """Text and name of its encoding, nothing repaired. Raises `UnreadableDocument` where no encoding fits."""
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument(UNKNOWN)


def read_text(data: bytes) -> Decoded:
    """The text of a file, damaged places named. Raises `UnreadableDocument` where too much of it is damaged."""
    encoding = _candidates(data)[0]
    if encoding.startswith("utf-16"):
        found = _in_one_encoding(data, encoding)
    else:
        whole = data.rstrip(b"\0")
        found = _line_by_line(whole)
        if len(whole) < len(data):
            found.damage.append(f"{_bytes(len(data) - len(whole))} of value 0 at the end")
    _mark_nul(found)
    return found


def is_utf_16(data: bytes) -> bool:
    """Whether the bytes are UTF-16, marked or not."""
    return _candidates(data[:SAMPLE])[0].startswith("utf-16")


def _candidates(data: bytes) -> tuple[str, ...]:
    """The encodings that a file may be in, the likeliest first."""
    if data.startswith(UTF_16_MARKS):
        return ("utf-16",)
    sample = data[: min(SAMPLE, len(data) // 2 * 2)]
    if b"\0" in sample.rstrip(b"\0")[:SAMPLE]:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = sample.decode(encoding, "replace")
            if len(USUAL.findall(text)) >= USUAL_SHARE * len(text):
                return (encoding,)
    return ENCODINGS


def _in_one_encoding(data: bytes, encoding: str) -> Decoded:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(data)
    cut = len(decoder.getstate()[0])
    found = Decoded(text, encoding)
    broken = text.count(DAMAGED)
    _check(broken * 2 + cut, len(data), len(data))
    for number, line in enumerate(LINE_END.split(text), start=1):
        if DAMAGED in line:
            found.damage.append(f"line {number}: broken characters")
    if cut:
        found.text += DAMAGED
        found.damage.append(f"line {_line(text)}: {_bytes(cut)} of a character that is cut off")
    return found


def _line_by_line(data: bytes) -> Decoded:
    """Text in UTF-8 or GB18030, each line in the encoding that fits it."""
    encoding = _encoding_of_most(data)
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
    except UnicodeDecodeError:
        pass
    name = "UTF-8" if encoding == "utf-8-sig" else "GB18030"
    text, damage, broken = "", [], 0
    for line in LINE_OF_BYTES.findall(data.removeprefix(codecs.BOM_UTF8)):
        words, said, count = _line_text(line, encoding, name)
        if said:
            damage.append(f"line {_line(text)}: {said}")
            broken += count
        text += words
    _check(broken, len(data), sum(byte > 127 for byte in data) - broken)
    return Decoded(text, encoding.removesuffix("-sig"), damage)


def _encoding_of_most(data: bytes) -> str:
    """UTF-8 where most bytes beyond ASCII are; of text in GB18030 hardly any is UTF-8 by accident."""
    broken = data.decode("utf-8", "replace").count(DAMAGED)
    return ENCODINGS[0] if broken * 2 <= sum(byte > 127 for byte in data) else ENCODINGS[1]


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line_text(line: bytes, encoding: str, name: str) -> tuple[str, str, int]:
    """The words of one line, what is wrong with it (empty where nothing is), and how many bytes are broken."""
    if _fits(line, encoding):
        return line.decode(encoding), "", 0
    words = line.decode(encoding, "replace")
    other, other_name = ("gb18030", "GB18030") if name == "UTF-8" else ("utf-8", "UTF-8")
    beyond_ascii = sum(byte > 127 for byte in line)
    # Few texts in GB18030 are valid UTF-8; of the reverse there are many.
    is_other = name == "GB18030" or words.count(DAMAGED) >= IN_OTHER_ENCODING * beyond_ascii
    if is_other and beyond_ascii > 2 and _fits(line, other):
        return line.decode(other), f"decoded as {other_name}", 0
    good = len(words.replace(DAMAGED, "").encode(encoding.removesuffix("-sig")))
    broken = max(len(line) - good, 1)
    return words, f"{_bytes(broken)} not in {name}", broken


def _mark_nul(found: Decoded) -> None:
    """Characters of value 0 are damage; many of them are another format."""
    count = found.text.count("\0")
    if not count:
        return
    if count > max(ALWAYS_ALLOWED, MOST_DAMAGE * len(found.text)):
        raise UnreadableDocument("NUL characters in the text")
    for number, line in enumerate(LINE_END.split(found.text), start=1):
        if "\0" in line:
            found.damage.append(f"line {number}: characters of value 0")
    found.text = found.text.replace("\0", DAMAGED)


def _check(broken: int, size: int, good: int) -> None:
    """Raises `UnreadableDocument` where so much is broken that the bytes are something else."""
    if broken > max(ALWAYS_ALLOWED, MOST_DAMAGE * size) or good < LEAST_GOOD * broken:
        raise UnreadableDocument(UNKNOWN)


def _line(text: str) -> int:
    """The number of the line that follows a text."""
    return len(LINE_END.split(text))


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def named(damage: list[str]) -> list[str]:
    """The first places, and how many more there are."""
    more = len(damage) - MOST_NAMED
    return damage if more <= 0 else [*damage[:MOST_NAMED], f"{more} more damaged places"]
