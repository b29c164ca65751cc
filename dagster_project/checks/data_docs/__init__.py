"""Data Docs: what the checks of a run said, as pages that anybody opens from the folder.

Belongs here: pages. What they say comes from Great Expectations' own renderers (one page a suite and table) and from
the run's check results (the index). The page templates of Great Expectations fetch styles, fonts and scripts from the
network, so the frame around its sections is ours: one inline style, no script, nothing fetched. Does not: judging.

A run's pages lie in a folder of its own under the home, also where the run was stopped; publication copies them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from dagster_project.checks.suites import Suite
from dagster_project.storage.run_log import CheckResult

TEMPLATES = Path(__file__).parent
PAGE = "data_docs_page.j2"
INDEX = "data_docs_index.j2"
KEPT_RUNS = 5


def page(suite: Suite) -> Path:
    """Where the page of a suite lies in the folder of a run."""
    return Path(suite.layer) / f"{suite.table_name}.html"


def write_page(folder: Path, suite: Suite, validation: Any) -> None:
    """Render Great Expectations' result of one suite. Imports Great Expectations."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    view = DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
    document = ValidationResultsPageRenderer(run_info_at_end=True).render(validation)
    file = folder / page(suite)
    file.parent.mkdir(parents=True, exist_ok=True)
    html = view.render(document, template=PAGE, title=f"{suite.layer} · {suite.table_name}")
    # The renderer links to a page of the bare suite, which says nothing that this one does not.
    file.write_text(re.sub(r'<a href="[./]*expectations/[^"]*"[^>]*>(.*?)</a>', r"\1", html), encoding="utf-8")


def write_index(folder: Path, run_id: str, results: Sequence[CheckResult]) -> None:
    """One line a table and suite with a link to its page, above it everything that did not pass."""
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[tuple[str, str, str], list[CheckResult]] = {}
    for result in results:
        groups.setdefault((result.layer, result.suite, result.table_name), []).append(result)
    rows = []
    for (layer, suite, table), own in groups.items():
        link = f"{layer}/{table}.html"
        rows.append(
            {
                "layer": layer,
                "suite": suite,
                "table": table,
                "link": link if (folder / link).exists() and suite != "dbt" else None,
                "checks": len(own),
                "failed": sum(not result.passed for result in own),
            }
        )
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
    html = environment.get_template(INDEX).render(
        run_id=run_id,
        rows=rows,
        failed=[result for result in results if not result.passed],
        checks=len(results),
    )
    (folder / "index.html").write_text(html, encoding="utf-8")


def prune(data_docs: Path, keep: int = KEPT_RUNS) -> None:
    """Delete the pages of all but the newest runs."""
    runs = sorted(data_docs.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in runs[keep:]:
        shutil.rmtree(folder)
