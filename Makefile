# Everything is installed into .venv (and .venv-sam for the SAM command line) with pinned hashes.
# `make run` and `make test` need nothing but Python 3.11 or later, pip and make.

PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
SAM := SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam
export ONCE PHOTOS PORT

.DEFAULT_GOAL := help
.PHONY: help run console deploy-console test faults soak fuzz hostile drift conformance voice browser redrive \
	lint format bench build docs pictures lock clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/ready ## the whole system on this machine (ONCE=1, PORT=, PHOTOS="a.jpg b.png")
	@$(BIN)/python -m infra.build_console --for-run
	@$(BIN)/python -m infra.local

console: .venv/ready ## build the page that `make run` serves: needs Node 20.19 or later, and npm
	@$(BIN)/python -m infra.build_console

deploy-console: .venv/ready ## build the page for STACK= in AWS, and put it there
	@$(BIN)/python -m infra.deploy_console $(STACK)

test: .venv/ready ## every test, three at a time: now and then one waits
	@$(BIN)/pytest -n 3 --dist worksteal

redrive: .venv/ready ## send dead letters again: of the local system, or of STACK= in AWS
	@$(BIN)/python -m infra.redrive $(STACK)

lint: .venv/ready .venv-sam/ready ## style, types, the house's rules, the template
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint
	$(SAM) validate --lint --region eu-central-1

format: .venv/ready ## put every file into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

faults: .venv/ready ## every AWS call of every handler fails in every way, and pairs of faults
	@$(BIN)/python -m tests.faults

soak: .venv/ready ## long random histories against a simple model (STEPS=, SEED=)
	@$(BIN)/python -m tests.histories

fuzz: .venv/ready ## every operation of the API gets what nobody thought of (CASES=, SEED=)
	@$(BIN)/python -m tests.fuzz

hostile: .venv/ready ## bombs and the largest pictures every way in, then thousands of damaged ones (MUTANTS=, SEED=)
	@$(BIN)/python -m tests.imaging.trapped
	@$(BIN)/python -m tests.imaging.mutants

drift: .venv/ready ## the reconciler, at a hundred of every kind of drift
	@$(BIN)/python -m tests.drift

conformance: .venv/ready ## the contracts and the way of a photo on real servers: Ceph, DynamoDB Local
	@$(BIN)/python -m tests.conformance

voice: .venv/ready ## instructions spoken by espeak-ng (installs it), heard by PocketSphinx, carried out
	@$(BIN)/python -m tests.voice

browser: .venv/ready ## the page and every way of uploading in Debian's Chromium (installs it), with screenshots
	@$(BIN)/python -m tests.browser

bench: .venv/ready ## imaging, signing, cold starts and hearing, side by side with what one would use instead
	$(BIN)/python -m tests.benchmarks

build: .venv-sam/ready ## both layers and every function, as they are deployed
	$(SAM) build

docs: .venv/ready ## docs/api.md and docs/edits.md, from the code
	$(BIN)/python -m infra.reference
	$(BIN)/python -m infra.edit_reference

pictures: .venv/ready ## docs/pictures: what every operation and filter does, the painter and its retouching
	$(BIN)/python -m infra.pictures
	$(BIN)/python -m infra.painter_sheet

lock: .venv/ready ## pin the newest versions that pyproject.toml allows
	$(BIN)/python -m infra.lock

clean: ## forget what was installed and built
	rm -rf .venv .venv-sam .aws-sam .darkroom infra/console/dist infra/console/node_modules

.venv/ready: tests/requirements.txt pyproject.toml
	@$(call environment,.venv,tests/requirements.txt)
	@$(call pip,.venv) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv-sam/ready: infra/requirements-sam.txt
	@$(call environment,.venv-sam,infra/requirements-sam.txt)
	@touch $@

# Debian's Python comes without ensurepip: pip is the one that runs, not one inside.
pip = $(PYTHON) -m pip --python $(1)/bin/python --disable-pip-version-check --quiet
define environment
test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, as python3."; exit 1; }; \
echo "Installing $(2) into $(1) (about a minute)"; \
$(PYTHON) -m venv --clear --without-pip $(1) && $(call pip,$(1)) install --require-hashes -r $(2)
endef
