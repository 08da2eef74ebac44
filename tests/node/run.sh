#!/usr/bin/env bash
# Starts a gateway, runs the tests of this folder and the clients against it, stops it.
#
#   tests/node/run.sh PATH_OF_THE_GATEWAY
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 PATH_OF_THE_GATEWAY" >&2; exit 2; }
gateway=$(realpath -- "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"

../npm-ci.sh .

log=$(mktemp -d)
touch "$log/stdout" "$log/stderr"
pid=
finish() {
  status=$?
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    # A gateway that does not end when asked must not hang the tests.
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  if [ "$status" -ne 0 ]; then
    echo "--- the gateway's last words" >&2
    tail -n 40 "$log/stdout" "$log/stderr" >&2 || true
  fi
  rm -rf "$log"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Port 0 lets the system choose a free one; the gateway prints which.
"$gateway" --listen 127.0.0.1:0 >"$log/stdout" 2>"$log/stderr" &
pid=$!

url=
for _ in $(seq 300); do
  url=$(grep -Eom1 'http://127\.0\.0\.1:[0-9]+' "$log/stdout" | head -n 1 || true)
  [ -z "$url" ] || break
  kill -0 "$pid" 2>/dev/null || { echo "the gateway ended before it listened" >&2; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { echo "the gateway did not say within 30 seconds where it listens" >&2; exit 1; }

echo "the gateway listens at $url"
export GATEWAY_URL=$url
../clients/typescript/run.sh
npm test
