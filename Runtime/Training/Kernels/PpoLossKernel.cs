#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// PPO's total loss over the NPC's tokens of one micro-batch. Formulas: clipped objective, Schulman et al. 2017 (arXiv 1707.06347),
    /// equation 7; dual clip, Ye et al. 2020 (arXiv 1912.09729); clipped value loss as in OpenAI Baselines; KL estimators k2 and k3,
    /// Schulman, "Approximating KL Divergence" (2020). Each token carries its own weight, 1 / (tokens of the minibatch), so that the
    /// sum over micro-batches is the minibatch's mean whatever the split. What is expected over the actor's own tokens, objective and KL,
    /// is also weighed by importance, 1 unless the tokens are recorded: decoupled PPO, Hilton, Cobbe, Schulman 2021 (arXiv 2110.00641).
    /// </summary>
    internal static class PpoLossKernel
    {
        /// <summary>Rows of the per-token input: old log-prob, reference log-prob, advantage, return, old value, weight,
        /// importance.</summary>
        internal const int Columns = 7;

        /// <summary>Entries of the metrics vector, in order.</summary>
        internal static readonly string[] Metrics =
        {
            "loss/policy_avg", "loss/value_avg", "policy/entropy_avg", "policy/approxkl_avg", "policy/clipfrac_avg",
            "val/clipfrac_avg", "val/ratio", "loss/kl_avg", "loss/total",
        };

        internal const string Source = @"
def policy_terms(logp: Tensor, entropy: Tensor, columns: Tensor, coef: Tensor, estimator: int, clip_policy: bool) -> Tuple[Tensor, Tensor]:
    # logp, entropy (N); columns (7,N); coef (8): clip low, clip high, dual clip, value clip, vf, entropy, kl, max |log ratio|
    old, ref, adv, ret, old_value, weight, importance = columns.unbind(0)
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
    pg = pg * importance
    d = logp - ref
    kl = torch.zeros_like(d)
    if estimator == 2:
        kl = 0.5 * d * d                                       # k2: its gradient is that of KL(policy || reference)
    if estimator == 3:
        kl = torch.neg(d).clamp(max=coef[7]).exp() - 1 + d                        # k3: its gradient is that of KL(reference || policy)
    kl = kl * importance
    loss = ((pg - coef[5] * entropy + coef[6] * kl) * weight).sum()
    none = torch.zeros_like(loss)
    approx = 0.5 * log_ratio * log_ratio
    metrics = torch.stack([(pg * weight).sum(), none, (entropy * weight).sum(), (approx * weight).sum(), (clipped * weight).sum(), none, (ratio * weight).sum(), (kl * weight).sum(), loss]).detach()
    return loss, metrics

def value_terms(value: Tensor, columns: Tensor, coef: Tensor, clip_value: bool) -> Tuple[Tensor, Tensor]:
    # value (N); columns and coef as for policy_terms
    old, ref, adv, ret, old_value, weight, importance = columns.unbind(0)
    vf = (value - ret) * (value - ret)
    clipped = torch.zeros_like(vf)
    if clip_value:
        near = old_value + (value - old_value).clamp(min=torch.neg(coef[3]), max=coef[3])
        far = (near - ret) * (near - ret)
        clipped = ((far > vf) & (torch.abs(value - old_value) > coef[3])).to(dtype=6)
        vf = torch.maximum(vf, far)
    vf = 0.5 * vf
    loss = (coef[4] * vf * weight).sum()
    none = torch.zeros_like(loss)
    metrics = torch.stack([none, (vf * weight).sum(), none, none, none, (clipped * weight).sum(), none, none, loss]).detach()
    return loss, metrics

def policy_loss(w: List[Tensor], hidden: Tensor, index: Tensor, targets: Tensor, columns: Tensor, temperature: Tensor, coef: Tensor, estimator: int, clip_policy: bool, entropy_learns: bool, metrics: Tensor) -> Tensor:
    # As `score`, with gradients; adds the weighted sums of these tokens to metrics (9) in place.
    logp, entropy = token_scores(w, chosen(hidden, index), targets, temperature, entropy_learns)
    loss, sums = policy_terms(logp, entropy, columns, coef, estimator, clip_policy)
    metrics.add_(sums)
    return loss

def policy_loss_of(logp: Tensor, entropy: Tensor, columns: Tensor, coef: Tensor, estimator: int, clip_policy: bool, metrics: Tensor) -> Tensor:
    # The same from log-probs and entropies (N) that somebody else computed.
    loss, sums = policy_terms(logp, entropy, columns, coef, estimator, clip_policy)
    metrics.add_(sums)
    return loss

def value_loss(v: List[Tensor], hidden: Tensor, index: Tensor, columns: Tensor, coef: Tensor, clip_value: bool, into_backbone: bool, metrics: Tensor) -> Tensor:
    rows = chosen(hidden, index)
    loss, sums = value_terms(head_values(rows if into_backbone else rows.detach(), v), columns, coef, clip_value)
    metrics.add_(sums)
    return loss
";
    }
}
