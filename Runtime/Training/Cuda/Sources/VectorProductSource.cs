#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// A matrix times one vector, for a single reply: nothing but the weights' way through memory counts. So the norm before and the SwiGLU or
    /// the sum after are done on the way, and a warp asks for its first weights before it waits for the kernel that makes the vector.
    /// Weights (rows, in); a warp takes some rows, 16 bytes a lane at a time.
    /// </summary>
    internal static class VectorProductSource
    {
        internal const string Source = @"
#define AHEAD 4

template <int ROWS> struct ahead { pack w[AHEAD][ROWS]; };

__device__ inline pack weight_pack(const element* weight, long64 row, int in, int p) {
    return *(const pack*)(weight + row * in + (long64)p * PACK_ELEMENTS);
}

// The first packs of a warp's rows, asked for early.
template <int ROWS> __device__ inline void ask(ahead<ROWS>& first, const element* weight, int in, long64 row, long64 apart) {
    int lane = threadIdx.x & 31, packs = in / PACK_ELEMENTS;
    #pragma unroll
    for (int a = 0; a < AHEAD; a++)
        #pragma unroll
        for (int r = 0; r < ROWS; r++)
            if (lane + 32 * a < packs) first.w[a][r] = weight_pack(weight, row + r * apart, in, lane + 32 * a);
}

template <int ROWS> __device__ inline void add_pack(const pack& h, const pack* w, float* sums) {
    #pragma unroll
    for (int i = 0; i < PACK_ELEMENTS; i++)
        #pragma unroll
        for (int r = 0; r < ROWS; r++) sums[r] += of_pack(w[r], i) * of_pack(h, i);
}

template <int ROWS> __device__ inline void dot_rows(const ahead<ROWS>& first, const pack* h, const element* weight, int in, long64 row,
                                                    long64 apart, float* sums) {
    int lane = threadIdx.x & 31, packs = in / PACK_ELEMENTS;
    #pragma unroll
    for (int r = 0; r < ROWS; r++) sums[r] = 0;
    #pragma unroll
    for (int a = 0; a < AHEAD; a++) {
        int p = lane + 32 * a;
        if (p < packs) add_pack<ROWS>(h[p], first.w[a], sums);
    }
    for (int start = lane + 32 * AHEAD; start < packs; start += 32 * AHEAD) {
        pack w[AHEAD][ROWS];
        #pragma unroll
        for (int a = 0; a < AHEAD; a++)
            #pragma unroll
            for (int r = 0; r < ROWS; r++)
                if (start + 32 * a < packs) w[a][r] = weight_pack(weight, row + r * apart, in, start + 32 * a);
        #pragma unroll
        for (int a = 0; a < AHEAD; a++) {
            int p = start + 32 * a;
            if (p < packs) add_pack<ROWS>(h[p], w[a], sums);
        }
    }
    #pragma unroll
    for (int r = 0; r < ROWS; r++) sums[r] = warp_sum(sums[r]);
}

// The normed vector in shared memory, rounded as it would be stored.
__device__ inline pack* normed(const float* x, const element* norm, float eps, int in) {
    extern __shared__ pack vector[];
    element* numbers = (element*)vector;
    float squares = 0;
    for (int i = threadIdx.x; i < in; i += blockDim.x) squares += x[i] * x[i];
    float scale = rsqrtf(block_sum(squares) / in + eps);
    for (int i = threadIdx.x; i < in; i += blockDim.x) numbers[i] = store(x[i] * scale * load(norm[i]));
    __syncthreads();
    return vector;
}

__device__ inline pack* plain(const element* v, int in) {
    extern __shared__ pack vector[];
    for (int p = threadIdx.x; p < in / PACK_ELEMENTS; p += blockDim.x) vector[p] = ((const pack*)v)[p];
    __syncthreads();
    return vector;
}

__device__ inline long64 warp_number() { return (long64)blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5); }

// y (rows) = weight * norm(x)
KERNEL norm_product(const float* x, const element* norm, float eps, const element* weight, element* y, int in, int rows) {
    long64 row = min(warp_number(), (long64)rows - 1);         // surplus warps repeat the last row
    ahead<1> first;
    ask<1>(first, weight, in, row, 0);
    after_previous();
    pack* h = normed(x, norm, eps, in);
    before_next();
    float sum[1];
    dot_rows<1>(first, h, weight, in, row, 0, sum);
    if ((threadIdx.x & 31) == 0) y[row] = store(sum[0]);
}

// logits (rows) float32 = weight * norm(x), four rows a warp
KERNEL norm_logits(const float* x, const element* norm, float eps, const element* weight, float* logits, int in, int rows) {
    long64 row = min(4 * warp_number(), (long64)max(0, rows - 4));
    long64 apart = rows >= 4 ? 1 : 0;
    ahead<4> first;
    ask<4>(first, weight, in, row, apart);
    after_previous();
    pack* h = normed(x, norm, eps, in);
    before_next();
    float sums[4];
    dot_rows<4>(first, h, weight, in, row, apart, sums);
    if ((threadIdx.x & 31) == 0) for (int r = 0; r < 4; r++) logits[row + r * apart] = sums[r];
}

// y (f) = silu(gate) * up, weight = (f gate rows, f up rows); both are rounded as they would be stored
KERNEL norm_swiglu_product(const float* x, const element* norm, float eps, const element* weight, element* y, int in, int f) {
    long64 row = min(warp_number(), (long64)f - 1);
    ahead<2> first;
    ask<2>(first, weight, in, row, f);
    after_previous();
    pack* h = normed(x, norm, eps, in);
    before_next();
    float sums[2];
    dot_rows<2>(first, h, weight, in, row, f, sums);
    float gate = rounded(sums[0]), up = rounded(sums[1]);
    if ((threadIdx.x & 31) == 0) y[row] = store(gate / (1.0f + __expf(-gate)) * up);
}

// x (rows) += weight * v
KERNEL product_added(const element* v, const element* weight, float* x, int in, int rows) {
    long64 number = warp_number(), row = min(number, (long64)rows - 1);
    ahead<1> first;
    ask<1>(first, weight, in, row, 0);
    after_previous();
    pack* h = plain(v, in);
    before_next();
    float sum[1];
    dot_rows<1>(first, h, weight, in, row, 0, sum);
    if ((threadIdx.x & 31) == 0 && number == row) x[row] += sum[0];
}
";
    }
}
