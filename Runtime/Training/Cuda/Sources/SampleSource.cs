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
    after_previous();
    before_next();
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

#define STRETCHES 32                                            // parts of the vocabulary

__device__ inline int stretch_of(int vocab) { return (vocab + 32 * STRETCHES - 1) / (32 * STRETCHES) * 32; }

// One block a row and stretch: the stretch's largest logit, and sum of exp((logit - largest) / temperature). stretches (rows, 32) of both.
KERNEL stretch_sums(const float* logits, int vocab, const int* slots, const row_state* states, float2* stretches) {
    after_previous();
    int r = blockIdx.x, first = blockIdx.y * stretch_of(vocab), end = min(vocab, first + stretch_of(vocab));
    const float* row = logits + (long64)r * vocab;
    float inverse = 1.0f / states[slots[r]].temperature, most = -1e38f, sum = 0;
    for (int i = first + threadIdx.x; i < end; i += blockDim.x) most = fmaxf(most, row[i]);
    most = block_max(most);
    for (int i = first + threadIdx.x; i < end; i += blockDim.x) sum += __expf((row[i] - most) * inverse);
    sum = block_sum(sum);
    if (threadIdx.x == 0) stretches[r * STRETCHES + blockIdx.y] = make_float2(most, sum);
}

// The whole row's largest logit, and the stretches' masses relative to it; every warp alike, a stretch a lane.
__device__ inline void softmax_terms(float2 mine, float inverse, float* most, double* mass, double* total) {
    *most = warp_max(mine.x);
    *mass = (double)mine.y * __expf((mine.x - *most) * inverse);
    *total = warp_sum(*mass);
}

// The same of logits that were changed, the stretches by the warps of one block.
__device__ inline float2 sums_again(const float* logits, int vocab, float inverse, uint least) {
    __shared__ float2 terms[STRETCHES];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, first = warp * stretch_of(vocab), end = min(vocab, first + stretch_of(vocab));
    float most = -1e38f, sum = 0;
    for (int i = first + lane; i < end; i += 32) if (ordered(logits[i]) >= least) most = fmaxf(most, logits[i]);
    most = warp_max(most);
    for (int i = first + lane; i < end; i += 32) if (ordered(logits[i]) >= least) sum += __expf((logits[i] - most) * inverse);
    sum = warp_sum(sum);
    __syncthreads();
    if (lane == 0) terms[warp] = make_float2(most, sum);
    __syncthreads();
    return terms[lane];
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
__device__ inline uint least_kept(const float* logits, int vocab, const row_state& state, float inverse, float most, double total) {
    uint low = 0, high = 0xffffffffu;
    while (low < high) {
        uint middle = low + (high - low) / 2;
        double above = 0, mass = 0;
        for (int i = threadIdx.x; i < vocab; i += blockDim.x)
            if (ordered(logits[i]) > middle) { above += 1; mass += __expf((logits[i] - most) * inverse); }
        above = block_sum(above);
        mass = block_sum(mass);
        if (above < state.top_k && mass < state.top_p * total) high = middle; else low = middle + 1;
    }
    return low;
}

// The first token whose cumulative mass is above the uniform share: one warp, first among the stretches, then in the chosen one.
__device__ inline int draw(const float* logits, int vocab, float inverse, float most, double mass, double total, uint least, double share) {
    int lane = threadIdx.x & 31;
    double target = share * total, upto = mass;
    for (int o = 1; o < 32; o <<= 1) {
        double other = __shfl_up_sync(0xffffffffu, upto, o);
        if (lane >= o) upto += other;
    }
    uint over = __ballot_sync(0xffffffffu, mass > 0 && upto > target), some = __ballot_sync(0xffffffffu, mass > 0);
    int stretch = over ? __ffs(over) - 1 : 31 - __clz(some);   // rounding may leave the share beyond the end
    double before = __shfl_sync(0xffffffffu, upto - mass, stretch);
    int first = stretch * stretch_of(vocab), end = min(vocab, first + stretch_of(vocab)), last = first, massive = first;
    for (int base = first; base < end; base += 128) {          // four steps of a warp at a time, then one
        float p[4];
        float sum = 0;
        #pragma unroll
        for (int k = 0; k < 4; k++) {
            int i = base + 32 * k + lane;
            p[k] = i < end && ordered(logits[i]) >= least ? __expf((logits[i] - most) * inverse) : 0.0f;
            sum += p[k];
        }
        double all = warp_sum((double)sum);
        if (before + all <= target && base + 128 < end) {
            if (all > 0) massive = base;
            before += all;
            continue;
        }
        if (all > 0) massive = base;
        for (int k = 0; k < 4; k++) {
            double own = p[k], through = own;
            for (int o = 1; o < 32; o <<= 1) {
                double other = __shfl_up_sync(0xffffffffu, through, o);
                if (lane >= o) through += other;
            }
            uint hit = __ballot_sync(0xffffffffu, own > 0 && before + through > target);
            if (hit) return base + 32 * k + __ffs(hit) - 1;
            before += __shfl_sync(0xffffffffu, through, 31);
        }
    }
    for (int k = 0; k < 4; k++) {                              // rounding left the share beyond the end: the last token that has mass
        int i = massive + 32 * k + lane;
        bool some = i < end && ordered(logits[i]) >= least && __expf((logits[i] - most) * inverse) > 0;
        uint any = __ballot_sync(0xffffffffu, some);
        if (any) last = massive + 32 * k + 31 - __clz(any);
    }
    return last;
}

// One block of 1024 threads a row, whose first warp draws; the others help where penalty, top-k or top-p change the row. logits (rows, vocab)
// are scratch; said (slots, width); news (ticks, rows).
KERNEL sample(float* all_logits, int vocab, const int* slots, row_state* states, const float2* stretches, int* said, long64 width,
              const int* stops, int stop_count, const int* tick, drawn* news, int rows) {
    after_previous();
    int r = blockIdx.x, slot = slots[r], lane = threadIdx.x & 31;
    row_state state = states[slot];
    drawn* mine = news + (long64)tick[0] * rows + r;
    if (state.finished) {
        if (threadIdx.x == 0) mine->token = -1;
        return;
    }
    float* logits = all_logits + (long64)r * vocab;
    int* spoken = said + (long64)slot * width;
    float inverse = 1.0f / state.temperature, whole_most, most;
    double whole_total, total, mass;
    softmax_terms(stretches[r * STRETCHES + lane], inverse, &whole_most, &mass, &whole_total);
    most = whole_most;
    total = whole_total;
    bool penalized = state.penalty != 1.0f && state.count > 0;
    uint least = 0;
    if (penalized || state.truncates) {
        if (penalized) penalize(logits, spoken, state.count, state.penalty);
        softmax_terms(sums_again(logits, vocab, inverse, 0u), inverse, &most, &mass, &total);
        if (state.truncates) {
            least = least_kept(logits, vocab, state, inverse, most, total);
            softmax_terms(sums_again(logits, vocab, inverse, least), inverse, &most, &mass, &total);
        }
    }
    if (threadIdx.x >= 32) return;
    int token = draw(logits, vocab, inverse, most, mass, total, least, uniform_of(state.seed, state.count));
    if (lane > 0) return;
    float logit = logits[token];
    bool repeated = false;
    for (int j = 0; penalized && j < state.count && !repeated; j++) repeated = spoken[j] == token;
    if (repeated) logit = logit > 0 ? logit * state.penalty : logit / state.penalty;
    mine->token = token;
    mine->logp = (float)((double)((logit - whole_most) * inverse) - log(whole_total));
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
