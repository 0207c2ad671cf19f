#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// The decoder of the Llama family: RMSNorm, RoPE, grouped-query attention, SwiGLU; optional qkv bias (Qwen2) and q/k norm (Qwen3).
    /// Weights come as one flat list: [embedding, final norm, head] and nine tensors a layer (see <c>ActorLayout</c>); a feature that a
    /// model lacks is an empty tensor. Query, key and value are one matrix, and so are gate and up: one product each.
    /// </summary>
    internal static class TrunkKernel
    {
        internal const string Source = @"
def rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:      # x (B,H,T,d); cos, sin (B or 1,1,T,d)
    half = x.size(3) // 2
    turned = torch.cat([torch.neg(x.narrow(3, half, half)), x.narrow(3, 0, half)], 3)
    return x * cos + turned * sin

def qkv_heads(x: Tensor, w: List[Tensor], b: int, heads: int, kv_heads: int, eps: float, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    h = torch.rms_norm(x, [x.size(2)], w[b], eps)             # (B,T,D)
    qkv = torch.matmul(h, w[b + 1].t())                       # (B,T,(H+2K)*d)
    if w[b + 2].numel() > 0:
        qkv = qkv + w[b + 2]
    all_heads = heads + 2 * kv_heads
    qkv = qkv.view(x.size(0), x.size(1), all_heads, -1).transpose(1, 2)   # (B,H+2K,T,d)
    q = qkv.narrow(1, 0, heads)
    k = qkv.narrow(1, heads, kv_heads)
    v = qkv.narrow(1, heads + kv_heads, kv_heads)
    if w[b + 3].numel() > 0:
        q = torch.rms_norm(q, [q.size(3)], w[b + 3], eps)
        k = torch.rms_norm(k, [k.size(3)], w[b + 4], eps)
        return rope(q, cos, sin), rope(k, cos, sin), v
    qk = rope(qkv.narrow(1, 0, heads + kv_heads), cos, sin)
    return qk.narrow(1, 0, heads), qk.narrow(1, heads, kv_heads), v

def after_attention(x: Tensor, a: Tensor, w: List[Tensor], b: int, eps: float) -> Tensor:   # x (B,T,D), a (B,H,T,d)
    a = a.transpose(1, 2).reshape(x.size(0), x.size(1), -1)   # (B,T,H*d)
    x = x + torch.matmul(a, w[b + 5].t())
    h = torch.rms_norm(x, [x.size(2)], w[b + 6], eps)
    gate_up = torch.matmul(h, w[b + 7].t())                   # (B,T,2F)
    f = gate_up.size(2) // 2
    return x + torch.matmul(torch.silu(gate_up.narrow(2, 0, f)) * gate_up.narrow(2, f, f), w[b + 8].t())

def trunk(w: List[Tensor], ids: Tensor, cos: Tensor, sin: Tensor, layers: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    # ids (B,T) int64, right-padded: causal attention alone hides the padding. Returns the last layer's normed output (B,T,D).
    x = torch.embedding(w[0], ids)
    c = cos.narrow(0, 0, ids.size(1)).unsqueeze(0).unsqueeze(0)           # (1,1,T,d)
    s = sin.narrow(0, 0, ids.size(1)).unsqueeze(0).unsqueeze(0)
    for layer in range(layers):
        b = 3 + 9 * layer
        q, k, v = qkv_heads(x, w, b, heads, kv_heads, eps, c, s)
        a = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True, scale=None, enable_gqa=heads != kv_heads)
        x = after_attention(x, a, w, b, eps)
    return torch.rms_norm(x, [x.size(2)], w[1], eps)
";
    }
}
