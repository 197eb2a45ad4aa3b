# `make demo` and `make test` each work as the first command in a fresh clone: they need Python, Node, git and make.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
H5REC  := $(VENV)/bin/h5rec

# One file for each step that is done; a step runs again when what it depends on is newer.
VENV_MADE := $(VENV)/made
PACKAGE   := $(VENV)/package
TEST_DEPS := $(VENV)/test-dependencies
DEV_DEPS  := $(VENV)/dev-dependencies
MODULES   := player/node_modules/.package-lock.json
PAGE      := h5rec/static/player.html

PLAYER_SOURCES := $(shell find player/src -type f 2>/dev/null) player/build.mjs

# One test after the other to whichever worker is free: so each has those with a browser last (tests/conftest.py).
# Nine minutes on two cores instead of fourteen. `make test WORKERS=` runs them in one process.
WORKERS := -n auto --maxprocesses 4 --dist load --maxschedchunk 1

DEMO := recordings/demo
ARGS :=

.DELETE_ON_ERROR:
.PHONY: help demo test lint types format gen bench bench-browser conformance browsers build clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-13s %s\n' "$$name" "$$text"; done

demo: $(PACKAGE) ## record an example, export it as one HTML file, say what to open
	@mkdir -p recordings
	$(H5REC) record --fast --overwrite -o $(DEMO).h5rec examples/double_pendulum.py
	$(H5REC) export $(DEMO).h5rec $(DEMO).html --overwrite
	@printf '\nOpen this in a browser:  %s\nor watch it with:        %s play %s\n' \
		"file://$(CURDIR)/$(DEMO).html" "$(H5REC)" "$(DEMO).h5rec"

test: $(TEST_DEPS) $(MODULES) browsers ## everything: generated files, player, Python, browser (ARGS="-k name" for pytest)
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || \
		{ echo "make test: the player's tests need Node 20 or newer; this is $$(node --version)" >&2; exit 1; }
	$(PY) format/generate.py --check
	npm --prefix player run --silent test
	$(PY) -m pytest $(WORKERS) $(ARGS)

lint: $(DEV_DEPS) $(MODULES) ## style, without changing anything
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	npm --prefix player run --silent lint

types: $(DEV_DEPS) $(MODULES) ## mypy and tsc
	$(PY) -m mypy
	npm --prefix player run --silent check

format: $(DEV_DEPS) $(MODULES) ## bring the sources into the style that lint wants
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	npm --prefix player run --silent fix

gen: $(VENV_MADE) ## write the generated files from format/ops.toml
	$(PY) format/generate.py

bench: $(TEST_DEPS) ## time of a frame against others (ARGS="recording", ARGS="line2048 contourf")
	$(PY) -m tests.bench $(ARGS)

bench-browser: $(TEST_DEPS) $(MODULES) browsers ## time to decode and draw a frame in Chromium (ARGS="line2048")
	$(PY) -m tests.bench browser $(ARGS)

conformance: $(TEST_DEPS) browsers ## the gallery against Agg: pages in conformance/, docs/FIDELITY.md (ARGS="--runs firefox:1")
	@tests/system.sh firefox webkit
	$(PY) -m tests.conformance $(ARGS)

build: $(DEV_DEPS) $(PAGE) ## wheel and sdist in dist/
	$(PY) -m pip install --quiet build
	$(PY) -m build --outdir dist

browsers: ## what the tests need from the system: Chromium and zstd
	@tests/system.sh

clean: ## remove everything that these targets made, except recordings
	rm -rf $(VENV) player/node_modules player/dist h5rec/static dist build .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .cache conformance
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV_MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "make: h5rec needs Python 3.11 or newer; say which: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "make: this Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

$(PACKAGE): pyproject.toml hatch_build.py | $(VENV_MADE) $(PAGE)
	$(PY) -m pip install --quiet --editable .
	@touch $@

$(TEST_DEPS): pyproject.toml $(PACKAGE)
	$(PY) -m pip install --quiet --group test --group ecosystem
	@touch $@

$(DEV_DEPS): pyproject.toml $(TEST_DEPS)
	$(PY) -m pip install --quiet --group dev
	@touch $@

$(MODULES): player/package.json player/package-lock.json
	@command -v npm >/dev/null || { echo "make: npm is missing; install Node 20 or newer (https://nodejs.org)" >&2; exit 1; }
	npm --prefix player ci --no-progress --loglevel=error
	@touch $@

$(PAGE): $(PLAYER_SOURCES) $(MODULES)
	npm --prefix player run --silent build
	@mkdir -p $(@D)
	@cp player/dist/conformance.html player/dist/player.html $(@D)
