"""Contract, descriptions, snapshot and dictionary name the same columns: whatever one gains or loses, the others must.

`docs/contract.md` is what readers were promised; dbt's properties files describe; the snapshot is what readers get; its
dictionary lists it. The schema `zh` is compared with its seeds in `test_chinese`.
"""

from __future__ import annotations

import csv
import json
import re

import pytest

from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import CHECKOUT
from dagster_project.storage.raw_store import BY_DOCUMENT
from dagster_project.storage.snapshot import DOCS, SCHEMAS
from tests.pipeline.conftest import Warehouse
from tests.site.pages import Parsed

# A row of a table of the contract: one name with its schema, then names without.
PROMISE = re.compile(r"^\| `(?P<of>\w+\.[\w.]+)` \| (?P<names>.*) \|$", re.MULTILINE)


def contract() -> dict[str, set[str]]:
    """Names by table (columns) and by column (codes)."""
    page = (CHECKOUT / "docs" / "contract.md").read_text(encoding="utf-8")
    return {found["of"]: set(re.findall("`([^`]+)`", found["names"])) for found in PROMISE.finditer(page)}


@pytest.fixture(scope="module")
def comments(corpus: Warehouse) -> dict[str, str | None]:
    """The comment of each table, view and column of the snapshot."""
    rows = corpus.published(
        """
        select concat_ws('.', schema_name, table_name, column_name), comment from duckdb_columns() where not internal
        union all select concat_ws('.', schema_name, table_name), comment from duckdb_tables()
        union all select concat_ws('.', schema_name, view_name), comment from duckdb_views() where not internal
        """
    )
    return {str(name): None if comment is None else str(comment) for name, comment in rows}


@pytest.fixture(scope="module")
def descriptions(dbt_project: DbtProject) -> dict[str, str]:
    """What the properties files say of each published table and column."""
    found = {}
    for node in [*dbt_project.properties["nodes"].values(), *dbt_project.properties["sources"].values()]:
        place = (node["schema"], node.get("alias") or node.get("identifier"))
        # What landing keeps for itself is described too, and a view of `zh` says what its table says.
        readers = place[0] in SCHEMAS and place[0] != "zh" and (place[0] != "raw" or place[1] in BY_DOCUMENT)
        if node["resource_type"] in ("model", "source") and readers:
            found[".".join(place)] = node["description"]
            for name, column in node["columns"].items():
                found[".".join((*place, name))] = column["description"]
    return found


def test_what_was_promised_is_there(comments: dict[str, str | None]) -> None:
    promised = {f"{of}.{name}" for of, names in contract().items() if of.count(".") == 1 for name in names}
    assert len(promised) == 419
    assert promised - comments.keys() == set()


def test_codes_are_those_that_were_promised(corpus: Warehouse) -> None:
    """A list of codes is closed: its table holds no other, or a test lets no other in."""
    tested = {
        (table, column): set(json.loads(str(arguments))["values"])
        for table, column, arguments in corpus.working(
            """select schema_name || '.' || table_name, column_name, arguments
            from reference.column_tests where test_name = 'accepted_values'"""
        )
    }
    promised = {of: names for of, names in contract().items() if of.count(".") == 2}
    assert len(promised) == 26
    for of, codes in promised.items():
        table, column = of.rsplit(".", 1)
        # What is landed is tested where it is staged.
        place = (table.replace("raw.", "staging.stg_"), column)
        if place in tested:
            assert tested[place] == codes, of
        else:
            assert {code for (code,) in corpus.published(f"select distinct {column} from {table}")} == codes, of


def test_everything_published_is_described_and_everything_described_published(
    comments: dict[str, str | None], descriptions: dict[str, str]
) -> None:
    published = {name: comment for name, comment in comments.items() if not name.startswith("zh.")}
    assert published.keys() == descriptions.keys()
    assert {name for name in published if published[name] != descriptions[name].strip()} == set()


def test_dbt_writes_down_how_each_table_is_kept(corpus: Warehouse, dbt_project: DbtProject) -> None:
    written = set(corpus.working("select schema_name, table_name, kind from reference.relations"))
    nodes = dbt_project.manifest.nodes.values()
    models = [node for node in nodes if node.resource_type == "model"]
    expected = {
        (
            node.schema,
            node.alias,
            "by_document" if node.config.materialized == "incremental" else node.config.materialized,
        )
        for node in models
    }
    sources = {(node.schema, node.identifier, "source") for node in dbt_project.manifest.sources.values()}
    assert written == expected | sources
    assert ("marts", "fct_budget", "by_document") in written
    assert ("marts", "spending", "table") in written
    assert ("zh", "支出", "view") in written


def test_every_comment_is_english_then_chinese(comments: dict[str, str | None]) -> None:
    faulty = set()
    for name, comment in comments.items():
        english, slash, chinese = (comment or "").partition(" / ")
        if not (slash and re.search("[A-Za-z]", english) and re.search("[\u4e00-\u9fff]", chinese)) or " / " in chinese:
            faulty.add(name)
    assert faulty == set()


def test_the_dictionary_lists_what_is_published(corpus: Warehouse, comments: dict[str, str | None]) -> None:
    docs = corpus.settings.published / DOCS
    with (docs / "data_dictionary.csv").open(encoding="utf-8-sig", newline="") as handle:
        listed = {
            ".".join(filter(None, (row["schema"], row["table"], row["column"]))): row["description"]
            for row in csv.DictReader(handle)
        }
    assert listed == comments
    anchors = [
        attributes["id"]
        for _, attributes in Parsed((docs / "dictionary.html").read_text("utf-8")).elements
        if "id" in attributes
    ]
    shown = [anchor for anchor in anchors if anchor and re.match(rf"({'|'.join(SCHEMAS)})\.", anchor)]
    assert sorted(shown) == sorted(comments)
