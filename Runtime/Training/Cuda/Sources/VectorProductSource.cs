#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// A matrix times one vector, for a single reply: nothing but the weights' way through memory counts, so the norm before and the SwiGLU
    /// or the sum after are done on the way. Weights (rows, in); one warp takes some rows, 16 bytes a lane at a time.
    /// </summary>
    internal static class VectorProductSource
    {
        internal const string Source = @"
template <int ROWS> __device__ inline void dot_rows(const float* h, const element* weight, int in, long64 first, long64 apart, float* sums) {
    int lane = threadIdx.x & 31, packs = in / PACK_ELEMENTS;
    for (int r = 0; r < ROWS; r++) sums[r] = 0;
    #pragma unroll 4
    for (int p = lane; p < packs; p += 32) {
        pack w[ROWS];
        for (int r = 0; r < ROWS; r++) w[r] = *(const pack*)(weight + (first + r * apart) * in + (long64)p * PACK_ELEMENTS);
        for (int i = 0; i < PACK_ELEMENTS; i++) {
            float value = h[p * PACK_ELEMENTS + i];
            for (int r = 0; r < ROWS; r++) sums[r] += of_pack(w[r], i) * value;
        }
    }
    for (int r = 0; r < ROWS; r++) sums[r] = warp_sum(sums[r]);
}

// The normed vector in shared memory, rounded as it would be stored.
__device__ inline float* normed(const float* x, const element* norm, float eps, int in) {
    extern __shared__ float vector[];
    float squares = 0;
    for (int i = threadIdx.x; i < in; i += blockDim.x) squares += x[i] * x[i];
    float scale = rsqrtf(block_sum(squares) / in + eps);
    for (int i = threadIdx.x; i < in; i += blockDim.x) vector[i] = rounded(x[i] * scale * load(norm[i]));
    __syncthreads();
    return vector;
}

__device__ inline float* plain(const element* v, int in) {
    extern __shared__ float vector[];
    for (int i = threadIdx.x; i < in; i += blockDim.x) vector[i] = load(v[i]);
    __syncthreads();
    return vector;
}

// y (rows) = weight * norm(x)
KERNEL norm_product(const float* x, const element* norm, float eps, const element* weight, element* y, int in, int rows) {
    float* h = normed(x, norm, eps, in);
    long64 row = (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
    if (row >= rows) return;
    float sum[1];
    dot_rows<1>(h, weight, in, row, 0, sum);
    if ((threadIdx.x & 31) == 0) y[row] = store(sum[0]);
}

// logits (rows) float32 = weight * norm(x), four rows a warp
KERNEL norm_logits(const float* x, const element* norm, float eps, const element* weight, float* logits, int in, int rows) {
    float* h = normed(x, norm, eps, in);
    long64 row = 4 * ((long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5));
    if (row >= rows) return;
    float sums[4];
    if (row + 4 <= rows) {
        dot_rows<4>(h, weight, in, row, 1, sums);
        if ((threadIdx.x & 31) == 0) for (int r = 0; r < 4; r++) logits[row + r] = sums[r];
        return;
    }
    for (; row < rows; row++) {
        dot_rows<1>(h, weight, in, row, 0, sums);
        if ((threadIdx.x & 31) == 0) logits[row] = sums[0];
    }
}

// y (f) = silu(gate) * up, weight = (f gate rows, f up rows); both are rounded as they would be stored
KERNEL norm_swiglu_product(const float* x, const element* norm, float eps, const element* weight, element* y, int in, int f) {
    float* h = normed(x, norm, eps, in);
    long64 row = (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
    if (row >= f) return;
    float sums[2];
    dot_rows<2>(h, weight, in, row, f, sums);
    float gate = rounded(sums[0]), up = rounded(sums[1]);
    if ((threadIdx.x & 31) == 0) y[row] = store(gate / (1.0f + __expf(-gate)) * up);
}

// x (rows) += weight * v
KERNEL product_added(const element* v, const element* weight, float* x, int in, int rows) {
    float* h = plain(v, in);
    long64 row = (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
    if (row >= rows) return;
    float sum[1];
    dot_rows<1>(h, weight, in, row, 0, sum);
    if ((threadIdx.x & 31) == 0) x[row] += sum[0];
}
";
    }
}
