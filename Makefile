# `make run` and `make test` need Python 3.11 or newer and nothing else; the rest is fetched on the first call.
# Every command lives in packaging/setup.sh or is one line here, so that nothing hides.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python
TESTS ?=
WORKERS ?= 2
NAME ?= classify

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench package clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## set up everything that run and test need, and stop
	@bash packaging/setup.sh dev

run: ## open the demo station, or write its pictures where there is no screen
	@bash packaging/setup.sh run
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	    echo 'run: opening the demo station'; \
	    exec $(PYTHON) main.py demo; \
	else \
	    echo 'run: no screen here; painting every place into build/screenshots'; \
	    QT_QPA_PLATFORM=offscreen $(PYTHON) main.py demo --screenshots build/screenshots; \
	    echo "run: the pictures are in $$PWD/build/screenshots"; \
	fi

check: ## style, types and import contracts
	@bash packaging/setup.sh dev
	@echo 'check: style (ruff)'
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --quiet --check .
	@echo 'check: types (mypy)'
	@$(PYTHON) -m mypy --no-error-summary
	@echo 'check: import contracts (import-linter)'
	@.venv/bin/lint-imports --no-logo

test: check ## everything of check, then the tests; pytest's verdict is the last line
	@echo 'test: pytest'
	@folder="$$(bash packaging/test-folder.sh)"; trap 'rm -rf "$$folder"' EXIT; \
	    TMPDIR="$$folder" QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n $(WORKERS) $(TESTS)

format: ## let ruff rewrite the style
	@bash packaging/setup.sh dev
	@$(PYTHON) -m ruff check --quiet --fix . || true
	@$(PYTHON) -m ruff format --quiet .

bench: ## one figure beside its comparison, e.g. make bench NAME=store
	@bash packaging/setup.sh run
	@$(PYTHON) main.py bench $(NAME)

package: ## build the package for Debian into dist/
	@packaging/build-deb.sh

clean: ## remove what make made (never a station's data)
	@rm -rf .venv .setup.lock build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
