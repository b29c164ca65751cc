"""Templates to files: every page gets the same frame, the snapshot's id and date, and its data as JSON."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.site.charts import RELEASE, echarts
from dagster_project.site.snapshot import Snapshot, inline

_HERE = Path(__file__).resolve().parent
NAVIGATION = (
    ("overview", "index.html", "总览"),
    ("departments", "departments.html", "部门"),
    ("projects", "projects.html", "项目与绩效目标"),
    ("execution", "execution.html", "预算与决算"),
    ("quality", "quality.html", "数据质量"),
    ("documents", "documents.html", "来源文件"),
)


@dataclass(frozen=True)
class Page:
    """What the frame says about a page. `family` is its place in the navigation, `script` its file in `static/`."""

    path: str
    family: str
    script: str
    title: str
    lead: str


class Site:
    """A folder under construction."""

    def __init__(self, folder: Path, data: Snapshot, version: str, docs: str | None) -> None:
        self.data = data
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        runs = data.rows("select finished_at, git_revision from meta.runs order by started_at desc limit 1")
        last = runs[0] if runs else {"finished_at": None, "git_revision": None}
        self._environment.globals.update(
            version=version,
            snapshot_date=f"{last['finished_at']:%Y-%m-%d %H:%M}" if last["finished_at"] else "日期未知",
            revision=last["git_revision"] or "未知",
            navigation=NAVIGATION,
            docs=docs,
            echarts_release=RELEASE,
        )

    def copy_assets(self) -> None:
        """Scripts and style sheet."""
        shutil.copytree(_HERE / "static", self._folder / "assets", copy_function=shutil.copyfile)
        (self._folder / "assets" / "echarts.min.js").write_bytes(echarts())

    def page(self, page: Page, data: Markup, template: str = "page.html.j2", **context: object) -> None:
        """Write one page."""
        text = self._environment.get_template(template).render(
            page=page, root="../" * page.path.count("/"), data=data, **context
        )
        self._write(page.path, text)

    def shard(self, path: str, key: str, json_text: str) -> None:
        """Write data that a page loads when it is asked for: a script, since pages opened from files cannot fetch."""
        self._write(path, f"Budget.receive({inline(json.dumps(key))},{inline(json_text)});\n")

    def _write(self, path: str, text: str) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
