# labour-ledger: `make help` lists the targets. Everything a target needs is installed by it, into this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONTRACTS_VENV := .venv-contracts
ANALYSIS_VENV := .venv-analysis
DATA ?=
MINUTES ?= 5
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
# Into a folder that programs of $(VENV) read too: over what an interrupted run left, and whatever else is installed.
PIP_BESIDE := $(PIP_INSTALL) --upgrade --no-warn-conflicts --target

export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint layers types format test-contracts test-fast test-integration test-faults test-forge fuzz mutants fuzz-verify analyze bench-gas bench-verify bench-index bench-match bench-graph bench-graph-postgresql bench-api bench-refusal check-brands vectors artifacts lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(VENV)/.installed: requirements/backend.txt pyproject.toml backend/verify/pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements/backend.txt
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation -e backend/verify -e .
	@touch $@

node_modules/.installed: package.json package-lock.json
	npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(CONTRACTS_VENV)/.installed: requirements/contracts.txt
	$(PYTHON) -m venv $(CONTRACTS_VENV)
	$(CONTRACTS_VENV)/bin/python $(PIP_INSTALL) -r requirements/contracts.txt
	@touch $@

setup: $(VENV)/.installed node_modules/.installed ## Install what the product needs: Python packages, chain, compiler

demo: setup ## Run the main job from end to end on a fresh local chain (DATA=folder: on real lists)
	labour-ledger demo $(if $(DATA),--data $(DATA))

run: setup ## Leave chain, indexer and API running until Ctrl-C; the state stays for the next run
	labour-ledger run

test: lint test-fast test-contracts test-forge test-integration ## Everything that must pass: lint, types, layers, all tests

lint: setup $(CONTRACTS_VENV)/.installed ## Style, types, layers, Solidity lint, drift of generated files
	ruff check .
	ruff format --check .
	mypy backend/labour_ledger backend/verify/labour_ledger_verify scripts tests
	lint-imports
	solhint --max-warnings 0 'contracts/**/*.sol'
	solhint --max-warnings 0 --config tests/forge/.solhint.json 'tests/forge/**/*.sol'
	prettier --check 'contracts/**/*.sol' 'tests/forge/**/*.sol'
	python scripts/export_artifacts.py --check
	python -m tests.conformance.make_vectors --check

test-fast: setup ## Unit, property and conformance tests, with coverage
	pytest -n auto tests/unit tests/property tests/conformance --cov --cov-report=term

test-contracts: setup $(CONTRACTS_VENV)/.installed ## Contract tests under brownie
	scripts/brownie test tests/contracts

FORGE := FOUNDRY_PROFILE=tests scripts/forge
# A failing sequence is run once more, so that its acts are told in words.
TELL := { $(FORGE) test --rerun -vv; exit 1; }

test-forge: setup ## Contract tests under forge: fuzz and invariants, short, always with the same numbers
	$(FORGE) test || $(TELL)

fuzz: SEED := $(or $(SEED),0x$(shell od -An -N8 -tx8 /dev/urandom | tr -d ' '))
fuzz: setup ## Act on the contracts at random for minutes (MINUTES=5); SEED=0x… repeats a run
	@echo "seed $(SEED): make fuzz SEED=$(SEED) repeats this run"
	FOUNDRY_FUZZ_SEED=$(SEED) FOUNDRY_INVARIANT_RUNS=1000000 FOUNDRY_INVARIANT_DEPTH=200 \
	  FOUNDRY_INVARIANT_TIMEOUT=$$(($(MINUTES) * 45)) $(FORGE) test --match-contract Invariants || $(TELL)
	FOUNDRY_FUZZ_SEED=$(SEED) FOUNDRY_FUZZ_RUNS=1000000 FOUNDRY_FUZZ_TIMEOUT=$$(($(MINUTES) * 2)) \
	  $(FORGE) test --no-match-contract Invariants || $(TELL)

MUTATED ?= Records Histories Accreditations CouncilMembers CouncilProposals CouncilSuspensions LabourLedger Council

mutants: setup $(CONTRACTS_VENV)/.installed ## Make mistakes in the contracts (MUTATED=names) and see whether a test notices each; hours, goes on where it stopped
	$(FORGE) build --quiet
	$(BIN)/python -m scripts.mutants $(MUTATED)

test-integration: setup ## Tests on a real chain, a real PostgreSQL and real HTTP; faults in their short form
	pytest -n auto --dist loadscope tests/integration tests/faults

test-faults: setup ## Kill the indexer 300 times on each store, lie to it, fill its disk
	LABOUR_LEDGER_FAULT_BLOWS=300 pytest -n 2 -s tests/faults

fuzz-verify: setup ## Feed the verifier changed bundles for minutes (MINUTES=5), led by coverage
	$(BIN)/python $(PIP_INSTALL) 'atheris>=3'
	$(BIN)/python -m tests.fuzz.fuzz_verify --minutes $(MINUTES)

$(ANALYSIS_VENV)/.installed: requirements/analysis.txt
	$(PYTHON) -m venv $(ANALYSIS_VENV)
	$(ANALYSIS_VENV)/bin/python $(PIP_INSTALL) -r requirements/analysis.txt
	@touch $@

analyze: setup $(ANALYSIS_VENV)/.installed ## Search the contracts for known mistakes; drift of code, ABI and storage layout
	python scripts/analyze.py $(ANALYSIS_VENV)
	python scripts/export_artifacts.py --check
	solhint --max-warnings 0 'contracts/**/*.sol'
	prettier --check 'contracts/**/*.sol'

EAS_FOLDER := .cache/eas-contracts-1.9.0
EAS_SHA256 := 9b168dcbeea489418df67ed665b830c7919ae6c8d8c44bbd3694fdcf8bbd6f25

# The package alone: its dependencies are 220 MB that its compiled contracts do not need.
$(EAS_FOLDER)/package/package.json:
	mkdir -p $(EAS_FOLDER)
	npm pack --silent --pack-destination $(EAS_FOLDER) @ethereum-attestation-service/eas-contracts@1.9.0
	cd $(EAS_FOLDER) && echo "$(EAS_SHA256)  ethereum-attestation-service-eas-contracts-1.9.0.tgz" | sha256sum --check --quiet
	tar -xzf $(EAS_FOLDER)/ethereum-attestation-service-eas-contracts-1.9.0.tgz -C $(EAS_FOLDER)
	touch $@

VERAX_FOLDER := .cache/verax-contracts-9.0.0
VERAX_SHA256 := 6c619eb899366439307efd825b4c9c7a7eaf1f92b252c9fb0dedf7b4b45e45ef

$(VERAX_FOLDER)/package/package.json:
	mkdir -p $(VERAX_FOLDER)
	npm pack --silent --pack-destination $(VERAX_FOLDER) @verax-attestation-registry/verax-contracts@9.0.0
	cd $(VERAX_FOLDER) && echo "$(VERAX_SHA256)  verax-attestation-registry-verax-contracts-9.0.0.tgz" | sha256sum --check --quiet
	tar -xzf $(VERAX_FOLDER)/verax-attestation-registry-verax-contracts-9.0.0.tgz -C $(VERAX_FOLDER)
	touch $@

bench-gas: setup $(EAS_FOLDER)/package/package.json $(VERAX_FOLDER)/package/package.json ## Measure gas beside the Ethereum Attestation Service and Verax
	$(BIN)/python -m tests.bench.bench_gas $(EAS_FOLDER)/package $(VERAX_FOLDER)/package

VERIFY_PEERS := .cache/verify-peers
$(VERIFY_PEERS)/.installed:
	mkdir -p $(VERIFY_PEERS)
	npm install --prefix $(VERIFY_PEERS) --ignore-scripts --no-audit --no-fund --loglevel=error ethers@6.17.0 viem@2.57.20
	@touch $@

bench-verify: setup $(VERIFY_PEERS)/.installed ## Time the verifier beside libsecp256k1, eth_account, ethers and viem
	$(BIN)/python -m tests.bench.bench_verify $(VERIFY_PEERS)

INDEX_PEER := .cache/index-peer
SIZES ?= 200000 1000000
$(INDEX_PEER)/.installed: tests/bench/ponder/package.json
	mkdir -p $(INDEX_PEER)
	cp -r tests/bench/ponder/. $(INDEX_PEER)
	npm install --prefix $(INDEX_PEER) --no-audit --no-fund --loglevel=error
	@touch $@

$(INDEX_PEER)-envio/.installed: tests/bench/envio/package.json
	mkdir -p $(INDEX_PEER)-envio
	cp -r tests/bench/envio/. $(INDEX_PEER)-envio
	npm install --prefix $(INDEX_PEER)-envio --no-audit --no-fund --loglevel=error
	@touch $@

bench-index: setup $(INDEX_PEER)/.installed $(INDEX_PEER)-envio/.installed ## Time the index on chains of several SIZES, beside Ponder and Envio; some ten minutes
	$(BIN)/python -m tests.bench.bench_index $(INDEX_PEER) $(INDEX_PEER)-envio $(SIZES)

MATCH_PEERS := .cache/match-peers
$(MATCH_PEERS)/.installed:
	$(PYTHON) -m venv $(MATCH_PEERS)
	$(MATCH_PEERS)/bin/python $(PIP_INSTALL) dedupe==3.0.3 recordlinkage==0.16
	@touch $@

bench-match: setup $(MATCH_PEERS)/.installed ## Measure the matching of sites on labelled pairs, beside recordlinkage and dedupe (DATA=folder)
	$(BIN)/python -m tests.bench.bench_match "$(or $(DATA),$(LABOUR_LEDGER_DATA))" $(MATCH_PEERS)/bin/python

check-brands: setup ## Import every row of two brands' lists on a real chain and ask what changed (DATA=folder)
	ALL_ROWS_OF_LISTS=1 LABOUR_LEDGER_DATA="$(or $(DATA),$(LABOUR_LEDGER_DATA))" $(BIN)/python -m pytest -q tests/integration/cli/test_real_changed_suppliers.py

bench-refusal: setup ## Count how much planted personal data is refused, and how much else wrongly
	$(BIN)/python -m tests.bench.bench_refusal

GRAPH_PEERS := .cache/graph-peers
SCALE ?= 1
$(GRAPH_PEERS)/.installed: | $(VENV)/.installed
	$(BIN)/python $(PIP_BESIDE) $(GRAPH_PEERS) networkx==3.6.1 igraph==1.0.0
	@touch $@

bench-graph: setup $(GRAPH_PEERS)/.installed ## Time questions through all tiers, beside networkx, igraph and PostgreSQL (SCALE=0.1 for a short run)
	$(BIN)/python -m tests.bench.bench_graph $(GRAPH_PEERS) $(SCALE)

bench-graph-postgresql: setup ## Time the building of a snapshot from PostgreSQL (SCALE=0.1 for a short run)
	$(BIN)/python -m tests.bench.bench_graph_postgresql $(SCALE)

API_PEERS := .cache/api-peers
$(API_PEERS)/.installed: | $(VENV)/.installed
	$(BIN)/python $(PIP_BESIDE) $(API_PEERS) datasette==0.65.5
	@touch $@

bench-api: setup $(API_PEERS)/.installed ## Time the status route over loopback, beside a FastAPI no-op and Datasette
	$(BIN)/python -m tests.bench.bench_api $(API_PEERS)

format: setup ## Put code into the agreed form
	ruff check --fix .
	ruff format .
	prettier --write 'contracts/**/*.sol' 'tests/forge/**/*.sol'

vectors: setup ## Make the conformance vectors again
	python -m tests.conformance.make_vectors

artifacts: setup ## Compile the contracts and export ABI, code and storage layout
	python scripts/export_artifacts.py

lock: $(VENV)/.installed ## Resolve the Python dependencies again
	uvx --version >/dev/null 2>&1 || $(BIN)/python $(PIP_INSTALL) uv
	uv pip compile pyproject.toml backend/verify/pyproject.toml --group test --group lint --group build --universal \
	  --python-version 3.11 --no-emit-package labour-ledger-verify --generate-hashes --no-header \
	  --output-file requirements/backend.txt

clean: ## Remove what was installed and generated
	rm -rf $(VENV) $(CONTRACTS_VENV) $(ANALYSIS_VENV) node_modules .state build .cache reports
