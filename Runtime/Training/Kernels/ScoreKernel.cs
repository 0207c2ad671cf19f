#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// Log-probability, entropy and value of chosen tokens. Only the positions of the NPC's own tokens meet the vocabulary matrix, some of
    /// them at a time; log-softmax runs in float32 on logits divided by the sampling temperature.
    /// </summary>
    internal static class ScoreKernel
    {
        internal const string Source = @"
def chosen(hidden: Tensor, index: Tensor) -> Tensor:
    # hidden (B,T,D); index (N): flat position b*T+t before each chosen token. -> (N,D)
    return hidden.view(-1, hidden.size(2)).index_select(0, index)

def logits_of(w: List[Tensor], rows: Tensor) -> Tensor:        # (N,D) -> (N,V) float32
    if w[2].numel() > 0:
        return linear(rows, w[2]).to(dtype=6)
    return linear(rows, w[0]).to(dtype=6)                      # a tied head is the embedding

def token_scores(w: List[Tensor], rows: Tensor, targets: Tensor, temperature: Tensor, entropy_learns: bool) -> Tuple[Tensor, Tensor]:
    # rows (N,D): outputs at the positions before the targets; targets (N) int64; temperature (). -> log-prob (N), entropy (N), float32.
    # An entropy that nobody derives keeps nothing of its (N,V) tensors for the way back.
    logps = torch.log_softmax(logits_of(w, rows) / temperature, -1)       # (N,V)
    seen = logps if entropy_learns else logps.detach()
    return logps.gather(1, targets.unsqueeze(1)).squeeze(1), torch.neg((seen.exp() * seen).sum(-1))

def head_values(rows: Tensor, v: List[Tensor]) -> Tensor:      # (N,D) -> (N) float32; v: weight, bias, weight, bias
    h = torch.silu(torch.addmm(v[1], rows.to(dtype=6), v[0].t()))
    return torch.addmv(v[3].expand(rows.size(0)), h, v[2].view(-1))

def score(w: List[Tensor], hidden: Tensor, index: Tensor, targets: Tensor, temperature: Tensor) -> Tuple[Tensor, Tensor]:
    return token_scores(w, chosen(hidden, index), targets, temperature, False)

def values(v: List[Tensor], hidden: Tensor, index: Tensor) -> Tensor:
    return head_values(chosen(hidden, index), v)
";
    }
}
