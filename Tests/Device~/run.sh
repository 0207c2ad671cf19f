#!/usr/bin/env bash
# Runs a packed program (pack.sh) on the libtorch inside this machine's Python PyTorch. The pack may be unpacked already.
#   Tests/Device~/run.sh tavern.tar.gz Tavern --device cuda --updates 80
set -euo pipefail
[ $# -ge 2 ] || { echo "expected PACK.tar.gz (or its folder) and the program's name, found $# arguments: Tests/Device~/run.sh tavern.tar.gz Tavern --device cuda" >&2; exit 2; }
place=$1
program=$2
shift 2
if [ -z "${REPARTEE_LIBTORCH:-}" ]; then
  REPARTEE_LIBTORCH=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))') \
    || { echo "expected a Python PyTorch, found none: install one, or set REPARTEE_LIBTORCH to a folder with libtorch" >&2; exit 2; }
fi
export REPARTEE_LIBTORCH
if [ ! -d "$place" ]; then
  pack=$place
  place=$(mktemp -d)
  trap 'rm -rf "$place"' EXIT
  tar -xzf "$pack" -C "$place"
fi
"$place/program/$program" "$@"
