# Everything from one command each. Needs git, make and Python 3.11+ with pip; the rest is fetched into this folder.

PYTHON ?= python3
UV_VERSION := 0.13.8
UV := build/uv/bin/uv
BIN := .venv/bin
RUNNABLE := .venv/.runnable
TESTABLE := .venv/.testable
MESSAGES := $(wildcard feedback_app/translations/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)
SERVE ?= 1
PYTEST_ARGS ?=
WORKERS ?= auto
HUNG := -o faulthandler_timeout=300 -o faulthandler_exit_on_timeout=true
BENCH ?=

export UV_PYTHON_DOWNLOADS := never
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo run worker migrate test lint bench pictures translations migration clean

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(RUNNABLE) $(CATALOGUES)  ## load a demonstration city, print its totals, serve it (SERVE=0: print only)
	$(BIN)/feedback demo
ifneq ($(SERVE),0)
	$(BIN)/feedback serve
endif

run: $(RUNNABLE) $(CATALOGUES)  ## serve the pages, with a worker for background jobs
	$(BIN)/feedback serve

worker: $(RUNNABLE) $(CATALOGUES)  ## run one more worker for background jobs
	$(BIN)/feedback worker

migrate: $(RUNNABLE)  ## bring the database to the newest schema
	$(BIN)/feedback migrate

test: $(TESTABLE) $(CATALOGUES)  ## run every test, on SQLite, a real PostgreSQL and a real browser
	tests/install_browser.sh
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(HUNG) $(PYTEST_ARGS)

lint: $(TESTABLE)  ## check style, types and who imports whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TESTABLE) $(CATALOGUES)  ## measure, and write docs/benchmarks.md (BENCH="page submit": these only)
	$(BIN)/python -m tests.bench $(BENCH)

pictures: $(TESTABLE) $(CATALOGUES)  ## take the pictures of the README anew
	$(BIN)/python -m tests.pictures

translations: $(TESTABLE)  ## collect new sentences into feedback_app/translations, for a person to translate
	mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l --no-wrap --sort-output --omit-header -o build/messages.pot .
	$(BIN)/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i build/messages.pot -d feedback_app/translations

migration: $(TESTABLE)  ## draft the next migration from the models: make migration NAME=add_ballots
	$(BIN)/feedback draft-migration $(NAME)

clean:  ## remove everything these targets made, except your data in instance/
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUES)

# Debian keeps pip out of its own Python (PEP 668) and may lack venv: --target asks for neither.
$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target build/uv uv==$(UV_VERSION)

$(RUNNABLE): uv.lock pyproject.toml | $(UV)
	$(UV) sync --frozen --no-dev --inexact --python $(PYTHON)
	touch $@

$(TESTABLE): uv.lock pyproject.toml | $(UV)
	$(UV) sync --frozen --python $(PYTHON)
	touch $@ $(RUNNABLE)

%.mo: %.po | $(RUNNABLE)
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
