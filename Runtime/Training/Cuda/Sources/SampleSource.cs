#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// The two ends of a decode step: what each row feeds next, and which token it draws. The state of a row lies in its slot on the device,
    /// so that the host need not look between two steps. Draws are those of <c>CounterRandom</c>: a function of the reply's seed and the
    /// token's number. The log-probability is that of the whole distribution at the row's temperature, whatever penalty, top-k and top-p
    /// make of it.
    /// </summary>
    internal static class SampleSource
    {
        internal const string Source = @"
struct row_state {                                             // 64 bytes; SlotState in C#
    int last;                                                  // token to be fed
    int length;                                                // tokens in the cache
    int count;                                                 // tokens of the reply so far
    int limit;                                                 // tokens it may have
    int finished;
    int top_k;                                                 // vocabulary size: off
    float temperature;
    float top_p;                                               // 2: off
    float penalty;                                             // 1: off
    int truncates;
    ulong64 seed;
    int unused[4];
};
struct drawn { int token; float logp; };                       // token -1: the row had ended

// One thread a row.
KERNEL begin_step(const int* rows, const row_state* states, int* ids, int* at, int* slots, int* tick, int count) {
    int r = blockIdx.x * blockDim.x + threadIdx.x;
    if (r == 0) tick[0] += 1;
    if (r >= count) return;
    int slot = rows[r];
    ids[r] = states[slot].last;
    at[r] = states[slot].length;
    slots[r] = slot;
}

__device__ inline double uniform_of(ulong64 seed, ulong64 index) {     // SplitMix64; CounterRandom.Uniform
    ulong64 z = seed + (index + 1) * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return (double)((z ^ (z >> 31)) >> 11) * (1.0 / 9007199254740992.0);
}

__device__ inline uint ordered(float f) {                      // the same order as the numbers'
    uint u = __float_as_uint(f);
    return u & 0x80000000u ? ~u : u | 0x80000000u;
}

__device__ inline double block_sum(double v) {
    __shared__ double parts[32];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = (blockDim.x + 31) >> 5;
    v = warp_sum(v);
    __syncthreads();
    if (lane == 0) parts[warp] = v;
    __syncthreads();
    return warp_sum(lane < warps ? parts[lane] : 0.0);
}

__device__ inline float block_max(float v) {
    __shared__ float parts[32];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = (blockDim.x + 31) >> 5;
    v = warp_max(v);
    __syncthreads();
    if (lane == 0) parts[warp] = v;
    __syncthreads();
    return warp_max(lane < warps ? parts[lane] : -1e38f);
}

// max and sum of exp(logits / temperature - max)
__device__ inline void softmax_terms(const float* logits, int vocab, float temperature, float* most, double* total) {
    float m = -1e38f;
    for (int i = threadIdx.x; i < vocab; i += blockDim.x) m = fmaxf(m, logits[i]);
    m = block_max(m) / temperature;
    float s = 0;
    for (int i = threadIdx.x; i < vocab; i += blockDim.x) s += __expf(logits[i] / temperature - m);
    *total = block_sum((double)s);
    *most = m;
}

// CTRL's penalty (Keskar et al. 2019, arXiv 1909.05858) on every token of the reply once.
__device__ inline void penalize(float* logits, const int* said, int count, float penalty) {
    for (int j = threadIdx.x; j < count; j += blockDim.x) {
        int token = said[j];
        bool before = false;
        for (int k = 0; k < j && !before; k++) before = said[k] == token;
        if (!before) logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
    }
    __syncthreads();
}

// The least key that top-k and top-p keep: fewer than k tokens and less than p of the mass lie above it. Equal tokens stay together.
__device__ inline uint least_kept(const float* logits, int vocab, const row_state& state, float most, double total) {
    uint low = 0, high = 0xffffffffu;
    while (low < high) {
        uint middle = low + (high - low) / 2;
        double above = 0, mass = 0;
        for (int i = threadIdx.x; i < vocab; i += blockDim.x)
            if (ordered(logits[i]) > middle) { above += 1; mass += __expf(logits[i] / state.temperature - most); }
        above = block_sum(above);
        mass = block_sum(mass);
        if (above < state.top_k && mass < state.top_p * total) high = middle; else low = middle + 1;
    }
    return low;
}

// The first token whose cumulative mass is above the uniform share; 32 warps, a stretch of the vocabulary each, then one warp.
__device__ inline int draw(const float* logits, int vocab, float temperature, float most, uint least, double share) {
    __shared__ double masses[32];
    __shared__ int chosen;
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
    int stretch = (vocab + warps * 32 - 1) / (warps * 32) * 32;
    int first = warp * stretch, end = min(vocab, first + stretch);
    double mass = 0;
    for (int i = first + lane; i < end; i += 32)
        if (ordered(logits[i]) >= least) mass += __expf(logits[i] / temperature - most);
    mass = warp_sum(mass);
    __syncthreads();
    if (lane == 0) masses[warp] = mass;
    __syncthreads();
    if (warp == 0) {
        double total = 0, before = 0;
        for (int w = 0; w < warps; w++) total += masses[w];
        double target = share * total;
        int stop = warps - 1;
        for (int w = 0; w < warps; w++) {
            if (masses[w] > 0) stop = w;
            if (before + masses[w] > target) break;
            before += masses[w];
        }
        int token = -1, last = 0;
        before = 0;
        for (int w = 0; w < stop; w++) before += masses[w];
        first = stop * stretch;
        end = min(vocab, first + stretch);
        for (int base = first; base < end && token < 0; base += 32) {
            int i = base + lane;
            double own = i < end && ordered(logits[i]) >= least ? (double)__expf(logits[i] / temperature - most) : 0.0, upto = own;
            for (int o = 1; o < 32; o <<= 1) {
                double other = __shfl_up_sync(0xffffffffu, upto, o);
                if (lane >= o) upto += other;
            }
            uint over = __ballot_sync(0xffffffffu, own > 0 && before + upto > target), some = __ballot_sync(0xffffffffu, own > 0);
            if (some) last = base + 31 - __clz(some);
            if (over) token = base + __ffs(over) - 1;
            before += __shfl_sync(0xffffffffu, upto, 31);
        }
        if (lane == 0) chosen = token < 0 ? last : token;      // rounding may leave the share beyond the end
    }
    __syncthreads();
    return chosen;
}

// One block of 1024 threads a row. logits (rows, vocab) are scratch; said (slots, width); news (ticks, rows).
KERNEL sample(float* all_logits, int vocab, const int* slots, row_state* states, int* said, long64 width, const int* stops, int stop_count,
              const int* tick, drawn* news, int rows) {
    int r = blockIdx.x, slot = slots[r];
    row_state state = states[slot];
    drawn* mine = news + (long64)tick[0] * rows + r;
    if (state.finished) {
        if (threadIdx.x == 0) mine->token = -1;
        return;
    }
    float* logits = all_logits + (long64)r * vocab;
    float whole_most, most;
    double whole_total, total;
    softmax_terms(logits, vocab, state.temperature, &whole_most, &whole_total);
    most = whole_most;
    total = whole_total;
    bool penalized = state.penalty != 1.0f && state.count > 0;
    int* spoken = said + (long64)slot * width;
    if (penalized) {
        penalize(logits, spoken, state.count, state.penalty);
        softmax_terms(logits, vocab, state.temperature, &most, &total);
    }
    uint least = state.truncates ? least_kept(logits, vocab, state, most, total) : 0u;
    int token = draw(logits, vocab, state.temperature, most, least, uniform_of(state.seed, state.count));
    if (threadIdx.x > 0) return;
    float logit = logits[token];
    bool repeated = false;
    for (int j = 0; penalized && j < state.count && !repeated; j++) repeated = spoken[j] == token;
    if (repeated) logit = logit > 0 ? logit * state.penalty : logit / state.penalty;
    mine->token = token;
    mine->logp = (float)((double)(logit / state.temperature - whole_most) - log(whole_total));
    spoken[state.count] = token;
    bool stopped = state.count + 1 >= state.limit;
    for (int s = 0; s < stop_count; s++) stopped = stopped || stops[s] == token;
    states[slot].last = token;
    states[slot].length = state.length + 1;
    states[slot].count = state.count + 1;
    states[slot].finished = stopped;
}
";
    }
}
