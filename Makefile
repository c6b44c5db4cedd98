# `make demo` tries Reflect, `make test` tests it. Both keep their environment in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test run

demo: .venv/ready
	@$(BIN)/reflect demo

test: .venv/ready
	@echo "Testing (about ten minutes)"
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

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
