#!/usr/bin/env bash
# Installs the npm packages of a folder, only when its lock file moved on: a second run needs no network.
#
#   tests/npm-ci.sh FOLDER
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
cd "$1"
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
  # Some packages ask for a newer node than they need; what is wrong with them the tests would show.
  npm ci --loglevel=error
  cp package-lock.json node_modules/.installed-lock.json
fi
