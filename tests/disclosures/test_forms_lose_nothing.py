"""What a form prints and no record holds is said: an outcome with a reason, a fault, or an unrecognised line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.records import FundingRecord

FORM = """\
澜川高新区2026年项目支出绩效目标申报表
(2026年度)
项目名称\t\t堤防巡查\t\t\t\t\t
主管部门及代码\t\t北原县水务局\t\t实施单位\t\t河湖科\t
项目属性\t\t延续项目\t\t项目期\t\t长期\t
项目资金 (万元)\t\t中期资金总额:\t\t105.00\t年度资金总额:\t\t35.00
\t\t其中:财政拨款\t\t105.00\t其中:财政拨款\t\t35.00
\t\t其他资金\t\t\t其他资金\t\t
总体目标\t中期目标 (2026年—2028年)\t\t\t\t年度目标\t\t
\t巡查到位\t\t\t\t巡查到位\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t巡查次数\t≥60次\t数量指标\t巡查次数\t≥20次
"""
ONE_HALF = """\
澜川高新区2026年项目支出绩效目标申报表
项目名称\t堤防巡查\t\t\t\t
主管部门及代码\t北原县水务局\t实施单位\t河湖科\t\t
项目资金 (万元)\t年度资金总额:\t35.00\t\t\t
\t其中:财政拨款\t30.00\t\t\t
\t其他资金\t5.00\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t
\t产出指标\t数量指标\t巡查次数\t≥20次\t
"""
ANNUAL = """\
北原县部门项目支出预算绩效目标表
(2021年度)
项目名称\t\t堤防巡查\t\t
主管部门及代码\t北原县水务局\t实施单位\t河湖科\t
项目资金(万元)\t年度资金总额:\t\t298\t
\t其中:财政拨款\t\t290\t
\t其他资金\t\t8\t
年度总体目标\t巡查到位\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t指标1:巡查次数\t≥20次
"""
REVIEW = """\
北原县部门项目支出预算绩效目标审核表
(2021年度)
审核内容\t\t审核要点\t\t审核意见\t\t备注
审核项目及分值\t\t具体内容\t分值\t自评打分\t审核打分\t
完整性审核(20分)\t规范性(10分)\t是否规范\t10\t9\t8\t
\t明确性(10分)\t是否明确\t10\t7\t6\t补充材料
总分\t\t\t20\t16\t14\t
综合评定等级\t\t\t\t\t\t
"""
SHEET = """\
2030年部门预算公开
项目支出绩效信息表
金额单位：万元
单位名称\t项目名称\t预算执行率权重(%)\t预算数\t绩效目标\t一级指标\t二级指标\t三级指标\t绩效指标性质\t本年绩效指标值\t绩效度量单位\t本年权重
169001-某局\t54000021T000000000001-印刷经费\t10.00\t12.50\t按时印刷。\t产出指标\t数量指标\t印刷本数\t≥\t500\t本\t90
"""
FORMS = {"both halves": FORM, "one half": ONE_HALF, "annual": ANNUAL}


def read(text: str, book: LayoutBook) -> Extraction:
    return extract(text.encode(), book, "test")


def amounts(extraction: Extraction) -> dict[tuple[str, str], str | None]:
    return {(record.phase, record.funding_source): record.amount for record in extraction.funding}


def role_of(extraction: Extraction, words: str) -> str:
    (role,) = {line.role for line in extraction.lines if words in line.text}
    return role


def yuan(record: FundingRecord, book: LayoutBook) -> Decimal:
    return Decimal(record.amount or "nan") * book.units[record.own_unit or record.unit or ""]


# --- as they are


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_forms_themselves_are_read_whole(form: str, book: LayoutBook) -> None:
    extraction = read(form, book)
    assert extraction.document.status == "loaded"
    assert "unrecognised" not in {line.role for line in extraction.lines}
    assert len(extraction.projects) == 1
    assert {target.target_text for target in extraction.targets} <= {"≥60次", "≥20次"}
    assert len(extraction.funding) == (4 if form == FORM else 3)


# --- labels of a header


@pytest.mark.parametrize(
    ("header", "unknown"),
    [
        ("三级指标\t指标性质\t指标值\t度量单位\t权重", "指标性质"),
        ("三级指标\t指标值\t权重", "权重"),
        ("三级指标\t指标值\t度量单位", "度量单位"),
        ("三级指标\t目标值1\t指标值", "目标值1"),
    ],
)
def test_an_unknown_label_rejects_the_form_and_is_quoted(header: str, unknown: str, book: LayoutBook) -> None:
    row = "\t".join(["巡查次数", "≥", "20", "次", "10"][: header.count("\t") + 1])
    form = ONE_HALF.replace("三级指标\t指标值\t", header).replace("巡查次数\t≥20次\t", row)
    extraction = read(form, book)
    (table,) = extraction.tables
    assert (table.status, table.reason) == ("rejected", f"unknown label in the header: {unknown}")
    assert (extraction.targets, extraction.projects, extraction.funding) == ([], [], [])
    assert {line.role for line in extraction.lines if "\t" in line.text} == {"unrecognised"}
    assert extraction.document.status == "rejected"


def test_two_columns_of_values_reject_the_form(book: LayoutBook) -> None:
    form = ONE_HALF.replace("指标值\t", "指标值\t年度指标值").replace("≥20次\t", "≥20次\t≥30次")
    (table,) = read(form, book).tables
    assert (table.status, table.reason) == ("rejected", "two columns of values in the header")


def test_only_the_form_with_the_unknown_label_is_rejected(book: LayoutBook) -> None:
    faulty = ONE_HALF.replace("指标值\t", "指标值\t权重").replace("≥20次\t", "≥20次\t10")
    extraction = read(f"{FORM}\n{faulty}\n{ONE_HALF}", book)
    assert [table.status for table in extraction.tables] == ["recognised", "rejected", "recognised"]
    assert len(extraction.projects) == 2
    assert extraction.document.status == "partly_loaded"


@pytest.mark.parametrize("form", [ONE_HALF, FORM], ids=["one half", "both halves"])
def test_a_form_fallen_apart_into_lines_with_an_unknown_label(form: str, book: LayoutBook) -> None:
    flat = "\n".join(cell for line in form.splitlines() for cell in line.split("\t") if cell)
    assert read(flat, book).targets
    torn = flat.replace("三级指标\n", "三级指标\n指标性质\n").replace("巡查次数\n", "巡查次数\n≥\n")
    extraction = read(torn, book)
    assert (extraction.targets, extraction.projects, extraction.funding) == ([], [], [])


# --- the total


def test_a_total_of_the_project_is_the_years_where_no_other_is_printed(book: LayoutBook) -> None:
    form = ONE_HALF.replace("年度资金总额:", "项目资金总额：")
    assert amounts(read(form, book)) == {
        ("annual", "total"): "35.00",
        ("annual", "fiscal_appropriation"): "30.00",
        ("annual", "other"): "5.00",
    }
    annual = ANNUAL.replace("年度资金总额:", "项目资金总额：")
    assert amounts(read(annual, book))["annual", "total"] == "298"


@pytest.mark.parametrize("first", [True, False])
def test_a_total_of_the_project_beside_the_years_is_no_fact_and_said(first: bool, book: LayoutBook) -> None:
    year, whole = "年度资金总额:\t35.00", "项目资金总额：\t105.00"
    pair = [whole, year] if first else [year, whole]
    form = ONE_HALF.replace(f"{year}\t\t\t", f"{pair[0]}\t\t\t\n\t{pair[1]}\t\t\t")
    extraction = read(form, book)
    assert amounts(extraction)["annual", "total"] == "35.00"
    assert role_of(extraction, "105.00") == "unrecognised"
    annual = ANNUAL.replace("\t其他资金", "\t项目资金总额\t\t900\t\n\t其他资金")
    extraction = read(annual, book)
    assert amounts(extraction)["annual", "total"] == "298"
    assert role_of(extraction, "900") == "unrecognised"


def test_a_total_over_the_years_that_a_project_runs(book: LayoutBook) -> None:
    form = FORM.replace("中期资金总额", "实施期资金总额")
    assert amounts(read(form, book))["medium_term", "total"] == "105.00"


# --- units


UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("said", ["({})", "（{}）", "（单位：{}）", "（人民币{}）", "【{}】"])
@pytest.mark.parametrize("unit", UNITS)
def test_the_unit_of_a_form(form: str, said: str, unit: str, book: LayoutBook) -> None:
    label = "项目资金(万元)" if form == ANNUAL else "项目资金 (万元)"
    extraction = read(form.replace(label, "项目资金" + said.format(unit)), book)
    value = next(r for r in extraction.funding if (r.phase, r.funding_source) == ("annual", "total"))
    assert value.unit == unit
    assert yuan(value, book) == (298 if form == ANNUAL else 35) * UNITS[unit]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize(
    ("label", "unit"), [("", None), ("(百元)", "百元"), ("（万美元）", "万美元"), ("(十万元)", "十万元")]
)
def test_without_a_known_unit_an_amount_is_a_fault(form: str, label: str, unit: str | None, book: LayoutBook) -> None:
    extraction = read(
        form.replace("项目资金 (万元)", f"项目资金{label}").replace("项目资金(万元)", f"项目资金{label}"), book
    )
    assert len(extraction.projects) == 1
    assert {(record.unit, record.amount, record.fault) for record in extraction.funding} == {(unit, None, "unit")}
    assert len(extraction.funding) == (4 if form == FORM else 3)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_amount_with_a_unit_of_its_own_needs_no_other(form: str, book: LayoutBook) -> None:
    printed, own = ("298", "29.8亿元") if form == ANNUAL else ("35.00", "3.5千元")
    extraction = read(form.replace(printed, own).replace(" (万元)", "").replace("(万元)", ""), book)
    value = next(r for r in extraction.funding if r.amount_text == own)
    assert (value.unit, value.own_unit, value.fault) == (None, own.lstrip("0123456789."), None)
    assert yuan(value, book) == (Decimal("2980000000") if form == ANNUAL else 3500)


def test_a_unit_in_the_label_of_the_total(book: LayoutBook) -> None:
    form = ONE_HALF.replace("项目资金 (万元)", "项目资金").replace("年度资金总额:", "年度资金总额(千元):")
    total = next(record for record in read(form, book).funding if record.funding_source == "total")
    assert (total.unit, total.amount_text) == ("千元", "35.00")
    assert yuan(total, book) == 35_000
    annual = ANNUAL.replace("项目资金(万元)", "项目资金").replace("年度资金总额:", "年度资金总额（千元）:")
    assert {record.unit for record in read(annual, book).funding} == {"千元"}


# --- values beside those taken


@pytest.mark.parametrize("text", ["6 0.50", "35.00 30.00", "约35", "35.00①①35", "3,5.00"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_amount_that_cannot_be_read_is_landed_with_its_kind(form: str, text: str, book: LayoutBook) -> None:
    extraction = read(form.replace("298" if form == ANNUAL else "\t35.00", "\t" + text), book)
    broken = [record for record in extraction.funding if record.fault]
    assert broken or role_of(extraction, text) == "unrecognised"
    assert all(record.amount is None for record in broken)
    assert {record.amount for record in extraction.funding} <= {None, "105.00", "30.00", "5.00", "290", "8"}


@pytest.mark.parametrize(
    ("form", "line", "changed"),
    [
        (FORM, "其他资金\t\t\t其他资金\t\t", "其他资金\t\t7.00\t其他资金\t\t1.00\t99.00"),
        (ONE_HALF, "35.00\t\t\t", "35.00\t99.00\t\t"),
        (ONE_HALF, "\t其他资金\t5.00\t\t\t", "\t其他资金\t5.00\t\t\t\n\t其他资金\t99.00\t\t\t"),
        (FORM, "≥20次", "≥20次\t≥99次"),
        (ANNUAL, "298\t", "298\t99"),
        (ANNUAL, "\t其他资金\t\t8\t", "\t其他资金\t\t8\t\n\t其他资金\t\t99\t"),
        (ANNUAL, "≥20次", "≥20次\t≥99次"),
        (ANNUAL, "指标1:巡查次数\t≥20次", "指标1:巡查次数\t≥20次\n\t\t\t指标2:\t≥99次"),
        (REVIEW, "10\t7\t6\t补充材料", "10\t7\t6\t补充材料\t99"),
        (REVIEW, "10\t9\t8\t", "10\t99分\t8\t"),
        (REVIEW, "\t明确性(10分)\t是否明确\t10\t7\t6\t补充材料", "\t\t\t99\t\t\t"),
        (SHEET, "500\t本\t90", "500\t本\t99册\t90"),
        (SHEET, "10.00\t12.50\t", "10.00\t12.50\t99.00\t"),
    ],
)
def test_a_value_beside_those_taken_leaves_its_line_unrecognised(
    form: str, line: str, changed: str, book: LayoutBook
) -> None:
    assert line in form
    extraction = read(form.replace(line, changed), book)
    assert role_of(extraction, "99") == "unrecognised"
    assert len(extraction.projects) == (form != REVIEW)


def test_the_same_amount_printed_again_is_no_second_one(book: LayoutBook) -> None:
    again = ONE_HALF.replace("\t其他资金\t5.00\t\t\t", "\t其他资金\t5.00\t\t\t\n\t其他资金\t5.00\t\t\t")
    assert "unrecognised" not in {line.role for line in read(again, book).lines}


# --- review forms


def test_a_criterion_belongs_to_its_form(book: LayoutBook) -> None:
    other = REVIEW.replace("北原县", "石门镇").replace("\t9\t8\t", "\t1\t2\t")
    extraction = read(f"{REVIEW}\n{other}", book)
    forms = [review.form_id for review in extraction.reviews]
    first, second = sorted(set(forms))
    assert forms == [first] * 3 + [second] * 3
    scores = {form: [r.self_score for r in extraction.reviews if r.form_id == form] for form in (first, second)}
    assert scores == {first: ["9", "7", "16"], second: ["1", "7", "16"]}
