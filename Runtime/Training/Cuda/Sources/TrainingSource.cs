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

// One warp a token and head, in place: the bias of all, the turn of query and key. qkv (T, heads + 2 kv, d).
KERNEL rotate_rows(element* qkv, const element* bias, const int* at, const element* cos_table, const element* sin_table, int heads, int kv, int d) {
    after_previous();
    int t = blockIdx.x, head = blockIdx.y * (blockDim.x >> 5) + (threadIdx.x >> 5), lane = threadIdx.x & 31, half = d / 2;
    if (head >= heads + 2 * kv) return;
    element* row = qkv + ((long64)t * (heads + 2 * kv) + head) * d;
    bool turned = head < heads + kv;
    long64 angle = (long64)at[t] * d;
    for (int i = lane; i < half; i += 32) {
        float a = load(row[i]), b = load(row[half + i]);
        if (bias) {
            a += load(bias[head * d + i]);
            b += load(bias[head * d + half + i]);
        }
        float c = turned ? load(cos_table[angle + i]) : 1.0f, s = turned ? load(sin_table[angle + i]) : 0.0f;
        row[i] = store(a * c - b * s);
        row[half + i] = store(b * c + a * s);
    }
}

// The way back of rotate_rows: dq (T, heads, d), dk, dv (T, kv, d) -> dqkv (T, heads + 2 kv, d), turned the other way.
KERNEL rotate_back(const element* dq, const element* dk, const element* dv, element* dqkv, const int* at, const element* cos_table,
                   const element* sin_table, int heads, int kv, int d) {
    after_previous();
    int t = blockIdx.x, head = blockIdx.y * (blockDim.x >> 5) + (threadIdx.x >> 5), lane = threadIdx.x & 31, half = d / 2;
    if (head >= heads + 2 * kv) return;
    const element* row = head < heads ? dq + ((long64)t * heads + head) * d
        : head < heads + kv ? dk + ((long64)t * kv + head - heads) * d : dv + ((long64)t * kv + head - heads - kv) * d;
    element* out = dqkv + ((long64)t * (heads + 2 * kv) + head) * d;
    bool turned = head < heads + kv;
    long64 angle = (long64)at[t] * d;
    for (int i = lane; i < half; i += 32) {
        float a = load(row[i]), b = load(row[half + i]);
        float c = turned ? load(cos_table[angle + i]) : 1.0f, s = turned ? load(sin_table[angle + i]) : 0.0f;
        out[i] = store(a * c + b * s);
        out[half + i] = store(b * c - a * s);
    }
}

// One block a token. y = x s w with s = 1 / sqrt(mean(x^2) + eps), n = x s:  dx += s (dy w - n mean(dy w n)). Keeps s.
KERNEL rms_norm_back(const float* x, const element* weight, const element* dy, float* dx, float* scales, int dim, float eps) {
    after_previous();
    long64 t = blockIdx.x;
    const float* row = x + t * dim;
    const element* gradient = dy + t * dim;
    float squares = 0, product = 0;
    for (int i = threadIdx.x; i < dim; i += blockDim.x) {
        squares += row[i] * row[i];
        product += load(gradient[i]) * load(weight[i]) * row[i];
    }
    float s = rsqrtf(block_sum(squares) / dim + eps);
    float mean = block_sum(product) * s / dim;                 // of dy w n
    for (int i = threadIdx.x; i < dim; i += blockDim.x)
        dx[t * dim + i] += s * (load(gradient[i]) * load(weight[i]) - row[i] * s * mean);
    if (threadIdx.x == 0) scales[t] = s;
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
KERNEL swiglu_back(uint* gate_up, const uint* dy, uint* y, int f) {
    after_previous();
    long64 t = blockIdx.y;
    int words = f / WORD_ELEMENTS, i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= words) return;
    uint gates = gate_up[t * 2 * words + i], ups = gate_up[t * 2 * words + words + i], gradients = dy[t * words + i];
    element made[WORD_ELEMENTS], to_gate[WORD_ELEMENTS], to_up[WORD_ELEMENTS];
    for (int e = 0; e < WORD_ELEMENTS; e++) {
        float gate = of_word(gates, e), up = of_word(ups, e), gradient = of_word(gradients, e);
        float sigma = 1.0f / (1.0f + __expf(-gate));
        made[e] = store(gate * sigma * up);
        to_up[e] = store(gradient * gate * sigma);
        to_gate[e] = store(gradient * up * sigma * (1.0f + gate * (1.0f - sigma)));
    }
    y[t * words + i] = word_of(made);
    gate_up[t * 2 * words + i] = word_of(to_gate);
    gate_up[t * 2 * words + words + i] = word_of(to_up);
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
