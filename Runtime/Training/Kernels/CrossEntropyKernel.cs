#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>Next-token cross-entropy on chosen positions, for supervised training on the NPC's own lines.</summary>
    internal static class CrossEntropyKernel
    {
        internal const string Source = @"
def cross_entropy(w: List[Tensor], hidden: Tensor, index: Tensor, targets: Tensor, weights: Tensor, total: Tensor) -> Tensor:
    # hidden (B,T,D); index, targets, weights (N). -> weighted sum of -log p, float32, also added to total ()
    logps = torch.log_softmax(logits_of(w, chosen(hidden, index)), -1)
    loss = torch.neg((logps.gather(1, targets.unsqueeze(1)).squeeze(1) * weights).sum())
    total.add_(loss.detach())
    return loss
";
    }
}
