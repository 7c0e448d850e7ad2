# What a school, a developer and the build need. Everything installed goes into .venv and .data.

PYTHON ?= python3
PORT ?= 8000
SUITE ?=
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check install --quiet --quiet --no-input --require-hashes
PYTEST := $(RUN) -m pytest -n 2
# 35 minutes is a failure of the build (SETTLED 25); an interrupt still prints the slowest tests.
WITHIN_35_MINUTES := $(if $(shell command -v timeout),timeout --foreground --signal=INT --kill-after=60 2100,)
TRANSLATIONS := $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: setup setup-demo demo stop test prove check bench screenshots messages clean

setup: $(VENV)/developer.stamp translations ## installs what development and tests need
	@$(RUN) -m tests.tools.system_packages pango fonts chromium office

setup-demo: $(VENV)/demo.stamp translations ## installs what the program itself needs
	@$(RUN) -m tests.tools.system_packages pango fonts

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed (PYTHON=… names another one).")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv here: install the package python3-venv."; exit 1; }

$(VENV)/demo.stamp: requirements.lock | $(RUN)
	@echo "Installing the locked packages …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/developer.stamp: requirements.lock requirements-dev.lock | $(RUN)
	@echo "Installing the locked packages …"
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/demo.stamp

.PHONY: translations
translations: | $(RUN)
	@$(RUN) -m tests.tools.messages compile

demo: setup-demo ## the demo board, on http://127.0.0.1:8000
	@PORT=$(PORT) exec $(RUN) -m privacyadmin.demo_server

stop: ## stops the private servers
	@$(RUN) -m privacyadmin.local_services stop

# The same order on every machine, so that what was seen here is what the build sees; `prove` shuffles anew each time.
test: setup ## every test
	@$(WITHIN_35_MINUTES) $(PYTEST) --randomly-seed=2026 $(if $(SUITE),tests/$(SUITE),tests)

prove: setup ## the same tests at full size; SUITE= takes one folder
	@PRIVACYADMIN_SIZES=full $(PYTEST) $(if $(SUITE),tests/$(SUITE),tests)

check: setup
	@$(RUN) -m ruff check .
	@$(VENV)/bin/lint-imports
	@$(RUN) -m mypy
	@$(RUN) manage.py check
	@$(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) -m tests.tools.messages check
	@$(RUN) -m tests.tools.template_lint

bench: setup ## beside hand-written SQL, in the same run
	@$(RUN) -m bench

screenshots: setup ## every page into docs/screens
	@$(RUN) -m tests.tools.screenshots

messages: setup ## brings the translation files up to date with the code
	@$(RUN) -m tests.tools.messages update

clean: stop
	@rm -rf $(VENV) .data staticfiles .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
