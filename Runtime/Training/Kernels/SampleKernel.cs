#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// One token a row by the inverse of the cumulative distribution: exact, and one uniform number a token, so that a reply
    /// depends on its own seed and not on its neighbours in the batch. The log-probability is that of the whole distribution at the
    /// row's temperature, whatever the repetition penalty, top-k and top-p make of it.
    /// </summary>
    internal static class SampleKernel
    {
        internal const string Source = @"
def penalized(logits: Tensor, said: Tensor, penalty: Tensor) -> Tensor:
    # CTRL's penalty as transformers applies it. said (B,n) int64: tokens of each reply so far; penalty (B,1), 1: none. A token said
    # twice is penalized once: both times the same value is written.
    of_said = logits.gather(1, said)
    return logits.scatter(1, said, torch.where(of_said > 0, of_said / penalty, of_said * penalty))

def sample(logits: Tensor, sampling: Tensor, said: Tensor, uniform: Tensor, truncate: bool, penalize: bool) -> Tuple[Tensor, Tensor]:
    # logits (B,V) float32; sampling (B,4) float32: temperature, top-k, top-p, repetition penalty; said (B,n) int64: tokens of each reply
    # so far; uniform (B,1) float64 in [0,1). -> (B) int64, (B) float32
    temperature = sampling.narrow(1, 0, 1)
    logps = torch.log_softmax(logits / temperature, -1)
    p = logps.exp()
    if penalize:
        # The same operations again, so that a row with penalty 1 keeps each bit beside one with another.
        p = torch.log_softmax(penalized(logits, said, sampling.narrow(1, 3, 1)) / temperature, -1).exp()
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
