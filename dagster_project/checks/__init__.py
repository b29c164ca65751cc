"""The gates between the layers: Great Expectations suites, one module a layer, and their one bridge to Dagster.

Belongs here: our own invariants, whose failure stops everything downstream, and warnings about a document as a whole.
Does not: faults at a place in a document, which are findings (dbt, schema `quality`).

There are two gates. Staging has none: it stands in the middle of the one dbt step, where only dbt's own tests can stop
the models behind it (`dbt/tests/staging/`, `_staging.yml`). The audit of a written version is no suite either: it
compares a database and Parquet files with the working database, and Great Expectations sees one database at a time.
"""
