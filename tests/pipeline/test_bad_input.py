"""Bad, damaged and hostile documents beside a good one: each has an outcome, none stops another or invents a number."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from dagster_project.settings import CHECKOUT
from tests.damaged import write_damaged
from tests.hostile import write_hostile
from tests.pipeline.conftest import Warehouse
from tests.rendering import render_xlsx, render_zip
from tests.rendering.corpus import budget_2023

# One build of some seventy documents for all tests here: a loaded machine takes minutes.
pytestmark = pytest.mark.timeout(900)

GOOD = next((CHECKOUT / "raw").glob("2023_budget_*.txt"))

STATEMENT = """{year}年部门预算公开表

一般公共预算支出表

{unit}

支出功能分类科目\t\t\t\t{year}年预算数
科目编码\t\t\t科目名称\t{total}\t基本支出\t项目支出
类\t款\t项
合 计\t\t\t\t{amount}\t60.00\t40.00
201\t\t\t一般公共服务支出\t100.00\t60.00\t40.00
\t03\t\t政府办公厅（室）及相关机构事务\t100.00\t60.00\t40.00
\t\t01\t行政运行\t100.00\t60.00\t40.00
"""


def statement(**changes: str) -> str:
    return STATEMENT.format(
        **{"year": "2016", "unit": "金额单位：万元", "total": "合计", "amount": "100.00", **changes}
    )


# 300 万元 in two classes, worded and coded in other ways.
WORDED = """2015年部门预算公开表

一般公共预算支出表

金额单位：万元

支出功能分类科目\t\t\t\t2015年预算数
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项
{total}\t\t\t\t300.00\t200.00\t100.00
{class_1}\t\t\t一般公共服务支出\t220.00\t120.00\t100.00
\t{section_1}\t\t政府办公厅（室）及相关机构事务\t220.00\t120.00\t100.00
\t\t{item_1}\t行政运行\t120.00\t120.00\t
{of_which}\t\t{item_2}\t一般行政管理事务\t100.00\t\t100.00
{subtotal}208\t\t\t社会保障和就业支出\t80.00\t80.00\t
\t05\t\t行政事业单位养老支出\t80.00\t80.00\t
\t\t05\t机关事业单位基本养老保险缴费支出\t80.00\t80.00\t
"""
PLAIN = {
    "total": "合计",
    "class_1": "201",
    "section_1": "03",
    "item_1": "01",
    "item_2": "02",
    "of_which": "",
    "subtotal": "",
}
TOTALS = ["合计：", "本年支出合计", "总计（万元）", "【合计】", "Total"]
WORDINGS: dict[str, dict[str, str]] = {
    **{f"total_{number}": {"total": total} for number, total in enumerate(TOTALS)},
    "of_which": {"of_which": "\t\t\t其中：人员经费\t90.00\t90.00\t\n"},
    "subtotal": {"subtotal": "小计\t\t\t\t220.00\t120.00\t100.00\n"},
    "digits": {"section_1": "3", "item_1": "1", "item_2": "2"},
    "float": {"class_1": "201.0", "section_1": "3.0"},
    "dots": {"section_1": "201.03", "item_1": "201.03.01", "item_2": "201.03.02"},
    "quotes": {"class_1": "'201", "section_1": "'03", "item_1": "'01", "item_2": "'02"},
    "thousands": {"section_1": "20,103", "item_1": "2,010,301", "item_2": "2,010,302"},
}

# What is left of it where 208 is lost: its total is no longer what the rows say.
SECOND_CLASS = slice(-3, None)

DAMAGED, HOSTILE = 12, 30


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    raw = tmp_path_factory.mktemp("raw")
    shutil.copy(GOOD, raw / "good.txt")
    (raw / "good.xlsx").write_bytes(render_xlsx(budget_2023()))
    (raw / "empty.txt").write_bytes(b"")
    (raw / "binary.pdf").write_bytes(bytes(range(256)) * 40)
    (raw / "really.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (raw / "gb18030.txt").write_bytes(statement().encode("gb18030"))
    (raw / "header.txt").write_text(statement(total="执行口径", year="2021"), encoding="utf-8")
    (raw / "amount.txt").write_text(statement(amount="一百", year="2020"), encoding="utf-8")
    (raw / "unit.txt").write_text(statement(unit="", year="2019"), encoding="utf-8")
    form = (CHECKOUT / "raw" / "2021_target_12345_government_hotline.txt").read_text(encoding="utf-8")
    (raw / "yearless.txt").write_text(form.replace("2021", ""), encoding="utf-8")
    (raw / "twice.txt").write_text(
        statement(year="2018").replace(
            "\t\t01\t行政运行\t100.00\t60.00\t40.00\n", "\t\t01\t行政运行\t100.00\t60.00\t40.00\n" * 2
        ),
        encoding="utf-8",
    )
    (raw / "it's; drop table marts.budget--.txt").write_text(statement(year="2017"), encoding="utf-8")
    (raw / "公开.zip").write_bytes(
        render_zip({"预算/公开表.txt": statement(year="2014").encode(), "目录.zip": b"PK\x03\x04 cut"})
    )
    (raw / "catalogue.csv").write_text(
        "path,publisher,region,source_url,received_at,published_on\n"
        "公开.zip,某市档案局,,https://example.cn/公开.zip,2026-01-02,\n",
        encoding="utf-8",
    )
    for name, changes in WORDINGS.items():
        (raw / f"worded_{name}.txt").write_text(WORDED.format(**{**PLAIN, **changes}), encoding="utf-8")
    for name, total in (("contradicted", "合计"), ("unplaced", "Total")):
        lines = WORDED.format(**{**PLAIN, "total": total}).splitlines(keepends=True)
        del lines[SECOND_CLASS]
        (raw / f"{name}.txt").write_text("".join(lines).replace("2015", "2014"), encoding="utf-8")
    # They are of other years than the documents above.
    write_damaged(raw, DAMAGED, seed=20261122)
    (raw / "hostile").mkdir()
    # A table of 100,000 rows takes half a minute through the whole job: it is in the bench.
    kinds = write_hostile(raw / "hostile", HOSTILE, seed=1, without={"many_rows"})
    assert len(kinds) == HOSTILE
    warehouse = make_warehouse(raw=raw)
    assert warehouse.refresh().success
    return warehouse


def outcome(warehouse: Warehouse, path: str) -> tuple[object, ...]:
    (row,) = warehouse.published(
        f"select status, reason, tables_found, tables_recognised from meta.documents where path = '{path}'"
    )
    return row


def test_the_good_document_is_whole(loaded: Warehouse) -> None:
    (row,) = loaded.published(
        "select count(*) from marts.budget inner join meta.documents using (document_id) where path = 'good.txt'"
    )
    assert row == (171,)


def test_a_workbook_gives_the_facts_of_the_text(loaded: Warehouse) -> None:
    """Also where the print puts a row a level too low: sums and names set it right, however the cells were kept."""
    meaning = """
        select statement_code, side, amount_phase, budget.fiscal_year, classification, subject_code, subject_name,
            fund_code, indicator_code, amount_yuan
        from marts.budget inner join meta.documents using (document_id) where path = 'good.{}' order by all
    """
    from_text, from_workbook = (loaded.published(meaning.format(ending)) for ending in ("txt", "xlsx"))
    assert from_workbook == from_text
    # Printed in the column of 项 below 21004, where the sums do not hold.
    (row,) = loaded.published(
        """
        select subject_code, reported_text from marts.budget inner join meta.documents using (document_id)
        where path = 'good.xlsx' and row_name = '行政事业单位医疗' and statement_code = 'general_public_expenditure'
            and indicator_code = 'total'
        """
    )
    assert row == ("21011", "61.92")


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("empty.txt", "rejected", "empty file"),
        ("binary.pdf", "rejected", "binary file"),
        ("really.pdf", "rejected", "PDF that cannot be opened"),
        ("header.txt", "rejected", "unknown header: 支出功能分类科目"),
        ("unit.txt", "rejected", "unit line missing"),
        ("yearless.txt", "rejected", "fiscal year of the document not found"),
        ("gb18030.txt", "loaded", "decoded as GB18030"),
    ],
)
def test_outcome_and_reason(loaded: Warehouse, path: str, status: str, reason: str) -> None:
    row = outcome(loaded, path)
    assert row[0] == status
    assert reason in str(row[1])


def test_gb18030_gives_the_facts(loaded: Warehouse) -> None:
    rows = loaded.published(
        "select subject_code, amount_wan from marts.budget where fiscal_year = 2016 and indicator_code = 'project'"
    )
    assert sorted((code, float(str(amount))) for code, amount in rows if code) == [
        ("201", 40.0),
        ("20103", 40.0),
        ("2010301", 40.0),
    ]


def test_a_member_of_an_archive_is_a_document_with_the_origin_of_the_archive(loaded: Warehouse) -> None:
    path = "公开.zip!/预算/公开表.txt"
    assert outcome(loaded, path)[0] == "loaded"
    assert outcome(loaded, "公开.zip")[:2] == (
        "rejected",
        "1 of 2 files of the archive not read: 目录.zip: damaged archive: File is not a zip file",
    )
    facts = loaded.published(
        "select distinct department_name, source_url, amount_wan from marts.budget "
        "inner join meta.documents using (document_id) where budget.fiscal_year = 2014 and subject_level = 'total' "
        f"and indicator_code = 'total' and path = '{path}'"
    )
    assert [(name, url, float(str(amount))) for name, url, amount in facts] == [
        ("某市档案局", "https://example.cn/公开.zip", 100.0)
    ]
    pages = (loaded.settings.published / "site" / "documents").iterdir()
    assert any(path in page.read_text(encoding="utf-8") for page in pages)


def test_an_amount_that_is_no_number_is_a_finding(loaded: Warehouse) -> None:
    findings = loaded.published(
        "select rule_id, severity, status, message, source_line from quality.findings where fiscal_year = 2020"
    )
    assert ("R1", "error", "open", "金额栏印有“一百”，不是可读的数字", 10) in findings
    assert loaded.published("select count(*) from marts.budget where fiscal_year = 2020") == [(11,)]


def test_a_row_printed_twice_counts_once_and_is_a_finding(loaded: Warehouse) -> None:
    total = loaded.published("select sum(amount_wan) from marts.spending where fiscal_year = 2018")
    assert total == [(100,)]
    findings = loaded.published(
        "select count(*) from quality.findings where fiscal_year = 2018 and rule_id = 'G2.5' and source_line = 14"
    )
    assert findings == [(3,)]


@pytest.mark.parametrize("name", WORDINGS)
def test_sums_and_codes_are_known_however_they_are_written(loaded: Warehouse, name: str) -> None:
    (row,) = loaded.published(
        f"""
        select sum(amount_wan), array_agg(subject_code order by subject_code)
        from marts.spending inner join meta.documents using (document_id) where path = 'worded_{name}.txt'
        """
    )
    assert row == (300, ["2010301", "2010302", "2080505"])
    errors = loaded.published(
        f"""
        select rule_id, message from quality.findings inner join meta.documents using (document_id)
        where path = 'worded_{name}.txt' and severity = 'error' and findings.status = 'open'
        """
    )
    assert errors == []


def test_a_sum_that_contradicts_the_printed_total_is_never_offered(loaded: Warehouse) -> None:
    of_document = "inner join meta.documents using (document_id) where path = 'contradicted.txt'"
    assert loaded.published(f"select count(*) from marts.spending {of_document}") == [(0,)]
    assert loaded.published(f"select verdict, additive_wan, printed_total_wan from quality.trust {of_document}") == [
        ("contradicted", 220, 300)
    ]
    (row,) = loaded.published(
        f"select severity, findings.status from quality.findings {of_document} and rule_id = 'A1'"
    )
    assert row == ("error", "open")


def test_a_row_that_no_total_can_place_is_not_added(loaded: Warehouse) -> None:
    of_document = "inner join meta.documents using (document_id) where path = 'unplaced.txt'"
    assert loaded.published(f"select sum(amount_wan) from marts.spending {of_document}") == [(220,)]
    named = loaded.published(f"select source_line from quality.findings {of_document} and rule_id = 'X7'")
    assert named == [(10,)]


def test_rejected_tables_keep_their_lines_and_cells(loaded: Warehouse) -> None:
    (row,) = loaded.published(
        """
        select count(distinct cells.source_line), count(*) filter (where cells.text = '行政运行') from raw.cells
        inner join meta.documents using (document_id) where path = 'header.txt'
        """
    )
    assert row == (7, 1)
    unrecognised = loaded.published(
        "select text from meta.unrecognised_lines inner join meta.documents using (document_id) "
        "where path = 'header.txt'"
    )
    assert any("行政运行" in str(text) for (text,) in unrecognised)


def test_departments_without_publisher_stay_apart(loaded: Warehouse) -> None:
    names = loaded.published("select distinct department_name from marts.budget")
    assert len(names) == len(loaded.published("select distinct document_id from marts.budget"))


def test_names_are_never_sql(loaded: Warehouse) -> None:
    assert outcome(loaded, "it''s; drop table marts.budget--.txt")[0] == "loaded"


def test_every_document_has_an_outcome_within_its_limits(loaded: Warehouse) -> None:
    dropped = loaded.working("select path from raw.dropped order by all")
    assert len(dropped) > DAMAGED + HOSTILE
    assert loaded.published("select path from meta.documents order by all") == dropped
    assert loaded.published("select path from meta.documents where status <> 'loaded' and reason is null") == []
    assert loaded.published("select path from meta.documents where reason like 'not read within%'") == []


def test_text_stays_text(loaded: Warehouse) -> None:
    """What was injected is in the cells as printed, and ran nowhere."""
    cells = loaded.published("select count(*) > 0 from raw.cells where text like '%drop table marts.fct_budget%'")
    assert cells == [(True,)]
    assert loaded.published("select count(*) > 0 from marts.fct_budget") == [(True,)]
    pages = (loaded.settings.published / "site").rglob("*.html")
    assert not any("<script>alert(1)" in page.read_text(encoding="utf-8") for page in pages)
    assert not any(path.name == "pwned" for path in CHECKOUT.iterdir())


def test_damage_is_found(loaded: Warehouse) -> None:
    """Damage hits amounts, codes and units all over: hardly a document can come through without a finding."""
    (row,) = loaded.published(
        """
        select count(distinct document_id) from quality.findings
        inner join meta.documents using (document_id) where path like 'damaged_%' and findings.status = 'open'
        """
    )
    assert int(str(row[0])) > DAMAGED * 0.8


def test_no_number_is_a_fact_that_its_line_does_not_print(loaded: Warehouse) -> None:
    unprinted = loaded.published(
        """
        select facts.document_id, facts.source_line, facts.amount_wan from marts.fct_budget as facts
        left join raw.lines as lines
            on facts.document_id = lines.document_id and facts.source_line = lines.source_line
            and facts.source_page is not distinct from lines.source_page
        where lines.text is null
            or not contains(replace(replace(lines.text, '<b>', ''), '</b>', ''), facts.reported_text)
        """
    )
    assert unprinted == []
