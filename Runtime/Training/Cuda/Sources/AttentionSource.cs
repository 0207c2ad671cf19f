#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// Attention of each token to its own row's cache, itself included: a decode step and a part of a prompt alike. Softmax online, 32 keys at
    /// a time (Milakov and Gimelshein 2018, arXiv 1805.02867). A warp is one query head; the warps of a block share a key-value head
    /// (grouped-query attention), so that its keys are fetched once.
    /// </summary>
    internal static class AttentionSource
    {
        internal const string Source = @"
// One block a token and some heads of one key-value head; together * parts warps. A warp takes every parts-th 32 keys for its head: first a
// key a lane, then, for the values, some of the d numbers a lane. qkv as after rotate_and_keep; out (T, heads, d).
// Shared memory: together * d floats, and parts * together * (d + 2) where parts > 1.
KERNEL attend(const element* qkv, const element* cache, const int* at, const int* slots, element* out, int heads, int kv, int d,
              long64 width, float scale, int together, int parts) {
    extern __shared__ float4 shared_queries[];                 // (together, d)
    float* queries = (float*)shared_queries;
    after_previous();
    int t = blockIdx.x, head = blockIdx.y * together, kv_head = head / (heads / kv);
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, g = warp % together, part = warp / together;
    int count = at[t] + 1, words = d / WORD_ELEMENTS;
    const element* query = qkv + ((long64)t * (heads + 2 * kv) + head) * d;
    const element* keys = cache + ((long64)slots[t] * width * 2 * kv + kv_head) * d;
    for (int i = threadIdx.x; i < together * d; i += blockDim.x) queries[i] = load(query[i]) * scale;
    __syncthreads();
    const float4* mine = shared_queries + g * d / 4;
    long64 apart = (long64)2 * kv * d;
    float most = -1e30f, total = 0, sum[8];
    for (int c = 0; c < 8; c++) sum[c] = 0;
    for (int first = part * 32; first < count; first += parts * 32) {
        int here = min(32, count - first);
        const pack* key = (const pack*)(keys + (first + min(lane, here - 1)) * apart);
        float score = 0;
        #pragma unroll 4
        for (int p = 0; p < d / PACK_ELEMENTS; p++) {
            pack numbers = key[p];
            #pragma unroll
            for (int i = 0; i < PACK_ELEMENTS; i += 4) {
                float4 q = mine[(p * PACK_ELEMENTS + i) / 4];
                score += q.x * of_pack(numbers, i) + q.y * of_pack(numbers, i + 1) + q.z * of_pack(numbers, i + 2) + q.w * of_pack(numbers, i + 3);
            }
        }
        if (lane >= here) score = -1e30f;
        float next = fmaxf(most, warp_max(score)), old = __expf(most - next), p = lane < here ? __expf(score - next) : 0.0f;
        most = next;
        total = total * old + warp_sum(p);
        for (int c = 0; c < 8; c++) sum[c] *= old;
        const uint* values = (const uint*)(keys + first * apart + (long64)kv * d);
        long64 words_apart = apart / WORD_ELEMENTS;
        #pragma unroll
        for (int c = 0; c * WORD_ELEMENTS < 8; c++) {
            int w = lane + 32 * c;
            if (32 * c >= words) break;
            for (int from = 0; from < here; from += 16) {      // sixteen loads at a time; beyond the end the last key, with weight 0
                uint word[16];
                #pragma unroll
                for (int k = 0; k < 16; k++) word[k] = w < words ? values[min(from + k, here - 1) * words_apart + w] : 0u;
                #pragma unroll
                for (int k = 0; k < 16; k++) {
                    float weight = __shfl_sync(0xffffffffu, p, from + k);
                    for (int e = 0; e < WORD_ELEMENTS; e++) sum[c * WORD_ELEMENTS + e] += weight * of_word(word[k], e);
                }
            }
        }
    }
    before_next();
    // The parts of a head meet: each writes (most, total, sums), then the first adds them up.
    float* met = queries + together * d + (part * together + g) * (d + 2);
    if (parts > 1) {
        if (lane == 0) { met[0] = most; met[1] = total; }
        for (int c = 0; c * WORD_ELEMENTS < 8; c++)
            for (int e = 0; e < WORD_ELEMENTS; e++)
                if (lane + 32 * c < words) met[2 + (lane + 32 * c) * WORD_ELEMENTS + e] = sum[c * WORD_ELEMENTS + e];
        __syncthreads();
        if (part > 0) return;
        for (int other = 1; other < parts; other++) {
            const float* its = met + (long64)other * together * (d + 2);
            float next = fmaxf(most, its[0]), own = __expf(most - next), theirs = __expf(its[0] - next);
            most = next;
            total = total * own + its[1] * theirs;
            for (int c = 0; c * WORD_ELEMENTS < 8; c++)
                for (int e = 0; e < WORD_ELEMENTS; e++)
                    if (lane + 32 * c < words)
                        sum[c * WORD_ELEMENTS + e] = sum[c * WORD_ELEMENTS + e] * own + its[2 + (lane + 32 * c) * WORD_ELEMENTS + e] * theirs;
        }
    }
    element* y = out + ((long64)t * heads + head + g) * d;
    for (int c = 0; c * WORD_ELEMENTS < 8; c++)
        for (int e = 0; e < WORD_ELEMENTS; e++)
            if (lane + 32 * c < words) y[(lane + 32 * c) * WORD_ELEMENTS + e] = store(sum[c * WORD_ELEMENTS + e] / total);
}
";
    }
}
