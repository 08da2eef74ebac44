#!/usr/bin/env bash
# Generates the types, compiles strictly, and runs the programs against a gateway.
#
#   GATEWAY_URL=http://127.0.0.1:4000 tests/clients/typescript/run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

[ -n "${GATEWAY_URL:-}" ] || { echo "GATEWAY_URL is not set: say where the gateway listens" >&2; exit 2; }
../../npm-ci.sh .
rm -rf generated built
npx graphql-codegen --config codegen.ts
npx tsc
node built/program.js
node built/write.js
lines=$(node built/readme.js)
echo "$lines"
[ "$(wc -l <<<"$lines")" -eq 3 ] || { echo "the README's lines must print three invoices" >&2; exit 1; }
