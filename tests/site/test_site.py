"""The written files: their numbers against SQL, hostile text, links, bytes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.site import charts, write_site
from tests.site.conftest import VERSION, WrittenSite, write
from tests.site.made_up import HOSTILE, make_snapshot
from tests.site.pages import Parsed, page_data, rows, shard_data


def pages(site: WrittenSite) -> list[Path]:
    return sorted(site.folder.rglob("*.html"))


def test_overview_totals_equal_the_snapshot(site: WrittenSite) -> None:
    data = page_data(site.folder / "index.html")
    items = {(row["year"], row["stage"], row["code"]): row["yuan"] for row in data["items"]}
    assert items == {
        (year, stage, code): amount
        for year, stage, code, amount in site.sql(
            "select fiscal_year, stage, subject_code, sum(amount_yuan) from marts.spending group by all"
        )
    }
    # The sum of what the page shows is what the documents print as their totals, once.
    printed = site.sql(
        """select fiscal_year, stage, sum(amount_yuan) from marts.budget
        where subject_level = 'total' and classification = 'function' group by all"""
    )
    shown = {(row["year"], row["stage"]): row["yuan"] for row in data["years"]}
    assert shown == {(year, stage): amount for year, stage, amount in printed}


def test_a_year_is_compared_over_the_departments_of_both_years(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path / "budget.duckdb", finals=())
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("delete from marts.spending where department_name = '第4局' and fiscal_year = 2023")
    write_site(snapshot, tmp_path / "site", VERSION)
    of = {row["year"]: row for row in page_data(tmp_path / "site" / "index.html")["years"]}
    expected = WrittenSite(snapshot, tmp_path).sql(
        """select sum(amount_yuan) filter (fiscal_year = 2023), sum(amount_yuan) filter (fiscal_year = 2024)
        from marts.spending where department_name <> '第4局'"""
    )
    assert (of[2024]["previous_yuan"], of[2024]["compared_yuan"]) == expected[0]
    assert (of[2024]["departments"], of[2024]["compared"]) == (4, 3)
    assert of[2023]["previous_yuan"] is None


def test_function_pages_hold_every_spending_row_once(site: WrittenSite) -> None:
    shown = sorted(
        (row["department"], row["year"], row["stage"], row["code"], row["indicator"], row["yuan"], row["line"])
        for path in (site.folder / "functions").iterdir()
        for row in page_data(path)["lines"]
    )
    stored = site.sql(
        """select department_name, fiscal_year, stage, subject_code, indicator_name, amount_yuan, source_line
        from marts.spending order by all"""
    )
    assert shown == sorted(stored)


def test_money_and_three_public_never_count_twice(site: WrittenSite) -> None:
    funding = page_data(site.folder / "funding.html")["lines"]
    assert (
        sum(row["yuan"] for row in funding)
        == site.sql("select sum(amount_yuan) from marts.budget where side = 'revenue' and is_additive")[0][0]
    )
    # 2023 is printed twice: as a year's own budget and as the year before in the budget of 2024.
    three_public = page_data(site.folder / "three_public.html")["lines"]
    found = {(row["year"], row["phase"]): Decimal(0) for row in three_public}
    for row in three_public:
        found[row["year"], row["phase"]] += row["yuan"]
    expected = site.sql(
        """select fiscal_year, amount_phase, sum(amount_yuan) from marts.budget
        where classification = 'three_public' and (amount_phase = 'budget' or fiscal_year = 2022) group by all"""
    )
    assert found == {(year, phase): amount for year, phase, amount in expected}


def test_departments_show_their_own_rows(site: WrittenSite) -> None:
    listing = page_data(site.folder / "departments.html")
    totals = {(row["department"], row["year"], row["stage"]): row["yuan"] for row in listing["totals"]}
    assert totals == {
        (name, year, stage): amount
        for name, year, stage, amount in site.sql(
            "select department_name, fiscal_year, stage, sum(amount_yuan) from marts.spending group by all"
        )
    }
    # The total of a department leads to the printed total, on line 10 of every made-up document.
    assert {row["line"] for row in listing["totals"]} == {10}
    statements = 0
    for row in listing["departments"]:
        data = page_data(site.folder / "departments" / f"{row['department_slug']}.html")
        shown = sorted((one["statement_code"], one["year"], one["name"], one["yuan"]) for one in data["statements"])
        stored = site.sql(
            f"""select statement_code, fiscal_year, subject_name, amount_yuan from marts.budget
            where department_name = '{row["department"]}' order by all"""
        )
        assert shown == sorted(stored)
        statements += len(shown)
        execution = {(one["year"], one["code"]): (one["budget_yuan"], one["final_yuan"]) for one in data["execution"]}
        assert execution == {
            (year, code): (budget, final)
            for year, code, budget, final in site.sql(
                f"""select fiscal_year, subject_code, budget_yuan, final_yuan from marts.budget_execution
                where department_name = '{row["department"]}'"""
            )
        }
    assert statements == site.sql("select count(*) from marts.budget")[0][0]


def test_a_unit_shows_the_projects_it_carries_out(site: WrittenSite) -> None:
    slug = next(
        row["department_slug"]
        for row in page_data(site.folder / "departments.html")["departments"]
        if row["department"] == "某单位"
    )
    shown = {row["form_id"] for row in page_data(site.folder / "departments" / f"{slug}.html")["projects"]}
    assert shown == {
        form for (form,) in site.sql("select form_id from marts.projects where implementing_unit = '某单位'")
    }


def test_the_printing_that_answers_is_shown(tmp_path: Path) -> None:
    """A corrected disclosure of the same year replaces the first on the department's page, which says so."""
    snapshot = make_snapshot(tmp_path / "budget.duckdb", departments=1, years=(2024,), finals=())
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(
            """insert into marts.budget
            select * replace ('later' as document_id, amount_yuan + 1 as amount_yuan) from marts.budget"""
        )
        connection.execute(
            """insert into marts.dim_document
            select * replace ('later' as document_id, date '2024-06-01' as published_on) from marts.dim_document"""
        )
        connection.execute("insert into meta.documents select * replace ('later' as document_id) from meta.documents")
        connection.execute("update marts.answers set document_id = 'later', document_choice = 'latest'")
    write_site(snapshot, tmp_path / "site", VERSION)
    (row,) = [row for row in page_data(tmp_path / "site" / "departments.html")["departments"] if row["code"]]
    shown = page_data(tmp_path / "site" / "departments" / f"{row['department_slug']}.html")["statements"]
    assert {(one["document"], one["corrected"]) for one in shown} == {("later", True)}


def test_a_sum_that_is_not_all_spending_says_so(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path / "budget.duckdb", departments=2, years=(2024,), finals=())
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("update marts.spending set is_complete = false where department_name = '第1局'")
    write_site(snapshot, tmp_path / "site", VERSION)
    (answer,) = page_data(tmp_path / "site" / "index.html")["answers"]
    assert (answer["departments"], answer["incomplete"]) == (2, 1)
    for department, complete in (("第1局", False), ("第2局", True)):
        shown = page_data(tmp_path / "site" / page_of(department))["spending"]
        assert {row["complete"] for row in shown} == {complete}


def test_every_target_is_on_a_page_annual_beside_medium_term(site: WrittenSite) -> None:
    shown: list[tuple[Any, ...]] = []
    for path in sorted((site.folder / "data" / "projects").iterdir()):
        key, content = shard_data(path)
        assert key == path.stem
        for row in rows(content["targets"]):
            for phase, name in (("annual", "annual"), ("medium_term", "medium")):
                if row[f"{name}_text"] is not None:
                    shown.append((row["form_id"], phase, row["level3"], row[f"{name}_text"], row[f"{name}_line"]))
    stored = site.sql("select form_id, phase, level3, target_text, source_line from marts.performance_targets")
    assert sorted(shown) == sorted(stored)
    assert len(shown) == 2 * sum(
        len(rows(shard_data(path)[1]["targets"])) for path in (site.folder / "data/projects").iterdir()
    )


def test_findings_are_all_listed(site: WrittenSite) -> None:
    shown = {
        (row["finding_id"], row["expected_yuan"], row["line"])
        for row in page_data(site.folder / "quality.html")["findings"]
    }
    assert shown == set(site.sql("select finding_id, expected_wan * 10000, source_line from quality.findings"))


def places(site: WrittenSite) -> Iterator[tuple[Path, str, int | None, int]]:
    """Every document line that some page links to."""
    datasets: list[tuple[Path, dict[str, Any]]] = []
    for path in pages(site):
        for of in page_data(path).values():
            datasets.extend((path, row) for row in of)
    for path in (site.folder / "data").rglob("*.js"):
        _, content = shard_data(path)
        for records in [content] if "rows" in content else content.values():
            datasets.extend((path, row) for row in rows(records))
    for path, row in datasets:
        for prefix, document in (
            ("", "document"),
            ("annual_", "document"),
            ("medium_", "document"),
            ("budget_", "budget_document"),
            ("final_", "final_document"),
        ):
            if row.get(document) is not None and row.get(f"{prefix}line") is not None:
                yield path, row[document], row[f"{prefix}page"], row[f"{prefix}line"]


def test_links_resolve(hostile: WrittenSite) -> None:
    for path in pages(hostile):
        for tag, attributes in Parsed(path.read_text(encoding="utf-8")).elements:
            target = attributes.get("href" if tag in ("a", "link") else "src")
            if target and not target.startswith(("#", "data:")):
                assert (path.parent / target.split("#")[0]).resolve().is_file(), (path, target)
    lines = {
        path.stem: {(row["page"], row["line"]) for row in page_data(path)["lines"]}
        for path in (hostile.folder / "documents").iterdir()
    }
    linked = list(places(hostile))
    assert {document for _, document, _, _ in linked} == set(lines)
    for path, document, page, line in linked:
        assert (page, line) in lines[document], (path, document, page, line)
    listing = page_data(hostile.folder / "departments.html")["departments"]
    assert {row["department_slug"] for row in listing} == {
        path.stem for path in (hostile.folder / "departments").iterdir()
    }
    classes = {row["class_code"] for row in page_data(hostile.folder / "index.html")["items"]}
    assert classes == {path.stem for path in (hostile.folder / "functions").iterdir()}


def test_hostile_text_stays_text(hostile: WrittenSite) -> None:
    """No element, handler or script that is not the templates' own; the text itself is all there."""
    seen = 0
    for path in pages(hostile):
        text = path.read_text(encoding="utf-8")
        parsed = Parsed(text)
        assert [tag for tag, _ in parsed.elements if tag in ("img", "iframe", "object", "embed", "svg")] == []
        assert [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")] == []
        for attributes, script in parsed.scripts:
            if attributes.get("id") != "data":
                assert attributes["src"]
                assert script.strip() == ""
        data = str(page_data(path))
        seen += data.count("window.hacked")
        assert "\u2028" not in text.split('id="data">')[1].split("</script>")[0]
    assert seen > 100
    for path in (hostile.folder / "data").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not set(text) & set("<>&\u2028\u2029")
    names = rows(shard_data(hostile.folder / "data" / "project_names.js")[1])
    assert {row["name"][:-1] for row in names} == {"=" + HOSTILE}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_snapshot_gives_the_same_bytes(site: WrittenSite, tmp_path: Path) -> None:
    write_site(site.snapshot, tmp_path / "again", VERSION)
    assert digests(tmp_path / "again") == digests(site.folder)


def page_of(department: str) -> str:
    return f"departments/n{hashlib.sha256(department.encode()).hexdigest()[:12]}.html"


# What may change of one document or department, and whose pages show it.
CHANGES: dict[str, tuple[str, set[str]]] = {
    "nothing": ("select 1", set()),
    "amount": (
        "update marts.budget set amount_yuan = amount_yuan + 1 where document_id = $document and source_line = $line",
        {"document", "department", "units"},
    ),
    "line": (
        "update raw.lines set text = text || ' ' where document_id = $document and source_line = $line",
        {"document", "department", "units"},
    ),
    "target": (
        "update marts.performance_targets set target_text = target_text || ' ' where document_id = $document",
        {"document", "department", "units"},
    ),
    "answer": (
        "update marts.answers set is_complete = false where department_name = $department and $line > 0",
        {"department"},
    ),
    "region": (
        "update marts.dim_department set region = '某省' where department_name = $department and $line > 0",
        {"department"},
    ),
    "label": ("update marts.dim_statement set statement_name = statement_name || ' '", {"all"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_pages_of_what_has_not_changed_are_shared_with_the_site_before(
    site: WrittenSite, tmp_path: Path, change: str
) -> None:
    statement, expected = CHANGES[change]
    document, department, line = site.sql(
        "select document_id, department_name, source_line from marts.budget order by all limit 1"
    )[0]
    snapshot = tmp_path / "budget.duckdb"
    shutil.copy(site.snapshot, snapshot)
    with duckdb.connect(str(snapshot)) as connection:
        values = {"document": document, "department": department, "line": line}
        connection.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
    write_site(snapshot, tmp_path / "next", "next", before=site.folder)
    write_site(snapshot, tmp_path / "anew", "next")
    assert digests(tmp_path / "next") == digests(tmp_path / "anew")
    written = {
        path.relative_to(tmp_path / "next").as_posix()
        for folder in ("documents", "departments")
        for path in (tmp_path / "next" / folder).iterdir()
        if not path.samefile(site.folder / path.relative_to(tmp_path / "next"))
    }
    units = site.sql(
        f"""select distinct implementing_unit_key from marts.dim_project
        where document_id = '{document}' and implementing_unit_key is not null"""
    )
    of = {"document": {f"documents/{document}.html"}, "department": {page_of(department)}}
    of["units"] = {page_of(unit) for (unit,) in units}
    everything = {
        path.relative_to(tmp_path / "next").as_posix()
        for folder in ("documents", "departments")
        for path in (tmp_path / "next" / folder).iterdir()
    }
    assert written == (everything if "all" in expected else set().union(*(of[name] for name in expected)))


def test_every_page_names_its_snapshot(site: WrittenSite) -> None:
    snapshot = (site.folder / "assets" / "snapshot.js").read_text(encoding="utf-8")
    assert VERSION in snapshot
    assert "2024-05-01 08:01" in snapshot
    for path in pages(site):
        assert 'assets/snapshot.js"' in path.read_text(encoding="utf-8")


def test_the_first_page_does_not_grow_with_the_departments(site: WrittenSite, tmp_path: Path) -> None:
    many = write(tmp_path, departments=300, years=(2023, 2024), projects=1, targets=2, lines=60)
    index = many.folder / "index.html"
    scripts = sum(
        (many.folder / "assets" / name).stat().st_size
        for name in ("echarts.min.js", "core.js", "table.js", "chart.js", "overview.js", "site.css")
    )
    assert index.stat().st_size + scripts < 3_000_000
    # Twenty rows of the ranking for each year and stage are all that may come on top.
    assert index.stat().st_size - (site.folder / "index.html").stat().st_size < 3 * 20 * 100
    assert page_data(index)["years"][0]["departments"] == 300


def test_an_empty_snapshot_has_pages_too(tmp_path: Path) -> None:
    write_site(make_snapshot(tmp_path / "budget.duckdb", departments=0), tmp_path / "site", VERSION)
    assert page_data(tmp_path / "site" / "index.html")["items"] == []
    assert (tmp_path / "site" / "projects.html").is_file()


def test_a_folder_is_never_overwritten(site: WrittenSite) -> None:
    with pytest.raises(FileExistsError):
        write_site(site.snapshot, site.folder, VERSION)


def test_only_the_released_charting_script_is_shipped(site: WrittenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (site.folder / "assets" / "echarts.min.js").read_bytes()
    assert b"Licensed to the Apache Software Foundation" in script[:200]
    monkeypatch.setattr(charts, "FILE", "vizly/__init__.py")
    with pytest.raises(charts.ChartLibraryError, match="not the script of Apache ECharts"):
        charts.echarts()
    monkeypatch.setattr(charts, "PACKAGE", "no-such-package")
    with pytest.raises(charts.ChartLibraryError, match="not installed"):
        charts.echarts()
