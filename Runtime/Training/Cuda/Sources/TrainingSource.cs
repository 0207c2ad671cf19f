#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// What lies between the matrix products of a learning pass, there and back. The residual stream x and its gradient dx are float32 (T,D);
    /// what products read and write are elements. Gradients of parameters are float32 and added to what is there.
    /// </summary>
    internal static class TrainingSource
    {
        internal const string Source = @"
// y = x, rounded. Two numbers a thread.
KERNEL round_numbers(const float2* x, uint* y, long64 pairs) {
    after_previous();
    long64 i = (long64)blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= pairs) return;
    element e[2];
    float2 v = x[i];
    e[0] = store(v.x);
    e[1] = store(v.y);
    for (int w = 0; w < 2 / WORD_ELEMENTS; w++) y[i * (2 / WORD_ELEMENTS) + w] = word_of(e + w * WORD_ELEMENTS);
}

// In place: the bias of all, the turn of query and key. qkv (T, heads + 2 kv, d). A thread takes a word of each half of a head.
KERNEL rotate_rows(uint* qkv, const element* bias, const int* at, const element* cos_table, const element* sin_table, int tokens, int heads,
                   int kv, int d) {
    after_previous();
    int half = d / 2 / WORD_ELEMENTS, all = (heads + 2 * kv) * half;
    long64 number = (long64)blockIdx.x * blockDim.x + threadIdx.x;
    if (number >= (long64)tokens * all) return;
    int t = (int)(number / all), within = (int)(number % all), head = within / half, w = within % half;
    bool turned = head < heads + kv;
    if (!turned && !bias) return;
    uint* row = qkv + ((long64)t * (heads + 2 * kv) + head) * 2 * half;
    uint first = row[w], second = row[half + w];
    element a[WORD_ELEMENTS], b[WORD_ELEMENTS];
    for (int e = 0; e < WORD_ELEMENTS; e++) {
        int i = w * WORD_ELEMENTS + e;
        float x = of_word(first, e), y = of_word(second, e);
        if (bias) {
            x += load(bias[head * d + i]);
            y += load(bias[head * d + d / 2 + i]);
        }
        float c = turned ? load(cos_table[(long64)at[t] * d + i]) : 1.0f, s = turned ? load(sin_table[(long64)at[t] * d + i]) : 0.0f;
        a[e] = store(x * c - y * s);
        b[e] = store(y * c + x * s);
    }
    row[w] = word_of(a);
    row[half + w] = word_of(b);
}

// The way back of rotate_rows: dq (T, heads, d), dk, dv (T, kv, d) -> dqkv (T, heads + 2 kv, d), turned the other way.
KERNEL rotate_back(const uint* dq, const uint* dk, const uint* dv, uint* dqkv, const int* at, const element* cos_table,
                   const element* sin_table, int tokens, int heads, int kv, int d) {
    after_previous();
    int half = d / 2 / WORD_ELEMENTS, all = (heads + 2 * kv) * half;
    long64 number = (long64)blockIdx.x * blockDim.x + threadIdx.x;
    if (number >= (long64)tokens * all) return;
    int t = (int)(number / all), within = (int)(number % all), head = within / half, w = within % half;
    const uint* row = head < heads ? dq + ((long64)t * heads + head) * 2 * half
        : head < heads + kv ? dk + ((long64)t * kv + head - heads) * 2 * half : dv + ((long64)t * kv + head - heads - kv) * 2 * half;
    uint* out = dqkv + ((long64)t * (heads + 2 * kv) + head) * 2 * half;
    bool turned = head < heads + kv;
    uint first = row[w], second = row[half + w];
    element a[WORD_ELEMENTS], b[WORD_ELEMENTS];
    for (int e = 0; e < WORD_ELEMENTS; e++) {
        int i = w * WORD_ELEMENTS + e;
        float x = of_word(first, e), y = of_word(second, e);
        float c = turned ? load(cos_table[(long64)at[t] * d + i]) : 1.0f, s = turned ? load(sin_table[(long64)at[t] * d + i]) : 0.0f;
        a[e] = store(x * c + y * s);
        b[e] = store(y * c - x * s);
    }
    out[w] = word_of(a);
    out[half + w] = word_of(b);
}

// One warp a token. y = x s w with s = 1 / sqrt(mean(x^2) + eps), n = x s:  dx += s (dy w - n mean(dy w n)). Keeps s.
KERNEL rms_norm_back(const float* x, const element* weight, const element* dy, float* dx, float* scales, int tokens, int dim, float eps) {
    after_previous();
    long64 t = (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
    int lane = threadIdx.x & 31;
    if (t >= tokens) return;
    const float2* row = (const float2*)(x + t * dim);
    const element* gradient = dy + t * dim;
    float2* into = (float2*)(dx + t * dim);
    float squares = 0, product = 0;
    #pragma unroll 4
    for (int i = lane; i < dim / 2; i += 32) {
        float2 v = row[i];
        squares += v.x * v.x + v.y * v.y;
        product += load(gradient[2 * i]) * load(weight[2 * i]) * v.x + load(gradient[2 * i + 1]) * load(weight[2 * i + 1]) * v.y;
    }
    float s = rsqrtf(warp_sum(squares) / dim + eps);
    float mean = warp_sum(product) * s / dim;                  // of dy w n
    #pragma unroll 4
    for (int i = lane; i < dim / 2; i += 32) {
        float2 v = row[i], d = into[i];
        d.x += s * (load(gradient[2 * i]) * load(weight[2 * i]) - v.x * s * mean);
        d.y += s * (load(gradient[2 * i + 1]) * load(weight[2 * i + 1]) - v.y * s * mean);
        into[i] = d;
    }
    if (lane == 0) scales[t] = s;
}

// dw += sum over tokens of dy x s. A thread takes a column of some tokens.
KERNEL norm_weight_back(const float* x, const element* dy, const float* scales, float* dw, int tokens, int dim, int span) {
    after_previous();
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= dim) return;
    float sum = 0;
    for (int t = blockIdx.y * span; t < min(tokens, (int)(blockIdx.y + 1) * span); t++)
        sum += load(dy[(long64)t * dim + i]) * x[(long64)t * dim + i] * scales[t];
    atomicAdd(dw + i, sum);
}

// sums += columns of (T, columns).
KERNEL column_sums(const element* rows, float* sums, int tokens, int columns, int span) {
    after_previous();
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= columns) return;
    float sum = 0;
    for (int t = blockIdx.y * span; t < min(tokens, (int)(blockIdx.y + 1) * span); t++) sum += load(rows[(long64)t * columns + i]);
    atomicAdd(sums + i, sum);
}

// y = silu(gate) up and its way back: d up = dy silu(gate), d gate = dy up sigma (1 + gate (1 - sigma)), over gate_up in place.
KERNEL swiglu_back(pack* gate_up, const pack* dy, pack* y, int f) {
    after_previous();
    long64 t = blockIdx.y;
    int packs = f / PACK_ELEMENTS, i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= packs) return;
    pack gates = gate_up[t * 2 * packs + i], ups = gate_up[t * 2 * packs + packs + i], gradients = dy[t * packs + i];
    element made[PACK_ELEMENTS], to_gate[PACK_ELEMENTS], to_up[PACK_ELEMENTS];
    for (int e = 0; e < PACK_ELEMENTS; e++) {
        float gate = of_pack(gates, e), up = of_pack(ups, e), gradient = of_pack(gradients, e);
        float sigma = 1.0f / (1.0f + __expf(-gate));
        made[e] = store(gate * sigma * up);
        to_up[e] = store(gradient * gate * sigma);
        to_gate[e] = store(gradient * up * sigma * (1.0f + gate * (1.0f - sigma)));
    }
    pack out, gate_out, up_out;
    for (int w = 0; w < 4; w++) {
        out.words[w] = word_of(made + w * WORD_ELEMENTS);
        gate_out.words[w] = word_of(to_gate + w * WORD_ELEMENTS);
        up_out.words[w] = word_of(to_up + w * WORD_ELEMENTS);
    }
    y[t * packs + i] = out;
    gate_up[t * 2 * packs + i] = gate_out;
    gate_up[t * 2 * packs + packs + i] = up_out;
}

// One block a token: de[ids[t]] += dx[t].
KERNEL embed_back(const int* ids, const float* dx, float* de, int dim) {
    after_previous();
    long64 t = blockIdx.x;
    float* row = de + (long64)ids[t] * dim;
    for (int i = threadIdx.x; i < dim; i += blockDim.x) atomicAdd(row + i, dx[t * dim + i]);
}
";
    }
}
