"""Both sides' JSON lines as tables, and how often ours goes into the peer's time."""
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.startswith("{")]


def table(heads, rows):
    if rows:
        print("\n| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
        for row in rows:
            print("| " + " | ".join("" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |")


def ratio(theirs, ours):
    return theirs / ours if theirs and ours else None


def generation(results):
    found = [r for r in results if r["benchmark"] == "generate"]
    for batch in sorted({r["batch"] for r in found}):
        theirs = next((r for r in found if r["batch"] == batch and not r["peer"].startswith("repartee")), {})
        for ours in (r for r in found if r["batch"] == batch and r["peer"].startswith("repartee")):
            floor = ours.get("floor_ms")
            yield (batch, ours["peer"], theirs.get("prefill_ms"), ours["prefill_ms"], theirs.get("decode_ms"), ours["decode_ms"],
                   ratio(theirs.get("decode_ms"), ours["decode_ms"]), floor, ratio(ours["decode_ms"], floor))


def updates(results):
    found = [r for r in results if r["benchmark"] == "ppo-update"]
    for rank in sorted({r["lora_rank"] for r in found}):
        theirs = next((r for r in found if r["lora_rank"] == rank and r["peer"] == "pytorch"), {})
        for ours in (r for r in found if r["lora_rank"] == rank and r["peer"] == "repartee"):
            for part in ("generation", "after", "whole"):
                key = f"median_{part}_seconds"
                yield (f"LoRA r{rank}" if rank else "all weights", part, theirs.get(key), ours[key], ratio(theirs.get(key), ours[key]),
                       ours.get("utilisation") if part == "after" else None,
                       theirs.get("peak_driver_mib") if part == "whole" else None, ours.get("peak_driver_mib") if part == "whole" else None)


def main():
    results = read(sys.argv[1])
    table(["batch", "ours", "transformers prefill ms", "prefill ms", "transformers decode ms", "decode ms", "times faster", "floor ms",
           "times the floor"], list(generation(results)))
    table(["learns", "part", "PyTorch s", "ours s", "times faster", "utilisation", "PyTorch MiB", "ours MiB"], list(updates(results)))


if __name__ == "__main__":
    main()
