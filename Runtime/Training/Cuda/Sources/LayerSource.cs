#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// What lies between a layer's matrix products: RMSNorm (Zhang and Sennrich 2019, arXiv 1910.07467), rotary embedding (Su et al. 2021,
    /// arXiv 2104.09864) with the write into the cache, SwiGLU (Shazeer 2020, arXiv 2002.05202). The residual stream x is float32.
    /// Tokens lie one behind the other, T of them, whichever rows they belong to.
    /// </summary>
    internal static class LayerSource
    {
        internal const string Source = @"
// One block a token. x[t] = embedding[ids[t]].
KERNEL embed_tokens(const element* embedding, const int* ids, float* x, int dim) {
    after_previous();
    before_next();
    long64 t = blockIdx.x;
    const element* row = embedding + (long64)ids[t] * dim;
    for (int i = threadIdx.x; i < dim; i += blockDim.x) x[t * dim + i] = load(row[i]);
}

// One warp a token, dim a multiple of 8. y = x / sqrt(mean(x^2) + eps) * weight.
KERNEL rms_norm(const float* x, const element* weight, element* y, int tokens, int dim, float eps) {
    after_previous();
    long64 t = (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
    int lane = threadIdx.x & 31;
    if (t >= tokens) return;
    const float4* row = (const float4*)(x + t * dim);
    float squares = 0;
    #pragma unroll 8
    for (int i = lane; i < dim / 4; i += 32) squares += row[i].x * row[i].x + row[i].y * row[i].y + row[i].z * row[i].z + row[i].w * row[i].w;
    float scale = rsqrtf(warp_sum(squares) / dim + eps);
    #pragma unroll 8
    for (int i = lane; i < dim / 4; i += 32) {
        float4 v = row[i];
        const element* w = weight + 4 * i;
        element made[4];
        made[0] = store(v.x * scale * load(w[0]));
        made[1] = store(v.y * scale * load(w[1]));
        made[2] = store(v.z * scale * load(w[2]));
        made[3] = store(v.w * scale * load(w[3]));
        for (int k = 0; k < 4 / WORD_ELEMENTS; k++)
            ((uint*)(y + t * dim))[i * (4 / WORD_ELEMENTS) + k] = word_of(made + k * WORD_ELEMENTS);
    }
}

// One warp a token and head. qkv[t] holds heads + 2 kv vectors of d. Adds the bias, norms query and key where the model does, turns them
// by their position, leaves the query where it is, and writes key and value to cache[slot][position] = (kv keys, kv values).
KERNEL rotate_and_keep(element* qkv, const element* bias, const element* q_norm, const element* k_norm, float eps, const int* at,
                       const int* slots, const element* cos_table, const element* sin_table, element* cache, int heads, int kv, int d,
                       long64 width) {
    int t = blockIdx.x, head = blockIdx.y * (blockDim.x >> 5) + (threadIdx.x >> 5), lane = threadIdx.x & 31, half = d / 2;
    after_previous();
    before_next();
    if (head >= heads + 2 * kv) return;
    long64 first = ((long64)t * (heads + 2 * kv) + head) * d;
    bool value = head >= heads + kv;
    float a[4], b[4];                                          // d is at most 256
    for (int j = 0; j < 4; j++) {
        int i = lane + 32 * j;
        a[j] = b[j] = 0;
        if (i >= half) continue;
        a[j] = load(qkv[first + i]) + (bias ? load(bias[head * d + i]) : 0.0f);
        b[j] = load(qkv[first + half + i]) + (bias ? load(bias[head * d + half + i]) : 0.0f);
    }
    const element* norm = value ? (const element*)0 : head < heads ? q_norm : k_norm;
    if (norm) {
        float squares = 0;
        for (int j = 0; j < 4; j++) squares += a[j] * a[j] + b[j] * b[j];
        float scale = rsqrtf(warp_sum(squares) / d + eps);
        for (int j = 0; j < 4; j++) {
            int i = lane + 32 * j;
            if (i >= half) continue;
            a[j] *= scale * load(norm[i]);
            b[j] *= scale * load(norm[half + i]);
        }
    }
    int position = at[t];
    element* out = head < heads ? qkv + first : cache + (((long64)slots[t] * width + position) * 2 * kv + (head - heads)) * d;
    for (int j = 0; j < 4; j++) {
        int i = lane + 32 * j;
        if (i >= half) continue;
        float c = value ? 1.0f : load(cos_table[(long64)position * d + i]), s = value ? 0.0f : load(sin_table[(long64)position * d + i]);
        out[i] = store(a[j] * c - b[j] * s);
        out[half + i] = store(b[j] * c + a[j] * s);
    }
}

// gate_up[t] = (f gates, f ups), f a multiple of 8. y = silu(gate) * up. A thread takes 16 bytes of each.
KERNEL swiglu(const pack* gate_up, pack* y, int f) {
    after_previous();
    long64 t = blockIdx.y;
    int packs = f / PACK_ELEMENTS, i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= packs) return;
    pack gates = gate_up[t * 2 * packs + i], ups = gate_up[t * 2 * packs + packs + i], made;
    element numbers[PACK_ELEMENTS];
    for (int e = 0; e < PACK_ELEMENTS; e++) {
        float gate = of_pack(gates, e);
        numbers[e] = store(gate / (1.0f + __expf(-gate)) * of_pack(ups, e));
    }
    for (int w = 0; w < 4; w++) made.words[w] = word_of(numbers + w * WORD_ELEMENTS);
    y[t * packs + i] = made;
}
";
    }
}
