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
DOCUMENTS = "select document_id, path, status, fiscal_year from {catalog}.meta.documents"
NO_DOCUMENTS = "select null as document_id, null as path, null as status, null::integer as fiscal_year where false"
# An amount under the keys that a corrected re-publication keeps. Keys that stand twice (two documents of one department
# and year that print the same) are not compared: nothing says which of them was restated.
AMOUNTS = """
    select department_name, fiscal_year, statement_code, amount_phase, side, classification, subject_code, subject_name,
        fund_code, indicator_code, vintage, unit_name, economic_code, government_economic_code,
        any_value(document_id) as document_id, any_value(amount_wan) as amount_wan
    from {catalog}.marts.budget
    where not is_repeat
    group by all having count(*) = 1
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
"""
RESTATED_AMOUNTS = """
    select
        'value_restated' as change, new.document_id, documents.path, new.department_name, new.fiscal_year,
        new.statement_code, new.amount_phase, new.side, new.subject_code, new.subject_name, new.fund_code,
        new.indicator_code, null as value_before, null as value_after,
        old.amount_wan as before_wan, new.amount_wan as after_wan
    from ({old}) as old
    inner join ({new}) as new using (
        department_name, fiscal_year, statement_code, amount_phase, side, classification, subject_name, fund_code,
        indicator_code, vintage
    )
    inner join meta.documents as documents on new.document_id = documents.document_id
    where
        old.subject_code is not distinct from new.subject_code
        and old.unit_name is not distinct from new.unit_name
        and old.economic_code is not distinct from new.economic_code
        and old.government_economic_code is not distinct from new.government_economic_code
        and old.amount_wan <> new.amount_wan
"""


def make_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table where it is not there, so that dbt can describe it and give it its view."""
    make_tables(connection, "meta", {"changes": COLUMNS})


def record_changes(connection: duckdb.DuckDBPyConnection, published: Path) -> int:
    """Compare the working database with the published one, if there is one; number of changes found.

    A snapshot of an older layout cannot be compared: nothing is recorded then.
    """
    make_changes(connection)
    work = connection.execute("select current_database()").fetchall()[0][0]
    new_documents, new_amounts = DOCUMENTS.format(catalog=f'"{work}"'), AMOUNTS.format(catalog=f'"{work}"')
    if published.exists():
        connection.execute(f"attach '{str(published.resolve()).replace(chr(39), chr(39) * 2)}' as before (read_only)")
        query = (
            CHANGED_DOCUMENTS.format(old=DOCUMENTS.format(catalog="before"), new=new_documents)
            + " union all "
            + RESTATED_AMOUNTS.format(old=AMOUNTS.format(catalog="before"), new=new_amounts)
        )
    else:
        query = CHANGED_DOCUMENTS.format(old=NO_DOCUMENTS, new=new_documents)
    try:
        connection.execute(f"create or replace temp table changes as {query}")
        found = int(connection.execute("select count(*) from changes").fetchall()[0][0])
        if found:
            connection.execute("begin")
            connection.execute("delete from meta.changes")
            connection.execute("insert into meta.changes select * from changes order by all")
            connection.execute("commit")
    except (duckdb.BinderException, duckdb.CatalogException):
        return 0
    finally:
        if published.exists():
            connection.execute("detach before")
    return found
