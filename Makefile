# `make run` and `make test` do everything that is needed on a machine with python3, venv and make.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DESK_PORT ?= 8001
WORKERS ?= 1
ROUNDS ?= 5
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
BIOME := tests/tools/node_modules/.bin/biome check --config-path=tests/tools
CATALOGS := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
EXTRACT := $(BIN)/pybabel -q extract --mapping-file pyproject.toml --project BattKOMP --no-location --sort-output \
	--no-wrap --keywords "lazy_gettext lazy_ngettext:1,2" --add-comments Translators: --output-file build/messages.pot .
UPDATE := $(BIN)/pybabel -q update --input-file build/messages.pot --output-dir translations --no-fuzzy-matching \
	--ignore-obsolete --ignore-pot-creation-date --no-wrap
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --upgrade pyproject.toml

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

$(BIN)/.run: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "BattKOMP needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.desk: requirements-desk.txt $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-desk.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(BIN)/.run
	$(BIN)/pybabel -q compile --input-file $< --output-file $@

.PHONY: run
run: $(BIN)/.run $(CATALOGS) ## set up and serve the site (HOST, PORT, WORKERS)
	@$(FLASK) content prepare
	@exec $(BIN)/python -P battkomp/operations/server.py $(HOST):$(PORT) $(WORKERS)

# Browsers let pages use passkeys at localhost without TLS, and at no address in numbers. Visitors come before editors.
.PHONY: desk
desk: $(BIN)/.desk $(CATALOGS) ## set up and serve the desk of the editors, beside the site (DESK_PORT)
	@$(FLASK) content prepare
	@BATTKOMP_DESK_URL=http://localhost:$(DESK_PORT) \
		exec nice -n 19 $(BIN)/python -P battkomp/operations/server.py localhost:$(DESK_PORT) 1 battkomp.desk.wsgi:app

.PHONY: dev
dev: $(BIN)/.dev $(CATALOGS) ## serve the site and reload it when a file changes
	@$(FLASK) content prepare
	@BATTKOMP_DEVELOPMENT=true $(FLASK) run --debug --host $(HOST) --port $(PORT)

.PHONY: browser
browser: ## install the browser and the fonts that the tests use
	@sh tests/tools/install browser

.PHONY: test
test: $(BIN)/.dev browser ## set up and run the tests, in a real browser too
	$(BIN)/python -m pytest -n logical --dist worksteal -m "not full" --record=build/tested.json

.PHONY: test-full
test-full: $(BIN)/.dev ## run the tests that take minutes: English pages, faults, fuzzing, copies of the project, the wheel
	$(BIN)/python -m pytest -n logical --dist worksteal -m "full and not serial"
	$(BIN)/python -m pytest -m "full and serial"

.PHONY: test-quick
test-quick: $(BIN)/.dev ## run the tests that need no browser and no faults
	$(BIN)/python -m pytest -n logical --dist worksteal -m "not slow and not full" \
		--ignore=tests/browser

.PHONY: shots
shots: $(BIN)/.dev $(CATALOGS) browser ## take screenshots of every page and every view of the desk, into build/shots
	$(BIN)/python -m tests.tools.shots

tests/tools/node_modules/.ready: tests/tools/package-lock.json
	@sh tests/tools/install audit
	cd tests/tools && npm ci --ignore-scripts --no-fund --no-audit
	@touch $@

.PHONY: audit
audit: $(BIN)/.dev $(CATALOGS) browser tests/tools/node_modules/.ready ## check every page with Nu and CodeSniffer, and some with Lighthouse
	$(BIN)/python -m tests.tools.audit

.PHONY: audit-full
audit-full: $(BIN)/.dev $(CATALOGS) browser tests/tools/node_modules/.ready ## check every page with Lighthouse too
	$(BIN)/python -m tests.tools.audit --all

.PHONY: test-engines
test-engines: $(BIN)/.dev ## run the main journeys in Firefox ESR and WebKitGTK
	@sh tests/tools/install engines
	$(BIN)/python -m pytest tests/engines -W ignore

.PHONY: test-deploy
test-deploy: $(BIN)/.dev ## run the tests of deploy/: Varnish, nginx, systemd units
	@sh tests/tools/install deploy
	$(BIN)/python -m pytest tests/deploy

.PHONY: bench
bench: $(BIN)/.dev $(CATALOGS) ## measure the site beside nginx (ROUNDS), and write docs/benchmarks.md
	@sh tests/tools/install bench
	$(BIN)/python -m tests.tools.bench --rounds $(ROUNDS)

.PHONY: agreement
agreement: $(BIN)/.dev ## plant errors into the content, and write the share that is found to docs/agreement-rates.md
	$(BIN)/python -m tests.tools.agreement

.PHONY: record
record: $(BIN)/.dev $(CATALOGS) browser ## run the tests behind the accessibility page, and record their results
	$(BIN)/python -m pytest -n logical --dist worksteal -m claim --record=battkomp/pages/tested.json

.PHONY: pictures
pictures: $(BIN)/.dev $(CATALOGS) browser ## draw the icons and the pictures for social media from the content
	$(BIN)/python -m tests.tools.pictures

.PHONY: sbom
sbom: $(BIN)/.dev ## write a bill of materials to build/sbom.json
	@$(BIN)/python -m tests.tools.sbom

.PHONY: lint
lint: $(BIN)/.dev $(CATALOGS) tests/tools/node_modules/.ready ## check format, lint, types, catalogs and content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIOME) static tests/support
	mkdir -p build && $(EXTRACT) && $(UPDATE) --check
	$(FLASK) content check battkomp/content/seed

.PHONY: setup
setup: $(BIN)/.dev $(CATALOGS) tests/tools/node_modules/.ready ## install everything that make check needs
	@sh tests/tools/install browser engines deploy

# Lint and the other engines use a core each, and the tests of deploy/ mostly wait. Lighthouse judges
# speed, so the audit runs alone.
.PHONY: check
check: setup ## check everything: lint, all tests and the audit
	$(MAKE) --jobs=3 --keep-going --output-sync lint test-deploy test-engines
	$(MAKE) test
	$(BIN)/python -m tests.support.claims build/tested.json
	$(MAKE) test-full
	$(MAKE) audit

.PHONY: format
format: $(BIN)/.dev tests/tools/node_modules/.ready ## format the code, and bring the catalogs up to date
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIOME) --write static tests/support
	mkdir -p build && $(EXTRACT) && $(UPDATE)

.PHONY: lock
lock: $(BIN)/.dev ## write the hashed lock files anew from pyproject.toml
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra desk --constraints requirements.txt --output-file requirements-desk.txt
	$(LOCK) --extra desk --group dev --constraints requirements-desk.txt --output-file requirements-dev.txt
