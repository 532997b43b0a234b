# Hòa Nhập: `make run` and `make test` are all one needs; `make help` lists the rest.
# Works with GNU make >= 3.81 and any POSIX shell; needs Python >= 3.12 and access to PyPI, nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
PEOPLE ?= 17000
SEED ?= 1
ARGS ?=
UV_VERSION := 0.13.9
BIN := .venv/bin

# The environment is made anew when it does not run or was made for another folder, and brought up to date when a listed file changed.
BROKEN := $(shell $(BIN)/python -c pass 2>/dev/null && { [ ! -f .venv/.ready ] || [ "$$(cat .venv/.ready)" = "$(CURDIR)" ]; } || echo yes)

.PHONY: help setup run stop reset test check format lint types layers migrate demo bench vendor messages shots FORCE

help:  ## list of targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: .venv/.ready  ## environment only, from the lock file
	@:

run: setup  ## everything: database, demonstration data on first start, web server (PORT=8000 PEOPLE=17000 HOST=127.0.0.1)
	@exec $(BIN)/hoanhap run --host "$(HOST)" --port "$(PORT)" --people "$(PEOPLE)"

stop:  ## stop the web server and the embedded database, wherever they were started
	@if [ -x $(BIN)/hoanhap ]; then exec $(BIN)/hoanhap stop; else echo "Chưa cài đặt, không có gì để dừng (nothing to stop)."; fi

reset: setup  ## delete the embedded database; asks first (FORCE=1: does not)
	@exec $(BIN)/hoanhap reset $(if $(FORCE),--force)

test: setup  ## all tests (ARGS="tests/law -k hours")
	@$(BIN)/python -m tests.browser
	@exec $(BIN)/python -m pytest -n logical --maxprocesses 4 $(ARGS)

check: setup lint types layers test  ## what a change must pass: format, lint, types, layers, tests

format: setup  ## format the code and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: setup  ## format and lint, changing nothing
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: setup  ## mypy
	@$(BIN)/mypy

layers: setup  ## import-linter
	@$(BIN)/lint-imports --no-cache

migrate: setup  ## tables and rights
	@exec $(BIN)/hoanhap migrate

demo: setup  ## demonstration data (PEOPLE=17000 SEED=1)
	@$(BIN)/hoanhap demo --people "$(PEOPLE)" --seed "$(SEED)" && exec $(BIN)/hoanhap demo_progress

bench: setup  ## measure the main operations beside their floor in SQL
	@exec $(BIN)/hoanhap bench $(ARGS)

shots: setup  ## renew the screenshots of the README and of docs/people.md
	@HOANHAP_SHOTS=docs/shots exec $(BIN)/python -m pytest -q tests/e2e --ignore tests/e2e/test_accessibility.py

vendor: setup  ## renew the shipped fonts, icons and scripts from package.json (needs npm; never needed to run)
	@exec $(BIN)/uv run --script scripts/vendor.py

messages: setup  ## collect and compile the English texts (needs gettext)
	@command -v xgettext >/dev/null || { echo "Thiếu gettext: apt-get install gettext (gettext is missing)." >&2; exit 1; }
	@cd hoanhap && ../$(BIN)/hoanhap makemessages --locale en --no-location --no-wrap --no-obsolete --extension html,py,svg && ../$(BIN)/hoanhap compilemessages

.venv/.ready: uv.lock pyproject.toml $(if $(BROKEN),FORCE)
	@set -e; \
	if [ -n "$(BROKEN)" ]; then \
	  rm -rf .venv; \
	  home=$${HOME:-$$(getent passwd "$$(id -u)" | cut -d: -f6)}; \
	  python=; \
	  for found in "$$PYTHON" python3.13 python3.14 python3.12 python3 python /usr/local/bin/python3 \
	      "$${PYENV_ROOT:-$$home/.pyenv}"/versions/3.1[2-9]*/bin/python3; do \
	    if [ -n "$$found" ] && "$$found" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then python=$$found; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Cần Python 3.12 trở lên, máy này không có (đã tìm python3.14, 3.13, 3.12, python3, pyenv). Cài Python hoặc chỉ chỗ: make PYTHON=/…/python3" >&2; \
	    echo "Python 3.12 or newer is needed and was not found; install one or name it: make PYTHON=/…/python3" >&2; \
	    exit 1; \
	  fi; \
	  echo "Tạo môi trường bằng $$("$$python" --version) và tải các gói; lần đầu mất khoảng một phút (creating the environment)…"; \
	  if ! "$$python" -m venv .venv >.venv.log 2>&1; then \
	    rm -rf .venv; \
	    if ! { command -v uv >/dev/null && uv venv --quiet --seed --python "$$python" .venv; }; then \
	      cat .venv.log >&2; rm -f .venv.log; \
	      echo "Python thiếu mô-đun venv/ensurepip; trên Debian, Ubuntu: apt-get install python3-venv (venv is missing)." >&2; \
	      exit 1; \
	    fi; \
	  fi; \
	  rm -f .venv.log; \
	fi; \
	if [ "$$($(BIN)/uv --version 2>/dev/null | cut -d' ' -f2)" != "$(UV_VERSION)" ]; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore "uv==$(UV_VERSION)"; \
	fi; \
	export UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON="$(CURDIR)/$(BIN)/python" UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=; \
	for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do \
	  if [ -s $$bundle ]; then export UV_SYSTEM_CERTS=1; fi; \
	done; \
	$(BIN)/uv sync --frozen --quiet; \
	echo "$(CURDIR)" > .venv/.ready
