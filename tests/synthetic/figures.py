"""Departments and their money: who discloses, and the figures of a year, which every statement is a view of.

Amounts are whole hundredths of 万元. Functional codes are attested ones of the seeds that were in force in all years.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import Budget, Item

YEARS = range(2021, 2027)
PROVINCES = ["云岭省", "西陵省", "北辰省", "东屿省"]
CITIES = ["".join(signs) for signs in product("澜青石海松临岚沧", "川岭原门州溪江坪", "市县区")]
# Office and the functional codes of its field; departments run through the offices of one city after the other.
OFFICES = {
    "人民政府办公室": "20103",
    "统计局": "20105",
    "财政局": "20106",
    "文化和旅游局": "207",
    "民政局": "208",
    "卫生健康委员会": "210",
    "医疗保障局": "21015",
    "生态环境局": "211",
    "住房和城乡建设局": "212",
    "自然资源局": "220",
}
PENSION, ANNUITY, MEDICAL, MEDICAL_SUBSIDY, HOUSING = "2080505", "2080506", "2101101", "2101103", "2210201"
# Functional item and the economic subject that pays it (rules X4).
CONTRIBUTIONS = {PENSION: "30108", ANNUITY: "30109", MEDICAL: "30110", MEDICAL_SUBSIDY: "30111", HOUSING: "30113"}
WAGES = ["30101", "30102", "30103"]
PERSONNEL = [*WAGES, "30112", "30199", "30305", "30307", "30399"]
UNION = "30228"
OPERATING = ["30201", "30202", "30205", "30206", "30207", "30211", "30213", "30216", "30226", UNION, "30239", "30299"]
# 三公 items that 基本支出表 prints too (rules X5.1): abroad, running of cars, reception.
ABROAD, CARS, RECEPTION = "30212", "30231", "30217"
FUND_SECTIONS = ("21208", "21219", "22960")


@dataclass(frozen=True)
class Department:
    """One department and what stays the same over its years."""

    number: int
    name: str
    city: str
    region: str
    staff: int
    items: tuple[str, ...]  # functional items of its field; the first carries what is not a contribution
    fund_items: tuple[str, ...]
    most_projects: int


@cache
def department(number: int, seed: int) -> Department:
    """The department of that number. Raises `IndexError` beyond the 1,920 that have a name."""
    city, office = list(product(CITIES, OFFICES))[number]
    dice = Random(f"department {seed} {number}")
    own = [code for code in _items() if code.startswith(OFFICES[office])]
    contributed = {code[:5] for code in CONTRIBUTIONS}
    field = [code for code in own if code[:5] not in contributed and not code.startswith(FUND_SECTIONS)]
    funds = [code for code in _items() if code.startswith(FUND_SECTIONS)]
    return Department(
        number,
        f"{city}{office}",
        city,
        f"{PROVINCES[CITIES.index(city) % len(PROVINCES)]}{city}",
        staff=dice.randint(12, 160),
        items=tuple(sorted(dice.sample(field, dice.randint(2, min(7, len(field)))))),
        fund_items=tuple(dice.sample(funds, dice.choice([0, 0, 1, 2]))),
        # Some departments have several times the projects of the others.
        most_projects=dice.choice([10, 20, 25, 40, 85]),
    )


def budget(of: Department, year: int, seed: int) -> Budget:
    """The figures of a year."""
    dice = Random(f"budget {seed} {of.number} {year}")
    names = _names()
    three_public = (_three_public(of, year - 1, seed), _three_public(of, year, seed))
    abroad, _, cars, reception = three_public[1]
    contributions = {item: of.staff * dice.randint(30, 300) for item in CONTRIBUTIONS}
    personnel = {code: of.staff * dice.randint(20, 400) for code in PERSONNEL}
    operating = {code: of.staff * dice.randint(5, 60) for code in OPERATING}
    operating |= {ABROAD: abroad, CARS: cars, RECEPTION: reception}
    projects = {item: int(10 ** dice.uniform(3, 6.3)) for item in of.items}
    general = [Item(item, names[item], paid, 0, 0) for item, paid in contributions.items()]
    for item in of.items:
        carries = item == of.items[0]
        basic = (sum(personnel.values()), sum(operating.values())) if carries else (0, 0)
        general.append(Item(item, names[item], *basic, projects[item]))
    fund = [Item(item, names[item], 0, 0, dice.randint(1_000, 500_000)) for item in of.fund_items]
    economic = {CONTRIBUTIONS[item]: (paid, 0) for item, paid in contributions.items()}
    economic |= {code: (paid, 0) for code, paid in personnel.items()}
    economic |= {code: (0, paid) for code, paid in operating.items()}
    return Budget(
        department=of.name,
        year=year,
        general=sorted(general, key=lambda item: item.code),
        fund=sorted(fund, key=lambda item: item.code),
        capital=[],
        economic=economic,
        three_public=three_public,
        names=names,
        carried=dice.choice([0, 0, dice.randint(1, projects[of.items[0]])]),
    )


def _three_public(of: Department, year: int, seed: int) -> list[int]:
    """Abroad, purchase and running of cars, reception: the same in the disclosure of the year and of the year after."""
    dice = Random(f"three public {seed} {of.number} {year}")
    abroad, purchase = (dice.choice([0, 0, 0, dice.randint(100, 4_000)]) for _ in range(2))
    return [abroad, purchase, of.staff * dice.randint(5, 30), dice.randint(10, 900)]


@cache
def _names() -> dict[str, str]:
    """Code -> name, as both classifications have it in all years."""
    names = {}
    for classification in ("function", "economic"):
        with (CHECKOUT / "seeds" / f"{classification}_classification.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if int(row["valid_from_year"] or 0) <= YEARS[0] and not row["valid_to_year"]:
                    names[row["code"]] = row["name"]
    return names


@cache
def _items() -> tuple[str, ...]:
    """The attested 项 that are in force in all years, as are their 款."""
    with (CHECKOUT / "seeds" / "function_classification.csv").open(encoding="utf-8", newline="") as rows:
        attested = [row["code"] for row in csv.DictReader(rows) if row["verification"] == "attested"]
    return tuple(code for code in attested if len(code) == 7 and code in _names() and code[:5] in _names())
