#!/usr/bin/env bash
# Builds GraphiQL from this folder and ../examples into ../dist, which is committed: cargo needs no node.
# The same sources give the same bytes; ../dist/SOURCE.sha256 names what it was built from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Installs only when the lock file moved on, so that a rebuild after an edit takes seconds and no network.
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
  npm ci
  cp package-lock.json node_modules/.installed-lock.json
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
node_modules/.bin/vite build --logLevel warn --emptyOutDir --outDir "$out/built"
node pack.mjs "$out/built" "$out/dist"
rm -rf ../dist
mv "$out/dist" ../dist
echo "built $(find ../dist -name '*.br' | wc -l) files, $(du -sh --apparent-size ../dist | cut -f1)"
