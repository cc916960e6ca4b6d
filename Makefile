# Everything runs from .venv, which the first target makes: Python 3.11 or newer, git and make are enough.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint format bench bench-short torture clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# The stamp is renewed when the dependencies change, so a pulled checkout stays right.
.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "papershelf needs Python 3.11 or newer with venv; name it: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

run: .venv/ready ## open the shelf
	@$(BIN)/papershelf $(ARGS)

test: .venv/ready ## run the tests
	@$(BIN)/python -m pytest -n auto -q $(ARGS)

check: lint test ## ruff, mypy --strict and the tests

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .venv/ready ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/ready ## every benchmark at a million papers
	@$(BIN)/python -m benchmarks --papers 1000000 $(ARGS)

bench-short: .venv/ready ## the ratios that hold at any size, at 20,000 papers
	@$(BIN)/python -m benchmarks --papers 20000 --short $(ARGS)

torture: .venv/ready ## the long forms: fuzzing, kill loops, hostile files, other examples each time
	@PAPERSHELF_EXAMPLES=long $(BIN)/python -m pytest -n auto -q -m "full or not full" $(ARGS)

clean: ## remove what was set up
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
