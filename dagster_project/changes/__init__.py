"""What changed between the last published snapshot and the one to come: `meta.changes` of the working database.

Belongs here: documents that came, went, moved or changed their status, and amounts that were restated; for that this
room knows what `marts.budget` and `meta.documents` mean, which `storage` does not. Does not: why something changed
(findings, document reasons). It is no dbt model, because it reads two databases. Where a publication changes nothing,
what the last one changed stays: the same documents publish the same rows.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.storage.tables import make_tables

COLUMNS = {
    **dict.fromkeys(("change", "document_id", "path", "department_name"), "VARCHAR"),
    "fiscal_year": "INTEGER",
    **dict.fromkeys(("statement_code", "amount_phase", "side", "subject_code", "subject_name"), "VARCHAR"),
    **dict.fromkeys(("fund_code", "indicator_code", "value_before", "value_after"), "VARCHAR"),
    **dict.fromkeys(("before_wan", "after_wan"), "DECIMAL(20,6)"),
}
# A document as both snapshots know it; a snapshot that is not there has none.
DOCUMENTS = "select document_id, path, status, fiscal_year, publisher from {documents}"
NO_DOCUMENTS = (
    "select null as document_id, null as path, null as status, 0 as fiscal_year, null as publisher where false"
)
# The keys that a corrected re-publication keeps.
KEYS = (
    *("department_name", "fiscal_year", "statement_code", "amount_phase", "side", "classification", "subject_code"),
    *("subject_name", "fund_code", "indicator_code", "vintage", "unit_name"),
    *("economic_code", "government_economic_code"),
)
PRINTED = f"select {', '.join(KEYS)}, document_id, amount_wan from {{budget}} where not is_repeat"
# An amount under its keys. Those that stand twice (two documents of one department and year that print the same) are
# not compared: nothing says which of them was restated.
AMOUNTS = f"""
    select {", ".join(KEYS)}, any_value(document_id) as document_id, any_value(amount_wan) as amount_wan
    from ({PRINTED}) group by all having count(*) = 1
"""
CHANGED_DOCUMENTS = """
    select
        case
            when old.document_id is null then 'document_added'
            when new.document_id is null then 'document_removed'
            when old.path <> new.path then 'document_renamed'
            else 'document_status'
        end as change,
        coalesce(new.document_id, old.document_id) as document_id,
        coalesce(new.path, old.path) as path,
        null as department_name,
        coalesce(new.fiscal_year, old.fiscal_year) as fiscal_year,
        null as statement_code, null as amount_phase, null as side, null as subject_code, null as subject_name,
        null as fund_code, null as indicator_code,
        case when old.path <> new.path then old.path else old.status end as value_before,
        case when old.path <> new.path then new.path else new.status end as value_after,
        null as before_wan, null as after_wan
    from ({old}) as old full outer join ({new}) as new on old.document_id = new.document_id
    where old.document_id is null or new.document_id is null or old.path <> new.path or old.status <> new.status
    union all
    select
        'document_publisher', new.document_id, new.path, null, new.fiscal_year, null, null, null, null, null, null,
        null, old.publisher, new.publisher, null, null
    from ({old}) as old inner join ({new}) as new on old.document_id = new.document_id
    -- A withdrawn document is no longer in a catalogue.
    where old.publisher is distinct from new.publisher and new.status <> 'withdrawn' and old.status <> 'withdrawn'
"""
AMOUNT_COLUMNS = """
    {row}.document_id, documents.path, {row}.department_name, {row}.fiscal_year, {row}.statement_code,
    {row}.amount_phase, {row}.side, {row}.subject_code, {row}.subject_name, {row}.fund_code, {row}.indicator_code,
    null as value_before, null as value_after
"""
SAME_KEYS = " and ".join(f"old.{key} is not distinct from new.{key}" for key in KEYS)
RESTATED_AMOUNTS = f"""
    select 'value_restated' as change, {AMOUNT_COLUMNS.format(row="new")},
        old.amount_wan as before_wan, new.amount_wan as after_wan
    from ({{old}}) as old
    inner join ({{new}}) as new on {SAME_KEYS}
    inner join ({{new_documents}}) as documents on new.document_id = documents.document_id
    where old.amount_wan <> new.amount_wan
"""
# What one document of a department and year says in a statement and the one in its place does not. A statement that is
# said for the first time, or no more, shows by its documents.
STATEMENT = ("department_name", "fiscal_year", "statement_code", "amount_phase")
ELSEWHERE = """
    select 'value_{change}' as change, {columns}, {amounts}
    from ({one}) as {row}
    inner join ({documents}) as documents on {row}.document_id = documents.document_id
    where
        exists (select 1 from ({others}) as {other} where {same_statement})
        and not exists (
            select 1 from ({others}) as {other} where {same_statement} and old.document_id = new.document_id
        )
        and not exists (select 1 from ({others}) as {other} where {same_keys})
"""


def make_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table where it is not there, so that dbt can describe it and give it its view."""
    make_tables(connection, "meta", {"changes": COLUMNS})


def record_changes(connection: duckdb.DuckDBPyConnection, published: Path) -> int:
    """Compare the working database with the published version, if there is one; number of changes found.

    `published` is its folder. Its Parquet is read, for a tool may hold its database. A version of an older layout
    cannot be compared: nothing is recorded then.
    """
    make_changes(connection)
    try:
        connection.execute(f"create or replace temp table changes as {_query(published)}")
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.IOException, duckdb.InvalidInputException):
        return 0
    found = int(connection.execute("select count(*) from changes").fetchall()[0][0])
    if found:
        connection.execute("begin")
        connection.execute("delete from meta.changes")
        connection.execute("insert into meta.changes select * from changes order by all")
        connection.execute("commit")
    return found


def _query(published: Path) -> str:
    new_documents = DOCUMENTS.format(documents="meta.documents")
    if not published.exists():
        return CHANGED_DOCUMENTS.format(old=NO_DOCUMENTS, new=new_documents)
    old_documents = DOCUMENTS.format(documents=_parquet(published, "meta/documents"))
    of_old, of_new = {"budget": _parquet(published, "marts/budget")}, {"budget": "marts.budget"}
    old, new = AMOUNTS.format(**of_old), AMOUNTS.format(**of_new)
    parts = [
        CHANGED_DOCUMENTS.format(old=old_documents, new=new_documents),
        RESTATED_AMOUNTS.format(old=old, new=new, new_documents=new_documents),
        _elsewhere("removed", "old", old, old_documents, PRINTED.format(**of_new)),
        _elsewhere("added", "new", new, new_documents, PRINTED.format(**of_old)),
    ]
    return " union all ".join(parts)


def _elsewhere(change: str, row: str, amounts: str, documents: str, others: str) -> str:
    """The amounts of one version, `row` (old or new), that stand nowhere in the other, `others`."""
    return ELSEWHERE.format(
        change=change,
        row=row,
        other="new" if row == "old" else "old",
        one=amounts,
        others=others,
        documents=documents,
        columns=AMOUNT_COLUMNS.format(row=row),
        amounts="old.amount_wan, null" if row == "old" else "null, new.amount_wan",
        same_statement=" and ".join(f"old.{key} is not distinct from new.{key}" for key in STATEMENT),
        same_keys=SAME_KEYS,
    )


def _parquet(version: Path, table: str) -> str:
    path = str(version / "parquet" / f"{table}.parquet").replace("'", "''")
    return f"read_parquet('{path}')"
