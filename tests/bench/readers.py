"""Twenty readers during ten whole refreshes, each of a document that was replaced.

`python -m tests.bench.readers --refreshes 10`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from dagster_project.settings import Settings
from tests.readers import reports_of, start_readers
from tests.refreshes import refresh

# All its amounts are one number, so that a mixture of two versions shows.
STATEMENT = """2016年部门预算公开表

一般公共预算支出表

金额单位：万元

支出功能分类科目\t\t\t\t2016年预算数
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项
合 计\t\t\t\t{amount}\t{amount}\t
201\t\t\t一般公共服务支出\t{amount}\t{amount}\t
\t03\t\t政府办公厅（室）及相关机构事务\t{amount}\t{amount}\t
\t\t01\t行政运行\t{amount}\t{amount}\t
"""


def main() -> int:
    """Print how often the readers looked and what they saw; 1 where one met an error, a mixture or a stranger."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readers", description=__doc__)
    parser.add_argument("--refreshes", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        settings = Settings(home=Path(folder) / "home", raw_folders=(raw,))
        replace_document(settings, 1)
        refresh(settings)
        readers = start_readers(settings.published)
        for amount in range(2, arguments.refreshes + 2):
            replace_document(settings, amount)
            refresh(settings)
        report = reports_of(readers)
    published = {amount * 10_000.0 for amount in range(1, arguments.refreshes + 2)}
    faults = report.faults + [f"never published: {amount}" for amount in sorted(report.seen - published)]
    print(
        f"{len(report.looks)} readers looked {sum(report.looks):,} times during {arguments.refreshes} refreshes "
        f"and saw {len(report.seen)} of {len(published)} versions"
    )
    print("\n".join(faults) or "no error, no mixed view")
    return 1 if faults or not all(report.looks) else 0


def replace_document(settings: Settings, amount: int) -> None:
    """A document of this amount (万元) takes the place of the one before."""
    (settings.raw_folders[0] / "document.txt").write_text(STATEMENT.format(amount=f"{amount}.00"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
