#nullable enable
using System;
using TorchSharp;

namespace Repartee.Training.Kernels
{
    /// <summary>
    /// Causal attention of rows that lie one behind the other, there and back, by libtorch's FlashAttention (Dao 2023, arXiv 2307.08691): what
    /// torch.nn.attention.varlen calls. A unit of its own, compiled where it is used: on CUDA alone.
    /// </summary>
    internal static class FlashAttentionKernel
    {
        internal const string Source = @"
def attend(qkv: Tensor, starts: Tensor, longest: int, heads: int, kv: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    # qkv (T,H+2K,d); starts (rows+1) int32: where each row begins, and the end. -> out (T,H,d), log-sums, two tensors for the way back
    q = qkv.narrow(1, 0, heads)
    k = qkv.narrow(1, heads, kv)
    v = qkv.narrow(1, heads + kv, kv)
    out = torch._flash_attention_forward(q, k, v, starts, starts, longest, longest, 0.0, True, False)
    return out[0], out[1], out[2], out[3]

def attend_back(d_out: Tensor, qkv: Tensor, out: Tensor, sums: Tensor, first: Tensor, second: Tensor, starts: Tensor, longest: int, heads: int, kv: int) -> Tuple[Tensor, Tensor, Tensor]:
    # -> dq (T,H,d), dk, dv (T,K,d), contiguous
    q = qkv.narrow(1, 0, heads)
    k = qkv.narrow(1, heads, kv)
    v = qkv.narrow(1, heads + kv, kv)
    dq, dk, dv = torch._flash_attention_backward(d_out, q, k, v, out, sums, starts, starts, longest, longest, 0.0, True, first, second)
    return dq.contiguous(), dk.contiguous(), dv.contiguous()
";

        private static readonly Lazy<torch.jit.CompilationUnit> Compiled = new Lazy<torch.jit.CompilationUnit>(() => torch.jit.compile(Source));

        internal static torch.jit.CompilationUnit Shared => Compiled.Value;
    }
}
