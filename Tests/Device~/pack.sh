#!/usr/bin/env bash
# Packs a program with its own .NET runtime and without libtorch, to run on a machine that has a GPU and a Python PyTorch but no .NET.
#   Tests/Device~/pack.sh Samples~/Tavern/Tavern.csproj tavern.tar.gz
set -euo pipefail
[ $# -eq 2 ] || { echo "expected PROJECT.csproj and OUT.tar.gz, found $# arguments: Tests/Device~/pack.sh Samples~/Tavern/Tavern.csproj tavern.tar.gz" >&2; exit 2; }
project=$1
out=$(realpath -m "$2")
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
dotnet publish "$project" -c Release -r linux-x64 --self-contained -p:TorchBackend=none --artifacts-path "$staging/artifacts" -o "$staging/program" -v q
tar -C "$staging" -czf "$out" program
echo "packed $(basename "${project%.csproj}") into $out, $(du -h "$out" | cut -f1)"
