#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>Adds an adapter to the matrix it belongs to, for generation: the product is made in float32 and rounded once.</summary>
    internal static class LoraKernel
    {
        internal const string Source = @"
def merge(w: Tensor, a: Tensor, b: Tensor, scale: Tensor) -> int:
    # w (out,in), changed in place: w + s * BA; a (r,in), b (out,r) float32; scale (1).
    w.copy_((w.to(dtype=6) + torch.matmul(b, a) * scale).to(w.dtype))
    return 0
";
    }
}
