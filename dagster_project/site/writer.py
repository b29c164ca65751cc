"""Templates to files: every page gets the same frame and its data as JSON; the snapshot's id and date are one script.

A page whose rows have not changed since the site before is taken over from it as a hard link.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.site.charts import RELEASE, echarts
from dagster_project.site.data import Snapshot, inline
from dagster_project.site.digests import REFERENCE

_HERE = Path(__file__).resolve().parent
# What each page of a site was made from.
PAGES = "pages.json"
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

    def __init__(self, folder: Path, data: Snapshot, version: str, docs: str | None, before: Path | None) -> None:
        self.data = data
        self._folder = folder
        self._version = version
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(navigation=NAVIGATION, docs=docs, echarts_release=RELEASE)
        self._made_by = _made_by(data, docs)
        self._digests: dict[str, str] = {}
        self._before, self._digests_before = before, _digests(before, self._made_by)

    def copy_assets(self) -> None:
        """Scripts and style sheet."""
        shutil.copytree(_HERE / "static", self._folder / "assets", copy_function=shutil.copyfile)
        (self._folder / "assets" / "echarts.min.js").write_bytes(echarts())
        runs = self.data.rows("select finished_at, git_revision from meta.runs order by started_at desc limit 1")
        last = runs[0] if runs else {"finished_at": None, "git_revision": None}
        snapshot = {
            "version": self._version,
            "date": f"{last['finished_at']:%Y-%m-%d %H:%M}" if last["finished_at"] else "日期未知",
            "revision": last["git_revision"] or "未知",
        }
        self._write("assets/snapshot.js", f"const Snapshot = {inline(json.dumps(snapshot, ensure_ascii=False))};\n")

    def take_over(self, path: str, digest: object) -> bool:
        """Link a page of the site before where it was made from the same rows; whether that could be done."""
        self._digests[path] = str(digest)
        if self._before is None or self._digests_before.get(path) != str(digest):
            return False
        (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(self._before / path, self._folder / path)
        return True

    def remember(self) -> None:
        """Leave to the next site what the pages of this one were made from."""
        self._write(PAGES, json.dumps({"made_by": self._made_by, "digests": self._digests}, sort_keys=True) + "\n")

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


def _made_by(data: Snapshot, docs: str | None) -> str:
    """Fingerprint of what every page is made with: the code of this room, the engine, names and orders of columns."""
    digest = hashlib.sha256(f"{duckdb.__version__} {docs} {data.rows(REFERENCE)}".encode())
    for file in sorted(file for file in _HERE.rglob("*") if file.is_file() and file.suffix != ".pyc"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _digests(before: Path | None, made_by: str) -> dict[str, str]:
    """What the pages of the site before were made from; empty where there is none, or other code made it."""
    if before is None or not (before / PAGES).exists():
        return {}
    remembered = json.loads((before / PAGES).read_text(encoding="utf-8"))
    return dict(remembered["digests"]) if remembered["made_by"] == made_by else {}
