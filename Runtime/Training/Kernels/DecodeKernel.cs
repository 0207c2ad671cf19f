#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// Batched generation with left padding and a static key-value cache: <c>prefill</c> reads all prompt columns but the last,
    /// <c>decode</c> samples some columns more. Everything is written in place, so nothing but the host's look at <c>finished</c>
    /// waits for the device.
    /// </summary>
    internal static class DecodeKernel
    {
        internal const string Source = @"
def cached_layers(w: List[Tensor], a: List[Tensor], cache: List[Tensor], x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, column: int, layers: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    # x (B,T,D) are columns [column, column+T); cache: per layer k and v (B,K,W,d); mask (B,1,T,column+T), True where a key is seen.
    t = x.size(1)
    for layer in range(layers):
        q, k, v = qkv_heads(x, w, a, layer, heads, kv_heads, eps, cos, sin)
        cache[2 * layer].narrow(2, column, t).copy_(k)
        cache[2 * layer + 1].narrow(2, column, t).copy_(v)
        attended = torch.scaled_dot_product_attention(q, cache[2 * layer].narrow(2, 0, column + t), cache[2 * layer + 1].narrow(2, 0, column + t), mask, 0.0, False, scale=None, enable_gqa=heads != kv_heads)
        x = after_attention(x, attended, w, a, layer, eps)
    return x

def positions(tokens: Tensor, starts: Tensor, column: int, t: int) -> Tensor:
    # Position of a column = its distance from the row's first real token. (B,t) int64
    columns = torch.arange(column, column + t, device=tokens.device).unsqueeze(0)
    return (columns - starts.unsqueeze(1)).clamp(min=0)

def rotations(table: Tensor, at: Tensor) -> Tensor:            # (B,t) -> (B,1,t,d)
    rows = at.view(-1).clamp(max=table.size(0) - 1)            # a finished row may pass its context's end while others go on
    return table.index_select(0, rows).view(at.size(0), 1, at.size(1), table.size(1))

def prefill(w: List[Tensor], a: List[Tensor], cache: List[Tensor], tokens: Tensor, starts: Tensor, cos: Tensor, sin: Tensor, width: int, layers: int, heads: int, kv_heads: int, eps: float) -> int:
    # tokens (B,W) int64, prompts left-padded into the first `width` columns; starts (B) int64: padding before each prompt.
    t = width - 1
    at = positions(tokens, starts, 0, t)
    columns = torch.arange(t, device=tokens.device)
    causal = columns.unsqueeze(1) >= columns.unsqueeze(0)      # (t,t)
    real = columns.unsqueeze(0) >= starts.unsqueeze(1)         # (B,t)
    itself = columns.unsqueeze(1) == columns.unsqueeze(0)      # a padded query sees itself, so that no row is fully masked
    mask = (causal.unsqueeze(0) & (real.unsqueeze(1) | itself.unsqueeze(0))).unsqueeze(1)
    x = embed(w, tokens.narrow(1, 0, t), cos)
    cached_layers(w, a, cache, x, rotations(cos, at), rotations(sin, at), mask, 0, layers, heads, kv_heads, eps)
    return t

def decode(w: List[Tensor], a: List[Tensor], cache: List[Tensor], tokens: Tensor, logps: Tensor, finished: Tensor, starts: Tensor, uniforms: Tensor, sampling: Tensor, stops: Tensor, limits: Tensor, cos: Tensor, sin: Tensor, column: int, steps: int, width: int, pad: int, truncate: bool, penalize: bool, layers: int, heads: int, kv_heads: int, eps: float) -> int:
    # Samples columns [column, column+steps). tokens (B,W) int64; logps, uniforms (B,N) by reply index; finished (B) bool;
    # sampling (B,4): temperature, top-k, top-p, repetition penalty; stops (S) int64; limits (B) int64: tokens each reply may have.
    keys = torch.arange(tokens.size(1), device=tokens.device).unsqueeze(0) >= starts.unsqueeze(1)    # (B,W)
    for step in range(steps):
        c = column + step
        at = positions(tokens, starts, c - 1, 1)
        x = embed(w, tokens.narrow(1, c - 1, 1), cos)                                               # (B,1,D)
        mask = keys.narrow(1, 0, c).unsqueeze(1).unsqueeze(1)                                       # (B,1,1,c)
        x = cached_layers(w, a, cache, x, rotations(cos, at), rotations(sin, at), mask, c - 1, layers, heads, kv_heads, eps)
        logits = logits_of(w, last_norm(x, w, eps).squeeze(1))                                      # (B,V) float32
        reply = c - width
        token, logp = sample(logits, sampling, tokens.narrow(1, width, reply), uniforms.narrow(1, reply, 1), truncate, penalize)
        token = torch.where(finished, torch.full_like(token, pad), token)
        tokens.select(1, c).copy_(token)
        logps.select(1, reply).copy_(torch.where(finished, torch.zeros_like(logp), logp))
        stopped = (token.unsqueeze(1) == stops.unsqueeze(0)).any(1)
        finished.logical_or_(stopped).logical_or_(limits <= reply + 1)
    return column + steps
";
    }
}
