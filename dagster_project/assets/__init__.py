"""Dagster assets, one module a layer: landing, warehouse (dbt), publication.

Belongs here: what runs when, and what a run shows of itself. Does not: parsing (`disclosures`), arithmetic (dbt),
expectations (`checks`).
"""
