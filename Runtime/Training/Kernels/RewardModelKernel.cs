#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// The reward model: a head on features of replies that never change. Pairs: Bradley and Terry 1952 with a margin (Touvron et al. 2023,
    /// arXiv 2307.09288, section 3.2.2) and a pull of the scores to zero, where the pairs alone leave them adrift (Eisenstein et al. 2023,
    /// arXiv 2312.09244). Scores: least squares.
    /// </summary>
    internal static class RewardModelKernel
    {
        internal const string Source = @"
def keep_features(features: Tensor, places: Tensor, hidden: Tensor, index: Tensor) -> int:
    # Writes the outputs at flat positions index (N) of hidden (B,T,D) into rows places (N) of features (M,D) float32.
    features.index_copy_(0, places, chosen(hidden, index).to(dtype=6))
    return 0

def reply_scores(v: List[Tensor], features: Tensor) -> Tensor:      # (M,D) -> (M)
    return head_values(features, v)

def pair_loss(v: List[Tensor], features: Tensor, better: Tensor, worse: Tensor, margins: Tensor, centring: Tensor, total: Tensor) -> Tensor:
    # better, worse (N) int64: rows of features; margins (N). -> mean of -log sigmoid(b - w - m) + c (b + w)^2, also added to total ()
    b = head_values(features.index_select(0, better), v)
    w = head_values(features.index_select(0, worse), v)
    loss = (centring * (b + w) * (b + w) - torch.log_sigmoid(b - w - margins)).mean()
    total.add_(loss.detach())
    return loss

def score_loss(v: List[Tensor], features: Tensor, rows: Tensor, targets: Tensor, total: Tensor) -> Tensor:
    # rows (N) int64; targets (N). -> mean squared error, also added to total ()
    error = head_values(features.index_select(0, rows), v) - targets
    loss = (error * error).mean()
    total.add_(loss.detach())
    return loss
";
    }
}
