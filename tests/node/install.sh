#!/usr/bin/env bash
# Installs the packages of this folder, only when the lock file moved on: a second run needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
  npm ci
  cp package-lock.json node_modules/.installed-lock.json
fi
