"""What the identities cost: seconds of the models that evaluate them against those of all other nodes of the dbt build.

`python -m tests.bench.identity_cost`: on the corpus the median of three builds, then on 100 and 1,000 faulty
disclosures, to see how evaluation and repair grow.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dagster_project.assets.landing import land
from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import CHECKOUT, Settings
from tests.injection.trial import draw_cases, texts_of, write_documents

RUNS = 3
SIZES = (100, 1000)
LIMIT = 0.20
MOST_EXPONENT = 1.1
# Terms and their evaluation before and after repair, the sums of additive rows, the rules on projects, forms and years.
EVALUATION = {
    "int_identity_terms",
    "int_printed_identities",
    "int_identity_tests",
    "int_additive_tests",
    "int_indicator_weight_tests",
    "int_indicator_level_tests",
    "int_indicator_repeat_tests",
    "int_indicator_value_tests",
    "int_control_figure_tests",
    "int_form_funding_tests",
    "int_form_year_tests",
    "int_review_tests",
    "int_project_code_tests",
    "int_project_repeat_tests",
    "int_project_sum_tests",
    "int_performance_tests",
    "int_year_amount_tests",
    "int_project_name_tests",
}
REPAIR = {"int_repair_candidates", "int_repair_verdicts", "int_repairs"}


@dataclass(frozen=True)
class Cost:
    """Seconds in the nodes of one dbt build; repair is part of the rest."""

    evaluation: float
    repair: float
    rest: float


def measure(raw: Path, runs: int) -> Cost:
    """Median cost of building what lies in `raw`."""
    costs = []
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), raw_folders=(raw,))
        project = DbtProject.parse(settings)
        land(settings, "bench")
        for _ in range(runs):
            seconds = {result.node.name: float(result.seconds) for result in project.build([])}
            evaluation = sum(seconds[name] for name in EVALUATION)
            costs.append(Cost(evaluation, sum(seconds[name] for name in REPAIR), sum(seconds.values()) - evaluation))
    return Cost(
        *(statistics.median(getattr(cost, part) for cost in costs) for part in ("evaluation", "repair", "rest"))
    )


def main() -> int:
    """Build, print a table and return 1 where a bound is missed."""
    corpus = measure(CHECKOUT / "raw", RUNS)
    grown = []
    for documents in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw"
            write_documents(raw, texts_of(draw_cases(documents, seed=1)))
            grown.append(measure(raw, 1))
    table = Table("documents", "evaluating the identities", "finding repairs", "all nodes but evaluation", "share")
    for column in table.columns:
        column.justify = "right"
    for name, cost in zip(("corpus", *map(str, SIZES)), (corpus, *grown), strict=True):
        share = f"{cost.evaluation / cost.rest:.1%}"
        table.add_row(name, f"{cost.evaluation:.2f} s", f"{cost.repair:.2f} s", f"{cost.rest:.2f} s", share)
    small, large = grown
    exponent = math.log((large.evaluation + large.repair) / (small.evaluation + small.repair), SIZES[1] / SIZES[0])
    Console(width=110).print(table)
    print(f"share on the corpus at most {LIMIT:.0%}; evaluation and repair grow with documents to the {exponent:.2f}")
    return 0 if corpus.evaluation / corpus.rest <= LIMIT and exponent <= MOST_EXPONENT else 1


if __name__ == "__main__":
    sys.exit(main())
