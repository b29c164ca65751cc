"""The dbt project as Dagster assets, run in this process.

In-process dbt saves the start of two interpreters a run. The stock resource's selection logic is used, its subprocess
is not; tests become asset checks, and a failed test or model fails the step, so that nothing downstream runs.
What a table's generic tests promise is asked in one query a table (macro `test_tables`), not in a node a promise: the
node costs dbt thirty times what the query costs the database.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import (
    get_asset_check_key_for_test,
    get_subset_selection_for_context,
)
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from dagster_project.changes import make_changes
from dagster_project.progress import say
from dagster_project.refresh.liveness import begin_step
from dagster_project.refresh.seeds import check_seeds
from dagster_project.refresh.up_to_date import models_fingerprint
from dagster_project.settings import Settings
from dagster_project.storage.modelled import models_of_publication, record_modelling
from dagster_project.storage.opening import opened
from dagster_project.storage.passes import record_gate
from dagster_project.storage.run_log import CheckResult, RunLog

# dbt's own words for a node that did its work.
SUCCEEDED = {"success", "pass", "warn"}


class DbtFailed(Exception):
    """`dbt build` did not succeed; the message names the nodes and their reasons."""


class Translator(DagsterDbtTranslator):
    """Groups follow the layers: seeds are reference data, a model belongs to its folder."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Group of a node."""
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return str(dbt_resource_props["fqn"][1])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The description alone; the default adds the SQL, which stands in dbt's docs."""
        return str(dbt_resource_props.get("description") or "")


@dataclass(frozen=True)
class NodeOutcome:
    """What became of a node: dbt's own word for it, the rows that failed a test, the time that it took."""

    node: Any
    status: str
    failures: int | None = None
    message: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class DbtProject:
    """The parsed project: `manifest` for dbt, `properties` for Dagster, `models` the fingerprint of what was parsed."""

    settings: Settings
    manifest: Manifest
    properties: dict[str, Any]
    models: str

    @classmethod
    def parse(cls, settings: Settings) -> Self:
        """Parse the project, reusing what dbt kept of the last parse. Raises `DbtFailed`, `SeedError`."""
        check_seeds(settings.seeds)
        models = models_fingerprint(settings)
        # What dbt kept holds for any place of the database as long as its profile reads the same.
        outcome = _invoke(settings, None, ["parse"], warehouse=settings.warehouse.name)
        if not isinstance(outcome.result, Manifest):
            raise DbtFailed(str(outcome.exception))
        return cls(
            settings,
            outcome.result,
            outcome.result.writable_manifest().to_dict(omit_none=False),
            models,
        )

    def descriptions(self, source: str) -> dict[str, str]:
        """What the project says of each table of a source."""
        nodes = self.properties["sources"].values()
        return {node["name"]: node["description"] for node in nodes if node["source_name"] == source}

    def build(self, selection: Sequence[str], environment: Mapping[str, str] | None = None) -> list[NodeOutcome]:
        """Seeds, models and data tests of the selection, one outcome each. Raises `DbtFailed` where dbt fails.

        Kept tables are made anew where other models made them; a part of the project cannot do that. Models that are
        not those on the disk any more are not run, for seeds are read from there.
        Unit tests speak of the code, not of the data: they run in `make test`. Exposures are built elsewhere.
        """
        if models_fingerprint(self.settings) != self.models:
            raise DbtFailed("models or seeds have changed since they were loaded: load the definitions again")
        with opened(self.settings.warehouse) as connection:
            make_changes(connection)
            made_by = models_of_publication(connection)
            changed = made_by != {self.models}
            if changed and made_by and selection:
                raise DbtFailed("the models have changed since the last publication: materialize all of them")
            record_modelling(connection, None if selection and not made_by else self.models)
        anew = changed and not selection
        with _environment({"DBT_INDIRECT_SELECTION": "eager", **(environment or {})}):
            left_out = ["--exclude-resource-types", "unit_test", "--exclude-resource-types", "exposure"]
            refresh = ["--full-refresh"] if anew else []
            command = ["build", *left_out, "--exclude", "test_type:generic", *refresh, *selection]
            outcome = _invoke(self.settings, self.manifest, command)
        if outcome.exception:
            raise DbtFailed(str(outcome.exception)) from outcome.exception
        return [*map(_outcome, outcome.result), *self._promises()]

    def _promises(self) -> list[NodeOutcome]:
        """What the tables just built keep of what their generic tests promise."""
        with opened(self.settings.warehouse, read_only=True) as connection:
            found = connection.execute("select test_id, failures::int from reference.promises order by all").fetchall()
        return [
            NodeOutcome(
                self.manifest.nodes[test],
                "fail" if failures else "pass",
                failures=failures,
                message=f"Got {failures} results, configured to fail if != 0" if failures else None,
            )
            for test, failures in found
        ]

    def docs(self, *, compiled: bool = True) -> Path:
        """dbt's own docs over the working database, as one page; raises `DbtFailed`.

        With the SQL as the database gets it only where `compiled`: that takes seconds, the rest one.
        """
        page = self.settings.dbt_target / "static_index.html"
        # Docs that compile nothing describe the manifest that lies there.
        self.settings.dbt_target.mkdir(parents=True, exist_ok=True)
        manifest = self.settings.dbt_target / "manifest.json"
        manifest.write_text(json.dumps(self.properties, default=str), encoding="utf-8")
        command = ["docs", "generate", "--static", *([] if compiled else ["--no-compile"])]
        outcome = _invoke(self.settings, self.manifest, command, write_json=True)
        if outcome.exception or not outcome.success:
            raise DbtFailed(str(outcome.exception or outcome.result))
        html = page.read_text(encoding="utf-8")
        # The page is published: where this machine keeps its files is nothing to readers.
        for folder in (self.settings.dbt_target, self.settings.dbt_project):
            html = html.replace(str(folder), folder.name)
        page.write_text(html, encoding="utf-8")
        return page


def build_dbt_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All seeds, models and tests of the project as one step."""
    translator = Translator()

    @dbt_assets(manifest=project.properties, dagster_dbt_translator=translator, name="dbt_build")
    def dbt_build(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        begin_step(project.settings, context)
        selection: Sequence[str] = []
        indirect = None
        if context.is_subset:
            selection, indirect = get_subset_selection_for_context(
                context=context,
                manifest=project.properties,
                select=None,
                exclude=None,
                selector=None,
                dagster_dbt_translator=translator,
                current_dbt_indirect_selection_env=None,
            )
        results = project.build(selection, {"DBT_INDIRECT_SELECTION": indirect} if indirect else None)
        # A test behind a failed one was skipped: it has no result, and listing it as failed would hide the other.
        checks = [_check(result) for result in results if _is_test(result) and result.status != "skipped"]
        failed = [result for result in results if result.status not in SUCCEEDED | {"skipped"}]
        with opened(project.settings.warehouse) as connection:
            RunLog(connection).add_checks(context.run.run_id, checks)
            # A part of the models says nothing of the rest; the rest may have passed before.
            if failed or not selection:
                record_gate(connection, "dbt_build", context.run.run_id, passed=not failed)
            counts = _row_counts(connection, results)
        yield from _dagster_results(context, project, translator, results, counts)
        built = sum(_is_table(result) and result.status in SUCCEEDED for result in results)
        say(
            context,
            f"dbt built {built} seeds and models, ran {len(checks)} tests; {len(failed)} failed",
        )
        if failed:
            raise dg.Failure("\n".join(f"{result.node.name}: {result.message}" for result in failed))

    definition: dg.AssetsDefinition = dbt_build
    return definition


def _invoke(
    settings: Settings,
    manifest: Manifest | None,
    command: list[str],
    *,
    write_json: bool = False,
    warehouse: str | None = None,
) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    arguments = [
        *command,
        "--project-dir",
        str(settings.dbt_project),
        "--profiles-dir",
        str(settings.dbt_project),
        "--target-path",
        str(settings.dbt_target),
        "--log-path",
        str(settings.dbt_target / "logs"),
        "--log-level",
        "none",
        "--no-use-colors",
        *([] if write_json else ["--no-write-json"]),
        "--no-send-anonymous-usage-stats",
    ]
    with _environment({"BUDGET_WAREHOUSE": warehouse or str(settings.warehouse)}):
        try:
            return dbtRunner(manifest=manifest).invoke(arguments)
        finally:
            # A connection left open would block the read-only opening by the checks.
            DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for the time of one call."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _outcome(result: Any) -> NodeOutcome:
    # The outcome of a hook has no node of the project.
    return NodeOutcome(result.node, str(result.status), result.failures, result.message, float(result.execution_time))


def _is_table(result: NodeOutcome) -> bool:
    return str(result.node.resource_type) in {"seed", "model"}


def _is_test(result: NodeOutcome) -> bool:
    return str(result.node.resource_type) == "test"


def _check(result: NodeOutcome) -> CheckResult:
    node = result.node
    attached = getattr(node, "attached_node", None) or next(iter(node.depends_on.nodes), "")
    return CheckResult(
        layer=_layer(node.fqn, str(attached)),
        suite="dbt",
        check_name=node.name,
        table_name=str(attached).split(".")[-1],
        passed=result.status == "pass",
        blocking=str(getattr(node.config, "severity", "error")).lower() == "error",
        observed=None if result.failures is None else str(result.failures),
        sample=result.message if result.status != "pass" else None,
    )


def _layer(fqn: Sequence[str], attached: str) -> str:
    """Where a test stands in `quality.check_results`: `staging` is about what comes in, `marts` about all made of it.

    Readers were promised four layers, so tests of intermediate models are among those of the marts that they lead to.
    """
    return "staging" if "staging" in fqn or attached.startswith("seed.") else "marts"


def _row_counts(connection: duckdb.DuckDBPyConnection, results: Sequence[NodeOutcome]) -> dict[str, int]:
    counts = {}
    for result in results:
        if _is_table(result) and result.status in SUCCEEDED:
            row = connection.execute(f'select count(*) from "{result.node.schema}"."{result.node.alias}"').fetchone()
            counts[result.node.unique_id] = int(row[0]) if row else 0
    return counts


def _dagster_results(
    context: dg.AssetExecutionContext,
    project: DbtProject,
    translator: Translator,
    results: Sequence[NodeOutcome],
    counts: Mapping[str, int],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    for result in results:
        node = result.node
        if result.status == "skipped":
            continue
        if _is_table(result):
            if result.status in SUCCEEDED:
                yield dg.MaterializeResult(
                    asset_key=translator.get_asset_key(project.properties["nodes"][node.unique_id]),
                    metadata={
                        "dagster/row_count": counts[node.unique_id],
                        "seconds": round(result.seconds, 3),
                    },
                )
            continue
        if not _is_test(result):
            continue
        key = get_asset_check_key_for_test(project.properties, translator, node.unique_id, None)
        if key is not None and key in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=result.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"failing rows": int(result.failures or 0)},
            )
