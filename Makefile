# Needs python3 (3.11 or newer) and make; everything else is fetched into .venv on first use.
.DEFAULT_GOAL := help
PY := .venv/bin/python
OPENCUS := .venv/bin/opencus
TEMPLATES = $(shell find src -name '*.html' -not -path '*/static/*')

.PHONY: help demo demo-reset demo-stop test check fix bench torture docs shots lock

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: ## start OpenCUS with two demonstration towns and print its address (RESIDENTS=50000 adds people)
	@tools/bootstrap.sh run
	@$(OPENCUS) demo $(if $(RESIDENTS),--residents $(RESIDENTS))

demo-reset: ## throw the demonstration data away and start afresh
	@tools/bootstrap.sh run
	@$(OPENCUS) demo --reset

demo-stop: ## stop the demonstration server and its database
	@tools/bootstrap.sh run
	@$(OPENCUS) stop

test: ## run everything that must hold: import direction, tests, journeys in a real browser
	@tools/bootstrap.sh test
	@tools/test.sh

check: ## style, types, import direction, templates, missing migrations
	@tools/bootstrap.sh test
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/djade --target-version 5.2 --check $(TEMPLATES)
	$(OPENCUS) makemigrations --check --dry-run
	.venv/bin/mypy

fix: ## mend what can be mended by a program
	@tools/bootstrap.sh test
	.venv/bin/ruff check --fix --exit-zero .
	.venv/bin/djade --target-version 5.2 $(TEMPLATES) || true

bench: ## run the benchmarks; results go to benchmarks/
	@tools/bootstrap.sh test
	@tools/bench.sh

torture: ## kill, race, fuzz and attack the product; results go to docs/reference/reliability.md (QUICK=1: small)
	@tools/bootstrap.sh torture
	@tools/torture.sh $(if $(QUICK),quick)

docs: ## check that every link between the documents leads somewhere
	@tools/bootstrap.sh run
	@$(PY) tools/docs_check.py

shots: ## take the pictures of the screens for the README and docs
	@tools/bootstrap.sh test
	@tools/shots.sh

lock: ## write the hash-locked requirements after a change in pyproject.toml
	@tools/bootstrap.sh test
	@tools/lock.sh
