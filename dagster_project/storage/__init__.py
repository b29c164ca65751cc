"""The DuckDB files: what Python reads and writes in them, table by table.

Belongs here: the landed tables, the log of runs and check results, what is remembered of the last publication,
versions of the published snapshot. Does not: what a mart means (dbt; between two publications `changes`), what is new
(`refresh`), when something runs (`assets`).
"""
