#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// One token a row by the inverse of the cumulative distribution: exact, and one uniform number a token, so that a reply
    /// depends on its own seed and not on its neighbours in the batch. The log-probability is that of the whole distribution at the
    /// row's temperature, whatever top-k and top-p leave of it.
    /// </summary>
    internal static class SampleKernel
    {
        internal const string Source = @"
def sample(logits: Tensor, sampling: Tensor, uniform: Tensor, truncate: bool) -> Tuple[Tensor, Tensor]:
    # logits (B,V) float32; sampling (B,3) float32: temperature, top-k, top-p; uniform (B,1) float64 in [0,1). -> (B) int64, (B) float32
    logps = torch.log_softmax(logits / sampling.narrow(1, 0, 1), -1)
    p = logps.exp()
    if truncate:
        sorted_p, order = p.sort(-1, True)
        before = sorted_p.cumsum(-1) - sorted_p                # mass of the likelier tokens
        rank = torch.arange(p.size(1), device=p.device).unsqueeze(0)
        kept = (before < sampling.narrow(1, 2, 1)) & (rank < sampling.narrow(1, 1, 1))
        p = torch.zeros_like(p).scatter(1, order, sorted_p * kept)
    cdf = p.to(dtype=7).cumsum(-1)                             # float64
    token = torch.searchsorted(cdf, uniform * cdf.narrow(1, cdf.size(1) - 1, 1), right=True)
    token = token.clamp(max=p.size(1) - 1)                     # (B,1)
    return token.squeeze(1), logps.gather(1, token).squeeze(1)
";
    }
}
