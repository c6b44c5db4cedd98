# `make demo` tries Reflect, `make test` tests it. All of these keep their environment in .venv.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

# Where this is set, each of the processes that the tests start compiles all of Reflect anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-fast check run

demo: .venv/ready
	@$(BIN)/reflect demo

# All tests: both databases, real browsers.
test: .venv/ready
	@echo "Testing (under ten minutes)"
	@$(PYTEST)

# Between two changes: no browser, SQLite alone, and no server, demonstration or backup is made.
SLOW := tests/browser tests/demo tests/faults tests/operations tests/cli tests/web/test_logs.py
test-fast: .venv/ready
	@HYPOTHESIS_PROFILE=fast $(PYTEST) $(SLOW:%=--ignore %) -k "not postgresql"

# Format, lint, types, imports, templates; the tests run each of these lines too.
check: .venv/ready
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint reflect/templates --lint --quiet

run: .venv/ready
	@$(BIN)/reflect run

.venv/ready: requirements.lock pyproject.toml
	@echo "Making the environment in .venv (about a minute, once)"
	@$(PYTHON) -c 'import sys; sys.exit("Reflect needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv
	@echo "Installing what requirements.lock names"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
