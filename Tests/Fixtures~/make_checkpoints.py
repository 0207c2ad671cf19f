"""Makes small checkpoints with random weights, and what transformers and peft answer with them.

    python make_checkpoints.py --out DIR

Writes DIR/<name>/ (a checkpoint in float16, expected.json, expected.safetensors) and DIR/adapters/<name>/ (a LoRA adapter in
float32, expected.safetensors). Runs on the CPU, needs no network, and gives the same files again with the same versions.
"""

import argparse
import copy
import json
import math
import os
import pathlib
import shutil

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import safetensors
import torch
import transformers
from safetensors.torch import load_file, save_file

VOCABULARY = 96
FIRST_PLAIN_ID = 3  # 0 is the padding, 1 the beginning; 2 is left alone, for it is the end in many tokenizers.
PAD = 0
PROMPT_LENGTHS = (1, 5, 11, 17)
NEW_TOKENS = 64
SEEDS = 300

# Two right programs in float32 differ by about 1e-5 here, so they choose the same tokens where the best two are further apart.
SMALLEST_MARGIN = 2e-3
TOLERANCE = 1e-4

COMMON = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    max_position_embeddings=256,
    pad_token_id=PAD,
    bos_token_id=1,
    eos_token_id=None,
)


def rope(theta):
    return {"rope_type": "default", "rope_theta": theta}


# With 4 frequencies at theta 10000, the original length 128 has all three kinds: kept, blended and divided by the factor.
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 128,
}

# name: family, largest shard in bytes (None: one file), fields of config.json
CHECKPOINTS = {
    "llama-gqa4-tied-rope3": ("Llama", None, dict(
        num_attention_heads=8, num_key_value_heads=2, head_dim=8, tie_word_embeddings=True, rms_norm_eps=1e-5,
        rope_parameters=LLAMA3_ROPE)),
    "llama-gqa1-untied-sharded": ("Llama", 20_000, dict(
        num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=False, rms_norm_eps=1e-6,
        rope_parameters=rope(10000.0))),
    "qwen2-gqa8-tied": ("Qwen2", None, dict(
        num_attention_heads=8, num_key_value_heads=1, tie_word_embeddings=True, rms_norm_eps=1e-6,
        rope_parameters=rope(1000000.0))),
    "qwen3-gqa4-untied": ("Qwen3", None, dict(
        num_attention_heads=8, num_key_value_heads=2, head_dim=16, tie_word_embeddings=False, rms_norm_eps=1e-6,
        rope_parameters=rope(1000000.0))),
    "mistral-gqa4-untied": ("Mistral", None, dict(
        num_attention_heads=8, num_key_value_heads=2, tie_word_embeddings=False, rms_norm_eps=1e-5, sliding_window=None,
        rope_parameters=rope(500.0))),
}

ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

# name: base, seed, fields of adapter_config.json
ADAPTERS = {
    "qwen2-all-linear": ("qwen2-gqa8-tied", 1001, dict(r=4, lora_alpha=8, target_modules=ALL_LINEAR)),
    "llama-qv-rslora": ("llama-gqa4-tied-rope3", 1002, dict(
        r=2, lora_alpha=6, target_modules=["q_proj", "v_proj"], use_rslora=True)),
}


def require(condition, message):
    if not condition:
        raise SystemExit(f"make_checkpoints.py: {message}")


def head_dim(fields):
    return fields.get("head_dim", COMMON["hidden_size"] // fields["num_attention_heads"])


def largest_difference(a, b):
    require(a.shape == b.shape, f"shapes {tuple(a.shape)} and {tuple(b.shape)} differ.")
    return (a - b).abs().max().item()


def make_prompts():
    generator = torch.Generator().manual_seed(7)
    return [torch.randint(FIRST_PLAIN_ID, VOCABULARY, (n,), generator=generator).tolist() for n in PROMPT_LENGTHS]


# Weights

def weight_scale(name, parameter, hidden):
    """The standard deviation that gives logits of about 2.5 and layers that matter more than the embedding."""
    if name.endswith("norm.weight"):
        return 0.2
    if name.endswith(".bias"):
        return 0.3
    if name.endswith(("embed_tokens.weight", "lm_head.weight")):
        return 2.5 / math.sqrt(hidden)
    gain = {"q_proj": 1.5, "k_proj": 1.5, "v_proj": 1.0, "o_proj": 2.0, "gate_proj": 1.0, "up_proj": 1.0, "down_proj": 2.0}
    module = name.split(".")[-2]
    require(module in gain and parameter.dim() == 2, f"{name} {tuple(parameter.shape)} is a weight of an unknown kind.")
    return gain[module] / math.sqrt(parameter.shape[1])


def randomise(model, seed):
    """Gives every parameter random values that float16 holds exactly."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters(), key=lambda item: item[0]):
        values = torch.randn(parameter.shape, generator=generator) * weight_scale(name, parameter, model.config.hidden_size)
        if name.endswith("norm.weight"):
            values = values + 1
        parameter.copy_(values.half().float())


def build(family, fields, seed):
    config = getattr(transformers, f"{family}Config")(**COMMON, **copy.deepcopy(fields))
    model = getattr(transformers, f"{family}ForCausalLM")(config).float().eval()
    names = {name for name, _ in model.named_parameters()}
    tied = "lm_head.weight" not in names
    require(tied == fields["tie_word_embeddings"], f"the head is {'tied' if tied else 'untied'}, unlike tie_word_embeddings.")
    require(("model.layers.0.self_attn.q_proj.bias" in names) == (family == "Qwen2"), f"{family}'s q/k/v biases are not as known.")
    require(("model.layers.0.self_attn.q_norm.weight" in names) == (family == "Qwen3"), f"{family}'s q/k norms are not as known.")
    randomise(model, seed)
    return model


def inverse_frequencies(parameters, size):
    """The rotary frequencies by their definition."""
    frequencies = [parameters["rope_theta"] ** (-2 * i / size) for i in range(size // 2)]
    if parameters["rope_type"] == "default":
        return frequencies
    low, high = parameters["low_freq_factor"], parameters["high_freq_factor"]
    scaled = []
    for frequency in frequencies:
        turns = parameters["original_max_position_embeddings"] * frequency / (2 * math.pi)
        kept = min(max((turns - low) / (high - low), 0), 1)
        scaled.append(frequency * (kept + (1 - kept) / parameters["factor"]))
    return scaled


def load(folder, fields, dtype=torch.float32):
    model = transformers.AutoModelForCausalLM.from_pretrained(str(folder), dtype=dtype, attn_implementation="eager").eval()
    require(next(model.parameters()).dtype == dtype, f"{folder.name} was loaded as {next(model.parameters()).dtype}, not {dtype}.")
    found = model.model.rotary_emb.inv_freq
    wanted = torch.tensor(inverse_frequencies(fields["rope_parameters"], head_dim(fields)))
    require(found.dtype == torch.float32 and found.shape == wanted.shape and torch.allclose(found, wanted, rtol=1e-5, atol=0),
            f"{folder.name} has rotary frequencies {found.tolist()} ({found.dtype}), expected {wanted.tolist()} (float32).")
    model.generation_config.eos_token_id = None
    return model


def save(model, folder, fields, shard_size):
    """Saves the model in float16, in which its values are exact, and loads it again in float32."""
    values = {name: parameter.clone() for name, parameter in model.named_parameters()}
    model.half()
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(str(folder), **({} if shard_size is None else {"max_shard_size": shard_size}))

    shards = sorted(folder.glob("model*.safetensors"))
    stored = {name: tensor for shard in shards for name, tensor in load_file(str(shard)).items()}
    require({tensor.dtype for tensor in stored.values()} == {torch.float16}, f"{folder.name} is not all float16.")
    require(stored.keys() == values.keys(), f"{folder.name} stores other names: {sorted(stored.keys() ^ values.keys())}.")
    indexed = (folder / "model.safetensors.index.json").exists()
    require(indexed == (shard_size is not None), f"{folder.name} has {'an' if indexed else 'no'} index of shards.")
    require((len(shards) >= 2) == indexed, f"{folder.name} has {len(shards)} files of weights.")

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for key, value in {**COMMON, **fields}.items():
        found = config.get(key)
        same = {**found, **value} == found if isinstance(value, dict) and isinstance(found, dict) else found == value
        require(same, f"{folder.name}/config.json has {key} {found!r}, expected {value!r}.")

    loaded = load(folder, fields)
    for name, parameter in loaded.named_parameters():
        require(torch.equal(parameter, values[name]), f"{folder.name}: {name} changed by saving and loading.")
    return loaded


# Expectations

def prompt_logits(model, prompt):
    return model(input_ids=torch.tensor([prompt]), use_cache=False).logits[0].float()


def greedy(model, prompts):
    """Continues the prompts, padded on the left: ids [B][N] and logits (B, N, V)."""
    width = max(len(prompt) for prompt in prompts)
    ids = torch.tensor([[PAD] * (width - len(prompt)) + prompt for prompt in prompts])
    mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    out = model.generate(
        input_ids=ids, attention_mask=mask, do_sample=False, num_beams=1, max_new_tokens=NEW_TOKENS, pad_token_id=PAD,
        output_logits=True, return_dict_in_generate=True)
    new = out.sequences[:, width:]
    logits = torch.stack(out.logits, dim=1).float()
    require(tuple(new.shape) == (len(prompts), NEW_TOKENS), f"generate made {tuple(new.shape)} tokens.")
    require(tuple(logits.shape) == (*new.shape, VOCABULARY), f"generate gave logits of shape {tuple(logits.shape)}.")
    require(torch.equal(logits.argmax(-1), new), "generate did not take the likeliest tokens.")
    return new.tolist(), logits


def top2_margin(logits):
    best = logits.topk(2, dim=-1).values
    return (best[..., 0] - best[..., 1]).min().item()


def spread(logits):
    return logits.std(dim=-1).mean().item()


def rejection(continuations, logits):
    """Why these weights make a poor test, or None."""
    fewest = min(len(set(row)) for row in continuations)
    if top2_margin(logits) < SMALLEST_MARGIN:
        return f"the best two tokens are only {top2_margin(logits):.5f} apart"
    if not 2 <= spread(logits) <= 3.2:
        return f"the logits' standard deviation is {spread(logits):.2f}"
    if fewest < 4:
        return f"a continuation has only {fewest} different tokens"
    return None


def check_unpadded(model, prompts, continuations, logits):
    """The padded batch must answer what each prompt alone answers, with the cache and without."""
    worst = 0.0
    for i, prompt in enumerate(prompts):
        alone, alone_logits = greedy(model, [prompt])
        require(alone[0] == continuations[i], f"prompt {i} continues otherwise alone than in the padded batch.")
        uncached = prompt_logits(model, prompt + continuations[i])[len(prompt) - 1:-1]
        worst = max(worst, largest_difference(logits[i], alone_logits[0]), largest_difference(logits[i], uncached))
    require(worst < TOLERANCE, f"logits of the padded batch differ by {worst:.2e} from those of the prompts alone.")
    return worst


def versions():
    return {module.__name__: module.__version__ for module in (torch, transformers, peft, safetensors)}


def write_json(path, text):
    json.loads(text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_expected(path, fields):
    """Writes a line for each number or row."""
    def text(value):
        if not (isinstance(value, list) and isinstance(value[0], list)):
            return json.dumps(value)
        return "[\n" + ",\n".join("    " + json.dumps(row) for row in value) + "\n  ]"

    write_json(path, "{\n" + ",\n".join(f"  {json.dumps(key)}: {text(value)}" for key, value in fields.items()) + "\n}")


def write_tensors(path, tensors):
    for name, tensor in tensors.items():
        require(tensor.dtype == torch.float32 and bool(torch.isfinite(tensor).all()), f"{path.name}: {name} is not finite float32.")
    save_file({name: tensors[name].clone().contiguous() for name in sorted(tensors)}, str(path))


def make_checkpoint(out, name, prompts):
    family, shard_size, fields = CHECKPOINTS[name]
    folder = out / name
    for seed in range(1, SEEDS + 1):
        model = save(build(family, fields, seed), folder, fields, shard_size)
        continuations, logits = greedy(model, prompts)
        reason = rejection(continuations, logits)
        if reason is None:
            break
        print(f"{name}: seed {seed} is not taken, {reason}")
    require(reason is None, f"{name}: none of {SEEDS} seeds will do; the last: {reason}.")

    padding_error = check_unpadded(model, prompts, continuations, logits)
    half = load(folder, fields, torch.bfloat16)
    tensors, rounding = {}, 0.0
    for i, prompt in enumerate(prompts):
        tensors[f"logits.{i}"] = prompt_logits(model, prompt)
        tensors[f"padded_last.{i}"] = logits[i, 0]
        tensors[f"bf16_logits.{i}"] = prompt_logits(half, prompt)
        rounding = max(rounding, largest_difference(tensors[f"logits.{i}"], tensors[f"bf16_logits.{i}"]))
    require(rounding < 1, f"{name}: bfloat16 moves the logits by {rounding:.2f}.")
    write_tensors(folder / "expected.safetensors", tensors)

    logprobs = torch.log_softmax(logits, dim=-1).gather(-1, torch.tensor(continuations)[..., None])[..., 0]
    write_expected(folder / "expected.json", {
        "prompts": prompts,
        "greedy": continuations,
        "greedy_logprobs": [[round(value, 7) for value in row] for row in logprobs.tolist()],
        "top2_margin": round(top2_margin(logits), 7),
        "seed": seed,
        "made_with": versions(),
    })
    print(f"{name}: seed {seed}, top-2 margin {top2_margin(logits):.5f}, logits' standard deviation {spread(logits):.2f}, "
          f"padded against alone {padding_error:.1e}, bfloat16 against float32 {rounding:.2f}")


# Adapters

def tidy_adapter(folder, base):
    """Drops what differs from machine to machine: the model card, the base's path, the order of a set."""
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["base_model_name_or_path"] = base
    config["target_modules"] = sorted(config["target_modules"])
    write_json(path, json.dumps(config, indent=2, sort_keys=True))


def make_adapter(out, name, prompts):
    base, seed, fields = ADAPTERS[name]
    base_folder, base_fields = out / base, CHECKPOINTS[base][2]
    folder = out / "adapters" / name
    shutil.rmtree(folder, ignore_errors=True)
    config = peft.LoraConfig(lora_dropout=0.0, bias="none", task_type="CAUSAL_LM", **fields)
    model = peft.get_peft_model(load(base_folder, base_fields), config).eval()

    generator = torch.Generator().manual_seed(seed)
    count = 0
    for parameter_name, parameter in sorted(model.named_parameters(), key=lambda item: item[0]):
        if ".lora_A." in parameter_name or ".lora_B." in parameter_name:
            parameter.copy_((torch.randn(parameter.shape, generator=generator) * 0.2).half().float())
            count += 1
    expected_count = 2 * COMMON["num_hidden_layers"] * len(fields["target_modules"])
    require(count == expected_count, f"{name} has {count} matrices, expected {expected_count}.")
    model.save_pretrained(str(folder), save_embedding_layers=False)
    tidy_adapter(folder, base)

    stored = load_file(str(folder / "adapter_model.safetensors"))
    require(len(stored) == count and {tensor.dtype for tensor in stored.values()} == {torch.float32},
            f"{name}/adapter_model.safetensors should have {count} tensors in float32.")
    loaded = peft.PeftModel.from_pretrained(load(base_folder, base_fields), str(folder)).eval()
    plain = load_file(str(base_folder / "expected.safetensors"))
    tensors, change = {}, math.inf
    for i, prompt in enumerate(prompts):
        tensors[f"logits.{i}"] = prompt_logits(loaded, prompt)
        reloading = largest_difference(tensors[f"logits.{i}"], prompt_logits(model, prompt))
        require(reloading < 1e-6, f"{name}: saving and loading moves the logits by {reloading:.2e}.")
        change = min(change, largest_difference(tensors[f"logits.{i}"], plain[f"logits.{i}"]))
    require(change > 0.5, f"{name} changes the logits of a prompt by only {change:.3f}.")
    write_tensors(folder / "expected.safetensors", tensors)
    print(f"adapters/{name}: {count} matrices, changes each prompt's logits by {change:.2f} or more")


def refuse_paths(value, file):
    """JSON must not name this machine's folders."""
    if isinstance(value, dict):
        for item in value.values():
            refuse_paths(item, file)
    elif isinstance(value, list):
        for item in value:
            refuse_paths(item, file)
    elif isinstance(value, str):
        require(not pathlib.PurePath(value).is_absolute() and os.sep not in value, f"{file} has the path {value}.")


def check_files(out):
    total = 0
    for folder in [*(out / name for name in CHECKPOINTS), *(out / "adapters" / name for name in ADAPTERS)]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            if path.suffix == ".json":
                refuse_paths(json.loads(path.read_text(encoding="utf-8")), path.relative_to(out))
        size = sum(path.stat().st_size for path in files)
        total += size
        print(f"{folder.relative_to(out)}: {', '.join(path.name for path in files)} ({size / 1000:.0f} kB)")
    print(f"Together {total / 1000:.0f} kB, made with {versions()}.")


def main():
    parser = argparse.ArgumentParser(description="Makes small checkpoints, adapters and their expected outputs.")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the folder to write into; its fixtures are replaced")
    out = parser.parse_args().out.resolve()
    require(int(transformers.__version__.split(".")[0]) >= 5, f"needs transformers 5, but this is {transformers.__version__}.")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    out.mkdir(parents=True, exist_ok=True)
    prompts = make_prompts()
    for name in CHECKPOINTS:
        make_checkpoint(out, name, prompts)
    for name in ADAPTERS:
        make_adapter(out, name, prompts)
    check_files(out)


if __name__ == "__main__":
    main()
