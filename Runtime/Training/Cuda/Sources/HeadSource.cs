#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// Log-probability and entropy of chosen tokens from their logits, and the way back, without anything else as large as the logits.
    /// With z = logits / temperature and log-sum L: log p = z[target] - L, entropy H = L - sum(p z). Then
    /// d log p / d z = onehot - p and d H / d z = -p (log p + H).
    /// </summary>
    internal static class HeadSource
    {
        internal const string Source = @"
// One block a token. logits (N, vocab) -> log_probs, entropies, sums L (N) float32. vocab is even for bfloat16.
KERNEL token_terms(const uint* logits, const long64* targets, const float* temperature, float* log_probs, float* entropies, float* sums, int vocab) {
    after_previous();
    __shared__ float mosts[32], totals[32], means[32];
    long64 n = blockIdx.x;
    int words = vocab / WORD_ELEMENTS, lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    const uint* row = logits + n * words;
    float inverse = 1.0f / temperature[0], most = -1e30f, total = 0, mean = 0;      // total: sum exp(z - most); mean: sum exp(z - most) z
    for (int w = threadIdx.x; w < words; w += blockDim.x) {
        uint word = row[w];
        for (int e = 0; e < WORD_ELEMENTS; e++) {
            float z = of_word(word, e) * inverse;
            if (z > most) {
                float old = __expf(most - z);
                total *= old;
                mean *= old;
                most = z;
            }
            float p = __expf(z - most);
            total += p;
            mean += p * z;
        }
    }
    float whole = warp_max(most), old = __expf(most - whole);
    total = warp_sum(total * old);
    mean = warp_sum(mean * old);
    if (lane == 0) { mosts[warp] = whole; totals[warp] = total; means[warp] = mean; }
    __syncthreads();
    if (warp > 0) return;
    bool real = lane < (blockDim.x >> 5);
    most = real ? mosts[lane] : -1e30f;
    whole = warp_max(most);
    old = __expf(most - whole);
    total = warp_sum(real ? totals[lane] * old : 0.0f);
    mean = warp_sum(real ? means[lane] * old : 0.0f);
    if (lane > 0) return;
    float sum = whole + logf(total);
    int target = (int)targets[n];
    sums[n] = sum;
    log_probs[n] = of_word(row[target / WORD_ELEMENTS], target % WORD_ELEMENTS) * inverse - sum;
    entropies[n] = sum - mean / total;
}

// One block a token and stretch of the vocabulary: gradients at the logits over the logits.
KERNEL token_terms_back(uint* logits, const long64* targets, const float* temperature, const float* entropies, const float* sums,
                        const float* d_log_probs, const float* d_entropies, int vocab) {
    after_previous();
    long64 n = blockIdx.x;
    int words = vocab / WORD_ELEMENTS, target = (int)targets[n];
    uint* row = logits + n * words;
    float inverse = 1.0f / temperature[0], sum = sums[n], entropy = entropies[n], to_log = d_log_probs[n];
    float to_entropy = d_entropies ? d_entropies[n] : 0.0f;
    for (int w = blockIdx.y * blockDim.x + threadIdx.x; w < words; w += gridDim.y * blockDim.x) {
        uint word = row[w];
        element made[WORD_ELEMENTS];
        for (int e = 0; e < WORD_ELEMENTS; e++) {
            float log_p = of_word(word, e) * inverse - sum, p = __expf(log_p);
            float gradient = to_log * ((w * WORD_ELEMENTS + e == target ? 1.0f : 0.0f) - p) - to_entropy * p * (log_p + entropy);
            made[e] = store(gradient * inverse);
        }
        row[w] = word_of(made);
    }
}

// One block a chosen token: rows[n] = hidden[index[n]].
KERNEL gather_rows(const uint* hidden, const long64* index, uint* rows, int words) {
    after_previous();
    long64 n = blockIdx.x;
    for (int i = threadIdx.x; i < words; i += blockDim.x) rows[n * words + i] = hidden[index[n] * words + i];
}

// One block a chosen token: into[index[n]] += rows[n], float32. A position may be chosen more than once where a surplus is.
KERNEL scatter_rows(const element* rows, const long64* index, float* into, int dim) {
    after_previous();
    long64 n = blockIdx.x;
    for (int i = threadIdx.x; i < dim; i += blockDim.x) atomicAdd(into + index[n] * dim + i, load(rows[n * dim + i]));
}
";
    }
}
