"""Writes the diagram of `docs/star.md` from the contracts and tests of dbt's models: `python -m tests.tools.star_page`.

Entities are the models `dim_…` and `fct_…` with their columns. Where a test of uniqueness names one column, it is the
key; where a test of relationships names a column, it leads to the key of another entity. The words are a person's.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "star.md"
DIAGRAM = re.compile(r"```mermaid\n.*?```", re.DOTALL)


def diagram(properties: dict[str, Any]) -> str:
    """The star as a Mermaid diagram, from dbt's manifest."""
    models = {
        key: node
        for key, node in sorted(properties["nodes"].items())
        if node["resource_type"] == "model" and re.match("dim_|fct_", node["name"])
    }
    keys: set[tuple[str, str]] = set()
    references: dict[tuple[str, str], str] = {}
    for test in properties["nodes"].values():
        model = models.get(test.get("attached_node"))
        if model is None:
            continue
        name, arguments = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
        columns = arguments.get("columns") or [arguments.get("column_name")]
        if name in ("unique", "unique_combination") and len(columns) == 1:
            keys.add((model["name"], columns[0]))
        to = re.fullmatch(r"ref\('((?:dim|fct)_\w+)'\)", arguments.get("to", ""))
        if name == "relationships" and to:
            references[model["name"], columns[0]] = to[1]
    lines = ["```mermaid", "erDiagram"]
    for (name, column), target in sorted(references.items(), key=lambda item: (item[1], item[0])):
        (model,) = (node for node in models.values() if node["name"] == name)
        one = "||" if _not_null(model["columns"][column]) else "|o"
        lines.append(f"    {target} {one}--o{{ {name} : {column}")
    for model in models.values():
        lines.append(f"    {model['name']} {{")
        for column in model["columns"].values():
            place = (model["name"], column["name"])
            marks = [mark for mark, holds in (("PK", place in keys), ("FK", place in references)) if holds]
            data_type = re.sub(r"\(.*\)", "", column["data_type"])
            lines.append(f"        {' '.join([data_type, column['name'], ', '.join(marks)])}".rstrip())
        lines.append("    }")
    return "\n".join([*lines, "```"])


def renewed(page: str, properties: dict[str, Any]) -> str:
    """The page with its diagram made anew."""
    return DIAGRAM.sub(lambda _: diagram(properties), page)


def _not_null(column: dict[str, Any]) -> bool:
    return any(constraint["type"] == "not_null" for constraint in column["constraints"])


if __name__ == "__main__":
    project = DbtProject.parse(Settings.from_environment())
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), project.properties), encoding="utf-8")
