"""The network that both sides run: Qwen2.5-0.5B's published shape with random weights, bfloat16, SDPA."""
import statistics
import time

import torch
from transformers import AutoModelForCausalLM, Qwen2Config

SHAPE = {
    "hidden_size": 896,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "intermediate_size": 4864,
    "vocab_size": 151936,
    "max_position_embeddings": 32768,
    "rms_norm_eps": 1e-6,
    "rope_theta": 1e6,
    "tie_word_embeddings": True,
    "use_sliding_window": False,
}


def make_model():
    """A causal language model on the GPU."""
    with torch.device("cuda"):
        model = AutoModelForCausalLM.from_config(
            Qwen2Config.from_dict(dict(SHAPE)), attn_implementation="sdpa", dtype=torch.bfloat16)
    model.generation_config.eos_token_id = None     # nothing ends a reply but its length
    model.generation_config.pad_token_id = 0
    return model


def generate(model, prompts, tokens):
    """Samples as many new tokens for each prompt, from the whole distribution."""
    return model.generate(
        input_ids=prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=1.0, top_k=0, top_p=1.0,
        min_new_tokens=tokens, max_new_tokens=tokens)


def prompts(batch, tokens, seed):
    generator = torch.Generator(device="cuda").manual_seed(seed)
    return torch.randint(0, SHAPE["vocab_size"], (batch, tokens), device="cuda", generator=generator)


def seconds(work):
    """Seconds of a piece of work, with the device's share, and what it returned."""
    torch.cuda.synchronize()
    start = time.perf_counter()
    result = work()
    torch.cuda.synchronize()
    return time.perf_counter() - start, result


def median(values):
    return statistics.median(values)


def driver_mebibytes():
    """The whole card's memory in use, as the driver counts it. PyTorch's allocator keeps what it once had, so this is the peak."""
    free, total = torch.cuda.mem_get_info()
    return (total - free) >> 20
