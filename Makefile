# The commands of the project. `make build` and `make test` set themselves up; they are the whole story for a newcomer.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
OCR := $(VENV)/.installed-ocr

# Nothing here calls out by itself.
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
# The project's files are UTF-8, whatever this system writes.
export PYTHONUTF8 := 1

.PHONY: build test lint dev collect dashboard sql export status docs bench setup ocr clean

build: $(INSTALLED)  ## documents to published snapshot
	@$(PY) -m dagster_project build

test: $(INSTALLED)  ## all tests
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(INSTALLED)  ## ruff, mypy, sqlfluff
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/sqlfluff lint --disable-progress-bar dbt/models dbt/tests

dev: $(INSTALLED)  ## Dagster UI on port 3000
	@DAGSTER_HOME="$$($(PY) -m dagster_project home)" PYTHONPATH=. PYTHONWARNINGS='ignore:Function `dev_command`' \
		$(VENV)/bin/dagster dev -m dagster_project.definitions -p 3000

collect: $(INSTALLED)  ## ask the listed pages for new documents
	@$(PY) -m dagster_project collect

dashboard: $(INSTALLED)  ## where the pages of the last snapshot are
	@$(PY) -m dagster_project dashboard

sql: $(INSTALLED)  ## a read-only prompt for SQL on the last snapshot
	@$(PY) -m dagster_project sql

# Both come through the environment, so that no quote of a query is the shell's.
export: $(INSTALLED)  ## make export what='marts.spending' to=spending.xlsx; or a query, or a .sql file; or .csv
	@$(PY) -m dagster_project export "$${what:?is missing}" "$${to:?is missing}"

status: $(INSTALLED)  ## the last runs and what stopped them
	@$(PY) -m dagster_project status

docs: $(INSTALLED)  ## dbt docs of the last build as one page
	@$(PY) -m dagster_project docs

bench: $(INSTALLED)  ## costs, PDF pages, formats, faults found and put back, other wordings, hostile documents, kills, readers, growth
	@$(PY) -m tests.bench.build_cost
	@$(PY) -m tests.bench.identity_cost
	@$(PY) -m tests.bench.pdf_reading --pages 50 500
	@$(PY) -m tests.bench.formats
	@$(PY) -m tests.bench.hostile --documents 1000 --seed 1
	@$(PY) -m tests.bench.injection --cases 1000 --seed 1
	@$(PY) -m tests.bench.silence --cases 2000 --seed 1
	@$(PY) -m tests.bench.crashes --kills 25 --seed 1
	@$(PY) -m tests.bench.readers --refreshes 10
	@$(PY) -m tests.bench.scaling --sizes 10 100 1000 --seed 1

setup: $(INSTALLED)  ## only the environment

ocr: $(OCR)  ## the extra that reads scans and images, with its models (about 350 MB)

$(OCR): requirements-ocr.lock $(INSTALLED)
	@echo "adding the extra [ocr] to $(VENV)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-ocr.lock
	@touch $@

$(INSTALLED): requirements.lock
	@echo "setting up $(VENV) (once, some minutes)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 is needed, this is %d.%d" % sys.version_info[:2] if sys.version_info[:2] != (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

clean:  ## forget everything that runs have written
	rm -rf data
