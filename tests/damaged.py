"""Disclosures of the corpus damaged at random, line by line and cell by cell, as extraction tools and people do it."""

from __future__ import annotations

from pathlib import Path
from random import Random

from dagster_project.settings import CHECKOUT

SOURCES = sorted((CHECKOUT / "raw").glob("*_budget_*.txt"))
AMOUNTS = ["", "-", "0.00", "-5.00", "1,2,3", "12,34.5", "99999999999999999999", "（12）", "<b>7.00</b>", "１２.５"]
JUNK = [*AMOUNTS, "1e5", "NaN", "abc", "\u3000", "201", "20103", "2010301", "合 计", "2023年", "单位：元"]
JUNK += ["'; drop table marts.budget; --"]


def damage(lines: list[str], dice: Random) -> list[str]:
    """A few edits of the kinds that extraction tools and people make."""
    lines = list(lines)
    for _ in range(dice.randint(1, 25)):
        place = dice.randrange(len(lines))
        cells = lines[place].split("\t")
        edit = dice.choice(["drop", "double", "swap", "junk", "junk", "blank", "lose", "unit", "year", "break", "loop"])
        if edit == "drop" and len(lines) > 1:
            del lines[place]
        elif edit == "double":
            lines.insert(place, dice.choice(lines))
        elif edit == "swap":
            other = dice.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif edit == "junk":
            cells[dice.randrange(len(cells))] = dice.choice(JUNK)
            lines[place] = "\t".join(cells)
        elif edit == "blank":
            cells.insert(dice.randrange(len(cells) + 1), "")
            lines[place] = "\t".join(cells)
        elif edit == "lose":
            del cells[dice.randrange(len(cells))]
            lines[place] = "\t".join(cells)
        elif edit == "unit":
            lines[place] = lines[place].replace("万元", dice.choice(["元", "亿元", "美元", ""]))
        elif edit == "year":
            lines[place] = lines[place].replace("2023", "2022").replace("2025", "2024")
        elif edit == "break":
            lines.insert(place, "")
        elif edit == "loop":
            lines[place:place] = lines[place : place + dice.randint(1, 40)]
    return lines


def write_damaged(raw: Path, documents: int, seed: int) -> None:
    """Write so many, named `damaged_000.txt` and on; each has a last line of its own before it is damaged."""
    dice = Random(seed)
    for number in range(documents):
        lines = [*dice.choice(SOURCES).read_text(encoding="utf-8").split("\n"), f"document {number}"]
        (raw / f"damaged_{number:03}.txt").write_text("\n".join(damage(lines, dice)), encoding="utf-8")
