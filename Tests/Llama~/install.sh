#!/usr/bin/env bash
# Installs the llama.cpp that npm's node-llama-cpp ships for Linux on x64 (libraries only, 11 MB to download) and prints the folder
# of its shared libraries. Kept in .artifacts, so the second call is instant. Exit code 3 and one line on standard error where this
# machine cannot have it: another system, no npm, or no registry within reach.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=${REPARTEE_LLAMA_SECONDS:-180}

skip() { echo "$*" >&2; exit 3; }

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
  skip "Expected Linux on x86_64 for the prebuilt llama.cpp, but found $(uname -s) on $(uname -m)."

version=$(sed -n 's/.*"@node-llama-cpp\/linux-x64": "\(.*\)".*/\1/p' "$here/package.json")
cache=${REPARTEE_LLAMA_CACHE:-$here/../../.artifacts/llama}
libraries=$version/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64
if [ ! -d "$cache/$libraries" ]; then
  command -v npm >/dev/null || skip 'Expected npm, which brings the prebuilt llama.cpp, but found none. Install Node.js with npm.'
  mkdir -p "$cache"
  part=$(mktemp -d "$cache/part.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  cp "$here/package.json" "$here/package-lock.json" "$part"
  # No script of a package runs; the lock file holds the package's hash.
  timeout "$seconds" npm ci --prefix "$part" --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error \
    >"$part/npm.log" 2>&1 || skip "Expected npm to install @node-llama-cpp/linux-x64 $version within $seconds seconds, but it did not:" \
    "$(tail -n 3 "$part/npm.log" | tr '\n' ' ')"
  # Two that install at once: the first one's folder stays.
  chmod 755 "$part"
  mv -T "$part" "$cache/$version" 2>/dev/null || [ -d "$cache/$libraries" ] || skip "Expected to write $cache/$version, but could not."
fi
cd "$cache/$libraries" && pwd
