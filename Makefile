# What people and CI run. Works with GNU make 3.81 (the one of macOS) and a POSIX shell.
#   make demo        install into .venv and run the demonstration
#   make test        every check; installs what the checks need
#   make help        the other targets

VENV ?= .venv
# PYTHON names the interpreter that makes .venv; unset, the first one that is new enough is taken.
PYTHON ?=
WORKERS ?= 2
PYTEST_ARGS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SITE := build/docs

# A user's environment holds the installed package and is renewed when a file of it changes.
# A developer's environment is editable and serves the user's targets too.
SOURCES := $(shell find src/cellprint examples -type f ! -name '*.pyc' 2>/dev/null)
USER_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help installed demo serve repeat reproduce test dev system lint types layers docs wheel unit coverage bench lowest \
  format constraints changelog clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

$(BIN)/python:
	@PYTHON="$(PYTHON)" sh tools/python.sh "$(VENV)"

$(USER_STAMP): pyproject.toml constraints.txt $(SOURCES) | $(BIN)/python
	$(PIP) .
	@touch $@

$(DEV_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[dev,docs,large,pdf,postgresql]"
	@rm -f $(USER_STAMP)
	@touch $@

installed:
	@[ -f $(DEV_STAMP) ] && stamp=$(DEV_STAMP) || stamp=$(USER_STAMP); \
	  $(MAKE) --no-print-directory --silent $$stamp

demo: installed ## install and run the demonstration
	$(BIN)/cellprint demo

serve: installed ## install and open the web application on this machine
	$(BIN)/cellprint serve

repeat: installed ## run the demonstration twice and compare every byte
	sh tools/repeat.sh $(BIN)/cellprint

reproduce: installed ## compute published figures again and explain every miss
	$(BIN)/python -m benchmarks.reproduction

dev: $(DEV_STAMP) ## make the environment of a developer

system: ## Chromium and a Chinese font, for the browser tests
	@sh tools/system_packages.sh

# pytest is last, so that its closing line is the last one.
test: dev system lint types layers docs wheel repeat unit ## every check

lint: dev ## formatting and lint rules
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: dev ## mypy strict on source, tests and tools
	$(BIN)/mypy

layers: dev ## who may import whom
	$(BIN)/lint-imports --no-cache --no-logo

docs: dev ## build the documentation; a warning is an error
	$(BIN)/sphinx-build -W --keep-going -q -j 2 -b html docs $(SITE)
	$(BIN)/python -m tools.site_check $(SITE)

wheel: dev ## build, install into an empty environment, run with the network off
	@sh tools/check_wheel.sh $(BIN)

unit: dev system ## all tests, in parallel; pictures of the screens are left in artefacts/screens
	CELLPRINT_ARTEFACTS="$${CELLPRINT_ARTEFACTS:-artefacts/screens}" $(BIN)/pytest -n $(WORKERS) --dist worksteal -q $(PYTEST_ARGS)

coverage: dev ## branch coverage against the floor of each package
	@mkdir -p build
	COVERAGE_FILE=build/.coverage $(BIN)/pytest -n $(WORKERS) --dist worksteal -q \
	  --cov --cov-report=json:build/coverage.json $(PYTEST_ARGS)
	$(BIN)/python -m tools.coverage_floors build/coverage.json

bench: dev ## the engine beside its peer; writes docs/reference/benchmarks-engine.md
	$(PIP) --editable ".[bench,dev,docs,large,postgresql]"
	$(BIN)/python -m benchmarks.engine

lowest: ## the tests with the lowest versions that pyproject.toml allows
	sh tools/lowest.sh

format: dev ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

constraints: ## renew constraints.txt from the bounds of pyproject.toml
	sh tools/constraints.sh

changelog: dev ## assemble changelog.d: make changelog VERSION=0.2.0 DATE=2026-12-31
	$(BIN)/python -m tools.changelog "$(VERSION)" "$(DATE)"

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist artefacts cellprint-demo .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
