# Every command a developer needs. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test check format types lock states migrations shell reset

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: .setup  ## start everything with demo data; PORT=8001 for another port, Ctrl-C ends it
	@ENV=development DEMO=True BIND_ADDRESS=127.0.0.1 PORT=$(PORT) SITE_ORIGIN=http://127.0.0.1:$(PORT) STARTED_BY=$$PPID \
		exec $(BIN)/python manage.py demo

test: .setup-dev  ## run the tests on SQLite; ARGS="-k lead" to choose
	@ENV=test exec $(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: .setup-dev  ## formatting, lint, types, import contracts, templates, migrations, system checks
	@exec $(BIN)/python bin/check.py

format: .setup-dev  ## format the code and apply safe fixes
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

lock: .setup-dev  ## compile both locks from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-header pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-header --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt

states: .setup-dev  ## draw docs/states.md from the tables in the code
	@$(BIN)/python manage.py draw_states

migrations: .setup-dev  ## write migrations for changed models
	@$(BIN)/python manage.py makemigrations

shell: .setup  ## a Python prompt with Django set up
	@$(BIN)/python manage.py shell

reset:  ## forget the demo: its database, mails, media and queue (stop it first)
	rm -rf var

.PHONY: .setup .setup-dev
.setup:
	@$(PYTHON) bin/setup.py requirements.txt

.setup-dev:
	@$(PYTHON) bin/setup.py requirements-dev.txt
