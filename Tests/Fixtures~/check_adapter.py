"""Checks with peft a LoRA adapter that Repartee wrote.

    python check_adapter.py --base DIR --adapter DIR --logits FILE.safetensors

Loads the base and the adapter in float32 on the CPU, runs the prompts of the base's expected.json, and compares with the logits
that Repartee stored ("logits.<i>", float32, (T_i, V)). Prints the largest difference; exits with 1 if it is above 1e-4.
"""

import argparse
import json
import os
import pathlib

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers
from safetensors.torch import load_file

TOLERANCE = 1e-4


def require(condition, message):
    if not condition:
        raise SystemExit(f"check_adapter.py: {message}")


def arguments():
    parser = argparse.ArgumentParser(description="Checks with peft a LoRA adapter that Repartee wrote.")
    parser.add_argument("--base", required=True, type=pathlib.Path, help="the checkpoint's folder, with expected.json")
    parser.add_argument("--adapter", required=True, type=pathlib.Path, help="the adapter's folder, written by Repartee")
    parser.add_argument("--logits", required=True, type=pathlib.Path, help="Repartee's logits under the adapter")
    args = parser.parse_args()
    for path in (args.base / "expected.json", args.adapter / "adapter_config.json", args.adapter / "adapter_model.safetensors",
                 args.logits):
        require(path.is_file(), f"{path} is missing.")
    return args


def load(base, adapter):
    model = transformers.AutoModelForCausalLM.from_pretrained(str(base), dtype=torch.float32, attn_implementation="eager")
    adapted = peft.PeftModel.from_pretrained(model, str(adapter)).eval()

    # peft only warns of missing tensors and is silent about unknown ones.
    stored = load_file(str(adapter / "adapter_model.safetensors"))
    wanted = peft.get_peft_model_state_dict(adapted, save_embedding_layers=False)
    require(stored.keys() == wanted.keys(),
            f"the adapter lacks {sorted(wanted.keys() - stored.keys())} and has unknown {sorted(stored.keys() - wanted.keys())}.")
    for name, tensor in wanted.items():
        require(torch.equal(tensor, stored[name].to(tensor.dtype)), f"peft did not take {name} as it is stored.")
    return adapted


def logits(model, prompt):
    return model(input_ids=torch.tensor([prompt]), use_cache=False).logits[0].float()


def main():
    args = arguments()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    prompts = json.loads((args.base / "expected.json").read_text(encoding="utf-8"))["prompts"]
    ours = load_file(str(args.logits))
    model = load(args.base, args.adapter)
    worst = 0.0
    for i, prompt in enumerate(prompts):
        name = f"logits.{i}"
        require(name in ours, f"{args.logits} has no {name}; it has {sorted(ours)}.")
        theirs = logits(model, prompt)
        with model.disable_adapter():
            plain = logits(model, prompt)
        found = ours[name]
        require(found.shape == theirs.shape and found.dtype == torch.float32,
                f"{name} is {tuple(found.shape)} {found.dtype}, expected {tuple(theirs.shape)} torch.float32.")
        require(bool(torch.isfinite(found).all()), f"{name} is not finite.")
        difference = (found - theirs).abs().max().item()
        worst = max(worst, difference)
        print(f"{name}: largest difference {difference:.2e}; the adapter changes the base by {(theirs - plain).abs().max().item():.2e}")
    print(f"largest difference {worst:.2e}, allowed {TOLERANCE:.0e}")
    require(worst <= TOLERANCE, "the logits differ: the adapter's files or the forward pass do not agree with peft.")


if __name__ == "__main__":
    main()
