#!/usr/bin/env bash
# Starts a gateway over simulated accounts, one over a config and one that asks for a key, runs the tests of this folder
# and the clients against them, stops them.
#
#   tests/node/run.sh PATH_OF_THE_GATEWAY
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 PATH_OF_THE_GATEWAY" >&2; exit 2; }
gateway=$(realpath -- "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"

../npm-ci.sh .

log=$(mktemp -d)
pids=()
finish() {
  status=$?
  # The last one started stops first, as it may read from those before it.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    stop "${pids[i]}"
  done
  if [ "$status" -ne 0 ]; then
    echo "--- the gateways' last words" >&2
    tail -n 40 "$log"/*.std* >&2 || true
  fi
  rm -rf "$log"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# A process that does not end when asked must not hang the tests.
stop() {
  kill "$1" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
}

# Starts the program under a name for its log, and says in `url` where it listens.
start() {
  local name=$1 pid
  shift
  # Port 0 lets the system choose a free one; the program prints which.
  "$gateway" "$@" --listen 127.0.0.1:0 >"$log/$name.stdout" 2>"$log/$name.stderr" &
  pid=$!
  pids+=("$pid")
  url=
  for _ in $(seq 300); do
    url=$(grep -Eom1 'http://127\.0\.0\.1:[0-9]+' "$log/$name.stdout" | head -n 1 || true)
    [ -z "$url" ] || break
    kill -0 "$pid" 2>/dev/null || { echo "the $name ended before it listened" >&2; exit 1; }
    sleep 0.1
  done
  [ -n "$url" ] || { echo "the $name did not say within 30 seconds where it listens" >&2; exit 1; }
  echo "the $name listens at $url"
}

start gateway
export GATEWAY_URL=$url

start sandbox sandbox
cat >"$log/gateway.toml" <<END
[[accounts]]
id = "acme"
name = "Acme BV"
provider = "moneybird"
administration_id = "123"
token = "sandbox"
base_url = "$url/moneybird/api/v2"
END
start configured-gateway --config "$log/gateway.toml"
export CONFIGURED_GATEWAY_URL=$url

export KEYED_GATEWAY_KEY=a-key-for-the-browser
{
  cat "$log/gateway.toml"
  printf '[[clients]]\nname = "browser"\nkey_sha256 = ["%s"]\n' "$(printf %s "$KEYED_GATEWAY_KEY" | sha256sum | cut -d' ' -f1)"
} >"$log/keyed.toml"
start keyed-gateway --config "$log/keyed.toml"
export KEYED_GATEWAY_URL=$url

../clients/typescript/run.sh
npm test
