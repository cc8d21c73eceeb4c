# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PY := .venv/bin/python
# Compiled once for all processes that the tests start, and not beside the sources.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/compiled

.DEFAULT_GOAL := help

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.venv/ready: requirements/dev.lock pyproject.toml
	@bash scripts/prepare.sh

setup: .venv/ready ## Prepare .venv with the yangguang command in it (installs python3-venv if missing)

run: setup ## Start portal, desk and worker with the demo city; prints addresses and log-ins
	@.venv/bin/yangguang run --demo

test: setup ## Run the test suite on SQLite (browser tests included where Chromium is installed)
	@.venv/bin/pytest -q -n 3 --dist loadgroup

test-core: setup ## Tests of text and law only
	@.venv/bin/pytest -q tests/text tests/law

test-crash: setup ## Pressing and withdrawing killed before every single step (make test: before every third)
	@YANGGUANG_EVERY_STEP=1 .venv/bin/pytest -q -n 3 tests/press/test_crash.py

test-postgresql: setup ## The same suite on a PostgreSQL server started for the purpose
	@bash scripts/with-postgresql.sh .venv/bin/pytest -q -n 3 --dist loadgroup -m "not e2e" --deselect tests/desk/test_frame.py::test_no_page_that_opens_holds_script_style_or_a_dead_link --deselect tests/desk/test_matrix.py::test_every_address_opens_for_those_of_the_table_and_nobody_else tests/apps tests/portal tests/desk tests/api tests/config tests/press/test_crash.py tests/press/test_nodes.py

format: setup ## Format the code
	@.venv/bin/ruff format src tests && .venv/bin/ruff check --fix src tests

lint: setup ## Formatting and lint, no changes
	@.venv/bin/ruff format --check src tests && .venv/bin/ruff check src tests

types: setup ## Type-check everything under src
	@.venv/bin/mypy

imports: setup ## Check who imports whom
	@.venv/bin/lint-imports

migrations: setup ## Write one clean initial migration per app anew (there is no release yet)
	@bash scripts/new-migrations.sh

migrations-clean: setup ## Fail if a model changed without its migration
	@$(PY) -m yangguang.config.manage makemigrations --check --dry-run --settings yangguang.config.settings.test

score-reports: setup ## Score `report check` on generated annual reports (COUNT=300 SEED=1)
	@$(PY) -m tests.scoring.report_score --count $${COUNT:-300} --seed $${SEED:-1}

bench-data: setup ## Make (or find cached) the synthetic items all benches share (SCALE=1 is 1,150,000)
	@$(PY) -m yangguang.bench.data

bench-search: setup ## Search through our whole path against the raw engine in the same run
	@$(PY) -m yangguang.bench.search

bench-ingest: setup ## Ingest against Django's own bulk insert of the same rows
	@$(PY) -m yangguang.bench.ingest

bench-text: setup ## The readers of texts against bare tools, and hostile texts against ordinary ones
	@$(PY) -m yangguang.bench.text

bench-law: setup ## The reply clock with its proof against the plainest counter of days
	@$(PY) -m yangguang.bench.law

bench-requests: setup ## Pages of request handling at 500,000 applications (SCALE=1) against 150 ms
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.requests

bench-privacy: setup ## The search for personal data against bare expressions and presidio, and the sweep of a stock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.lock
	@$(PY) -m yangguang.bench.privacy

bench-press: setup ## Pressed pages beside nginx and Django, the time until an act shows at 1,000 and 1,000,000 items (SCALE=1)
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.press

bench-reports: setup ## All returns of a city with the records behind each cell, beside DuckDB (SCALE=1)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.lock
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.reports

bench-catalog: setup ## Desk lists, column tree, search and counts at a million items (SCALE=1) against 200 ms
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.catalog

bench-publishing: setup ## Two thousand publications by forty clerks at once (SCALE=1)
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.publishing

bench-registers: setup ## Pages of a register of a million rows (SCALE=1) against 200 ms, an import against 30 s
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.registers

bench-coverage: setup ## The matrix of 400 bodies by rows of the disclosure lists (SCALE=1) against 200 ms
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.coverage

bench-register-storage: setup ## Three ways to store rows whose columns are data (SCALE=1 is a million)
	@SCALE=$${SCALE:-1} $(PY) -m yangguang.bench.register_storage

bench-smoke: setup ## The four quick benches at SCALE=0.01, so that they do not rot
	@SCALE=0.01 $(PY) -m yangguang.bench.search && SCALE=0.01 $(PY) -m yangguang.bench.ingest && SCALE=0.01 $(PY) -m yangguang.bench.text && SCALE=0.01 $(PY) -m yangguang.bench.law

lock: ## Resolve dependencies again into requirements/*.lock
	@bash scripts/lock.sh

check: lint types imports migrations-clean test test-crash test-postgresql bench-smoke ## All that CI runs

clean: ## Remove the virtual environment and caches (keeps var/)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: bench-coverage bench-registers bench-register-storage bench-press bench-publishing bench-reports bench-catalog help setup run test test-core test-crash test-postgresql format lint types imports migrations migrations-clean score-reports bench-data bench-search bench-ingest bench-text bench-law bench-requests bench-privacy bench-smoke lock check clean
