"""transformers' generate: prefill, and milliseconds of a decode step, (time of all new tokens - time of one) / (new tokens - 1)."""
import argparse
import json

import torch
import transformers

from qwen import generate, make_model, median, prompts, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--prompt", type=int, default=128)
    parser.add_argument("--new", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--warm-ups", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(1)
    model = make_model().eval()
    with torch.inference_mode():
        for batch in options.batch:
            measure(model, batch, options)


def measure(model, batch, options):
    first, whole = [], []
    for turn in range(-options.warm_ups, options.repeats):
        ids = prompts(batch, options.prompt, turn + options.warm_ups)
        one, _ = seconds(lambda: generate(model, ids, 1))
        every, made = seconds(lambda: generate(model, ids, options.new))
        if made.shape[1] != options.prompt + options.new:
            raise RuntimeError(f"expected {options.new} new tokens, but found {made.shape[1] - options.prompt}")
        if turn >= 0:
            first.append(one)
            whole.append(every)
    step = (median(whole) - median(first)) / (options.new - 1)
    print(json.dumps({
        "benchmark": "generate",
        "peer": "transformers",
        "versions": f"torch {torch.__version__}, transformers {transformers.__version__}",
        "device": torch.cuda.get_device_name(),
        "batch": batch,
        "prompt_tokens": options.prompt,
        "new_tokens": options.new,
        "prefill_ms": round(1000 * median(first), 3),
        "decode_ms": round(1000 * step, 4),
        "tokens_per_second": round(batch * options.new / median(whole), 1),
        "seconds": [round(s, 4) for s in whole],
    }), flush=True)


if __name__ == "__main__":
    main()
