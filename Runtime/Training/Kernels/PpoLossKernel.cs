#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// PPO's total loss over the NPC's tokens of one micro-batch. Formulas: clipped objective, Schulman et al. 2017 (arXiv 1707.06347),
    /// equation 7; dual clip, Ye et al. 2020 (arXiv 1912.09729); clipped value loss as in OpenAI Baselines; KL estimators k2 and k3,
    /// Schulman, "Approximating KL Divergence" (2020). Each token carries its own weight, 1 / (tokens of the minibatch), so that the
    /// sum over micro-batches is the minibatch's mean whatever the split.
    /// </summary>
    internal static class PpoLossKernel
    {
        /// <summary>Rows of the per-token input: old log-prob, reference log-prob, advantage, return, old value, weight.</summary>
        internal const int Columns = 6;

        /// <summary>Entries of the metrics vector, in order.</summary>
        internal static readonly string[] Metrics =
        {
            "loss/policy_avg", "loss/value_avg", "policy/entropy_avg", "policy/approxkl_avg", "policy/clipfrac_avg",
            "val/clipfrac_avg", "val/ratio", "loss/kl_avg", "loss/total",
        };

        internal const string Source = @"
def ppo_terms(logp: Tensor, entropy: Tensor, value: Tensor, columns: Tensor, coef: Tensor, estimator: int, clip_policy: bool, clip_value: bool) -> Tuple[Tensor, Tensor]:
    # logp, entropy, value (N); columns (6,N); coef (8): clip low, clip high, dual clip, value clip, vf, entropy, kl, max |log ratio|
    old, ref, adv, ret, old_value, weight = columns.unbind(0)
    log_ratio = logp - old
    ratio = log_ratio.clamp(min=torch.neg(coef[7]), max=coef[7]).exp()
    plain = torch.neg(adv) * ratio
    pg = plain
    clipped = torch.zeros_like(plain)
    if clip_policy:
        bound = torch.neg(adv) * ratio.clamp(min=1 - coef[0], max=1 + coef[1])
        pg = torch.maximum(plain, bound)
        clipped = (bound > plain).to(dtype=6)
        pg = torch.where(adv < 0, torch.minimum(pg, torch.neg(adv) * coef[2]), pg)
    vf = (value - ret) * (value - ret)
    v_clipped = torch.zeros_like(vf)
    if clip_value:
        near = old_value + (value - old_value).clamp(min=torch.neg(coef[3]), max=coef[3])
        far = (near - ret) * (near - ret)
        v_clipped = ((far > vf) & (torch.abs(value - old_value) > coef[3])).to(dtype=6)
        vf = torch.maximum(vf, far)
    vf = 0.5 * vf
    d = logp - ref
    kl = torch.zeros_like(d)
    if estimator == 2:
        kl = 0.5 * d * d                                       # k2: its gradient is that of KL(policy || reference)
    if estimator == 3:
        kl = torch.neg(d).clamp(max=coef[7]).exp() - 1 + d                        # k3: its gradient is that of KL(reference || policy)
    per_token = pg + coef[4] * vf - coef[5] * entropy + coef[6] * kl
    loss = (per_token * weight).sum()
    approx = 0.5 * log_ratio * log_ratio
    metrics = torch.stack([(pg * weight).sum(), (vf * weight).sum(), (entropy * weight).sum(), (approx * weight).sum(), (clipped * weight).sum(), (v_clipped * weight).sum(), (ratio * weight).sum(), (kl * weight).sum(), loss]).detach()
    return loss, metrics

def ppo_loss(w: List[Tensor], v: List[Tensor], ids: Tensor, index: Tensor, targets: Tensor, columns: Tensor, cos: Tensor, sin: Tensor, temperature: Tensor, coef: Tensor, estimator: int, clip_policy: bool, clip_value: bool, share_gradient: bool, metrics: Tensor, layers: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    # As `score`, with gradients; adds this micro-batch's weighted sums to metrics (9) in place.
    hidden = trunk(w, ids, cos, sin, layers, heads, kv_heads, eps)
    rows = hidden.view(-1, hidden.size(2)).index_select(0, index)
    logp, entropy = token_scores(rows, w[2], targets, temperature)
    value = head_values(rows if share_gradient else rows.detach(), v)
    loss, sums = ppo_terms(logp, entropy, value, columns, coef, estimator, clip_policy, clip_value)
    metrics.add_(sums)
    return loss
";
    }
}
