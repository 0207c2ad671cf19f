#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// Log-probability, entropy and value of chosen tokens. Only the positions of the NPC's own tokens meet the vocabulary matrix;
    /// log-softmax runs in float32 on logits divided by the sampling temperature.
    /// </summary>
    internal static class ScoreKernel
    {
        internal const string Source = @"
def token_scores(rows: Tensor, head: Tensor, targets: Tensor, temperature: Tensor) -> Tuple[Tensor, Tensor]:
    # rows (N,D): outputs at the positions before the targets; targets (N) int64; temperature (). -> log-prob (N), entropy (N), float32
    logps = torch.log_softmax(torch.matmul(rows, head.t()).to(dtype=6) / temperature, -1)       # (N,V)
    return logps.gather(1, targets.unsqueeze(1)).squeeze(1), torch.neg((logps.exp() * logps).sum(-1))

def head_values(rows: Tensor, v: List[Tensor]) -> Tensor:      # (N,D) -> (N) float32; v: weight, bias, weight, bias
    h = torch.silu(torch.addmm(v[1], rows.to(dtype=6), v[0].t()))
    return torch.addmv(v[3].expand(rows.size(0)), h, v[2].view(-1))

def score(w: List[Tensor], v: List[Tensor], ids: Tensor, index: Tensor, targets: Tensor, cos: Tensor, sin: Tensor, temperature: Tensor, layers: int, heads: int, kv_heads: int, eps: float) -> Tuple[Tensor, Tensor, Tensor]:
    # ids (B,T) right-padded; index (N): flat position b*T+t before each target. -> log-prob, entropy, value (N); values are 0 without a head
    hidden = trunk(w, ids, cos, sin, layers, heads, kv_heads, eps)
    rows = hidden.view(-1, hidden.size(2)).index_select(0, index)
    logp, entropy = token_scores(rows, w[2], targets, temperature)
    if len(v) > 0:
        return logp, entropy, head_values(rows, v)
    return logp, entropy, torch.zeros_like(logp)
";
    }
}
