.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 50051
HTTP_PORT ?= 8080
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PROTOS := $(wildcard proto/caveat/v1/*.proto proto/caveat/wire/v1/*.proto)

# The first Python that is new enough, can make environments and really runs:
# a pyenv shim may be on the path and still fail.
SUITS := import sys, ensurepip, venv; assert sys.version_info >= (3, 11)
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
    $$python -c '$(SUITS)' >/dev/null 2>&1 && echo $$python && break; done)

# Stubs refuse a runtime older than their generator, so the generator is old on purpose;
# it needs an older protobuf than the service runs on, hence an environment of its own.
GENERATOR := .venv-generate
GENERATE = PATH="$(CURDIR)/$(GENERATOR)/bin:$$PATH" python -m grpc_tools.protoc -I proto \
    --python_out=$(1) --grpc_python_out=$(1) \
    --mypy_out=quiet:$(1) --mypy_grpc_out=quiet:$(1) $(PROTOS)

# Other engines, to be measured beside Caveat's, are none of its dependencies.
PEERS := .venv-peers

# Exactly what is locked, for the bill of materials.
LOCKED := .venv-locked
LOCK = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
    --custom-compile-command 'make lock' $(1)

# What the handbook takes in beside the packs.
GUIDES := $(wildcard docs/policy.md docs/packs.md docs/interchange.md)

# An image needs buildah; IMAGE_ARGS='--build-arg BASE=...' takes another Debian.
IMAGE ?= caveat:latest

.PHONY: help install run test check generate fresh format lint types torture bench bench-recognition bench-doors bench-peers handbook build lock sbom image try-image clean

help: ## Show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-18s %s\n", $$1, $$2}'

install: $(VENV)/.dev ## Install the project, editable, with every tool

run: $(VENV)/.installed ## Start the service and check a patient (PORT=50051 HTTP_PORT=8080)
	@$(BIN)/caveat serve --port $(PORT) --http-port $(HTTP_PORT) \
	    --first-check examples/patient.yaml || { status=$$?; test $$status -ne 2 || \
	    echo 'With make: make run PORT=50052 HTTP_PORT=8081' >&2; exit $$status; }

test: $(VENV)/.tests ## Run the tests
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadscope --cov --cov-report=

check: fresh lint types test ## Everything CI runs
	$(BIN)/coverage report

generate: $(GENERATOR)/.installed ## Regenerate the stubs from the .proto files
	$(call GENERATE,proto)

fresh: $(GENERATOR)/.installed ## Fail if the committed stubs are stale
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && $(call GENERATE,"$$out") && \
	diff -r -x '*.proto' -x py.typed -x __pycache__ "$$out" proto || \
	{ echo 'The stubs are stale: run make generate.' >&2; exit 1; }

format: $(VENV)/.dev ## Format everything
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/buf format --write proto

lint: $(VENV)/.dev ## Check style, import directions and the protocol
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-logo
	$(BIN)/buf lint proto
	$(BIN)/buf format --exit-code --diff proto

types: $(VENV)/.dev ## Check types, with both checkers
	$(BIN)/mypy
	$(BIN)/pyright

torture: $(VENV)/.torture ## Make faults under load and count what they do (FAULTS=name ARGS=--help)
	$(BIN)/python -m torture $(FAULTS) $(ARGS)

bench: $(VENV)/.tests ## Measure speed, each row beside a reference (ONLY=row ARGS=--help)
	$(BIN)/python -m benchmarks.bench $(ONLY) $(ARGS)

bench-recognition: $(VENV)/.tests ## Measure the reading of what people write
	$(BIN)/python benchmarks/recognition.py

bench-doors: $(VENV)/.tests ## Measure how long the doors over HTTP let their callers wait
	$(BIN)/python benchmarks/doors.py

bench-peers: $(PEERS)/.installed ## Measure one evaluation beside other engines
	PYTHONPATH=rules $(PEERS)/bin/python -m benchmarks.peers $(ARGS)

handbook: $(VENV)/.handbook ## Build the handbook of the packs as a site, in build/handbook
	$(BIN)/caveat handbook --out build/handbook-pages $(addprefix --guide ,$(GUIDES))
	cd build/handbook-pages && NO_MKDOCS_2_WARNING=1 $(CURDIR)/$(BIN)/mkdocs build --strict \
	    --quiet --site-dir $(CURDIR)/build/handbook
	@echo 'Open build/handbook/index.html; it needs no server and asks no other host.'

build: $(VENV)/.installed ## Build the wheel and the source distribution
	$(PIP) install build
	$(BIN)/python -m build

lock: $(VENV)/.dev ## Lock what the image is made of (LOCK_ARGS=--upgrade takes what is new)
	$(call LOCK,$(LOCK_ARGS)) pyproject.toml --extra otel --extra postgresql --output-file requirements.lock
	$(call LOCK,$(LOCK_ARGS)) requirements-build.in --output-file requirements-build.lock

sbom: $(LOCKED)/.installed ## List the locked components and their licences
	mkdir -p build
	$(BIN)/python deploy/sbom.py $(LOCKED)/bin/python >build/sbom.cdx.json
	mv build/sbom.cdx.json .

image: ## Build the image with buildah (IMAGE=caveat:latest IMAGE_ARGS=...)
	buildah bud --format docker --tag $(IMAGE) $(IMAGE_ARGS) .

try-image: ## Run the image as in production with podman, and check a patient through it
	bash deploy/image/try.sh $(IMAGE)

clean: ## Remove what the tools leave behind, but not the environments
	rm -rf build dist .coverage .hypothesis .*_cache
	find proto rules server client tests benchmarks torture -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo 'Caveat needs Python 3.11 or newer with venv' \
	    '(Debian: apt-get install python3-venv); name one with make PYTHON=...' >&2; exit 1; }
	@echo 'Making the environment in $(VENV), once; this takes about half a minute.'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.installed
	@$(PIP) install --group tests
	@touch $@

$(VENV)/.handbook: $(VENV)/.installed
	@$(PIP) install --editable '.[handbook]'
	@touch $@

$(VENV)/.torture: $(VENV)/.installed
	@$(PIP) install --group torture
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(PIP) install --group dev
	@touch $@

$(PEERS)/.installed: benchmarks/peers-requirements.txt | $(VENV)/.made
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --requirement $<
	@touch $@

$(LOCKED)/.installed: requirements.lock $(VENV)/.dev
	@rm -rf $(LOCKED) && $(PYTHON) -m venv --without-pip $(LOCKED)
	@$(PIP) --python $(LOCKED)/bin/python install \
	    --require-hashes --only-binary :all: --requirement $<
	@touch $@

$(GENERATOR)/.installed: | $(VENV)/.made
	@$(BIN)/python -m venv $(GENERATOR)
	@$(GENERATOR)/bin/python -m pip --disable-pip-version-check --quiet install \
	    grpcio-tools==1.76.0 mypy-protobuf==5.1.0
	@touch $@
