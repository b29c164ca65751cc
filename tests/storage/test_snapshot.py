"""Which tables of a version are changed and which are written whole."""

from __future__ import annotations

from dagster_project.assets.warehouse import DbtProject
from dagster_project.storage.raw_store import TABLES
from dagster_project.storage.snapshot import BY_DOCUMENT, SCHEMAS, UNPUBLISHED


def test_what_is_changed_by_document_is_what_is_kept_by_document(dbt_project: DbtProject) -> None:
    nodes = dbt_project.manifest.nodes.values()
    kept = {
        (node.schema, node.name)
        for node in nodes
        if node.config.materialized == "incremental" and node.schema in SCHEMAS
    }
    landed = {("raw", name) for name in TABLES} - UNPUBLISHED
    assert kept | landed == BY_DOCUMENT
