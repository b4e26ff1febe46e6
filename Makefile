# The project's commands. `make` without a target lists them.
#
# ENV names an environment, a file in `environments`. FLAGS is passed to the command, ARGS to Terraform.

ENV ?= local
ARGS ?=
TEMPLATES ?= 50000
SEED ?= 1
FLAGS ?=

# Everything that is built or downloaded stays in this folder.
CARGO := cargo
PARLOUR := $(CARGO) run --quiet --locked --package parlour --

# How many tests run beside each other in `make test-all`, counted in halves: a life cycle mostly waits and takes one,
# any other test takes two (.config/nextest.toml).
HALVES = $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))

# How many cases `make test-all` generates for each property; proptest's default is 256.
CASES := 2500

# Terraform and its provider decode a large schema each time they start; with fewer garbage collections this takes a third
# less processor time.
test test-all: export GOGC ?= 400

# Runs the tests: options for cargo-nextest, or, where it is not installed, for cargo test.
define tests
if $(CARGO) nextest --version >/dev/null 2>&1; \
	then $(CARGO) nextest run --locked --workspace $(1); \
	else $(CARGO) test --locked --workspace --tests $(2); fi
endef

# Runs the arm64 bundle on another processor.
EMULATOR := qemu-aarch64-static

.DEFAULT_GOAL := help
.PHONY: help synth bundle local runtime plan apply destroy bootstrap output test test-all emulator fuzz-differential check clean rust

help: ## List the targets
	@echo "make TARGET [ENV=local] [ARGS=...] [FLAGS=...]"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

synth: rust ## Write the Terraform JSON of all environments
	@$(PARLOUR) synth

bundle: rust ## Build the Lambda for ENV and zip it
	@$(PARLOUR) bundle --env "$(ENV)"

local: runtime ## Run ENV on this machine, without AWS (FLAGS=--watch rebuilds on change; ARGS="--port 0" is passed to the runtime)
	@target/quick/gelato local --env "$(ENV)" $(FLAGS) -- $(ARGS)

runtime: rust ## Build the command gelato, which contains the local runtime
	@test -x target/quick/gelato || echo "building the local runtime (the first time takes some minutes)" >&2
	@$(CARGO) build --quiet --locked --profile quick --package gelato-cli

plan: rust ## Show what Terraform would change in ENV (the default, local, needs no account)
	@$(PARLOUR) plan --env "$(ENV)" $(FLAGS) -- $(ARGS) || test $$? -eq 2 # 2: something would change

apply: rust ## Apply the changes to ENV
	@$(PARLOUR) apply --env "$(ENV)" $(FLAGS) -- $(ARGS)

destroy: rust ## Destroy everything in ENV
	@$(PARLOUR) destroy --env "$(ENV)" $(FLAGS) -- $(ARGS)

bootstrap: rust ## Set up the account and region of ENV, once: state bucket, API logs, text messages
	@$(PARLOUR) bootstrap --env "$(ENV)" $(FLAGS) -- $(ARGS)

output: rust ## Print the outputs of ENV
	@$(PARLOUR) output --env "$(ENV)" -- $(ARGS)

test: rust ## Run the quick tests: units, documentation, and one plan by the real Terraform and provider
	@echo "building and running the quick tests (the first time takes some minutes)"
	@$(call tests)
	@$(CARGO) test --locked --workspace --doc --quiet

test-all: rust emulator ## Run all tests, and bundle the Lambda for AWS (fetches pinned tools into .tools)
	@echo "building and running all tests, whole life cycles among them (half an hour or less)"
	@export PROPTEST_CASES=$(CASES); $(call tests,--profile all --run-ignored all --test-threads $(HALVES),-- --include-ignored)
	@$(CARGO) test --locked --workspace --doc --quiet
	@$(PARLOUR) bundle --env dev
	@$(PARLOUR) bundle --env prod

emulator:
	@test "$$(uname -m)" = aarch64 || command -v $(EMULATOR) >/dev/null || \
		echo "absent: $(EMULATOR), so the arm64 bundle is not tested; hint: apt-get install qemu-user-static" >&2

fuzz-differential: rust ## Compare TEMPLATES generated templates from SEED with Apache Velocity 1.7
	@GELATO_DIFFERENTIAL_TEMPLATES="$(TEMPLATES)" GELATO_DIFFERENTIAL_SEED="$(SEED)" \
		$(CARGO) test --quiet --locked --release --package gelato-vtl --test differential -- --nocapture

check: rust ## Check formatting, lints, documentation, and that generated files are up to date
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items --quiet
	@$(PARLOUR) bindings --config crates/gelato/src/aws/bindings.toml --check
	@$(PARLOUR) synth --check

clean: ## Remove everything that was built or downloaded; state files stay
	$(CARGO) clean
	rm -rf dist .tools terraform/*/.terraform

rust:
	@command -v $(CARGO) >/dev/null || { echo "cargo is missing; install Rust with rustup (https://rustup.rs)" >&2; exit 1; }
	@test -n "$$(ls -d target/debug/parlour target/debug/deps/parlour-* 2>/dev/null | head -1)" \
		|| echo "building the parlour's program (the first time takes a minute)" >&2
