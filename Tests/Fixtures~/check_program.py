"""Checks the program repartee end to end against transformers and peft, on any device.

    python check_program.py --program "dotnet run -c Release --project Samples~/Cli --" [--device cuda]

Makes a small Qwen2 checkpoint with random weights and a fixture's tokenizer, as it would come from the hub. Then, in float32:
the prompt ids of a chat are those of the chat template, greedy ids and log-probs are those of generate(); and an adapter that
the program's verb sft learnt gives, loaded by peft, the ids and log-probs that the program gives with it. Exits with 1 where not.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers

TOKENS = 48
TOLERANCE = 1e-4
PERSONA, QUESTION = "You are Marta, innkeeper of the Gilded Boar.", "Any rooms left?"
FIXTURE = pathlib.Path(__file__).parent / "tokenizers" / "qwen2"


def make_checkpoint(folder):
    config = json.loads((FIXTURE / "tokenizer_config.json").read_text(encoding="utf-8"))
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(FIXTURE / "tokenizer.json"), eos_token="<|im_end|>", chat_template=config["chat_template"])
    torch.manual_seed(1)
    model = transformers.Qwen2ForCausalLM(transformers.Qwen2Config(
        vocab_size=len(tokenizer) + 7, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, tie_word_embeddings=True, eos_token_id=tokenizer.eos_token_id))
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(1 + 0.2 * torch.randn_like(value) if "norm" in name else 0.2 * torch.randn_like(value))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer, model.eval()


def run(arguments, *words):
    command = shlex.split(arguments.program) + list(words) + ["--device", arguments.device, "--precision", "float32"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def chat(arguments, *words):
    output = run(arguments, "generate", "--chat", "--system", PERSONA, "--prompt", QUESTION, "--tokens", str(TOKENS), "--temperature", "0",
                 "--json", *words)
    return json.loads(output)


def reference(model, prompt, stop):
    """Greedy ids until the stop token or the limit, and their log-probs, without a cache."""
    ids, logprobs = list(prompt), []
    with torch.no_grad():
        while len(logprobs) < TOKENS and (not logprobs or ids[-1] != stop):
            row = torch.log_softmax(model(torch.tensor([ids])).logits[0, -1].float(), -1)
            ids.append(int(row.argmax()))
            logprobs.append(float(row[ids[-1]]))
    return ids[len(prompt):], logprobs


def compare(name, found, prompt, ids, logprobs):
    if found["promptIds"] != prompt:
        raise SystemExit(f"{name}: prompt ids differ: {found['promptIds']} instead of {prompt}")
    if found["ids"] != ids:
        raise SystemExit(f"{name}: ids differ: {found['ids']} instead of {ids}")
    largest = max(abs(a - b) for a, b in zip(found["logProbs"], logprobs))
    print(f"{name}: {len(prompt)} prompt ids and {len(ids)} greedy ids equal, log-probs within {largest:.1e}")
    if largest > TOLERANCE:
        raise SystemExit(f"{name}: log-probs differ by {largest}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        actor, adapter, lines = (os.path.join(folder, name) for name in ("actor", "adapter", "lines.jsonl"))
        tokenizer, model = make_checkpoint(actor)
        messages = [{"role": "system", "content": PERSONA}, {"role": "user", "content": QUESTION}]
        text = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        prompt = tokenizer(text, add_special_tokens=False)["input_ids"]
        compare("checkpoint", chat(arguments, "--actor", actor), prompt, *reference(model, prompt, tokenizer.eos_token_id))
        row = {"persona": PERSONA, "messages": messages[1:] + [{"role": "assistant", "content": "One, under the roof. Two coppers."}]}
        pathlib.Path(lines).write_text(json.dumps(row) + "\n", encoding="utf-8")
        run(arguments, "sft", "--actor", actor, "--data", lines, "--out", adapter, "--steps", "60", "--batch", "1", "--lora-rank", "4",
            "--learning-rate", "1e-2", "--validation", "0")
        taught = peft.PeftModel.from_pretrained(model, adapter).eval()
        found = chat(arguments, "--actor", actor, "--adapter", adapter)
        compare("adapter", found, prompt, *reference(taught, prompt, tokenizer.eos_token_id))
        print(f"the taught actor says: {found['text']}")


main()
