#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>Next-token cross-entropy on chosen positions, for supervised training on the NPC's own lines.</summary>
    internal static class CrossEntropyKernel
    {
        internal const string Source = @"
def cross_entropy(w: List[Tensor], ids: Tensor, index: Tensor, targets: Tensor, weights: Tensor, total: Tensor, cos: Tensor, sin: Tensor, layers: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    # ids (B,T) right-padded; index, targets, weights (N). -> weighted sum of -log p, float32, also added to total ()
    hidden = trunk(w, ids, cos, sin, layers, heads, kv_heads, eps)
    rows = hidden.view(-1, hidden.size(2)).index_select(0, index)
    logps = torch.log_softmax(torch.matmul(rows, w[2].t()).to(dtype=6), -1)
    loss = torch.neg((logps.gather(1, targets.unsqueeze(1)).squeeze(1) * weights).sum())
    total.add_(loss.detach())
    return loss
";
    }
}
