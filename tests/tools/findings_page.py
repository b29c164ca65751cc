"""Writes the lists of `docs/findings.md`: every open finding on the corpus with the line that proves it.

`python -m tests.tools.findings_page SNAPSHOT`. Headings and judgements between the lists are a person's and stay; a
rule without a heading is added at the end, for a person to judge.
"""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

import duckdb

PAGE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
ITEM = re.compile(r"^- .*\n(?:  `.*`\n)?", re.MULTILINE)
LONGEST = 150


def open_findings(snapshot: Path) -> dict[str, list[str]]:
    """Markdown items by rule: document, line, cause, message, and the printed line as it stands."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        rows = connection.execute(
            """
            select findings.rule_id, documents.path, findings.source_line, findings.cause, findings.message, lines.text
            from quality.findings
            inner join meta.documents as documents using (document_id)
            left join raw.lines as lines
                on findings.document_id = lines.document_id and findings.source_line = lines.source_line
            where findings.status = 'open'
            order by all
            """
        ).fetchall()
    return {rule: [_item(*row) for _, *row in group] for rule, group in groupby(rows, key=lambda row: str(row[0]))}


def renewed(page: str, findings: dict[str, list[str]]) -> str:
    """The page with its lists made anew."""
    sections = re.split(r"(?m)^(?=## )", page)
    written = set()
    for number, section in enumerate(sections):
        heading = re.match(r"## (\S+)", section)
        if heading is None:
            continue
        rule = heading[1]
        written.add(rule)
        words = ITEM.sub("", section).strip()
        items = "".join(findings.get(rule, []))
        sections[number] = f"{words}\n\n{items}\n" if items else f"{words}\n\n"
    for rule in sorted(findings.keys() - written):
        sections.append(f"## {rule}\n\nNot judged yet.\n\n{''.join(findings[rule])}\n")
    return "".join(sections).rstrip("\n") + "\n"


def _item(path: str, line: int | None, cause: str, message: str, text: str | None) -> str:
    place = f"{Path(path).stem} line {line}" if line else Path(path).stem
    printed = "" if text is None else f"  `{_shown(text)}`\n"
    return f"- {place} ({cause}): {message}\n{printed}"


def _shown(text: str) -> str:
    folded = " | ".join(cell.strip() for cell in text.replace("`", "'").split("\t"))
    return folded if len(folded) <= LONGEST else folded[:LONGEST] + "…"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), open_findings(Path(sys.argv[1]))), encoding="utf-8")
