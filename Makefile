# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Needs make, python3 (3.11, 3.12 or 3.13), git and the package registries; everything that is made lies in the checkout.
PYTHON ?= python3
SANDBOX_PORT ?= 8700
export CORE
export JOBS

MAKEFLAGS += --no-print-directory
RUN := @$(PYTHON) tests/tools/environment.py run
TOOLS := @$(PYTHON) tests/tools/environment.py tools
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: demo test lint unit playbooks awx events security commands browser examples clients sanity integration faults bench docs sandbox sandbox-env build generate clean help

demo: ## show the collection at work against the sandbox
	$(RUN) env PATH="$(CURDIR)/.venv/bin:$$PATH" bash tests/demo/demo.sh

test: ## all checks: lint, unit, playbooks, awx, events, security, commands, browser, examples, clients, sanity, integration, two at a time (JOBS=1: one)
	$(TOOLS) $(VENV) -m tests.tools.check

lint: ## style, types, documentation, changelog, the package
	$(TOOLS) $(VENV) -m tests.tools.check lint

unit: ## unit tests, conformance tests, plugins
	$(TOOLS) $(VENV) -m tests.tools.check unit

playbooks: ## every variable of the playbooks as text, by ansible-runner as in AWX
	$(TOOLS) $(VENV) -m tests.tools.check playbooks

awx: ## the kit for AWX: its data, its import into an emulated AWX, its jobs
	$(TOOLS) $(VENV) -m tests.tools.check awx

events: ## the event source and the rulebooks, with a real ansible-rulebook where there is Java 17
	$(TOOLS) $(VENV) -m tests.tools.check events

security: ## hostile platforms against every output
	$(TOOLS) $(VENV) -m tests.tools.check security

commands: ## the commands in a checkout with a long path, a blank and letters beyond ASCII in it
	$(TOOLS) $(VENV) -m tests.tools.check commands

browser: ## the page of a review, in Chromium
	$(TOOLS) $(VENV) -m tests.tools.check browser

examples: ## every example of the documentation against the sandbox
	$(TOOLS) $(VENV) -m tests.tools.check examples

clients: ## the vendors' own clients against the sandbox
	$(TOOLS) $(VENV) -m tests.tools.check clients

sanity: ## ansible-test sanity; T=name runs one test
	$(TOOLS) $(VENV) -m tests.tools.ansible_test sanity $(T)

integration: ## the integration targets against a sandbox, or against the platforms that the environment names; T=name runs one
	$(TOOLS) $(VENV) -m tests.tools.ansible_test integration $(T)

faults: ## every module with every failure of a platform, all of them (WORDS="te_user" some); writes the page about them: PAGE=1
	$(TOOLS) $(VENV) -m tests.faults $(WORDS) $(if $(WORDS),,--rows stopped two disk roles) $(if $(PAGE),--page)

bench: ## how long things take
	$(RUN) $(VENV) -m tests.bench

docs: ## the documentation as HTML, in docs/_build
	$(TOOLS) $(VENV) -m tests.tools.docs

sandbox: ## serve the emulated platforms on SANDBOX_PORT (8700) until Ctrl-C
	$(RUN) $(VENV) -m tests.sandbox --port $(SANDBOX_PORT)

sandbox-env: ## print the environment that points modules at the sandbox: eval "$$(make sandbox-env)"
	@$(PYTHON) tests/tools/environment.py any $(VENV) -m tests.sandbox --env http://127.0.0.1:$(SANDBOX_PORT) --collections "$(CURDIR)/.tree"

build: ## dist/people-access-VERSION.tar.gz
	$(RUN) $(VENV) -m tests.tools.package build

generate: ## write the generated parts of meta/runtime.yml, the modules' documentation, the roles and the playbook guide
	$(RUN)
	@$(VENV) tests/tools/generate_runtime.py
	@$(VENV) -m tests.tools.generate_docs
	@$(VENV) -m tests.tools.generate_variables

clean: ## take away everything that the other targets have made, .venv too
	@rm -rf .venv .tree .work .ansible .mypy_cache .ruff_cache .pytest_cache .hypothesis dist docs/_build tests/output changelogs/.plugin-cache.yaml
	@find plugins tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z-]*\): ## /\1|/p' $(MAKEFILE_LIST) | sed 's/\$$\$$/$$/g' | while IFS='|' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done
