#!/usr/bin/env bash
# Builds the library, and prints its size and times beside those of libcurl and jansson: `host/c/bench/bench.sh`.
# Needs a C compiler and the headers of both (Debian: libcurl4-openssl-dev, libjansson-dev). Everything stays on this machine.
set -euo pipefail
cd "$(dirname "$0")/../../.."

folder=$(cargo xtask dist c | tail -n 1)
cc -std=c11 -O2 -Wall -Wextra -Werror host/c/bench/bench.c -o target/c/bench -pthread -ldl
cargo build --quiet --bin nemo-telemetry
home=$(mktemp -d)
target/debug/nemo-telemetry collect --port 0 >"$home/collector" 2>&1 &
collector=$!
trap 'kill $collector; rm -rf "$home"' EXIT
until endpoint=$(grep --only-matching --max-count=1 'http://[^; ]*' "$home/collector"); do sleep 0.1; done
HOME=$home target/c/bench "$folder/lib/libnemo_telemetry.so" "$endpoint"
