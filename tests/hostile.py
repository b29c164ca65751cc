"""Documents that nobody should send: the disclosures of the corpus, mutated by a seeded random source."""

from __future__ import annotations

from collections.abc import Callable, Set
from pathlib import Path
from random import Random

from dagster_project.settings import CHECKOUT

SOURCES = sorted((CHECKOUT / "raw").glob("*.txt"))
INJECTIONS = [
    "'; drop table marts.fct_budget; --",
    '" or 1=1 --',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "\u202e12.50\u2066",
    "%s%n\\N\\0",
]
NAMES = [
    "quote'name.txt",
    'double"quote.txt',
    "line\nbreak.txt",
    "; drop table raw.documents; --.txt",
    "..%2f..%2fetc.txt",
    "很长的文件名" * 12 + ".txt",
    "$(touch pwned).txt",
]


def _source(dice: Random) -> bytes:
    return dice.choice(SOURCES).read_bytes()[: dice.choice([8_000, 30_000])]


def truncated(dice: Random) -> bytes:
    data = _source(dice)
    return data[: dice.randrange(len(data))]


def spliced(dice: Random) -> bytes:
    one, other = _source(dice), _source(dice)
    return one[: dice.randrange(len(one))] + other[dice.randrange(len(other)) :]


def random_bytes(dice: Random) -> bytes:
    data = bytearray(_source(dice))
    for _ in range(dice.randint(1, 200)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def noise(dice: Random) -> bytes:
    return dice.randbytes(dice.randint(0, 20_000))


def long_line(dice: Random) -> bytes:
    cell = dice.choice(["1,234.56", "合 计", "一般公共服务支出", "5", "(", "，"])
    return _source(dice) + (cell * (10_000_000 // len(cell.encode()))).encode()


def long_row(dice: Random) -> bytes:
    return _source(dice) + ("1.00\t" * 200_000).encode()


def many_rows(dice: Random) -> bytes:
    """A statement with 10⁵ rows more than it should have."""
    lines = dice.choice([path for path in SOURCES if "_budget_" in path.name]).read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("合") or "合 计" in line)
    return "\n".join([*lines[:place], *[lines[place + 1]] * 100_000, *lines[place:]]).encode()


def nested(dice: Random) -> bytes:
    return _source(dice) + b"(" * 200_000 + "（".encode() * 100_000 + b"|" * 100_000 + b"<b>" * 100_000


def nul(dice: Random) -> bytes:
    data = _source(dice)
    place = dice.randrange(len(data))
    return data[:place] + b"\0" + data[place:]


def mixed_encodings(dice: Random) -> bytes:
    text = _source(dice).decode(errors="ignore")
    half = len(text) // 2
    return text[:half].encode() + text[half:].encode("gb18030")


def injected(dice: Random) -> bytes:
    lines = _source(dice).decode(errors="ignore").split("\n")
    for _ in range(dice.randint(1, 30)):
        number = dice.randrange(len(lines))
        cells = lines[number].split("\t")
        cells[dice.randrange(len(cells))] = dice.choice(INJECTIONS)
        lines[number] = "\t".join(cells)
    return "\n".join(lines).encode()


KINDS: dict[str, Callable[[Random], bytes]] = {
    kind.__name__: kind
    for kind in (
        *(truncated, spliced, random_bytes, noise, nul, mixed_encodings, injected),
        *(nested, long_line, long_row, many_rows),
    )
}
# These are large: one in so many of the others.
LARGE = {"long_line", "long_row", "many_rows", "nested"}
LARGE_EVERY = 15


def write_hostile(folder: Path, documents: int, seed: int, without: Set[str] = frozenset()) -> dict[str, str]:
    """Write so many documents of all kinds but some; kind by file name."""
    dice = Random(seed)
    small = [kind for kind in KINDS if kind not in LARGE]
    large = sorted(LARGE - without)
    kinds = {}
    for number in range(documents):
        kind = large[number // LARGE_EVERY % len(large)] if number % LARGE_EVERY == 0 else small[number % len(small)]
        name = f"{number:04}_{dice.choice(NAMES)}" if number % 4 == 0 else f"{number:04}_{kind}.txt"
        (folder / name).write_bytes(KINDS[kind](dice) + f"\n{number}".encode())
        kinds[name] = kind
    return kinds
