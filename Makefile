# `make` alone lists what can be asked for: each target's line is the comment after its `##`.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
HTMX := $(shell sed -n 's|.*/htmx.org@\([0-9.]*\)/.*|\1|p' config/settings.py)

# A stamp carries the sum of all that decides what is installed. So a change of content, not of a file's date, which a
# fresh clone sets anew, asks for another stamp and thereby installs. The folder counts: scripts in .venv name it.
sum_of = $(shell (pwd; cat pyproject.toml $(1)) | cksum | tr ' ' -)
RUN_STAMP := .venv/run-$(call sum_of,config/requirements.lock)
DEV_STAMP := .venv/dev-$(call sum_of,config/requirements-dev.lock)

.PHONY: help setup run test check bench browser screenshots lock format clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(DEV_STAMP) ## make .venv with everything in it; quick when nothing changed (PYTHON=python3.12 to choose one)
	@:

run: $(RUN_STAMP) ## serve the product with demo chains and people (PORT=8000)
	$(BIN)/laurel serve --demo --port $(PORT)

test: setup browser .cache/htmx-$(HTMX).min.js ## run every test (LONG=1 for the long ones too, ARGS='-k name' for some)
	$(if $(LONG),LAUREL_LONG=1) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

check: setup ## lint, format, types, import contracts and the guards of the house
	@$(MAKE) --no-print-directory --jobs=2 types house

.PHONY: types house
types:
	$(BIN)/mypy

house:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --cache-dir .cache/imports
	$(BIN)/python -m pytest -q tests/guards

bench: setup ## measure speed: prints a table and writes bench.json
	$(BIN)/python -m tests.bench $(ARGS)

browser: ## find or install the Chromium that the browser tests drive
	@tests/journeys/install-browser

screenshots: setup browser .cache/htmx-$(HTMX).min.js ## draw every page at both sizes into screenshots/
	$(BIN)/python -m tests.journeys.screenshots $(ARGS)

lock: .cache/lock/bin/uv ## renew the locks in config/ from pyproject.toml (ARGS=--upgrade for newer indirect ones)
	$(UV) $(ARGS) pyproject.toml --extra build -o config/requirements.lock
	$(UV) $(ARGS) pyproject.toml --all-extras -c config/requirements.lock -o config/requirements-dev.lock

format: setup ## write the code the way `make check` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what was made here, but not the data in var/
	rm -rf .venv .cache build laurel.egg-info bench.json screenshots
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

# One lock serves every system and Python that we support, and no setting of the machine that makes it may reach it.
UV = env $$(env | sed -n 's/^\(UV_[A-Z_]*\)=.*/-u \1/p') .cache/lock/bin/uv pip compile --quiet --no-config --system-certs \
	--universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.cache/lock/bin/uv:
	$(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install -qq uv==0.13.9

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Laurel needs Python 3.11 or newer: make PYTHON=/path/to/it $(MAKECMDGOALS)'; exit 1; }
	$(PYTHON) -m venv --clear .venv

# What is newly installed may have changed the other set's packages too, so the other stamp goes. Most modules of the
# packages are never imported; those that are get compiled then.
define install
	@echo 'Installing $(1) into .venv (about a minute the first time)'
	@rm -f .venv/run-* .venv/dev-*
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --no-compile -r $(1)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
endef

$(DEV_STAMP): | .venv/bin/python
	$(call install,config/requirements-dev.lock)
	@touch $(DEV_STAMP) $(RUN_STAMP)

$(RUN_STAMP): | .venv/bin/python
	$(call install,config/requirements.lock)
	@touch $(RUN_STAMP)

# The product takes htmx from a content network, whose address the browser tests answer with these bytes.
.cache/htmx-$(HTMX).min.js:
	@command -v npm >/dev/null || \
	  { echo 'The browser tests need htmx $(HTMX): install npm, or put its dist/htmx.min.js at $@'; exit 1; }
	@mkdir -p .cache
	npm pack --silent --pack-destination .cache htmx.org@$(HTMX)
	tar -xzOf .cache/htmx.org-$(HTMX).tgz package/dist/htmx.min.js > $@
