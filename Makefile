# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Needs make, python3 (3.11, 3.12 or 3.13), git and the package registries. All files that it creates are in the checkout.
PYTHON ?= python3
SANDBOX_PORT ?= 8700
export CORE
export JOBS

MAKEFLAGS += --no-print-directory
RUN := @$(PYTHON) tests/tools/environment.py run
TOOLS := @$(PYTHON) tests/tools/environment.py tools
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: demo test lint ecosystem unit playbooks awx awx-jobs awx-large events security commands browser examples direct clients sanity integration more matrix faults faults-sample bench docs sandbox sandbox-env build pictures release generate clean help

demo: ## run the demo against the sandbox
	$(RUN) env PATH="$(CURDIR)/.venv/bin:$$PATH" bash tests/demo/demo.sh

test: ## test what the collection does, and lint: unit, integration, lint; JOBS=1 runs one at a time
	$(TOOLS) $(VENV) -m tests.tools.check

lint: ## check style, types, the generated files and the changelog
	$(TOOLS) $(VENV) -m tests.tools.check lint

ecosystem: ## run ansible-lint, antsibull-docs, the build of the documentation, and Galaxy's importer
	$(TOOLS) $(VENV) -m tests.tools.check ecosystem

unit: ## run the unit, conformance and plugin tests
	$(TOOLS) $(VENV) -m tests.tools.check unit

playbooks: ## run the playbooks with every variable as text, with ansible-runner as in AWX
	$(TOOLS) $(VENV) -m tests.tools.check playbooks

awx: ## test the AWX kit: its data, its import into an emulated AWX, its jobs
	$(TOOLS) $(VENV) -m tests.tools.check awx

awx-jobs: ## run every AWX job with every survey answer on ansible-core 2.18, 2.19 and 2.21; WORDS="plan" selects, PAIRS=1 takes every pair of answers
	$(TOOLS) env PYTHONPATH="$(CURDIR)/.tree" $(VENV) -m tests.awx.everything $(WORDS) $(if $(PAIRS),--pairs)

awx-large: ## measure the events of every AWX job with 10,000 people, which AWX limits; PEOPLE=1000 for fewer, WORDS="plan" selects
	$(TOOLS) env PYTHONPATH="$(CURDIR)/.tree" $(VENV) -m tests.awx.large $(or $(PEOPLE),10000) $(WORDS)

events: ## test the event source and the rulebooks, with a real ansible-rulebook if Java 17 is installed
	$(TOOLS) $(VENV) -m tests.tools.check events

security: ## test all output against hostile platforms
	$(TOOLS) $(VENV) -m tests.tools.check security

commands: ## test the commands in a checkout with a long path, a space and non-ASCII letters
	$(TOOLS) $(VENV) -m tests.tools.check commands

browser: ## test the page of a review in Chromium
	$(TOOLS) $(VENV) -m tests.tools.check browser

examples: ## run every example of the documentation against the sandbox
	$(TOOLS) $(VENV) -m tests.tools.check examples

direct: ## run every module directly and in a process of its own, and compare the results
	$(TOOLS) $(VENV) -m tests.tools.check direct

clients: ## run the vendors' own clients against the sandbox
	$(TOOLS) $(VENV) -m tests.tools.check clients

sanity: ## run ansible-test sanity; T=name runs one test, T=pythons all of them on all Pythons
	$(TOOLS) $(VENV) -m tests.tools.ansible_test sanity $(T)

integration: ## run the integration targets against a sandbox, or the platforms in the environment; T=name runs one, PEOPLE_ACCESS_DIRECT=never in processes
	$(TOOLS) $(VENV) -m tests.tools.ansible_test integration $(T)

more: ## run the other checks of every change: sanity, ecosystem, security, direct, examples, playbooks, awx, events, browser, commands, clients, faults-sample
	$(TOOLS) $(VENV) -m tests.tools.check more

matrix: ## repeat checks elsewhere: unit tests with all cases, conformance tests, examples and integration targets directly and in processes, sanity tests on all Pythons, AWX jobs on other releases of ansible-core
	$(TOOLS) $(VENV) -m tests.tools.check matrix

faults: ## test every module with every failure of a platform; WORDS="te_user" selects, PAGE=1 writes the page about them
	$(TOOLS) $(VENV) -m tests.faults $(WORDS) $(if $(WORDS),,--rows stopped two disk roles) $(if $(PAGE),--page)

faults-sample: ## test a sample of these failures: every operation of every module, and every failure, answers of another shape, killed runs
	$(TOOLS) $(VENV) -m tests.tools.check faults-sample

bench: ## run the benchmark; WORDS="loops roster-100" selects, PAGE=1 writes the page about it
	$(RUN) $(VENV) -m tests.bench $(WORDS) $(if $(PAGE),--page)

docs: ## build the documentation as HTML in docs/_build
	$(TOOLS) $(VENV) -m tests.tools.docs

sandbox: ## run the sandbox on SANDBOX_PORT (8700) until Ctrl-C
	$(RUN) $(VENV) -m tests.sandbox --port $(SANDBOX_PORT)

sandbox-env: ## print the environment that points modules at the sandbox: eval "$$(make sandbox-env)"
	@$(PYTHON) tests/tools/environment.py any $(VENV) -m tests.sandbox --env http://127.0.0.1:$(SANDBOX_PORT) --collections "$(CURDIR)/.tree"

build: ## build dist/people-access-VERSION.tar.gz
	$(RUN) $(VENV) -m tests.tools.package build

pictures: ## take the pictures of README.md from the sandbox, in a browser
	$(TOOLS) $(VENV) -m tests.tools.pictures

release: ## try and write a release: VERSION=1.0.0 REPOSITORY=https://HOST/OWNER/NAME
	$(TOOLS) $(VENV) -m tests.tools.release "$(VERSION)" "$(REPOSITORY)"

generate: ## write the generated parts of meta/runtime.yml, the documentation, the roles, the guides and README.md
	$(RUN)
	@$(VENV) tests/tools/generate_runtime.py
	@$(VENV) -m tests.tools.generate_docs
	@$(VENV) -m tests.tools.generate_variables
	@$(VENV) -m tests.tools.generate_coverage
	@$(VENV) -m tests.tools.generate_readme
	@$(VENV) -m tests.tools.generate_awx_drawing

clean: ## remove everything that the other targets created, including .venv
	@rm -rf .venv .tree .work .ansible .mypy_cache .ruff_cache .pytest_cache .hypothesis dist docs/_build tests/output changelogs/.plugin-cache.yaml
	@find plugins tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this list
	@sed -n 's/^\([a-z-]*\): ## /\1|/p' $(MAKEFILE_LIST) | sed 's/\$$\$$/$$/g' | while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done
