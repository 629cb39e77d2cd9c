# The commands that people and CI use; `make help` lists them. Nothing is needed beforehand but
# Python 3.11 or newer, make and a package index.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
HOST ?= 127.0.0.1
ONLY ?=
FORM ?=
TESTS ?= tests
# The newest Python that is installed and new enough; override with PYTHON=.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

BIN := .venv/bin
RUN := $(BIN)/python
# An empty variable counts as not given.
ifeq ($(strip $(GEMINI_API_KEY)),)
unexport GEMINI_API_KEY
else
export GEMINI_API_KEY
endif
ifdef PROOFSHEET_DATA
export PROOFSHEET_DATA
endif

.PHONY: help install install-dev run test test-services check screenshots lighthouse bench lock messages clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

install: .venv/runtime.stamp ## make .venv with the locked packages

# Some tests run JavaScript; without npm they are skipped, with a sentence.
NODE_PACKAGES := $(if $(shell command -v npm),tests/node/node_modules/.stamp)

install-dev: .venv/development.stamp $(NODE_PACKAGES) ## the same with what tests and checks need

run: install ## start Proofsheet on http://127.0.0.1:8000 (PORT=, HOST=, PROOFSHEET_DATA=, GEMINI_API_KEY=)
	@exec $(RUN) manage.py up --host '$(HOST)' --port '$(PORT)'

test: install-dev ## the fast suite, then real processes and the browser; needs no service (TESTS=)
	$(RUN) -m pytest -q -n 2 -m 'not services and not e2e and not browser' $(TESTS)
	$(RUN) -m pytest -q -m '(e2e or browser) and not services' tests/e2e

# Where the services are found; each can be given from outside.
PROOFSHEET_TEST_DATABASE_URL ?= postgresql://$(shell id -un)@127.0.0.1:5432/test
PROOFSHEET_TEST_REDIS_URL ?= redis://127.0.0.1:6379/15
PROOFSHEET_TEST_AMQP_URL ?= amqp://guest:guest@127.0.0.1:5672//

test-services: export PROOFSHEET_TEST_DATABASE_URL := $(PROOFSHEET_TEST_DATABASE_URL)
test-services: export PROOFSHEET_TEST_REDIS_URL := $(PROOFSHEET_TEST_REDIS_URL)
test-services: export PROOFSHEET_TEST_AMQP_URL := $(PROOFSHEET_TEST_AMQP_URL)
test-services: export PROOFSHEET_TEST_S3 := 1
test-services: install-dev ## the same code on PostgreSQL, Redis, RabbitMQ and S3 (PROOFSHEET_TEST_*_URL=)
	$(RUN) -m pytest -q -m services tests
	$(RUN) -m pytest -q -m e2e tests/e2e/test_limit_edge.py
	$(RUN) -m pytest -q -n 2 -m 'not services and not e2e and not browser' $(TESTS)

check: install-dev ## lint, format, types, templates, migrations, deployment settings, locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy manage.py playground tests
	$(BIN)/djlint templates --lint --quiet
	DATABASE_URL=sqlite:/// $(RUN) -W error manage.py makemigrations --check --dry-run
	PROOFSHEET_SITE_URL=https://pictures.example.org PROOFSHEET_SECRET_KEY="$$(head -c 48 /dev/urandom | base64)" \
		$(RUN) -W error manage.py check --deploy --fail-level WARNING
	@! grep -nE '://|^-|@ |(^|[ =])/' requirements.txt requirements-dev.txt \
		|| { echo 'A lock file names a host, an option or a path: use make lock.' >&2; exit 1; }
	@! grep -n '://' tests/node/package-lock.json \
		|| { echo 'A lock file names a host: use make lock.' >&2; exit 1; }

screenshots: install-dev ## picture every screen, in both themes, into test-results/screenshots (ONLY=studio)
	$(RUN) -m tests.screens $(if $(ONLY),--only '$(ONLY)')

lighthouse: install-dev ## Lighthouse and figures of the browser: studio, gallery, a picture's page (ONLY=studio, FORM=mobile)
	$(RUN) -m tests.screens.lighthouse $(if $(ONLY),--only '$(ONLY)') $(if $(FORM),--form '$(FORM)')

bench: install-dev ## measure against limits of this machine (ONLY=makespan)
	$(RUN) manage.py bench $(if $(ONLY),--only '$(ONLY)')

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) pyproject.toml

lock: install-dev ## write the lock files anew (UPGRADE=1 for newer versions)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt
	$(if $(NODE_PACKAGES),$(RUN) tests/node/relock.py)

messages: install-dev ## collect the texts to translate (needs gettext)
	$(RUN) manage.py makemessages --all --ignore .venv --ignore data --no-obsolete --add-location file
	$(RUN) manage.py compilemessages --ignore .venv

clean: ## remove .venv and caches; data stays
	rm -rf .venv tests/node/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@test -n '$(PYTHON)' || { echo 'Proofsheet needs Python 3.11 or newer: install it, or name it with PYTHON=.' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'Python cannot make a virtual environment: install its venv package (Debian: python3-venv).' >&2; exit 1; }

.venv/runtime.stamp: requirements.txt | .venv/bin/python
	@echo 'Installing the packages of Proofsheet ...'
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@touch $@

.venv/development.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo 'Installing the packages for tests and checks ...'
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

tests/node/node_modules/.stamp: tests/node/package-lock.json
	@echo 'Installing the npm packages for tests ...'
	@cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
