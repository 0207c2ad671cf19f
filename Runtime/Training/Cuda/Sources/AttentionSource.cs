#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// Attention of each token to its own row's cache, itself included: a decode step and a part of a prompt alike. Softmax online, tile by
    /// tile (Milakov and Gimelshein 2018, arXiv 1805.02867; Dao et al. 2022, arXiv 2205.14135). The query heads that share a key-value head
    /// (grouped-query attention) share its tiles.
    /// </summary>
    internal static class AttentionSource
    {
        internal const string Source = @"
// One block a token and key-value head; (heads / kv) * parts warps. A warp is one query head on every parts-th tile of 32 keys.
// Shared memory: see AttentionShape. qkv as after rotate_and_keep; out (T, heads, d).
KERNEL attend(const element* qkv, const element* cache, const int* at, const int* slots, element* out, int heads, int kv, int d,
              long64 width, float scale, int parts) {
    extern __shared__ uint shared[];
    int t = blockIdx.x, kv_head = blockIdx.y, group = heads / kv;
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, g = warp % group, part = warp / group;
    int words = d / WORD_ELEMENTS, stride = words + 1;          // one word more, so that 32 rows lie in 32 banks
    float* queries = (float*)shared;                            // (group, d)
    uint* keys = shared + group * d + part * 64 * stride;       // (32, stride) keys, then values
    uint* values = keys + 32 * stride;
    int count = at[t] + 1, tiles = (count + 31) / 32;
    const element* query = qkv + ((long64)t * (heads + 2 * kv) + kv_head * group) * d;
    for (int i = threadIdx.x; i < group * d; i += blockDim.x) queries[i] = load(query[i]) * scale;
    const uint* rows = (const uint*)(cache + ((long64)slots[t] * width * 2 * kv + kv_head) * d);
    long64 row_words = (long64)2 * kv * words, value_offset = (long64)kv * words;
    float most = -1e30f, total = 0, sum[8];
    for (int c = 0; c < 8; c++) sum[c] = 0;
    for (int round = 0; round * parts < tiles; round++) {
        int first = (round * parts + part) * 32, here = min(32, count - first);
        __syncthreads();
        for (int i = g * 32 + lane; i < 32 * words; i += group * 32) {
            int key = i / words, w = i % words;
            bool real = key < here;
            const uint* row = rows + (long64)(first + key) * row_words + w;
            keys[key * stride + w] = real ? row[0] : 0u;
            values[key * stride + w] = real ? row[value_offset] : 0u;
        }
        __syncthreads();
        if (here <= 0) continue;
        float score = 0;
        for (int w = 0; w < words; w++) {
            uint word = keys[lane * stride + w];
            for (int e = 0; e < WORD_ELEMENTS; e++) score += queries[g * d + w * WORD_ELEMENTS + e] * of_word(word, e);
        }
        if (lane >= here) score = -1e30f;
        float next = fmaxf(most, warp_max(score)), old = __expf(most - next), p = lane < here ? __expf(score - next) : 0.0f;
        most = next;
        total = total * old + warp_sum(p);
        for (int c = 0; c < 8; c++) sum[c] *= old;
        for (int key = 0; key < here; key++) {
            float weight = __shfl_sync(0xffffffffu, p, key);
            for (int c = 0; c * WORD_ELEMENTS < 8; c++) {
                int w = lane + 32 * c;
                if (w >= words) break;
                uint word = values[key * stride + w];
                for (int e = 0; e < WORD_ELEMENTS; e++) sum[c * WORD_ELEMENTS + e] += weight * of_word(word, e);
            }
        }
    }
    // The parts of a head meet: each writes (most, total, sums), then the first adds them up.
    float* met = (float*)(shared + group * d + parts * 64 * stride) + (part * group + g) * (d + 2);
    if (parts > 1) {
        if (lane == 0) { met[0] = most; met[1] = total; }
        for (int c = 0; c * WORD_ELEMENTS < 8; c++)
            for (int e = 0; e < WORD_ELEMENTS; e++)
                if (lane + 32 * c < words) met[2 + (lane + 32 * c) * WORD_ELEMENTS + e] = sum[c * WORD_ELEMENTS + e];
        __syncthreads();
        if (part > 0) return;
        for (int other = 1; other < parts; other++) {
            const float* its = met + (long64)other * group * (d + 2);
            float next = fmaxf(most, its[0]), mine = __expf(most - next), theirs = __expf(its[0] - next);
            most = next;
            total = total * mine + its[1] * theirs;
            for (int c = 0; c * WORD_ELEMENTS < 8; c++)
                for (int e = 0; e < WORD_ELEMENTS; e++)
                    if (lane + 32 * c < words)
                        sum[c * WORD_ELEMENTS + e] = sum[c * WORD_ELEMENTS + e] * mine + its[2 + (lane + 32 * c) * WORD_ELEMENTS + e] * theirs;
        }
    }
    element* y = out + ((long64)t * heads + kv_head * group + g) * d;
    for (int c = 0; c * WORD_ELEMENTS < 8; c++)
        for (int e = 0; e < WORD_ELEMENTS; e++)
            if (lane + 32 * c < words) y[(lane + 32 * c) * WORD_ELEMENTS + e] = store(sum[c * WORD_ELEMENTS + e] / total);
}
";
    }
}
