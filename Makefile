# `make test` is what CI runs, and all that it runs.

RELEASE := $(or $(CARGO_TARGET_DIR),target)/release/invoice-gateway
heading = @printf '\n== %s\n' "$(1)"

.PHONY: test prepare graphiql schema bench

# Checks the format, the lints, every Rust test, and the shipped binary from the outside.
test: prepare
	$(call heading,format)
	cargo fmt --check
	$(call heading,lints)
	cargo clippy --all-targets --locked -- -D warnings
	cargo clippy --features otel --lib --bins --test otel --locked -- -D warnings
	$(call heading,tests)
	cargo test --locked
	cargo test --locked --features otel --test otel
	$(call heading,release build)
	cargo build --release --locked
	$(call heading,browser and protocol and clients without the internet)
	tests/offline.sh tests/node/run.sh $(RELEASE)

# Installs what the tests need and this machine lacks.
prepare:
	$(call heading,what the tests need)
	tests/prepare.sh

# Rebuilds the GraphiQL page after a change in src/graphiql/source or src/graphiql/examples; commit the result.
graphiql:
	src/graphiql/source/build.sh

# Writes schema.graphql; by way of another file, so that a failing build leaves the old one alone.
schema:
	mkdir -p target
	cargo run --locked --quiet -- schema > target/schema.graphql
	mv target/schema.graphql schema.graphql

bench:
	cargo bench --locked
