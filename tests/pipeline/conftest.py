"""One real run over the real corpus, shared by the tests of this folder that run in one worker."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.assets.landing import land
from dagster_project.assets.publication import publish
from dagster_project.assets.warehouse import SUCCEEDED, DbtProject
from dagster_project.definitions import JOB, build_definitions
from dagster_project.settings import CHECKOUT, DATABASE, Settings
from dagster_project.storage.passes import GATES, record_gate
from dagster_project.storage.run_log import RunLog
from tests.refreshes import one_worker, share_parse


@dataclass
class Warehouse:
    """A warehouse in a folder of its own."""

    settings: Settings
    project: DbtProject | None = None

    def refresh(self, **said: bool) -> dg.ExecuteInProcessResult:
        """Run the whole job, as `make build` does, also where nothing has changed; `said` is what a person says."""
        config = {"force": True, **said}
        job = build_definitions(self.settings, self.project).resolve_job_def(JOB)
        with dg.instance_for_test() as instance:
            return job.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={"loggers": {"progress": {}}, "ops": {"land_documents": {"config": config}}},
            )

    def model(self) -> None:
        """Landing and dbt; no gate, no publication: for tests of what the documents give."""
        project = self.project or DbtProject.parse(self.settings)
        land(self.settings, "run", lambda text: None)
        assert [result.node.name for result in project.build([]) if result.status not in SUCCEEDED] == []

    def publish(self, run_id: str | None = None) -> None:
        """Publication alone, of what the working database holds; as if every gate had passed, where no run is named."""
        if run_id is None:
            run_id = str(uuid.uuid4())
            with duckdb.connect(str(self.settings.warehouse)) as connection:
                RunLog(connection).start(run_id)
                for gate in GATES:
                    record_gate(connection, gate, run_id, passed=True)
        publish(self.project or DbtProject.parse(self.settings), run_id)

    def published(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of the published snapshot."""
        with duckdb.connect(str(self.settings.published / DATABASE), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def working(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of the working database."""
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def steps(result: dg.ExecuteInProcessResult) -> dict[str, set[str]]:
    """Names of the steps that succeeded, failed and were skipped."""
    events = result.all_events
    return {
        "succeeded": {event.step_key for event in events if event.is_step_success and event.step_key},
        "failed": {event.step_key for event in events if event.is_step_failure and event.step_key},
        "started": {event.step_key for event in events if event.is_step_start and event.step_key},
    }


@pytest.fixture(scope="session")
def make_warehouse(tmp_path_factory: pytest.TempPathFactory, dbt_project: DbtProject) -> Callable[..., Warehouse]:
    def make(*, raw: Path | None = None, seeds: Path | None = None, like: Warehouse | None = None) -> Warehouse:
        home = tmp_path_factory.mktemp("home")
        if like is not None:
            # All that has run there has run here.
            shutil.copytree(like.settings.home, home, symlinks=True, dirs_exist_ok=True)
        settings = Settings(home=home, raw_folders=(raw or CHECKOUT / "raw",))
        if seeds is not None:
            # dbt finds its seeds beside its own folder.
            project = home / "project"
            shutil.copytree(CHECKOUT / "dbt", project / "dbt")
            shutil.copytree(seeds, project / "seeds")
            settings = Settings(
                home=home, raw_folders=settings.raw_folders, seeds=project / "seeds", dbt_project=project / "dbt"
            )
            return Warehouse(settings)
        share_parse(dbt_project.settings, settings)
        return Warehouse(settings, replace(dbt_project, settings=settings))

    return make


@pytest.fixture(scope="session")
def corpus(make_warehouse: Callable[..., Warehouse], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The corpus, landed, modelled, checked and published once; a second worker gets a copy of what the first made."""
    with one_worker(tmp_path_factory, "corpus") as made:
        if made.exists():
            home = Path(made.read_text(encoding="utf-8"))
            return make_warehouse(like=Warehouse(Settings(home=home, raw_folders=())))
        warehouse = make_warehouse()
        result = warehouse.refresh()
        assert result.success, steps(result)
        made.write_text(str(warehouse.settings.home), encoding="utf-8")
        # Tests of this worker change theirs; what the others copy stays as it is.
        return make_warehouse(like=warehouse)


@pytest.fixture
def seeds_copy(tmp_path: Path) -> Path:
    """Seeds that a test may break."""
    copy = tmp_path / "seeds"
    shutil.copytree(CHECKOUT / "seeds", copy)
    return copy
