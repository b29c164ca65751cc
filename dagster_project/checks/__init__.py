"""The gates between the layers: Great Expectations suites, one module a layer, and their one bridge to Dagster.

Belongs here: our own invariants, whose failure stops everything downstream. Does not: faults of a document, which are
findings (dbt, schema `quality`) and never stop the rest.
"""
