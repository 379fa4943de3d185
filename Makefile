# Sổ Quỹ – `make` alone lists what there is to do. `make run` and `make test` need nothing before.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q --no-deps
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -q -n auto --dist worksteal # processes share what one has compiled
LOCK := $(BIN)/uv pip compile -q --no-config --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --extra build
export LC_ALL := C.UTF-8

.PHONY: help run test test-fast test-long lint bench lock golden clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.* ## ' Makefile | awk -F ':.* ## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: .venv/run ## Make a demo book from real data and serve it (make run PORT=8001 elsewhere)
	@$(BIN)/soquy demo --if-empty
	@$(BIN)/soquy serve --port $(PORT) --log var/soquy.log

test: .venv/dev lint ## Run everything, on SQLite and PostgreSQL, with browser and oracles
	@.ci/needs chromium hledger ledger
	@$(PYTEST)

test-fast: .venv/dev ## Run the tests that need neither browser nor oracles; print what is left out
	@echo "Left out (make test runs them):"
	@$(BIN)/pytest -q --collect-only -m "browser or oracle" -p no:randomly | grep '::' || echo "nothing"
	@$(PYTEST) -m "not browser and not oracle"

test-long: .venv/dev ## Run everything with forty times the examples of every law, and fuzz for two minutes
	@.ci/needs chromium hledger ledger
	@$(PYTEST) --hypothesis-profile=long && $(BIN)/python -m tests.fuzzing -max_total_time=120

lint: .venv/dev ## Check style, formatting, types and the arrows between packages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --num-workers 2 || { test $$? -eq 2 && $(BIN)/mypy; } # half the time; 2 where one takes 3 s to begin
	@$(BIN)/lint-imports

bench: .venv/dev ## Print how fast and how lean, as ratios against baselines of the same run
	@$(BIN)/python -m tests.benchmarks

lock: .venv/dev ## Pin the dependencies anew (make lock UPGRADE=--upgrade takes newer ones)
	@$(LOCK) $(UPGRADE) -o requirements.txt
	@$(LOCK) $(UPGRADE) --extra dev -c requirements.txt -o requirements-dev.txt

golden: .venv/dev ## Write the golden payloads (before 1.0 only) and the pages of docs/ made from code
	@$(BIN)/python -m tests.golden

clean: ## Remove the environment and every cache; the book under var/ stays
	rm -rf .venv .*_cache .hypothesis && find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.venv/run .venv/dev: .venv/%: requirements.txt requirements-dev.txt pyproject.toml $(wildcard api/translations/*/*/*.po)
	@.ci/needs $(PYTHON) venv
	@test -x $(BIN)/pip || { echo "Making .venv, once; it takes a minute."; $(PYTHON) -m venv --clear .venv; }
	@$(PIP) --require-hashes -r $(if $(filter dev,$*),requirements-dev.txt,requirements.txt)
	@$(PIP) --no-build-isolation -e .
	@touch $@
