#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// The decoder of the Llama family: RMSNorm, RoPE, grouped-query attention, SwiGLU; optional qkv bias (Qwen2) and q/k norm (Qwen3).
    /// Weights come as one flat list: [embedding, final norm, head] and nine tensors a layer (see <c>ActorLayout</c>); a feature that a
    /// model lacks, and a head that is the embedding, is an empty tensor. Query, key and value are one matrix, and so are gate and up:
    /// one product each. Low-rank adapters come as a second list, empty for none (see <c>LoraLayout</c>).
    /// The type of the cosines is the type of the computation; weights of another type (float32 masters under bfloat16) are converted
    /// where they are used, so that their gradients are float32.
    /// </summary>
    internal static class TrunkKernel
    {
        internal const string Source = @"
def rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:      # x (B,H,T,d); cos, sin (B or 1,1,T,d)
    half = x.size(3) // 2
    turned = torch.cat([torch.neg(x.narrow(3, half, half)), x.narrow(3, 0, half)], 3)
    return x * cos + turned * sin

def norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight.to(x.dtype), eps)

def linear(x: Tensor, weight: Tensor) -> Tensor:
    return torch.matmul(x, weight.to(x.dtype).t())

def low_rank(y: Tensor, x: Tensor, a: List[Tensor], at: int, widths: List[int]) -> Tensor:
    # LoRA (Hu et al. 2021, arXiv 2106.09685): y + s * B(Ax). y (B,T,sum of widths) holds one part a projection; a[at]: the A of those that
    # have an adapter, as one matrix (n*r,in) or one a row (B,n*r,in); then each projection's B, (out,r) or (B,out,r), empty for none.
    # a[0]: [s], or [s, keep] where each input of A is dropped with probability 1 - keep.
    if a[at].numel() == 0:
        return y
    if a[0].numel() > 1:
        keep = a[0].narrow(0, 1, 1)
        x = x * ((torch.rand_like(x, dtype=6) < keep).to(dtype=6) / keep).to(x.dtype)
    z = torch.matmul(x, a[at].to(x.dtype).transpose(-2, -1)) * a[0].narrow(0, 0, 1).to(x.dtype)   # (B,T,n*r)
    parts: List[Tensor] = []
    rank = 0
    column = 0
    for i in range(len(widths)):
        part = y.narrow(2, column, widths[i])
        b = a[at + 1 + i]
        if b.numel() > 0:
            part = part + torch.matmul(z.narrow(2, rank, b.size(-1)), b.to(x.dtype).transpose(-2, -1))
            rank += b.size(-1)
        parts.append(part)
        column += widths[i]
    return torch.cat(parts, 2)

def qkv_heads(x: Tensor, w: List[Tensor], a: List[Tensor], layer: int, heads: int, kv_heads: int, eps: float, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    b = 3 + 9 * layer
    h = norm(x, w[b], eps)                                    # (B,T,D)
    qkv = linear(h, w[b + 1])                                 # (B,T,(H+2K)*d)
    if w[b + 2].numel() > 0:
        qkv = qkv + w[b + 2].to(x.dtype)
    all_heads = heads + 2 * kv_heads
    d = qkv.size(2) // all_heads
    if len(a) > 0:
        qkv = low_rank(qkv, h, a, 1 + 11 * layer, [heads * d, kv_heads * d, kv_heads * d])
    qkv = qkv.view(x.size(0), x.size(1), all_heads, d).transpose(1, 2)    # (B,H+2K,T,d)
    q = qkv.narrow(1, 0, heads)
    k = qkv.narrow(1, heads, kv_heads)
    v = qkv.narrow(1, heads + kv_heads, kv_heads)
    if w[b + 3].numel() > 0:
        return rope(norm(q, w[b + 3], eps), cos, sin), rope(norm(k, w[b + 4], eps), cos, sin), v
    qk = rope(qkv.narrow(1, 0, heads + kv_heads), cos, sin)
    return qk.narrow(1, 0, heads), qk.narrow(1, heads, kv_heads), v

def after_attention(x: Tensor, attended: Tensor, w: List[Tensor], a: List[Tensor], layer: int, eps: float) -> Tensor:   # x (B,T,D), attended (B,H,T,d)
    b = 3 + 9 * layer
    c = 1 + 11 * layer
    attended = attended.transpose(1, 2).reshape(x.size(0), x.size(1), -1)   # (B,T,H*d)
    o = linear(attended, w[b + 5])
    if len(a) > 0:
        o = low_rank(o, attended, a, c + 4, [x.size(2)])
    x = x + o
    h = norm(x, w[b + 6], eps)
    gate_up = linear(h, w[b + 7])                             # (B,T,2F)
    f = gate_up.size(2) // 2
    if len(a) > 0:
        gate_up = low_rank(gate_up, h, a, c + 6, [f, f])
    g = torch.silu(gate_up.narrow(2, 0, f)) * gate_up.narrow(2, f, f)
    down = linear(g, w[b + 8])
    if len(a) > 0:
        down = low_rank(down, g, a, c + 9, [x.size(2)])
    return x + down

def embed(w: List[Tensor], ids: Tensor, cos: Tensor) -> Tensor:
    return torch.embedding(w[0], ids).to(cos.dtype)           # (B,T,D)

def run_layers(x: Tensor, w: List[Tensor], a: List[Tensor], cos: Tensor, sin: Tensor, first: int, count: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    c = cos.narrow(0, 0, x.size(1)).unsqueeze(0).unsqueeze(0)             # (1,1,T,d)
    s = sin.narrow(0, 0, x.size(1)).unsqueeze(0).unsqueeze(0)
    for layer in range(first, first + count):
        q, k, v = qkv_heads(x, w, a, layer, heads, kv_heads, eps, c, s)
        attended = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True, scale=None, enable_gqa=heads != kv_heads)
        x = after_attention(x, attended, w, a, layer, eps)
    return x

def joined(a: Tensor, b: Tensor) -> Tensor:                   # the sum of two gradients in the second's type
    return (a + b.to(a.dtype)).to(b.dtype)

def last_norm(x: Tensor, w: List[Tensor], eps: float) -> Tensor:
    return norm(x, w[1], eps)

def trunk(w: List[Tensor], a: List[Tensor], ids: Tensor, cos: Tensor, sin: Tensor, layers: int, heads: int, kv_heads: int, eps: float) -> Tensor:
    # ids (B,T) int64, right-padded: causal attention alone hides the padding. Returns the last layer's normed output (B,T,D).
    return last_norm(run_layers(embed(w, ids, cos), w, a, cos, sin, 0, layers, heads, kv_heads, eps), w, eps)
";
    }
}
