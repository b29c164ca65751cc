"""Models keep to SQL that DuckDB and Spark both speak; what differs stands in one file of dispatched macros.

Walks the syntax trees of the compiled models. A node that is not on the list must come from a macro of that file: then
its spelling is there and not in the model.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from dagster_project.settings import CHECKOUT
from tests.pipeline.conftest import Warehouse

MODELS = CHECKOUT / "dbt" / "models"
PORTABLE = CHECKOUT / "dbt" / "macros" / "portable.sql"
NAMES = sorted(path.relative_to(MODELS).as_posix() for path in MODELS.rglob("*.sql"))

# Clauses, operators and literals of plain SQL.
CONSTRUCTS = """
    Add Alias And Between Boolean Case Cast Column Condition CTE DataType DataTypeParam Distinct Div DPipe EQ Except
    Exists From GT GTE Group Having Identifier If In Intersect Is Join LT LTE Like Literal Mul Neg NEQ Not Null Or Order
    Ordered Paren Select Star Sub Subquery Table TableAlias Union Where Window WindowSpec With
"""
# Functions that both engines have under the same name with the same meaning (regexp_extract with its group named).
FUNCTIONS = """
    Abs Coalesce ConcatWs Count DenseRank Greatest Lag Lead Least Length MD5 Max Min Nullif Rank RegexpExtract
    RegexpReplace Replace Right RowNumber Substring Sum Trim
"""
PLAIN = frozenset((CONSTRUCTS + FUNCTIONS).split())
# Types under names that both engines read.
TYPES = {"INT", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMPNTZ", "DECIMAL", "TEXT"}


@pytest.fixture(scope="module")
def compiled(corpus: Warehouse) -> Path:
    return corpus.settings.dbt_target / "compiled" / "budget" / "models"


def spelling(node: exp.Expression) -> str:
    """How the engine writes the node: the name up to the bracket."""
    return re.split(r"[(\s]", node.sql(dialect="duckdb"), maxsplit=1)[0].lower()


def foreign(tree: exp.Expression) -> set[str]:
    """Spellings of all nodes that are not plain SQL."""
    found = set()
    for node in tree.walk():
        name = type(node).__name__
        if name not in PLAIN:
            found.add(spelling(node))
        if isinstance(node, exp.DataType) and node.this.value not in TYPES:
            found.add(node.this.value.lower())
        if isinstance(node, exp.Union) and node.args.get("by_name"):
            found.add("by name")
        if isinstance(node, exp.Group) and node.args.get("all"):
            found.add("group by all")
        if isinstance(node, exp.Select):
            distinct = node.args.get("distinct")
            if node.args.get("qualify") or (distinct and distinct.args.get("on")):
                found.add("qualify or distinct on")
        if isinstance(node, exp.Star) and any(node.args.values()):
            found.add("star with except or replace")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_model_is_portable(compiled: Path, name: str) -> None:
    tree = sqlglot.parse_one((compiled / name).read_text(encoding="utf-8"), dialect="duckdb")
    source = (MODELS / name).read_text(encoding="utf-8").lower()
    macros = PORTABLE.read_text(encoding="utf-8").lower()
    assert "::" not in source
    assert "varchar" not in source, "Spark's VARCHAR needs a length: write STRING"
    for spelt in foreign(tree):
        assert spelt not in source, f"{spelt} is not portable: write a dispatched macro"
        assert spelt in macros, f"{spelt} comes from a macro outside {PORTABLE.name}"


@pytest.mark.parametrize("name", NAMES)
def test_model_translates_to_spark(compiled: Path, name: str) -> None:
    """What the translator knows no Spark spelling for would raise."""
    sql = (compiled / name).read_text(encoding="utf-8")
    (spark,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(spark, dialect="spark")


@pytest.mark.parametrize(
    ("sql", "spelt"),
    [
        ("select list_aggregate([1, 2], 'sum')", "list_aggregate"),
        ("select try_cast('1' as int)", "try_cast"),
        ("select * from t qualify row_number() over (order by a) = 1", "qualify"),
        ("select a, count(*) from t group by all", "group by all"),
        ("select * exclude (a) from t", "star with"),
        ("select regexp_matches(a, 'x') from t", "regexp_matches"),
        ("select {'a': 1}", "{"),
    ],
)
def test_the_walk_notices(sql: str, spelt: str) -> None:
    assert any(word.startswith(spelt) or spelt in word for word in foreign(sqlglot.parse_one(sql, dialect="duckdb")))
