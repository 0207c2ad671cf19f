"""
PPO updates in plain PyTorch, laid out as TRL's PPOTrainer lays them out: a policy, a value model of its own with the same backbone, and a
reference (with LoRA the policy without its adapter). Kinder than TRL where that is easy: generation stores no scores, only reply positions
meet the vocabulary, and weights, gradients and AdamW's moments are pure bfloat16 (ours are float32). No reward model: the score is made up.
"""
import argparse
import json

import torch
import transformers
from torch import nn

from qwen import SHAPE, driver_mebibytes, generate, make_model, median, prompts, seconds

LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
CLIP, VALUE_CLIP, VALUE_WEIGHT, KL_WEIGHT, GAMMA, LAMBDA = 0.2, 0.2, 0.1, 0.05, 1.0, 0.95


class ValueModel(nn.Module):
    """A backbone and one number a position."""

    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(SHAPE["hidden_size"], 1, device="cuda", dtype=torch.bfloat16)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids, replies):
        hidden = self.backbone(input_ids=ids, use_cache=False).last_hidden_state
        return self.head(hidden[:, -replies - 1:-1]).squeeze(-1).float()


class Update:
    def __init__(self, options):
        self.options = options
        self.policy = make_model()
        value_backbone = make_model().model
        if options.lora_rank > 0:
            self.policy = self.adapted(self.policy, "CAUSAL_LM")
            value_backbone = self.adapted(value_backbone, None)
            self.reference = None
        else:
            self.reference = make_model().requires_grad_(False)
        self.value = ValueModel(value_backbone)
        trained = [p for m in (self.policy, self.value) for p in m.parameters() if p.requires_grad]
        self.trained = trained
        self.optimizer = torch.optim.AdamW(trained, lr=3e-6, fused=True)

    def adapted(self, model, task):
        from peft import LoraConfig, get_peft_model
        config = LoraConfig(
            r=self.options.lora_rank, lora_alpha=2 * self.options.lora_rank, lora_dropout=0.0, target_modules=LINEARS, task_type=task)
        return get_peft_model(model, config, autocast_adapter_dtype=False)

    def log_probs(self, model, ids):
        """Log-probabilities of the reply's tokens, and the logits they come from."""
        replies = self.options.new
        logits = model(input_ids=ids, use_cache=False, logits_to_keep=replies + 1).logits[:, :-1].float()
        chosen = torch.gather(logits, 2, ids[:, -replies:].unsqueeze(-1)).squeeze(-1)
        return chosen - torch.logsumexp(logits, dim=-1), logits

    def reference_log_probs(self, ids):
        if self.reference is not None:
            return self.log_probs(self.reference, ids)[0]
        with self.policy.disable_adapter():
            return self.log_probs(self.policy, ids)[0]

    def play(self, seed):
        self.policy.eval()
        with torch.no_grad():
            return generate(self.policy, prompts(self.options.episodes, self.options.prompt, seed), self.options.new)

    def score(self, ids):
        parts = [[], [], []]
        with torch.no_grad():
            for rows in ids.split(self.options.scoring_batch):
                parts[0].append(self.log_probs(self.policy, rows)[0])
                parts[1].append(self.reference_log_probs(rows))
                parts[2].append(self.value(rows, self.options.new))
        return [torch.cat(part) for part in parts]

    def advantages(self, ids, old, reference, values):
        rewards = -KL_WEIGHT * (old - reference)
        rewards[:, -1] += (ids[:, -self.options.new:] % 2).float().mean(dim=1)
        last, reversed_advantages = torch.zeros_like(rewards[:, 0]), []
        for t in reversed(range(self.options.new)):
            after = values[:, t + 1] if t + 1 < self.options.new else 0.0
            last = rewards[:, t] + GAMMA * after - values[:, t] + GAMMA * LAMBDA * last
            reversed_advantages.append(last)
        advantages = torch.stack(reversed_advantages[::-1], dim=1)
        returns = advantages + values
        return (advantages - advantages.mean()) / (advantages.std() + 1e-8), returns

    def loss(self, ids, old, advantages, values, returns):
        new, logits = self.log_probs(self.policy, ids)
        ratio = torch.exp(new - old)
        policy_loss = torch.max(-advantages * ratio, -advantages * ratio.clamp(1 - CLIP, 1 + CLIP)).mean()
        predicted = self.value(ids, self.options.new)
        clipped = torch.clamp(predicted, values - VALUE_CLIP, values + VALUE_CLIP)
        value_loss = 0.5 * torch.max((predicted - returns) ** 2, (clipped - returns) ** 2).mean()
        with torch.no_grad():
            entropy = (torch.logsumexp(logits, dim=-1) - (torch.softmax(logits, dim=-1) * logits).sum(dim=-1)).mean()
            kl = 0.5 * ((new - old) ** 2).mean()
        return policy_loss + VALUE_WEIGHT * value_loss, torch.stack([policy_loss.detach(), value_loss.detach(), entropy, kl])

    def learn(self, ids):
        options = self.options
        old, reference, values = self.score(ids)
        advantages, returns = self.advantages(ids, old, reference, values)
        self.policy.train()
        metrics = []
        for _ in range(options.epochs):
            for minibatch in torch.randperm(len(ids), device="cuda").split(options.minibatch):
                for rows in minibatch.split(options.micro_batch):
                    loss, found = self.loss(ids[rows], old[rows], advantages[rows], values[rows], returns[rows])
                    (loss * (len(rows) / len(minibatch))).backward()
                    metrics.append(found)
                torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad(set_to_none=True)
        return torch.stack(metrics).mean(dim=0).tolist()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lora-rank", type=int, default=0)
    parser.add_argument("--episodes", type=int, default=64)
    parser.add_argument("--prompt", type=int, default=128)
    parser.add_argument("--new", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minibatch", type=int, default=64)
    parser.add_argument("--micro-batch", type=int, default=16)
    parser.add_argument("--scoring-batch", type=int, default=32)
    parser.add_argument("--updates", type=int, default=3)
    options = parser.parse_args()
    torch.manual_seed(1)
    update = Update(options)
    generation, after, metrics = [], [], []
    for turn in range(options.updates):
        play, ids = seconds(lambda: update.play(turn))
        ids = ids.clone()
        learn, metrics = seconds(lambda: update.learn(ids))
        generation.append(play)
        after.append(learn)
    later = slice(1, None) if options.updates > 1 else slice(None)
    whole = [g + a for g, a in zip(generation, after)]
    print(json.dumps({
        "benchmark": "ppo-update",
        "peer": "pytorch",
        "versions": f"torch {torch.__version__}, transformers {transformers.__version__}",
        "device": torch.cuda.get_device_name(),
        "trained": sum(p.numel() for p in update.trained),
        "lora_rank": options.lora_rank,
        "epochs": options.epochs,
        "minibatch": options.minibatch,
        "micro_batch": options.micro_batch,
        "episodes": options.episodes,
        "prompt_tokens": options.prompt,
        "new_tokens": options.new,
        "generation_seconds": [round(s, 3) for s in generation],
        "after_seconds": [round(s, 3) for s in after],
        "median_generation_seconds": round(median(generation[later]), 4),
        "median_after_seconds": round(median(after[later]), 4),
        "median_whole_seconds": round(median(whole[later]), 4),
        "peak_driver_mib": driver_mebibytes(),
        "metrics": [round(m, 4) for m in metrics],
    }), flush=True)


if __name__ == "__main__":
    main()
