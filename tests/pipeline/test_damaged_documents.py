"""Documents damaged at random never stop a run: each has an outcome, and the good one beside them is whole."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable

import pytest

from dagster_project.settings import CHECKOUT
from tests.pipeline.conftest import Warehouse

SOURCES = sorted((CHECKOUT / "raw").glob("*_budget_*.txt"))
DAMAGED = 80
JUNK = [
    *("", "-", "0.00", "1,2,3", "abc", "（12）", "12,34.5", "99999999999999999999", "-5.00", "201", "20103", "2010301"),
    *(
        "合 计",
        "<b>7.00</b>",
        "１２.５",
        "1e5",
        "NaN",
        "'; drop table marts.budget; --",
        "2023年",
        "单位：元",
        "\u3000",
    ),
]


def damage(lines: list[str], dice: random.Random) -> list[str]:
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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    raw = tmp_path_factory.mktemp("damaged")
    dice = random.Random(20261122)
    for number in range(DAMAGED):
        lines = [*dice.choice(SOURCES).read_text(encoding="utf-8").split("\n"), f"document {number}"]
        (raw / f"damaged_{number:03}.txt").write_text("\n".join(damage(lines, dice)), encoding="utf-8")
    shutil.copy(SOURCES[0], raw / "good.txt")
    warehouse = make_warehouse(raw=raw)
    assert warehouse.refresh().success
    return warehouse


def test_every_document_has_an_outcome(loaded: Warehouse) -> None:
    dropped = loaded.working("select count(*) from raw.dropped")
    assert loaded.published("select count(*) from meta.documents") == dropped
    assert loaded.published("select path from meta.documents where status <> 'loaded' and reason is null") == []


def test_the_good_document_is_whole(loaded: Warehouse) -> None:
    query = "select count(*) from marts.budget inner join meta.documents using (document_id) where path = 'good.txt'"
    assert loaded.published(query) == [(171,)]


def test_damage_is_found(loaded: Warehouse) -> None:
    """Damage hits amounts, codes and units all over: hardly a document can come through without a finding."""
    (row,) = loaded.published(
        """
        select count(distinct document_id) from quality.findings
        inner join meta.documents using (document_id) where path <> 'good.txt' and findings.status = 'open'
        """
    )
    assert int(str(row[0])) > DAMAGED * 0.8


def test_no_number_is_a_fact_that_its_line_does_not_print(loaded: Warehouse) -> None:
    unprinted = loaded.published(
        """
        select facts.document_id, facts.source_line, facts.amount_wan from marts.fct_budget as facts
        left join raw.lines as lines using (document_id, source_line)
        where lines.text is null
            or not contains(replace(replace(lines.text, '<b>', ''), '</b>', ''), facts.reported_text)
        """
    )
    assert unprinted == []
