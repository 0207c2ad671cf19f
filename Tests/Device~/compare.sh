#!/usr/bin/env bash
# Runs the packed benchmarks (pack.sh) and PyTorch's side of them (peers/) on this machine's GPU, and prints both as tables. About four minutes.
#   Tests/Device~/pack.sh Tests/Benchmarks~/Repartee.Benchmarks.csproj benchmarks.tar.gz
#   Tests/Device~/compare.sh benchmarks.tar.gz [generate|ragged|ppo|lora|ppo-ragged|scale|supervised ...]     (all parts without one)
# JSON lines and everything that was printed stay in $OUT where it is set. SKIP_PEERS=1 leaves PyTorch's side out.
set -uo pipefail
[ $# -ge 1 ] || { echo "expected PACK.tar.gz, found no argument: Tests/Device~/compare.sh benchmarks.tar.gz" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
pack=$1
shift
parts=${*:-generate ragged ppo lora ppo-ragged scale supervised}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=${OUT:-$work/out}
mkdir -p "$out" "$work/unpacked"
tar -xzf "$pack" -C "$work/unpacked" || exit 1
: > "$out/results.jsonl"
failed=

# What it printed goes to the screen and a file; JSON lines are collected.
step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name: $*"
  timeout 240 "$@" 2>"$out/$name.err" | tee "$out/$name.txt"
  [ "${PIPESTATUS[0]}" -eq 0 ] || { failed="$failed $name"; echo "-- $name failed:"; tail -n 25 "$out/$name.err"; }
  grep '^{' "$out/$name.txt" >> "$out/results.jsonl"
  echo "-- $name: $((SECONDS - start)) s"
}
ours() { step "$1" "$here/run.sh" "$work/unpacked" Repartee.Benchmarks "${@:2}" --device cuda; }
theirs() { [ -n "${SKIP_PEERS:-}" ] || step "$1" env PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 python3 "$here/peers/$2" "${@:3}"; }

nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || true
for part in $parts; do
  case $part in
    generate) theirs generate-peer generate.py --batch 1 64; ours generate generate --batch 1 64 ;;
    ragged) ours ragged generate --ragged --repeats 3 ;;
    ppo) theirs ppo-peer ppo_update.py; ours ppo ppo-update ;;
    lora) theirs lora-peer ppo_update.py --lora-rank 16; ours lora ppo-update --lora-rank 16 ;;
    ppo-ragged) ours ppo-ragged ppo-update --ragged ;;
    scale) ours scale ppo-update --scale --updates 3 ;;
    supervised) ours supervised supervised --shape qwen2.5-0.5b --batch 64 ;;
    *) echo "expected generate, ragged, ppo, lora, ppo-ragged, scale or supervised, found $part" >&2; exit 2 ;;
  esac
done
python3 "$here/peers/table.py" "$out/results.jsonl" | tee "$out/tables.md"
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
