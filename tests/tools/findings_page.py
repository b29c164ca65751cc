"""Writes a page of the open findings of a snapshot: by rule, with what a person judged and the printed line of each.

`python -m tests.tools.findings_page SNAPSHOT [PAGE]`; without a page, to standard output. Belongs here: the page, and
what is not judged yet. Does not: the judgements (`docs/judgements.md`), which a person writes.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

JUDGEMENTS = Path(__file__).resolve().parents[2] / "docs" / "judgements.md"
HEADING = re.compile(r"## (?P<rule>\S+) \((?P<judged>\d+)\) (?P<title>.+)\n+(?P<words>(?s:.*))")
LONGEST = 150
INTRODUCTION = """# Open findings

Every open finding with the printed line that proves it: tabs are shown as ` | `, long lines are cut. What was repaired
is not listed. The words under a rule are a person's, on the documents of `raw/`.
"""
NOT_JUDGED = "Not judged yet."


@dataclass(frozen=True)
class Judgement:
    """What a person said of the findings of a rule, and how many there were then."""

    judged: int
    title: str
    words: str


def judgements(page: str) -> dict[str, Judgement]:
    """The judgements by rule. Raises `ValueError` where a section has no rule and number, or a rule has two."""
    found: dict[str, Judgement] = {}
    for section in re.split(r"(?m)^(?=## )", page)[1:]:
        heading = HEADING.fullmatch(section.strip() + "\n")
        if heading is None or not heading["words"].strip() or heading["rule"] in found:
            raise ValueError(f"no judgement of one rule with a number: {section.splitlines()[0]}")
        found[heading["rule"]] = Judgement(int(heading["judged"]), heading["title"], heading["words"].strip())
    return found


def open_findings(snapshot: Path) -> dict[str, list[str]]:
    """Markdown items by rule: document, page and line, cause, message, and the printed line as it stands."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        rows = connection.execute(
            """
            select
                findings.rule_id, documents.path, findings.source_page, findings.source_line, findings.cause,
                findings.message, lines.text
            from quality.findings
            inner join meta.documents as documents using (document_id)
            left join raw.lines as lines
                on findings.document_id = lines.document_id and findings.source_line = lines.source_line
                and findings.source_page is not distinct from lines.source_page
            where findings.status = 'open'
            order by all
            """
        ).fetchall()
    return {rule: [_item(*row) for _, *row in group] for rule, group in groupby(rows, key=lambda row: str(row[0]))}


def unjudged(findings: dict[str, list[str]], judged: dict[str, Judgement]) -> dict[str, str]:
    """Rules whose findings are not those that a person judged, each with what differs."""
    numbers = {rule: (len(items), judged[rule].judged if rule in judged else 0) for rule, items in findings.items()}
    numbers |= {rule: (0, judgement.judged) for rule, judgement in judged.items() if rule not in findings}
    return {rule: f"{now} open, {then} judged" for rule, (now, then) in sorted(numbers.items()) if now != then}


def page(findings: dict[str, list[str]], judged: dict[str, Judgement]) -> str:
    """The page: a section for each rule that has open findings."""
    sections = [INTRODUCTION]
    for rule, items in sorted(findings.items()):
        judgement = judged.get(rule)
        title, words = (f" {judgement.title}", judgement.words) if judgement else ("", NOT_JUDGED)
        sections.append(f"## {rule}{title}\n\n{words}\n\n{''.join(items)}")
    return "\n".join(sections)


def _item(path: str, source_page: int | None, line: int | None, cause: str, message: str, text: str | None) -> str:
    on_page = f" page {source_page}" if source_page else ""
    place = f"{Path(path).stem}{on_page} line {line}" if line else Path(path).stem
    printed = "" if text is None else f"  `{_shown(text)}`\n"
    return f"- {place} ({cause}): {message}\n{printed}"


def _shown(text: str) -> str:
    folded = " | ".join(cell.strip() for cell in text.replace("`", "'").split("\t"))
    return folded if len(folded) <= LONGEST else folded[:LONGEST] + "…"


def main(snapshot: Path, target: Path | None) -> None:
    """Write the page to `target`, or to standard output; say on standard error what is not judged."""
    findings, judged = open_findings(snapshot), judgements(JUDGEMENTS.read_text(encoding="utf-8"))
    if target:
        target.write_text(page(findings, judged), encoding="utf-8")
    else:
        sys.stdout.write(page(findings, judged))
    for rule, difference in unjudged(findings, judged).items():
        sys.stderr.write(f"{rule}: {difference}\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("python -m tests.tools.findings_page SNAPSHOT [PAGE]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None)
