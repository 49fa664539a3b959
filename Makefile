UV := .ci/uv
PYTEST := $(UV) run pytest
# Where tests wait for databases, browsers and servers, one process more than there are cores.
WAITING := --numprocesses=$(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
POSTGRESQL_URL ?= postgres://postgres@127.0.0.1:5432/sequitur

# Everything CI does, in its order.
CHECKS := test style types imports dependencies migrations deployment test-postgresql test-long

.PHONY: help demo $(CHECKS) check checks format pins
.DEFAULT_GOAL := help

help: ## list what make can do here
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done

demo: ## make the database, load the sample, serve it on 127.0.0.1:8000
	@$(UV) run manage.py demo $(ARGS)

test: ## run the tests that need nothing but Python
	$(PYTEST) $(ARGS)

check: $(CHECKS) ## do everything CI does; needs PostgreSQL, Node.js and Chromium

style: ## look at format and lint
	$(UV) run ruff format --check .
	$(UV) run ruff check .

types: ## check the types
	$(UV) run mypy

imports: ## check that apps and files depend one way
	$(UV) run lint-imports

dependencies: ## check that what is imported is declared, and the other way round
	$(UV) run deptry .

migrations: ## check that the migrations say what the models say
	$(UV) run manage.py makemigrations --check --dry-run

deployment: ## check the settings of a server on the net
	SECRET_KEY=$$($(UV) run python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=example.org \
	    $(UV) run manage.py check --deploy --fail-level WARNING

test-postgresql: ## run the tests on PostgreSQL, at POSTGRESQL_URL
	DATABASE_URL=$(POSTGRESQL_URL) $(PYTEST) $(WAITING) -m "engines or not (browser or npm or slow or faults)" $(ARGS)

node_modules: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch node_modules

test-long: node_modules ## run the tests that need a browser, npm or minutes, or break what they run on
	$(PYTEST) $(WAITING) -m "browser or npm or slow or faults" $(ARGS)

checks:
	@echo $(CHECKS)

format: ## format and mend what can be mended by itself
	$(UV) run ruff format .
	$(UV) run ruff check --fix .

pins: ## pin the newest versions that fit, in pyproject.toml
	$(UV) run .ci/pins.py
