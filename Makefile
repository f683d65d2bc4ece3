# Everything a newcomer and CI need. Python 3.11 or newer, git and make have to be there; the rest is made here.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check
EDITABLE = --no-deps --no-build-isolation --editable .

.PHONY: serve test lint types imports unit test-whoosh3 bench screenshots outlines format lock clean
.DELETE_ON_ERROR:

serve: $(VENV)/.project ## serve http://127.0.0.1:8000; OPTIONS="--port 9000" are handed on
	@$(BIN)/trials serve $(OPTIONS)

test: lint types imports unit ## everything CI runs on the pinned Whoosh

lint: $(VENV)/.check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.check
	$(BIN)/mypy

imports: $(VENV)/.check
	$(BIN)/lint-imports --no-logo

unit: $(VENV)/.check ## OPTIONS="-m 'not slow' tests/words" are handed on
	$(BIN)/python -m pytest $(OPTIONS)

test-whoosh3: .venv-whoosh3/.check ## the engines' contract on the maintained fork of Whoosh
	.venv-whoosh3/bin/python -m pytest tests/engines

# Fails when a peer comes nearer than it may: half of the 1.5 and 0.1 times our time that were measured.
bench: $(VENV)/.check ## this engine beside plain Whoosh and tantivy-py on 2,000 made trials
	$(BIN)/trials bench --size 2000 --folder bench --index-again --peers tantivy,whoosh --patience 20 --no-web \
		--floor "plain Whoosh=0.75" --floor tantivy-py=0.05

screenshots: $(VENV)/.check
	$(BIN)/python -m tests.browser.screenshots

# Natural Earth's countries as npm's world-atlas packs them (docs/decisions.md); the checksum is of the package.
WORLD_ATLAS = world-atlas@2.0.2
WORLD_ATLAS_SHA256 = 032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97

outlines: $(VENV)/.check ## data/places/outlines.json anew, for the maps; needs npm
	rm -rf build/outlines && mkdir -p build/outlines
	npm pack --silent --pack-destination build/outlines $(WORLD_ATLAS)
	echo "$(WORLD_ATLAS_SHA256)  build/outlines/world-atlas-2.0.2.tgz" | sha256sum --check --quiet
	tar -xzf build/outlines/world-atlas-2.0.2.tgz -C build/outlines
	$(BIN)/python -m indexer.places.natural_earth build/outlines/package/countries-50m.json data/places/outlines.json

format: $(VENV)/.check
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# --- environments: made anew when a lock changes, so that nothing of an older lock stays behind

$(VENV)/.serve: requirements.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	@echo "Making $(VENV) from the locked dependencies; this takes a minute, once."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.serve
	@$(BIN)/python $(PIP_INSTALL) $(EDITABLE)
	@touch $@

$(VENV)/.check: $(VENV)/.project
	@$(BIN)/python $(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv-whoosh3/.check: requirements-whoosh3.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv-whoosh3
	.venv-whoosh3/bin/python $(PIP_INSTALL) --require-hashes --requirement requirements-whoosh3.lock
	.venv-whoosh3/bin/python $(PIP_INSTALL) $(EDITABLE)
	@touch $@

# --- locks: one version for every Python and system, so that what was tested is what runs; a week old at least
# (`exclude-newer` in pyproject.toml). Keeps what is locked; `make lock OPTIONS=--upgrade` brings all up to date.

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
# The fork takes the place of Whoosh in what is otherwise the same set of versions.
FORKED = sed 's/^whoosh==.*/whoosh3/'

lock: $(VENV)/.check
	$(COMPILE) $(OPTIONS) --generate-hashes pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) $(OPTIONS) --generate-hashes pyproject.toml --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group test --constraints requirements-dev.lock | $(FORKED) \
		| $(COMPILE) $(OPTIONS) --generate-hashes - --output-file requirements-whoosh3.lock

clean: ## leaves data/ alone: the registry's copy is slow to fetch again
	rm -rf $(VENV) .venv-whoosh3 .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
