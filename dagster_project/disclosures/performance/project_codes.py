"""Project codes: eight digits (division and year), R, Y or T, and a serial number of twelve digits.

Belongs here: what one valid reading a printed code has, if any. Does not: names, or a digit that another document
prints differently. The serial begins with a run of noughts, and that run is what extraction tools miscount; its length
may be restored, a digit may not.

A miscounted run has one reading only where the digits behind it are beyond doubt. The serials of one division, year
and kind are of like length, so a sheet that prints tails of different lengths under the same first nine characters has
lost or doubled a digit somewhere, and a nought cannot be told from it: such codes have no reading. A reading that two
differently printed codes or names would share is none either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from dagster_project.disclosures.wording import fold

VALID = re.compile(r"^\d{8}[RYT]\d{12}$")
# A run of at least three noughts is one that can be miscounted; a shorter one is read as printed.
MISCOUNTED = re.compile(r"^(?P<head>\d{8}[RYT])(?P<run>0{3,})(?P<tail>[1-9]\d*)$")
SERIAL = 12
LONGEST_SLIP = 3  # noughts too many or too few


def readings(printed: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """The one valid reading of each printed (code, name) of a sheet, or None."""
    pairs = list(dict.fromkeys(printed))
    tails: dict[str, set[int]] = {}
    for code, _ in pairs:
        found = MISCOUNTED.match(fold(code))
        if found:
            tails.setdefault(found["head"], set()).add(len(found["tail"]))
    read = {pair: _reading(fold(pair[0]), tails) for pair in pairs}
    shared = Counter(code for code in read.values() if code)
    return {
        pair: code if code is None or code == fold(pair[0]) or shared[code] == 1 else None
        for pair, code in read.items()
    }


def _reading(code: str, tails: dict[str, set[int]]) -> str | None:
    if VALID.match(code):
        return code
    found = MISCOUNTED.match(code)
    if not found or len(tails[found["head"]]) > 1:
        return None
    slip = abs(len(found["run"]) + len(found["tail"]) - SERIAL)
    if slip > LONGEST_SLIP or len(found["tail"]) >= SERIAL:
        return None
    return found["head"] + found["tail"].zfill(SERIAL)
