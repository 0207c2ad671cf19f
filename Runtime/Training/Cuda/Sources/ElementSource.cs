#nullable enable
namespace Repartee.Training.Cuda.Sources
{
    /// <summary>
    /// What all CUDA kernels share. <c>element</c> is the type of the computation: bfloat16, or float with <c>-DFLOAT32</c>. Arithmetic is
    /// float32; a value is rounded once, when it is stored. No header is needed, so that the run-time compiler alone suffices.
    /// </summary>
    internal static class ElementSource
    {
        internal const string Source = @"
#define KERNEL extern ""C"" __global__ void
typedef unsigned int uint;
typedef unsigned long long ulong64;
typedef long long long64;

#ifdef FLOAT32
struct element { float value; };
__device__ inline float load(element e) { return e.value; }
__device__ inline element store(float f) { element e; e.value = f; return e; }
#define WORD_ELEMENTS 1
__device__ inline float of_word(uint word, int part) { return __uint_as_float(word); }
__device__ inline uint word_of(const element* e) { return __float_as_uint(e[0].value); }
#else
struct element { unsigned short bits; };
__device__ inline float load(element e) { return __uint_as_float((uint)e.bits << 16); }
__device__ inline element store(float f) {                     // to the nearest, ties to even; NaN stays NaN
    uint u = __float_as_uint(f);
    element e;
    e.bits = f != f ? 0x7fff : (unsigned short)((u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
    return e;
}
#define WORD_ELEMENTS 2
__device__ inline float of_word(uint word, int part) { return __uint_as_float(part ? word & 0xffff0000u : word << 16); }
__device__ inline uint word_of(const element* e) { return (uint)e[0].bits | (uint)e[1].bits << 16; }
#endif
#define PACK_ELEMENTS (4 * WORD_ELEMENTS)                      // elements in 16 bytes

struct alignas(16) pack { uint words[4]; };
__device__ inline float of_pack(const pack& p, int i) { return of_word(p.words[i / WORD_ELEMENTS], i % WORD_ELEMENTS); }

// Programmatic dependent launch (CUDA C++ Programming Guide): a kernel may begin while the one before ends. after_previous waits for all that
// one wrote; before_next lets the following begin. Before Hopper, and where a launch does not ask for it, neither does anything.
#if __CUDA_ARCH__ >= 900
__device__ inline void after_previous() { asm volatile(""griddepcontrol.wait;"" ::: ""memory""); }
__device__ inline void before_next() { asm volatile(""griddepcontrol.launch_dependents;"" ::: ""memory""); }
#else
__device__ inline void after_previous() {}
__device__ inline void before_next() {}
#endif

__device__ inline float rounded(float f) { return load(store(f)); }

__device__ inline float warp_sum(float v) {
    for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(0xffffffffu, v, o);
    return v;
}

__device__ inline float warp_max(float v) {
    for (int o = 16; o > 0; o >>= 1) v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, o));
    return v;
}

__device__ inline double warp_sum(double v) {
    for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(0xffffffffu, v, o);
    return v;
}

__device__ inline float block_sum(float v) {                   // the same sum for every thread of the block
    __shared__ float parts[32];
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = (blockDim.x + 31) >> 5;
    v = warp_sum(v);
    __syncthreads();
    if (lane == 0) parts[warp] = v;
    __syncthreads();
    return warp_sum(lane < warps ? parts[lane] : 0.0f);
}
";
    }
}
