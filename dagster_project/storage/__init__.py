"""The DuckDB files: what Python reads and writes in them, table by table.

Belongs here: the landed tables, the log of runs and check results, versions of the published snapshot. Does not: what a
table means (dbt), when something runs (`assets`).
"""
