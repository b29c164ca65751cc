"""The dashboard: one published snapshot as a folder of static pages that open from `file://`, without a server.

    views (SQL: questions several pages ask) ─▶ pages (one module a page family) ─▶ writer (templates, files)

Belongs here: which numbers a page shows, in which order, and how they look. Does not belong here: what a number is (dbt
models) or whether it is right (`quality.findings`). Pages read only the contract tables of the snapshot. Text of
documents reaches a page in two ways only: escaped by the templates, or as JSON that the scripts put into text nodes.
"""

from dagster_project.site.site import write_site

__all__ = ["write_site"]
