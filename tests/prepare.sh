#!/usr/bin/env bash
# Installs what `make test` needs and this machine lacks: Debian packages (as root or by sudo) and npm packages.
# Where all is there it changes nothing and needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
chromium=${CHROMIUM:-/usr/bin/chromium}

fail() {
  echo "prepare: $*" >&2
  exit 1
}

missing=()
[ -x "$chromium" ] || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v ip >/dev/null || missing+=(iproute2)

if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  command -v apt-get >/dev/null ||
    fail "no apt-get here; install ${missing[*]} by hand (CHROMIUM may name another browser binary)"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "neither root nor sudo; install ${missing[*]} by hand"
    as_root=(sudo)
  fi
  # A stale list often still works, so only the installation itself decides.
  "${as_root[@]}" apt-get update -q || echo "prepare: apt-get update failed, trying with the lists at hand" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" ||
    fail "apt-get could not install ${missing[*]}; install them by hand"
fi

command -v cargo >/dev/null || fail "cargo is missing; install Rust with rustup"
cargo fmt --version >/dev/null 2>&1 || fail "rustfmt is missing; run \`rustup component add rustfmt\`"
cargo clippy --version >/dev/null 2>&1 || fail "clippy is missing; run \`rustup component add clippy\`"
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 11) ? 0 : 1)' ||
  fail "node $(node --version) is too old; the tests need 20.11 or newer"
[ -x "$chromium" ] || fail "$chromium cannot be run; CHROMIUM must name a Chromium"
for folder in node clients/typescript; do
  ./npm-ci.sh "$folder" || fail "npm could not install the packages of tests/$folder"
done
echo "all there: $(cargo --version), node $(node --version), $chromium"
