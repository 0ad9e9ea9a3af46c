# Every target sets up what it needs first. `make help` lists them.
SHELL := /bin/bash
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONHASHSEED := 0
PORT ?= 8000
HOST ?= 127.0.0.1
BOT := .venv/bin/python -m bot

.PHONY: help run chat test test-fast test-system measure bench lint build train check lock clean
.DEFAULT_GOAL := help

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/installed: requirements.lock tools/find-python
	@python=$$(tools/find-python) && echo "Setting up .venv with $$python (two to three minutes, once) ..." && \
	  rm -rf .venv && "$$python" -m venv .venv && \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r requirements.lock \
	    2> >(grep -vE 'DEPRECATION|WARNING: Location' >&2)
	@touch $@

.venv-system/installed: requirements-system.lock tools/find-python
	@python=$$(tools/find-python) && echo "Setting up .venv-system (once) ..." && rm -rf .venv-system && "$$python" -m venv .venv-system && \
	  .venv-system/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes \
	    -r requirements-system.lock 2> >(grep -vE 'DEPRECATION|WARNING: Location' >&2)
	@touch $@

run: .venv/installed  ## Serve the assistant at http://127.0.0.1:8000 (PORT=, HOST=, REST=1)
	@$(BOT) build
	@$(BOT) train
	@$(BOT) serve --host $(HOST) --port $(PORT) $(if $(REST),--rest)

chat: .venv/installed  ## Talk to the assistant in the terminal
	@$(BOT) build
	@$(BOT) train
	@$(BOT) chat

test: lint  ## Everything: lint, types, content checks, the model, all conversations
	@$(BOT) check
	@$(BOT) build
	@$(BOT) train
	@.venv/bin/python -m pytest

test-fast: lint  ## The daily lane: all that needs no TensorFlow, about a minute
	@$(BOT) check
	@$(BOT) build
	@.venv/bin/python -m pytest -m "not model"

test-system: .venv/installed .venv-system/installed  ## A real browser, and the API against its description (needs Chromium)
	@$(BOT) build
	@$(BOT) train
	@.venv-system/bin/python -m pytest -c tests/widget/pytest.ini --rootdir . tests/widget tests/api

measure: train  ## How well fresh messages are understood; what went wrong is in build/fresh.md
	@.venv/bin/python -m tests.fresh.measure

bench: train  ## Speed, measured side by side
	@.venv/bin/python -m bench

lint: .venv/installed  ## Lint, format and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

check: .venv/installed  ## Check the knowledge, sentence by sentence
	@$(BOT) check

build: .venv/installed  ## Build the knowledge store
	@$(BOT) build

train: build  ## Train the model if its inputs changed
	@$(BOT) train

lock: .venv/installed  ## Renew requirements.lock from requirements.in (needs uv)
	@uv pip compile --quiet --generate-hashes --python-version 3.10 --override requirements.overrides requirements.in -o requirements.lock
	@uv pip compile --quiet --generate-hashes --python-version 3.10 requirements-system.in -o requirements-system.lock

clean:  ## Remove what was built (not the environment)
	@rm -rf build models results .rasa
